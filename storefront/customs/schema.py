"""The published form of a dossier event: JSON Schema 2020-12."""

from storefront.money import CURRENCIES

from .documents import API_VERSION
from .forms import Json, array, one_of, or_null, ref, shape, text, thing

EVENT_TYPES = (
    "customs.dossier.ready",
    "customs.dossier.amended",
    "customs.dossier.cancelled",
    "customs.payment.refunded",
    "customs.waybill.updated",
    "customs.return.announced",
)

INSTANT = (
    r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$"
)


def schema() -> Json:
    """What every delivery fits, to be read by whoever writes a connector."""
    return _SCHEMA


_REVISION = {
    "title": "Revision, counted from 1",
    "type": "integer",
    "minimum": 1,
    "maximum": 2**31 - 1,
    "examples": [1],
}
_CODE = or_null(
    text("Chinese customs registration or unified social credit code", "4403000000", 18)
)

_ADDRESS = thing(
    "Postal address",
    {
        "lines": array("Lines above the town", text("Line", "Musterstr. 1"), most=10),
        "city": or_null(text("Town", "Berlin", 100)),
        "region": or_null(text("State or province", "Guangdong", 100)),
        "postal_code": or_null(text("Postal code", "10115", 20)),
        "country": ref("country"),
    },
)

_LINE = thing(
    "Line of the order",
    {
        "line_no": {
            "title": "Number of the line, from 1",
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "examples": [1],
        },
        "sku": text("Merchant's number", "LAMP-01", 30),
        "barcode": or_null(text("GTIN on the box", "2900416100012", 50)),
        "name": text("Plain English name", "LED table lamp"),
        "name_local": or_null(text("Chinese name", "LED台灯")),
        "description": text("What it is, of what, for what", "LED table lamp, mains powered", 500),
        "quantity": ref("decimal", "Quantity in `unit`"),
        "unit": ref("unit"),
        "unit_price": ref("decimal", "Price of one unit without VAT, in the order's currency"),
        "line_total": ref("decimal", "Quantity times unit price"),
        "hs_code": shape("Harmonized System subheading", r"^\d{6}$", "940521"),
        "national_codes": {
            "title": "Longer tariff codes by country",
            "type": "object",
            "propertyNames": {"pattern": "^[A-Z]{2}$"},
            "additionalProperties": shape("Tariff code", r"^\d{6,14}$", "9405210090"),
            "examples": [{"CN": "9405210090", "US": "9405218010"}],
        },
        "origin_country": ref("country", "Where it was made"),
        "specification": or_null(
            text("Chinese declaration elements", "品牌:Lantern|型号:T1", 2000)
        ),
        "net_weight_kg": ref("decimal", "Net weight of the line in kilograms"),
        "statutory": array(
            "Statutory quantities",
            thing(
                "Statutory quantity",
                {"quantity": ref("decimal", "Quantity in `unit`"), "unit": ref("unit")},
            ),
            most=2,
        ),
        "product_ids": thing(
            "Product identifiers (EU, since 1 November 2026)",
            {
                "merchant": text("Merchant's number", "LAMP-01", 50),
                "manufacturer": or_null(text("Manufacturer's number", "T1-2026", 50)),
                "gtin": or_null(text("GTIN", "2900416100012", 14)),
            },
        ),
        "dangerous_goods": or_null(text("UN number", "UN3481", 10)),
    },
)

_TOTALS = thing(
    "Money of the order",
    {
        "goods": ref("decimal", "Goods without VAT, before discount"),
        "discount": ref("decimal", "Discount, taken off"),
        "freight": ref("decimal", "Freight without VAT"),
        "insurance": ref("decimal", "Insurance"),
        "import_vat": ref("decimal", "VAT or consumption tax of the destination"),
        "import_duty": ref("decimal", "Duty of the destination"),
        "fees": ref("decimal", "Handling and other fees"),
        "prepaid": ref(
            "decimal",
            "Paid with gift cards or store credit and by no payment company; there when it was",
        ),
        "grand_total": ref(
            "decimal",
            "goods - discount + freight + insurance + import_vat + import_duty + fees - prepaid;"
            " equal to payment.amount",
        ),
    },
    optional=("prepaid",),
)

_ORDER = thing(
    "Order",
    {
        "document_id": text("The shop's own id", "ord_1001", 60),
        "revision": ref("revision"),
        "status": one_of("Status", "active", "cancelled"),
        "order_no": ref("order_no"),
        "kind": one_of("Kind of sale", "b2c"),
        "placed_at": ref("instant", "When it was placed"),
        "currency": ref("currency"),
        "lines": array("Lines", _LINE, least=1),
        "totals": _TOTALS,
        "incoterm": one_of("Incoterms 2020", "DDP", "DAP"),
    },
)

_PAYMENT = thing(
    "Payment",
    {
        "document_id": text("The shop's own id", "pay_1001", 60),
        "revision": ref("revision"),
        "status": one_of("Status", "captured", "refunded", "disputed", "failed"),
        "order_no": ref("order_no"),
        "provider": thing(
            "Payment company",
            {
                "name": text("Name", "Stripe", 100),
                "cn_code": _CODE,
                "country": or_null(ref("country")),
            },
        ),
        "transaction_no": text("Number of the payment at its company", "ch_3QExample", 60),
        "processor_refs": {
            "title": "Further numbers at the payment company",
            "type": "object",
            "additionalProperties": text("Number", "pi_3QExample"),
        },
        "method": text("How it was paid", "card", 40),
        "amount": ref("decimal", "Paid for this parcel"),
        "currency": ref("currency"),
        "paid_at": ref("instant", "When the money was taken"),
        "settled_at": or_null(ref("instant", "When the money was available")),
        "payer": thing(
            "Who paid",
            {"name": text("Name", "Anna Muster", 250), "country": or_null(ref("country"))},
        ),
        "refunded_amount": ref("decimal", "Given back of this parcel's payment"),
        "refunds": array(
            "Refunds",
            thing(
                "Refund",
                {
                    "refund_no": text("Number at the payment company", "re_3QExample", 60),
                    "amount": ref("decimal", "Given back"),
                    "refunded_at": ref("instant", "When"),
                    "deducted": {
                        "title": "Whether `amount` is lower by it already",
                        "type": "boolean",
                        "examples": [True],
                    },
                },
            ),
        ),
    },
)

_WAYBILL = thing(
    "Waybill",
    {
        "document_id": text("The shop's own id", "wb_1001", 60),
        "revision": ref("revision"),
        "status": one_of("Status", "label_created", "handed_over", "delivered", "cancelled"),
        "order_no": ref("order_no"),
        "carrier": thing(
            "Carrier", {"name": text("Name", "中国邮政速递物流", 100), "cn_code": _CODE}
        ),
        "waybill_no": text("Waybill number; S10 for post", "LX123456785CN", 32),
        "master_bill_no": or_null(text("Master bill", "180-12345675", 37)),
        "transport_mode": one_of("Transport", "air", "sea", "rail", "road", "post"),
        "packages": {
            "title": "Packages",
            "type": "integer",
            "minimum": 1,
            "maximum": 999_999_999,
            "examples": [1],
        },
        "gross_weight_kg": ref("decimal", "Gross weight in kilograms"),
        "net_weight_kg": ref("decimal", "Net weight in kilograms"),
        "freight": ref("decimal", "Freight of this parcel"),
        "insurance": ref("decimal", "Insurance of this parcel"),
        "currency": ref("currency"),
        "goods_summary": text("What is inside", "LED台灯 x2", 200),
        "package_type": one_of("Package", "carton", "bag", "pallet"),
        "consignee": thing(
            "Addressee",
            {
                "name": text("Name", "Anna Muster"),
                "phone": or_null(ref("phone")),
                "address": ref("address"),
            },
        ),
        "origin_country": ref("country", "Where it leaves"),
        "destination_country": ref("country", "Where it goes"),
        "destination_port": or_null(text("UN/LOCODE or local port", "DEFRA", 10)),
        "shipped_at": or_null(ref("instant", "When it was handed over")),
    },
)

_PARTIES = thing(
    "Parties",
    {
        "platform": thing(
            "Platform",
            {
                "name": text("Name", "Lantern Goods", 100),
                "country": ref("country"),
                "cn_code": _CODE,
                "url": text("Address of the shop", "https://shop.example", 500, least=0),
            },
        ),
        "seller": thing(
            "Seller and consignor",
            {
                "name": text("Name", "Shenzhen Lantern Trading Co Ltd", 100),
                "name_local": or_null(text("Chinese name", "深圳市灯笼贸易有限公司", 100)),
                "cn_code": _CODE,
                "phone": or_null(ref("phone")),
                "address": ref("address"),
                "tax_ids": ref("tax_ids"),
            },
        ),
        "producer": thing(
            "Producer, NO if not registered",
            {"name": text("Name", "NO", 100), "cn_code": _CODE},
        ),
        "declarant": thing(
            "Declarant", {"name": text("Name", "Example Customs Broker", 100), "cn_code": _CODE}
        ),
        "consignee": thing(
            "Consignee",
            {
                "name": text("Name", "Anna Muster"),
                "type": one_of("Kind of person", "individual", "company"),
                "email": or_null(text("E-mail", "anna@example.org", 320)),
                "phone": or_null(ref("phone")),
                "address": ref("address"),
                "tax_ids": ref("tax_ids"),
            },
        ),
    },
)

_MATCH = thing(
    "Result of the shop's own comparison",
    {
        "result": one_of("Result", "pass", "fail"),
        "ruleset": text("Version of the rules", "2026-11-01", 20),
        "checked_at": ref("instant", "When it was compared"),
        "findings": array(
            "What did not fit",
            thing(
                "Finding",
                {
                    "code": text("Rule", "amount_mismatch", 60),
                    "documents": array("Documents", text("Document", "payment", 20)),
                    "pointer": text("JSON Pointer", "/payment/amount", 200, least=0),
                    "expected": text("Expected", "51.79", 500, least=0),
                    "found": text("Found", "56.79", 500, least=0),
                    "message": text("Sentence", "The amounts differ.", 500, least=0),
                },
            ),
        ),
    },
)

_DOSSIER = thing(
    "Dossier: one parcel's three documents, always whole",
    {
        "dossier_id": shape(
            "Id of the dossier", r"^dsr_[0-9A-HJKMNP-TV-Z]{26}$", "dsr_01JDC8ZK3V5T8Q0WB4M2H7N9XA"
        ),
        "revision": ref("revision"),
        "operation": one_of("What to do", "create", "amend", "cancel", "update"),
        "supersedes_revision": or_null(ref("revision")),
        "changed": array(
            "JSON Pointers to what changed",
            text("Pointer", "/order/lines/0/hs_code", 200, 0),
            1000,
        ),
        "regime": thing(
            "Customs regimes",
            {
                "export": text("China", "CN-9610", 40),
                "declaration": text("Declaration mode", "B", 40),
                "import": or_null(text("Destination", "EU-H7-IOSS", 40)),
            },
        ),
        "test_mode": {
            "title": "Not to be declared in earnest",
            "type": "boolean",
            "examples": [True],
        },
        "parties": _PARTIES,
        "order": _ORDER,
        "payment": _PAYMENT,
        "waybill": _WAYBILL,
        "match": _MATCH,
    },
)

_SCHEMA: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": f"urn:storefront:customs:event:{API_VERSION}",
    "title": "Customs event",
    "description": "One signed delivery of the shop to a customs connector. Money, weight and"
    " quantity are decimal strings; instants are RFC 3339 in UTC.",
    **thing(
        "Customs event",
        {
            "type": one_of("Event", *EVENT_TYPES),
            "timestamp": ref("instant", "When the event happened"),
            "api_version": {"title": "Version of the protocol", "const": API_VERSION},
            "sequence": {
                "title": "Number of the event, rising without a gap",
                "type": "integer",
                "minimum": 1,
                "maximum": 2**53 - 1,
                "examples": [184213],
            },
            "data": ref("dossier"),
        },
    ),
    "$defs": {
        "instant": shape("Instant, RFC 3339 in UTC", INSTANT, "2026-11-23T09:41:07.123Z"),
        "decimal": shape("Decimal", r"^\d{1,14}(\.\d{1,5})?$", "51.79"),
        "country": shape("ISO 3166-1 alpha-2", "^[A-Z]{2}$", "DE"),
        "currency": {"title": "ISO 4217", "enum": sorted(CURRENCIES), "examples": ["EUR"]},
        "unit": shape("UNECE Recommendation 20", "^[A-Z0-9]{2,3}$", "H87"),
        "phone": text("Phone, E.164 where known", "+4915100000000", 50),
        "order_no": text("Number that joins the three documents", "LG-2026-1001", 60),
        "revision": _REVISION,
        "address": _ADDRESS,
        "tax_ids": array(
            "Tax numbers",
            thing(
                "Tax number",
                {
                    "type": text("Kind", "eu_ioss", 30),
                    "value": text("Number", "IM3720000224", 40),
                },
            ),
            most=20,
        ),
        "dossier": _DOSSIER,
    },
}

"""The published form of a dossier event: JSON Schema 2020-12."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from storefront.money import CURRENCIES

from .documents import API_VERSION
from .pointers import pointer

Json = dict[str, Any]

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


def faults(data: Json) -> list[tuple[str, str, str]]:
    """Where a dossier does not fit its published form, before it is numbered and sent: pointers,
    what was expected there, and what was found."""
    whole = {
        "revision": 1,
        "operation": "create",
        "supersedes_revision": None,
        "changed": [],
        "match": {
            "result": "pass",
            "ruleset": API_VERSION,
            "checked_at": "2026-11-01T00:00:00Z",
            "findings": [],
        },
        **data,
    }
    if _gate().is_valid(whole):
        return []
    wrong = validator("dossier").iter_errors(whole)
    return [
        (pointer(error.absolute_path), error.message[:300], str(error.instance)[:200])
        for error in sorted(wrong, key=lambda error: list(map(str, error.absolute_path)))
    ][:50]


@cache
def validator(part: str = "") -> Any:
    """A validator of the whole event, or of one of its definitions."""
    wanted = {"$ref": f"#/$defs/{part}", "$defs": _SCHEMA["$defs"]} if part else _SCHEMA
    return strictly(wanted)


def strictly(wanted: Json) -> Any:
    """A validator whose patterns mean what ECMA means: ASCII digits, and the whole string."""
    # Not at the top: shop pages never check events, and should not wait for this to be loaded.
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    return extend(Draft202012Validator, {"pattern": _wholly})(wanted)


@cache
def _gate() -> Any:
    """Says only whether a dossier fits its form, in a hundredth of the time of the validator that
    can say why not: nearly every one does."""
    import jsonschema_rs

    wanted = {"$ref": "#/$defs/dossier", "$defs": _SCHEMA["$defs"]}
    return jsonschema_rs.Draft202012Validator(_anchored(wanted))


def _anchored(schema: Any) -> Any:
    """The same schema with patterns that hold for the whole of a text, as `_wholly` reads them."""
    if isinstance(schema, dict):
        return {
            name: f"^(?:{part})$"
            if name == "pattern" and isinstance(part, str)
            else _anchored(part)
            for name, part in schema.items()
        }
    return [_anchored(part) for part in schema] if isinstance(schema, list) else schema


def _wholly(_: Any, pattern: str, value: Any, __: Any) -> Iterator[Exception]:
    from jsonschema import ValidationError

    if isinstance(value, str) and not re.fullmatch(pattern, value, re.ASCII):
        yield ValidationError(f"{value[:60]!r} does not look like {pattern!r}")


def _thing(title: str, members: Json, optional: tuple[str, ...] = (), **more: Any) -> Json:
    return {
        "title": title,
        "type": "object",
        "required": [name for name in members if name not in optional],
        "additionalProperties": False,
        "properties": members,
        **more,
    }


def _text(title: str, example: str, most: int = 250, least: int = 1, **more: Any) -> Json:
    return {
        "title": title,
        "type": "string",
        "minLength": least,
        "maxLength": most,
        "examples": [example],
        **more,
    }


def _or_null(kind: Json) -> Json:
    title = {"title": kind["title"]} if "title" in kind else {}
    return {**title, "anyOf": [kind, {"type": "null"}]}


def _shape(title: str, pattern: str, example: str) -> Json:
    return {"title": title, "type": "string", "pattern": pattern, "examples": [example]}


def _ref(name: str, title: str = "") -> Json:
    return {"title": title, "$ref": f"#/$defs/{name}"} if title else {"$ref": f"#/$defs/{name}"}


def _list(title: str, items: Json, most: int = 100, least: int = 0) -> Json:
    return {"title": title, "type": "array", "minItems": least, "maxItems": most, "items": items}


def _one_of(title: str, *words: str) -> Json:
    return {"title": title, "enum": list(words), "examples": [words[0]]}


_REVISION = {
    "title": "Revision, counted from 1",
    "type": "integer",
    "minimum": 1,
    "maximum": 2**31 - 1,
    "examples": [1],
}
_CODE = _or_null(
    _text("Chinese customs registration or unified social credit code", "4403000000", 18)
)

_ADDRESS = _thing(
    "Postal address",
    {
        "lines": _list("Lines above the town", _text("Line", "Musterstr. 1"), most=10),
        "city": _or_null(_text("Town", "Berlin", 100)),
        "region": _or_null(_text("State or province", "Guangdong", 100)),
        "postal_code": _or_null(_text("Postal code", "10115", 20)),
        "country": _ref("country"),
    },
)

_LINE = _thing(
    "Line of the order",
    {
        "line_no": {
            "title": "Number of the line, from 1",
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "examples": [1],
        },
        "sku": _text("Merchant's number", "LAMP-01", 30),
        "barcode": _or_null(_text("GTIN on the box", "2900416100012", 50)),
        "name": _text("Plain English name", "LED table lamp"),
        "name_local": _or_null(_text("Chinese name", "LED台灯")),
        "description": _text("What it is, of what, for what", "LED table lamp, mains powered", 500),
        "quantity": _ref("decimal", "Quantity in `unit`"),
        "unit": _ref("unit"),
        "unit_price": _ref("decimal", "Price of one unit without VAT, in the order's currency"),
        "line_total": _ref("decimal", "Quantity times unit price"),
        "hs_code": _shape("Harmonized System subheading", r"^\d{6}$", "940521"),
        "national_codes": {
            "title": "Longer tariff codes by country",
            "type": "object",
            "propertyNames": {"pattern": "^[A-Z]{2}$"},
            "additionalProperties": _shape("Tariff code", r"^\d{6,14}$", "9405210090"),
            "examples": [{"CN": "9405210090", "US": "9405218010"}],
        },
        "origin_country": _ref("country", "Where it was made"),
        "specification": _or_null(
            _text("Chinese declaration elements", "品牌:Lantern|型号:T1", 2000)
        ),
        "net_weight_kg": _ref("decimal", "Net weight of the line in kilograms"),
        "statutory": _list(
            "Statutory quantities",
            _thing(
                "Statutory quantity",
                {"quantity": _ref("decimal", "Quantity in `unit`"), "unit": _ref("unit")},
            ),
            most=2,
        ),
        "product_ids": _thing(
            "Product identifiers (EU, since 1 November 2026)",
            {
                "merchant": _text("Merchant's number", "LAMP-01", 50),
                "manufacturer": _or_null(_text("Manufacturer's number", "T1-2026", 50)),
                "gtin": _or_null(_text("GTIN", "2900416100012", 14)),
            },
        ),
        "dangerous_goods": _or_null(_text("UN number", "UN3481", 10)),
    },
)

_TOTALS = _thing(
    "Money of the order",
    {
        "goods": _ref("decimal", "Goods without VAT, before discount"),
        "discount": _ref("decimal", "Discount, taken off"),
        "freight": _ref("decimal", "Freight without VAT"),
        "insurance": _ref("decimal", "Insurance"),
        "import_vat": _ref("decimal", "VAT or consumption tax of the destination"),
        "import_duty": _ref("decimal", "Duty of the destination"),
        "fees": _ref("decimal", "Handling and other fees"),
        "grand_total": _ref(
            "decimal",
            "goods - discount + freight + insurance + import_vat + import_duty + fees;"
            " equal to payment.amount",
        ),
    },
)

_ORDER = _thing(
    "Order",
    {
        "document_id": _text("The shop's own id", "ord_1001", 60),
        "revision": _ref("revision"),
        "status": _one_of("Status", "active", "cancelled"),
        "order_no": _ref("order_no"),
        "kind": _one_of("Kind of sale", "b2c"),
        "placed_at": _ref("instant", "When it was placed"),
        "currency": _ref("currency"),
        "lines": _list("Lines", _LINE, least=1),
        "totals": _TOTALS,
        "incoterm": _one_of("Incoterms 2020", "DDP", "DAP"),
    },
)

_PAYMENT = _thing(
    "Payment",
    {
        "document_id": _text("The shop's own id", "pay_1001", 60),
        "revision": _ref("revision"),
        "status": _one_of("Status", "captured", "refunded", "disputed", "failed"),
        "order_no": _ref("order_no"),
        "provider": _thing(
            "Payment company",
            {
                "name": _text("Name", "Stripe", 100),
                "cn_code": _CODE,
                "country": _or_null(_ref("country")),
            },
        ),
        "transaction_no": _text("Number of the payment at its company", "ch_3QExample", 60),
        "processor_refs": {
            "title": "Further numbers at the payment company",
            "type": "object",
            "additionalProperties": _text("Number", "pi_3QExample"),
        },
        "method": _text("How it was paid", "card", 40),
        "amount": _ref("decimal", "Paid for this parcel"),
        "currency": _ref("currency"),
        "paid_at": _ref("instant", "When the money was taken"),
        "settled_at": _or_null(_ref("instant", "When the money was available")),
        "payer": _thing(
            "Who paid",
            {"name": _text("Name", "Anna Muster", 250), "country": _or_null(_ref("country"))},
        ),
        "refunded_amount": _ref("decimal", "Given back of this parcel's payment"),
        "refunds": _list(
            "Refunds",
            _thing(
                "Refund",
                {
                    "refund_no": _text("Number at the payment company", "re_3QExample", 60),
                    "amount": _ref("decimal", "Given back"),
                    "refunded_at": _ref("instant", "When"),
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

_WAYBILL = _thing(
    "Waybill",
    {
        "document_id": _text("The shop's own id", "wb_1001", 60),
        "revision": _ref("revision"),
        "status": _one_of("Status", "label_created", "handed_over", "delivered", "cancelled"),
        "order_no": _ref("order_no"),
        "carrier": _thing(
            "Carrier", {"name": _text("Name", "中国邮政速递物流", 100), "cn_code": _CODE}
        ),
        "waybill_no": _text("Waybill number; S10 for post", "LX123456785CN", 32),
        "master_bill_no": _or_null(_text("Master bill", "180-12345675", 37)),
        "transport_mode": _one_of("Transport", "air", "sea", "rail", "road", "post"),
        "packages": {
            "title": "Packages",
            "type": "integer",
            "minimum": 1,
            "maximum": 999_999_999,
            "examples": [1],
        },
        "gross_weight_kg": _ref("decimal", "Gross weight in kilograms"),
        "net_weight_kg": _ref("decimal", "Net weight in kilograms"),
        "freight": _ref("decimal", "Freight of this parcel"),
        "insurance": _ref("decimal", "Insurance of this parcel"),
        "currency": _ref("currency"),
        "goods_summary": _text("What is inside", "LED台灯 x2", 200),
        "package_type": _one_of("Package", "carton", "bag", "pallet"),
        "consignee": _thing(
            "Addressee",
            {
                "name": _text("Name", "Anna Muster"),
                "phone": _or_null(_ref("phone")),
                "address": _ref("address"),
            },
        ),
        "origin_country": _ref("country", "Where it leaves"),
        "destination_country": _ref("country", "Where it goes"),
        "destination_port": _or_null(_text("UN/LOCODE or local port", "DEFRA", 10)),
        "shipped_at": _or_null(_ref("instant", "When it was handed over")),
    },
)

_PARTIES = _thing(
    "Parties",
    {
        "platform": _thing(
            "Platform",
            {
                "name": _text("Name", "Lantern Goods", 100),
                "country": _ref("country"),
                "cn_code": _CODE,
                "url": _text("Address of the shop", "https://shop.example", 500, least=0),
            },
        ),
        "seller": _thing(
            "Seller and consignor",
            {
                "name": _text("Name", "Shenzhen Lantern Trading Co Ltd", 100),
                "name_local": _or_null(_text("Chinese name", "深圳市灯笼贸易有限公司", 100)),
                "cn_code": _CODE,
                "phone": _or_null(_ref("phone")),
                "address": _ref("address"),
                "tax_ids": _ref("tax_ids"),
            },
        ),
        "producer": _thing(
            "Producer, NO if not registered",
            {"name": _text("Name", "NO", 100), "cn_code": _CODE},
        ),
        "declarant": _thing(
            "Declarant", {"name": _text("Name", "Example Customs Broker", 100), "cn_code": _CODE}
        ),
        "consignee": _thing(
            "Consignee",
            {
                "name": _text("Name", "Anna Muster"),
                "type": _one_of("Kind of person", "individual", "company"),
                "email": _or_null(_text("E-mail", "anna@example.org", 320)),
                "phone": _or_null(_ref("phone")),
                "address": _ref("address"),
                "tax_ids": _ref("tax_ids"),
            },
        ),
    },
)

_MATCH = _thing(
    "Result of the shop's own comparison",
    {
        "result": _one_of("Result", "pass", "fail"),
        "ruleset": _text("Version of the rules", "2026-11-01", 20),
        "checked_at": _ref("instant", "When it was compared"),
        "findings": _list(
            "What did not fit",
            _thing(
                "Finding",
                {
                    "code": _text("Rule", "amount_mismatch", 60),
                    "documents": _list("Documents", _text("Document", "payment", 20)),
                    "pointer": _text("JSON Pointer", "/payment/amount", 200, least=0),
                    "expected": _text("Expected", "51.79", 500, least=0),
                    "found": _text("Found", "56.79", 500, least=0),
                    "message": _text("Sentence", "The amounts differ.", 500, least=0),
                },
            ),
        ),
    },
)

_DOSSIER = _thing(
    "Dossier: one parcel's three documents, always whole",
    {
        "dossier_id": _shape(
            "Id of the dossier", r"^dsr_[0-9A-HJKMNP-TV-Z]{26}$", "dsr_01JDC8ZK3V5T8Q0WB4M2H7N9XA"
        ),
        "revision": _ref("revision"),
        "operation": _one_of("What to do", "create", "amend", "cancel", "update"),
        "supersedes_revision": _or_null(_ref("revision")),
        "changed": _list(
            "JSON Pointers to what changed",
            _text("Pointer", "/order/lines/0/hs_code", 200, 0),
            1000,
        ),
        "regime": _thing(
            "Customs regimes",
            {
                "export": _text("China", "CN-9610", 40),
                "declaration": _text("Declaration mode", "B", 40),
                "import": _or_null(_text("Destination", "EU-H7-IOSS", 40)),
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
    **_thing(
        "Customs event",
        {
            "type": _one_of("Event", *EVENT_TYPES),
            "timestamp": _ref("instant", "When the event happened"),
            "api_version": {"title": "Version of the protocol", "const": API_VERSION},
            "sequence": {
                "title": "Number of the event, rising without a gap",
                "type": "integer",
                "minimum": 1,
                "maximum": 2**53 - 1,
                "examples": [184213],
            },
            "data": _ref("dossier"),
        },
    ),
    "$defs": {
        "instant": _shape("Instant, RFC 3339 in UTC", INSTANT, "2026-11-23T09:41:07.123Z"),
        "decimal": _shape("Decimal", r"^\d{1,14}(\.\d{1,5})?$", "51.79"),
        "country": _shape("ISO 3166-1 alpha-2", "^[A-Z]{2}$", "DE"),
        "currency": {"title": "ISO 4217", "enum": sorted(CURRENCIES), "examples": ["EUR"]},
        "unit": _shape("UNECE Recommendation 20", "^[A-Z0-9]{2,3}$", "H87"),
        "phone": _text("Phone, E.164 where known", "+4915100000000", 50),
        "order_no": _text("Number that joins the three documents", "LG-2026-1001", 60),
        "revision": _REVISION,
        "address": _ADDRESS,
        "tax_ids": _list(
            "Tax numbers",
            _thing(
                "Tax number",
                {
                    "type": _text("Kind", "eu_ioss", 30),
                    "value": _text("Number", "IM3720000224", 40),
                },
            ),
            most=20,
        ),
        "dossier": _DOSSIER,
    },
}

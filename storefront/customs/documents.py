"""The dossier of one parcel: order, payment and waybill as the protocol writes them (§9.2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from storefront import sealing, shipping
from storefront.money import Money
from storefront.orders import Order, OrderLine
from storefront.shipping import Shipment

from .company import Company
from .connection import Connection
from .identifiers import SEALED
from .refunds import Part, lowered, part_from
from .regimes import as_told, asked_of_consignee, regime_of, tax_ids
from .shares import Totals, totals_of

Json = dict[str, Any]

API_VERSION = "2026-11-01"
STRIPE = {"name": "Stripe", "cn_code": None, "country": "IE"}
GIFT_CARD = "gift_card"
"""The method of an order of which no payment company took anything."""
WAYBILL_STATUS = {"packed": "label_created", "shipped": "handed_over"}

NEEDED = ("hs_code", "origin_country", "customs_name", "customs_name_local", "net_weight_g")
"""What customs asks of every line."""


@dataclass(frozen=True)
class Paid:
    """The money for an order as customs is told of it, in minor units."""

    payment_id: int
    intent_id: str
    charge_id: str | None
    amount_minor: int
    currency: str
    method: str
    payer_name: str
    payer_country: str
    paid_at: datetime
    settled_at: datetime | None = None
    captured: bool = True

    def as_json(self) -> Json:
        """As it is copied into the dossier's row."""
        return {
            **self.__dict__,
            "paid_at": instant(self.paid_at),
            "settled_at": instant(self.settled_at),
        }


@dataclass(frozen=True)
class Parcel:
    """Everything a dossier is made from; `number` counts the parcels of the order from 1."""

    order: Order
    shipment: Shipment
    payment: Mapping[str, Any] | None
    before: Mapping[int, int]
    number: int

    @property
    def inside(self) -> dict[int, int]:
        """Pieces in the parcel by order line."""
        return {line.order_line_id: line.quantity for line in self.shipment.lines}

    @property
    def packed(self) -> list[tuple[OrderLine, int]]:
        """The order lines in the parcel with their pieces, in the order's sequence."""
        inside = self.inside
        return [(line, inside[line.id]) for line in self.order.lines if line.id in inside]

    @property
    def refunds(self) -> list[Part]:
        """What of its money went back."""
        return [part_from(each) for each in (self.payment or {}).get("refunds", [])]

    @property
    def order_no(self) -> str:
        """The order number that joins the documents; later parcels need one of their own, because
        customs takes an order number of a seller once."""
        return self.order.number if self.number == 1 else f"{self.order.number}-{self.number}"


def gaps(parcel: Parcel) -> list[tuple[str, str]]:
    """What customs asks for and nobody has written down: (SKU, fact)."""
    return gaps_of(parcel.order, (line for line, _ in parcel.packed))


def gaps_of(order: Order, lines: Iterable[OrderLine]) -> list[tuple[str, str]]:
    """The same of some lines of an order, and of its buyer: ("", "consignee_id")."""
    missing = missing_facts(lines)
    kind = asked_of_consignee(order.country, order.placed_at.date())
    if kind and (order.consignee_id_kind != kind or not order.consignee_id):
        missing.append(("", "consignee_id"))
    return missing


def missing_facts(lines: Iterable[OrderLine]) -> list[tuple[str, str]]:
    """What customs asks of these lines and nobody has written down: (SKU, fact)."""
    return [(line.sku, name) for line in lines for name in NEEDED if not getattr(line, name)]


def dossier_data(parcel: Parcel, dossier_id: str, way: Connection) -> Json:
    """The whole dossier without its place in a row of revisions and without the comparison.

    All facts of `gaps` must be there.
    """
    order, shipment, company = parcel.order, parcel.shipment, way.company
    whole = totals_of(order, parcel.before, parcel.inside)
    totals = lowered(order, whole, parcel.refunds)
    entry = regime_of(
        order.country, whole.goods - whole.discount, shipment.carrier, order.placed_at.date()
    )
    return {
        "dossier_id": dossier_id,
        "regime": as_told(entry),
        "test_mode": way.test_mode,
        "parties": {
            "platform": company.platform(way.shop_url),
            "seller": company.seller(tax_ids(company, entry)),
            "producer": {"name": company.producer_name, "cn_code": company.producer_code},
            "declarant": {"name": company.declarant_name, "cn_code": company.declarant_code},
            "consignee": {
                **_addressee(order),
                "type": "individual",
                "email": order.email,
                "tax_ids": _consignee_numbers(order),
            },
        },
        "order": _order(parcel, totals),
        "payment": _payment(parcel, totals, company) if parcel.payment else None,
        "waybill": _waybill(parcel, totals, way),
    }


def _consignee_numbers(order: Order) -> list[Json]:
    """The buyer's number by its fingerprint: it stands in the message alone, never in the row."""
    if not order.consignee_id:
        return []
    mark = sealing.fingerprint(sealing.unseal(order.consignee_id))
    return [{"type": order.consignee_id_kind, "value": SEALED + mark}]


def _order(parcel: Parcel, totals: Totals) -> Json:
    order = parcel.order

    def plain(minor: int) -> str:
        return Money(minor, order.currency).plain()

    return {
        "document_id": f"ord_{order.id}" + ("" if parcel.number == 1 else f"_{parcel.number}"),
        "revision": 1,
        "status": "cancelled" if order.state == "cancelled" else "active",
        "order_no": parcel.order_no,
        "kind": "b2c",
        "placed_at": instant(order.placed_at),
        "currency": order.currency,
        "lines": [
            _line(n, line, quantity, order.currency)
            for n, (line, quantity) in enumerate(parcel.packed, 1)
        ],
        "totals": {
            "goods": plain(totals.goods),
            "discount": plain(totals.discount),
            "freight": plain(totals.freight),
            "insurance": plain(totals.insurance),
            "import_vat": plain(totals.import_vat),
            "import_duty": plain(totals.import_duty),
            "fees": plain(totals.fees),
            **({"prepaid": plain(totals.prepaid)} if order.credit_minor else {}),
            "grand_total": plain(totals.grand_total),
        },
        "incoterm": order.incoterm,
    }


def _line(line_no: int, line: OrderLine, quantity: int, currency: str) -> Json:
    net_kg = kilograms((line.net_weight_g or 0) * quantity)
    statutory = [{"quantity": str(quantity), "unit": line.unit}]
    if line.second_unit:
        statutory.append({"quantity": net_kg, "unit": line.second_unit})
    return {
        "line_no": line_no,
        "sku": line.sku,
        "barcode": line.barcode,
        "name": line.customs_name,
        "name_local": line.customs_name_local,
        "description": line.customs_name,
        "quantity": str(quantity),
        "unit": line.unit,
        "unit_price": Money(line.unit_net_minor, currency).plain(),
        "line_total": Money(line.unit_net_minor * quantity, currency).plain(),
        "hs_code": line.hs_code,
        "national_codes": dict(line.national_codes or {}),
        "origin_country": line.origin_country,
        "specification": line.specification,
        "net_weight_kg": net_kg,
        "statutory": statutory,
        "product_ids": {
            "merchant": line.sku,
            "manufacturer": line.manufacturer_code,
            "gtin": line.barcode,
        },
        "dangerous_goods": line.dangerous_goods,
    }


def _payment(parcel: Parcel, totals: Totals, company: Company) -> Json:
    paid = parcel.payment or {}
    # The parcel's part of the money; should more or less have come than was asked, all of the
    # difference shows here, and the comparison stops it.
    amount = totals.grand_total + paid["amount_minor"] - parcel.order.due.minor
    by_card = paid["method"] != GIFT_CARD
    later = "" if parcel.number == 1 else f"_{parcel.number}"
    return {
        "document_id": f"pay_{paid['payment_id']}{later}",
        "revision": 1,
        "status": "captured" if paid["captured"] else "failed",
        "order_no": parcel.order_no,
        "provider": STRIPE if by_card else company.as_provider(),
        "transaction_no": paid["charge_id"] or paid["intent_id"],
        "processor_refs": {"payment_intent": paid["intent_id"]} if by_card else {},
        "method": paid["method"],
        "amount": Money(amount, paid["currency"]).plain(),
        "currency": paid["currency"],
        "paid_at": paid["paid_at"],
        "settled_at": paid["settled_at"],
        "payer": {
            "name": paid["payer_name"] or parcel.order.name,
            "country": paid["payer_country"] or None,
        },
        **refunded(parcel.refunds, paid["currency"]),
    }


def refunded(parts: Sequence[Part], currency: str) -> Json:
    """What went back of a parcel's payment, as the dossier writes it; gift cards are no part of
    it."""
    parts = [part for part in parts if not part.prepaid]
    return {
        "refunded_amount": Money(sum(part.amount_minor for part in parts), currency).plain(),
        "refunds": [
            {
                "refund_no": part.refund_no,
                "amount": Money(part.amount_minor, currency).plain(),
                "refunded_at": part.refunded_at,
                "deducted": part.amends,
            }
            for part in parts
        ],
    }


def _waybill(parcel: Parcel, totals: Totals, way: Connection) -> Json:
    order, shipment = parcel.order, parcel.shipment
    carrier = shipping.carrier(shipment.carrier)
    summary = ", ".join(f"{line.customs_name_local} x{n}" for line, n in parcel.packed)
    return {
        "document_id": f"wb_{shipment.id}",
        "revision": 1,
        "status": WAYBILL_STATUS.get(shipment.state, shipment.state),
        "order_no": parcel.order_no,
        "carrier": {
            "name": carrier.name_local if carrier else shipment.carrier,
            "cn_code": way.company.carrier_codes.get(shipment.carrier),
        },
        "waybill_no": shipment.waybill_no,
        "master_bill_no": None,
        "transport_mode": carrier.transport_mode if carrier else "air",
        "packages": shipment.packages,
        "gross_weight_kg": kilograms(shipment.gross_weight_g),
        "net_weight_kg": kilograms(sum((line.net_weight_g or 0) * n for line, n in parcel.packed)),
        "freight": Money(totals.freight, order.currency).plain(),
        "insurance": Money(totals.insurance, order.currency).plain(),
        "currency": order.currency,
        "goods_summary": summary if len(summary) <= 200 else summary[:199] + "…",
        "package_type": "carton",
        "consignee": _addressee(order),
        "origin_country": way.company.country,
        "destination_country": order.country,
        "destination_port": None,
        "shipped_at": instant(shipment.shipped_at),
    }


def _addressee(order: Order) -> Json:
    return {
        "name": order.name,
        "phone": order.phone or None,
        "address": {
            "lines": [line for line in (order.address_line1, order.address_line2) if line],
            "city": order.city or None,
            "region": order.region or None,
            "postal_code": order.postal_code or None,
            "country": order.country,
        },
    }


def kilograms(grams: int) -> str:
    """Grams as kilograms with three decimals."""
    return f"{Decimal(grams).scaleb(-3):.3f}"


def instant(when: datetime | None) -> str | None:
    """An instant as RFC 3339 in UTC, to the millisecond."""
    if when is None:
        return None
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

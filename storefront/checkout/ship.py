"""Shipping: a parcel leaves, its dossier is opened and the buyer is told, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storefront import clock, crash, customs, mail, orders, payments, shipping
from storefront.db import transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext, lazy_gettext, market_of_country
from storefront.orders import Order, OrderLine
from storefront.shipping import Shipment

from .declaring import refunds_of

FACT_NAMES = {
    "hs_code": lazy_gettext("HS code"),
    "origin_country": lazy_gettext("country of origin"),
    "customs_name": lazy_gettext("English customs name"),
    "customs_name_local": lazy_gettext("Chinese customs name"),
    "net_weight_g": lazy_gettext("net weight"),
    "consignee_id": lazy_gettext("the number that the destination asks of its people"),
}


class CannotShip(ShopError):
    """This parcel may not leave, for the reason it says."""

    status = 409


@dataclass(frozen=True)
class Packing:
    """A parcel as somebody wants to send it; weight in grams, packing included.

    `quantities` are pieces by order line; None is all that is left. One that `waits` is packed
    and declared, and leaves by `hand_over` once customs has taken it in.
    """

    carrier: str
    waybill_no: str
    quantities: Mapping[int, int] | None
    gross_weight_g: int
    packages: int = 1
    waits: bool = False
    label: bytes | None = None


class _Rehearsed(Exception):
    """Nothing of this was meant."""


def ship(order: Order, packing: Packing, actor: str = "office") -> Shipment:
    """Send a parcel.

    Raises ShopError: unpaid or cancelled, more than is left, customs facts missing (each named),
    lighter than its goods, a waybill that is wrong or used.
    """
    with transaction():
        shipment = _ship(order.id, packing, actor)
        crash.point("ship.before_commit")
    crash.point("ship.committed")
    return shipment


def rehearse(order: Order, packing: Packing) -> None:
    """Find out whether a parcel could leave so; raises ShopError as `ship` does, keeps nothing."""
    try:
        with transaction():
            _ship(order.id, packing, "office")
            raise _Rehearsed
    except _Rehearsed:
        return


def may_pack(order: Order, packing: Packing) -> dict[int, int]:
    """What would be in a parcel that has no number yet, by order line; raises as `ship` does.

    The caller holds the transaction.
    """
    if order.state != "paid":
        raise CannotShip(gettext("Only a paid order can be sent."))
    chosen = _chosen(order, packing.quantities)
    orders.fill_customs_facts(order)
    packed = [(line, chosen[line.id]) for line in order.lines if line.id in chosen]
    _complete(order, packed)
    _heavy_enough(packed, packing.gross_weight_g)
    return chosen


def _ship(order_id: int, packing: Packing, actor: str) -> Shipment:
    order = orders.lock(order_id)
    if order is None:
        raise NotFound(gettext("There is no such order."))
    chosen = may_pack(order, packing)
    shipment = shipping.open_shipment(
        order.id,
        packing.carrier,
        packing.waybill_no,
        chosen,
        packing.gross_weight_g,
        packing.packages,
        leaves=not packing.waits,
    )
    if packing.label is not None:
        shipping.keep_label(shipment.id, packing.label)
    orders.record(order, "packed" if packing.waits else "shipped", facts_of(shipment), actor)
    dossier = customs.open_dossier(shipment, _paid(order), refunds_of(order))
    orders.record(order, f"customs_{dossier.state}", {"dossier": dossier.id}, "customs")
    if dossier.state == customs.State.MISMATCH:
        orders.set_attention(order, gettext("The customs documents of a parcel do not agree."))
    if not packing.waits:
        tell_buyer(order, shipment)
    return shipment


def left_to_ship(order: Order) -> dict[int, int]:
    """Pieces by order line that may still leave: neither packed, sent nor refunded."""
    shipped = shipping.shipped_quantities(order.id)
    return {
        line.id: max(0, line.quantity - line.refunded_quantity - shipped.get(line.id, 0))
        for line in order.lines
    }


def facts_of(shipment: Shipment) -> dict[str, Any]:
    """A parcel as the history of its order tells it."""
    return {
        "shipment": shipment.id,
        "carrier": shipment.carrier,
        "waybill_no": shipment.waybill_no,
        "pieces": sum(line.quantity for line in shipment.lines),
    }


def _chosen(order: Order, quantities: Mapping[int, int] | None) -> dict[int, int]:
    left = left_to_ship(order)
    wanted = left if quantities is None else quantities
    chosen = {line_id: count for line_id, count in wanted.items() if count}
    if not chosen:
        raise CannotShip(gettext("There is nothing left to send, or nothing was chosen."))
    for line_id, count in chosen.items():
        if not 0 < count <= left.get(line_id, 0):
            raise CannotShip(gettext("That many pieces are not left to send."))
    return chosen


def _complete(order: Order, packed: list[tuple[OrderLine, int]]) -> None:
    missing = customs.gaps_of(order, (line for line, _ in packed))
    if missing:
        lacking: dict[str, list[str]] = {}
        for sku, fact in missing:
            lacking.setdefault(sku or gettext("Buyer"), []).append(str(FACT_NAMES[fact]))
        said = "; ".join(f"{sku}: {', '.join(facts)}" for sku, facts in lacking.items())
        raise CannotShip(
            gettext("Customs needs more before this parcel can leave. %(missing)s.")
            % {"missing": said}
        )


def _heavy_enough(packed: list[tuple[OrderLine, int]], gross_weight_g: int) -> None:
    net = sum((line.net_weight_g or 0) * count for line, count in packed)
    if gross_weight_g < net:
        raise CannotShip(
            gettext("The goods alone weigh %(net)s g; the parcel cannot weigh %(gross)s g.")
            % {"net": net, "gross": gross_weight_g}
        )


def _paid(order: Order) -> customs.Paid | None:
    paid_by = payments.payments_of_the_sale(order.id)
    if not paid_by:
        return None
    payment = paid_by[0]
    return customs.Paid(
        payment_id=payment.id,
        intent_id=payment.intent_id,
        charge_id=payment.charge_id,
        amount_minor=payment.amount_minor if payment.gift_card_id is None else 0,
        currency=payment.currency,
        method=payment.method,
        payer_name=payment.payer_name,
        payer_country=payment.payer_country,
        paid_at=payment.paid_at,
        settled_at=payment.available_on,
    )


def tell_buyer(order: Order, shipment: Shipment) -> None:
    """The letter that says a parcel is on its way."""
    chosen = {line.order_line_id: line.quantity for line in shipment.lines}
    carrier = shipping.find_carrier(shipment.carrier)
    today = clock.now().astimezone(market_of_country(order.country).zone).date()
    mail.write(
        "shipment",
        key=f"shipment-{shipment.id}",
        to=order.email,
        language=order.language,
        order_id=order.id,
        context={
            "order": order,
            "quantities": chosen,
            "carrier": carrier.name,
            "waybill_no": shipment.waybill_no,
            "tracking_url": carrier.tracking_url(shipment.waybill_no),
            "more_to_come": any(left_to_ship(order).values()),
            "arrives": shipping.arrival_between(
                today, order.days_min, order.days_max, handling_days=0
            ),
        },
    )

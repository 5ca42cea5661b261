"""What happens to a dossier after it was sent (protocol §9.1); the caller holds the transaction.

Until customs has taken a parcel in, a change makes an amended dossier. Afterwards what was declared
stays as it was declared, and the change is told as an event of its own.
"""

import copy
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from storefront import orders, shipping
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.money import Money
from storefront.orders import Order

from .documents import WAYBILL_STATUS, instant, refunded
from .locking import locked
from .models import Dossier
from .opening import cancel, last_revision, match_again, revise
from .reading import dossiers_of
from .refunds import Part, Refunded, divide, part_from
from .states import State

Json = dict[str, Any]

REFUNDED = "customs.payment.refunded"
WAYBILL_UPDATED = "customs.waybill.updated"
RETURN_ANNOUNCED = "customs.return.announced"

TAKEN_IN = (State.ACCEPTED, State.RELEASED)
OVER = (State.CANCELLED, State.WITHDRAWN)


def money_returned(order: Order, refunds: Sequence[Refunded]) -> None:
    """Tell every dossier of an order what has gone back, after a refund was made or failed.

    A parcel still here of which everything went back is called off; one that customs has not taken
    in is amended; to one that it has, the refund is told.
    """
    dossiers = {each.shipment_id: each for each in _dossiers(order)}
    parcels = shipping.parcels_in_force(order.id)
    for shipment_id, parts in divide(order, parcels, refunds, instant).items():
        dossier = dossiers.get(shipment_id)
        if dossier is None or dossier.state in OVER:
            continue
        told = {each["refund_no"]: part_from(each) for each in dossier.payment.get("refunds", [])}
        for part in parts:
            before = told.get(part.refund_no)
            part.amends = before.amends if before else dossier.state not in TAKEN_IN
            part.since = before.since if before else dossier.revision + 1
        kept = [part.as_json() for part in parts]
        if dossier.payment and kept != dossier.payment.get("refunds", []):
            dossier.payment = {**dossier.payment, "refunds": kept}
            _follow_money(order, dossier, parts)


def _follow_money(order: Order, dossier: Dossier, parts: Sequence[Part]) -> None:
    shipment = shipping.get(dossier.shipment_id)
    if dossier.state in TAKEN_IN:
        _tell(
            dossier,
            REFUNDED,
            "payment",
            lambda data: write_refunds(data["payment"], order, dossier, parts),
        )
    elif (
        _is_everything(dossier, parts)
        and shipment is not None
        and shipment.state == shipping.PACKED
    ):
        cancel(dossier.id)
    else:
        match_again(dossier.id)


def write_refunds(payment: Json, order: Order, dossier: Dossier, parts: Sequence[Part]) -> None:
    """Write into a payment document what of it has gone back."""
    payment |= refunded(parts, order.currency)
    if payment["status"] != "disputed":
        payment["status"] = "refunded" if _is_everything(dossier, parts) else "captured"


def _is_everything(dossier: Dossier, parts: Sequence[Part]) -> bool:
    """Whether as much went back as the first revision said was paid for the parcel, by whatever
    means."""
    if not dossier.revisions:
        return False
    data = dossier.revisions[0].body["data"]
    currency, prepaid = data["payment"]["currency"], data["order"]["totals"].get("prepaid", "0")
    amounts = (data["payment"]["amount"], prepaid)
    paid = sum(Money.parse(amount, currency).minor for amount in amounts)
    return sum(part.amount_minor for part in parts) >= paid


def payment_lost(order: Order) -> None:
    """A bank took the money back in a dispute: told for every parcel that was declared."""

    def write(data: Json) -> None:
        data["payment"]["status"] = "disputed"

    for dossier in _dossiers(order):
        if dossier.state not in OVER and last_revision(dossier) is not None:
            _tell(dossier, REFUNDED, "payment", write)


def waybill_updated(shipment_id: int) -> None:
    """The carrier has moved a parcel on: its new state is told, once."""
    shipment = shipping.get(shipment_id)
    if shipment is None:
        return
    for dossier in dossiers_of(shipment.order_id):
        if dossier.shipment_id != shipment_id or dossier.state in OVER:
            continue

        def write(data: Json) -> None:
            data["waybill"]["status"] = WAYBILL_STATUS.get(shipment.state, shipment.state)
            data["waybill"]["shipped_at"] = instant(shipment.shipped_at)

        if last_revision(dossier) is not None:
            _tell(dossier, WAYBILL_UPDATED, "waybill", write)


def announce_return(dossier_id: str) -> Dossier:
    """Goods of a parcel come back; raises ShopError when customs never heard of them."""
    dossier = _in_hand(dossier_id)
    if last_revision(dossier) is None or dossier.state in OVER:
        raise ShopError(gettext("Customs was told nothing of this parcel."), 409)
    _tell(dossier, RETURN_ANNOUNCED, "", lambda data: None)
    return dossier


def correct_consignee(
    order: Order, changes: dict[str, str], kind: str = "", number: str = ""
) -> list[str]:
    """Write a buyer's corrected address, and the number that the destination asks for if there is
    one, on the order and on every dossier; returns what changed.

    Raises ShopError when customs has taken a parcel in: its documents are locked.
    """
    dossiers = [each for each in _dossiers(order) if each.state not in OVER]
    if any(dossier.state in TAKEN_IN for dossier in dossiers):
        raise ShopError(
            gettext("Customs has taken in a parcel to this address; it cannot change any more."),
            409,
        )
    changed = orders.correct_address(order, changes)
    if number:
        orders.write_consignee_id(order, kind, number)
        changed.append("consignee_id")
    for dossier in dossiers if changed else ():
        match_again(dossier.id)
    return changed


def replace_waybill(shipment_id: int, carrier: str, waybill_no: str) -> None:
    """Another number on the same parcel; the old one stays used.

    Raises ShopError when the number is wrong or used, or customs has taken the parcel in.
    """
    shipment = shipping.get(shipment_id)
    if shipment is None:
        raise NotFound(gettext("There is no such parcel."))
    dossiers = [each for each in dossiers_of(shipment.order_id) if each.shipment_id == shipment_id]
    if any(dossier.state in TAKEN_IN for dossier in dossiers):
        raise ShopError(
            gettext("Customs has taken this parcel in under its number; it cannot change."), 409
        )
    shipping.replace_waybill(shipment, carrier, waybill_no)
    for dossier in dossiers:
        if dossier.state not in OVER:
            match_again(dossier.id)


def parcel_called_off(shipment_id: int) -> None:
    """Call off the dossier of a parcel that was packed and will not leave."""
    dossier = _dossier_of(shipment_id)
    if dossier is not None and dossier.state not in (*OVER, State.RELEASED):
        cancel(dossier.id)


def is_taken_in(shipment_id: int) -> bool:
    """Whether customs has accepted a parcel's documents, so that it may be handed over."""
    dossier = _dossier_of(shipment_id)
    return dossier is not None and dossier.state in TAKEN_IN


def _dossier_of(shipment_id: int) -> Dossier | None:
    return db.session.scalar(select(Dossier).where(Dossier.shipment_id == shipment_id))


def _tell(dossier: Dossier, event_type: str, name: str, write: Callable[[Json], None]) -> None:
    """An event about one document of what was declared; nothing when it says nothing new."""
    last = last_revision(dossier)
    if last is None:
        return
    data = copy.deepcopy(last.body["data"])
    write(data)
    before = last.body["data"]
    if name and data[name] == before[name]:
        return
    if name:
        data[name]["revision"] = before[name]["revision"] + 1
    revise(dossier, event_type, data, [f"/{name}"] if name else [])


def _dossiers(order: Order) -> list[Dossier]:
    found = [locked(each.id) for each in dossiers_of(order.id)]
    return [each for each in found if each is not None]


def _in_hand(dossier_id: str) -> Dossier:
    dossier = locked(dossier_id)
    if dossier is None:
        raise NotFound(gettext("There is no such dossier."))
    return dossier

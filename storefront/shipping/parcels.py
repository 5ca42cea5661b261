"""Parcels: opened with a waybill, never with a waybill that was used before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from storefront import clock
from storefront.db import db, in_single_file
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.money import Money

from .carriers import find_carrier
from .directory import Carrier
from .models import ReplacedWaybill, Shipment, ShipmentLine

PACKED, SHIPPED, DELIVERED, CANCELLED = "packed", "shipped", "delivered", "cancelled"

WAYBILL_REST = timedelta(days=184)
"""Six months: a carrier's number may not come again sooner (note to CEB505)."""


class WaybillUsed(ShopError):
    """This carrier's number was on another parcel less than six months ago."""

    status = 409


@dataclass(frozen=True)
class Parcel:
    """A shipment as a page shows it: its carrier's name, and where it can be followed."""

    shipment: Shipment
    carrier: str
    tracking_url: str | None


def check_waybill(carrier_code: str, waybill_no: str) -> str:
    """The number as it is stored; raises ShopError with what is wrong about it."""
    carrier = find_carrier(carrier_code)
    waybill_no = "".join(waybill_no.split()).upper()
    if not waybill_no.isascii() or len(waybill_no) > 32:
        raise ShopError(gettext("A waybill number has at most 32 plain letters and digits."))
    wrong = carrier.check(waybill_no)
    if wrong:
        raise ShopError(wrong)
    _never_used(carrier, waybill_no)
    return waybill_no


def _never_used(carrier: Carrier, waybill_no: str) -> None:
    used = (
        select(Shipment.created_at.label("at")).where(
            Shipment.carrier == carrier.code, Shipment.waybill_no == waybill_no
        ),
        select(ReplacedWaybill.replaced_at.label("at")).where(
            ReplacedWaybill.carrier == carrier.code, ReplacedWaybill.waybill_no == waybill_no
        ),
    )
    if any(at > clock.now() - WAYBILL_REST for each in used for at in db.session.scalars(each)):
        raise WaybillUsed(
            gettext(
                "%(carrier)s number %(number)s was on another parcel less than six months ago;"
                " customs refuses a number that comes again."
            )
            % {"carrier": carrier.name, "number": waybill_no}
        )


def replace_waybill(shipment: Shipment, carrier: str, waybill_no: str) -> None:
    """Give a parcel another number; raises ShopError. The caller holds the transaction."""
    in_single_file("waybills")
    if shipment.state in (DELIVERED, CANCELLED):
        raise ShopError(gettext("This parcel is under way no more; its number stays."), 409)
    waybill_no = check_waybill(carrier, waybill_no)
    db.session.add(
        ReplacedWaybill(
            shipment_id=shipment.id,
            carrier=shipment.carrier,
            waybill_no=shipment.waybill_no,
            replaced_at=clock.now(),
        )
    )
    shipment.carrier, shipment.waybill_no = carrier, waybill_no
    db.session.flush()


def open_shipment(
    order_id: int,
    carrier: str,
    waybill_no: str,
    quantities: Mapping[int, int],
    gross_weight_g: int,
    packages: int = 1,
    *,
    leaves: bool = True,
) -> Shipment:
    """A parcel of an order, handed over now unless it only is packed; raises ShopError. The caller
    holds the transaction.

    `quantities` are pieces by order line; whether they may leave is for checkout to decide.
    """
    in_single_file("waybills")
    waybill_no = check_waybill(carrier, waybill_no)
    chosen = {line: quantity for line, quantity in quantities.items() if quantity}
    if not chosen or min(chosen.values()) < 0:
        raise ShopError(gettext("Choose what is in the parcel."))
    if not 0 < gross_weight_g <= 1_000_000:
        raise ShopError(gettext("The weight of the parcel is more than 0 and at most 1,000 kg."))
    if not 0 < packages < 1000:
        raise ShopError(gettext("A shipment has between 1 and 999 packages."))
    now = clock.now()
    shipment = Shipment(
        order_id=order_id,
        carrier=carrier,
        waybill_no=waybill_no,
        state=SHIPPED if leaves else PACKED,
        packages=packages,
        gross_weight_g=gross_weight_g,
        created_at=now,
        shipped_at=now if leaves else None,
        lines=[
            ShipmentLine(order_line_id=line, quantity=quantity)
            for line, quantity in sorted(chosen.items())
        ],
    )
    db.session.add(shipment)
    db.session.flush()
    return shipment


def get(shipment_id: int) -> Shipment | None:
    """One parcel."""
    return db.session.get(Shipment, shipment_id)


def renewed(shipment: Shipment) -> Shipment:
    """The parcel as it is now, after its order was locked."""
    db.session.refresh(shipment)
    return shipment


def shipments_of(order_id: int) -> list[Shipment]:
    """The parcels of an order, oldest first."""
    return list(
        db.session.scalars(
            select(Shipment).where(Shipment.order_id == order_id).order_by(Shipment.id)
        )
    )


def parcels_in_force(order_id: int) -> list[Shipment]:
    """The parcels of an order that were not cancelled, oldest first."""
    return [each for each in shipments_of(order_id) if each.state != CANCELLED]


def shipped_quantities(order_id: int) -> dict[int, int]:
    """How many pieces of each order line have left."""
    rows = db.session.execute(
        select(ShipmentLine.order_line_id, func.sum(ShipmentLine.quantity))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(Shipment.order_id == order_id, Shipment.state != "cancelled")
        .group_by(ShipmentLine.order_line_id)
    )
    return {line: int(quantity) for line, quantity in rows}


def hand_over(shipment: Shipment, at: datetime | None = None) -> None:
    """A packed parcel is with its carrier since `at`, or now."""
    if shipment.state != PACKED:
        raise ShopError(gettext("This parcel does not wait any more."), 409)
    shipment.state = SHIPPED
    shipment.shipped_at = at or clock.now()


def unpack(shipment: Shipment) -> None:
    """A packed parcel will not leave; its number stays used."""
    if shipment.state != PACKED:
        raise ShopError(gettext("This parcel has left; it cannot be called off."), 409)
    shipment.state = CANCELLED


def mark_delivered(shipment: Shipment, at: datetime | None = None) -> bool:
    """The carrier says it is at the door; a second word changes nothing."""
    if shipment.state != SHIPPED:
        return False
    shipment.state = DELIVERED
    shipment.delivered_at = at or clock.now()
    return True


def parcel_with(carrier: str, waybill_no: str) -> Shipment | None:
    """The newest parcel that has, or had, this number of a carrier."""
    found = db.session.scalar(
        select(Shipment)
        .where(Shipment.carrier == carrier, Shipment.waybill_no == waybill_no)
        .order_by(Shipment.id.desc())
        .limit(1)
    )
    if found is not None:
        return found
    return db.session.scalar(
        select(Shipment)
        .join(ReplacedWaybill, ReplacedWaybill.shipment_id == Shipment.id)
        .where(ReplacedWaybill.carrier == carrier, ReplacedWaybill.waybill_no == waybill_no)
        .order_by(Shipment.id.desc())
        .limit(1)
    )


def packed_parcels(limit: int = 500) -> list[Shipment]:
    """Parcels that are packed and have not left, oldest first."""
    waiting = select(Shipment).where(Shipment.state == PACKED)
    return list(db.session.scalars(waiting.order_by(Shipment.id).limit(limit)))


def parcels_under_way(carrier: str, since: datetime, limit: int = 200) -> list[Shipment]:
    """Parcels of a carrier made since then that are not at the door, oldest first."""
    return list(
        db.session.scalars(
            select(Shipment)
            .where(
                Shipment.carrier == carrier,
                Shipment.state.in_((PACKED, SHIPPED)),
                Shipment.created_at >= since,
            )
            .order_by(Shipment.id)
            .limit(limit)
        )
    )


def shipments_between(
    start: datetime, end: datetime, limit: int = 50, offset: int = 0
) -> list[Shipment]:
    """Parcels made from `start` to before `end` that were not cancelled, oldest first."""
    return list(
        db.session.scalars(
            select(Shipment)
            .where(
                Shipment.created_at >= start,
                Shipment.created_at < end,
                Shipment.state != "cancelled",
            )
            .order_by(Shipment.created_at, Shipment.id)
            .limit(limit)
            .offset(offset)
        )
    )


def count_shipments_between(start: datetime, end: datetime) -> int:
    """How many parcels `shipments_between` would find without a limit."""
    counted = select(func.count()).select_from(Shipment)
    found = db.session.scalar(
        counted.where(
            Shipment.created_at >= start,
            Shipment.created_at < end,
            Shipment.state != "cancelled",
        )
    )
    return found or 0


def bill_freight(shipment_id: int, amount: Money | None) -> Shipment:
    """Write down what the carrier charged for a parcel, or take it back; raises ShopError. The
    caller holds the transaction."""
    shipment = get(shipment_id)
    if shipment is None:
        raise NotFound(gettext("There is no such parcel."))
    if amount is not None and not 0 <= amount.minor < 10**12:
        raise ShopError(gettext("An amount cannot be below zero."))
    shipment.freight_billed_minor = amount.minor if amount is not None else None
    shipment.freight_billed_currency = amount.currency if amount is not None else ""
    return shipment

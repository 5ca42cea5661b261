"""What carriers say of parcels on their way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from storefront import clock
from storefront.db import db

from .models import CarrierEvent, Shipment


class Status(StrEnum):
    """Where a carrier says that a parcel is."""

    LABEL_CREATED = "label_created"
    HANDED_OVER = "handed_over"
    IN_TRANSIT = "in_transit"
    IN_CUSTOMS = "in_customs"
    ARRIVED = "arrived"
    OUT_FOR_DELIVERY = "out_for_delivery"
    NOT_DELIVERED = "not_delivered"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"


HAS_LEFT = frozenset(Status) - {Status.LABEL_CREATED}
NEEDS_A_PERSON = (Status.RETURNED, Status.LOST)


@dataclass(frozen=True)
class News:
    """One event of a carrier, by the id that the carrier gave it; `at` is in UTC."""

    event_id: str
    waybill_no: str
    status: Status
    at: datetime
    place: str = ""
    text: str = ""


def keep_news(shipment: Shipment, carrier: str, news: News) -> bool:
    """Remember what a carrier said; False when it was known. The caller holds the transaction."""
    known = select(CarrierEvent.id).where(
        CarrierEvent.carrier == carrier, CarrierEvent.event_id == news.event_id
    )
    if db.session.scalar(known) is not None:
        return False
    db.session.add(
        CarrierEvent(
            carrier=carrier,
            event_id=news.event_id,
            shipment_id=shipment.id,
            status=news.status,
            at=news.at,
            place=news.place,
            text=news.text,
            heard_at=clock.now(),
        )
    )
    db.session.flush()
    return True


def news_of(shipment_id: int) -> list[CarrierEvent]:
    """What the carrier said of a parcel, newest first."""
    return list(
        db.session.scalars(
            select(CarrierEvent)
            .where(CarrierEvent.shipment_id == shipment_id)
            .order_by(CarrierEvent.at.desc(), CarrierEvent.id.desc())
            .limit(200)
        )
    )

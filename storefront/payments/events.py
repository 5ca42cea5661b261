"""Stripe's events: remembered before they are believed, each once."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from storefront import clock, outbox
from storefront.db import db

from .facts import Event
from .models import StripeEvent

TOPIC = "stripe.event"

# At most twenty: Stripe's list of events can be asked for no more kinds at once.
KINDS = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "charge.updated",
        "charge.refunded",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "radar.early_fraud_warning.created",
        "review.opened",
        "review.closed",
    }
)


def remember(event: Event, origin: str) -> bool:
    """Store an event and promise to look into it; False when it was known.

    The caller holds the transaction.
    """
    if db.session.get(StripeEvent, event.id) is not None:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(
                StripeEvent(
                    id=event.id,
                    type=event.type,
                    object_id=event.object_id,
                    created_at=event.created_at,
                    api_version=event.api_version,
                    livemode=event.livemode,
                    body=dict(event.body),
                    origin=origin,
                    received_at=clock.now(),
                )
            )
    except IntegrityError:  # another delivery of it came in the same moment
        return False
    outbox.post(TOPIC, event.id, {"event_id": event.id})
    return True


def get_event(event_id: str) -> StripeEvent | None:
    """One remembered event."""
    return db.session.get(StripeEvent, event_id)


def handled(event_id: str) -> None:
    """It was looked into; the caller holds the transaction."""
    event = get_event(event_id)
    if event is not None and event.handled_at is None:
        event.handled_at = clock.now()


def newest_event_at() -> datetime | None:
    """When the newest event that is known here was made."""
    newest: datetime | None = db.session.scalar(select(func.max(StripeEvent.created_at)))
    return newest

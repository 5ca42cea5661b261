"""Hearing: Stripe's events are stored and answered at once, then looked into by the worker."""

import structlog

from storefront import crash, orders, outbox, payments
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext
from storefront.outbox import GiveUp, Promise, Retry
from storefront.outbox.promising import Confirm
from storefront.payments import Event, ProviderDown, ProviderRefused, StripeEvent, UnknownAttempt

from . import gift_cards
from .returning import is_ours, sync_dispute, sync_refunds
from .settling import sync_session

log = structlog.get_logger()

SOON = (2, 5, 15, 60, 300, 1800, 7200, 18_000, 36_000, 72_000, 86_400)
"""Seconds until an event is looked into again: quickly at first, then for three days."""


def hear(event: Event, origin: str = "webhook") -> bool:
    """Store an event of a kind that concerns the shop, once; False when there was nothing new."""
    if event.livemode != payments.gateway().livemode:
        raise ShopError(gettext("This event is not from the mode of Stripe that the shop is in."))
    if event.type not in payments.KINDS:
        return False
    if event.api_version != payments.gateway().api_version:
        log.warning("stripe_api_version", id=event.id, version=event.api_version)
    with transaction():
        is_new = payments.remember(event, origin)
    crash.point("hook.stored")
    return is_new


@outbox.keeps("stripe.event", SOON)
def handle_event(promise: Promise) -> Confirm | None:
    """Ask Stripe what is true now about the thing that an event is about."""
    event = payments.get_event(promise.payload["event_id"])
    if event is None:
        raise GiveUp("The event is not stored any more.")
    try:
        _look_into(event)
    except (ProviderDown, UnknownAttempt) as trouble:
        raise Retry(str(trouble)) from trouble
    except ProviderRefused as refusal:
        raise GiveUp(str(refusal)) from refusal
    event_id = event.id
    return lambda: payments.handled(event_id)


def _look_into(event: StripeEvent) -> None:
    thing = event.body["data"]["object"]
    intent_id = thing.get("payment_intent") or ""
    if event.type.startswith("checkout.session."):
        sync_session(event.object_id)
    elif event.type.startswith("charge.dispute."):
        sync_dispute(event.object_id)
    elif event.type.startswith(("refund.", "charge.refunded")):
        sync_refunds(intent_id)
    elif event.type == "charge.updated":
        sync_intent(intent_id)
    else:
        _warn(event.type, intent_id, str(thing.get("reason") or thing.get("fraud_type") or ""))


def sync_intent(intent_id: str) -> None:
    """Bring the order behind a payment up to date; a payment from elsewhere is left alone."""
    payment = payments.find_payment(intent_id) if intent_id else None
    tried = payment.attempt_id if payment else None
    attempt = payments.get_attempt(tried) if tried else None
    if attempt is not None and attempt.session_id:
        sync_session(attempt.session_id)
    elif intent_id:
        for session_id in payments.gateway().session_ids_of(intent_id):
            sync_session(session_id)


def _warn(kind: str, intent_id: str, why: str) -> None:
    """Somebody at Stripe or at a bank doubts a payment, perhaps before we booked it."""
    if not is_ours(intent_id):
        return
    with transaction():
        payment = payments.find_payment(intent_id)
        order = orders.lock(payment.order_id) if payment else None
        if order is None:
            return
        if kind.startswith("radar."):
            orders.record(order, "fraud_warning", {"reason": why}, "stripe")
            orders.set_attention(order, f"A bank warns of fraud: {why}.")
            gift_cards.doubt(order)
        else:
            orders.record(order, kind.replace(".", "_"), {"reason": why}, "stripe")
            if kind == "review.opened":
                orders.set_attention(order, f"Stripe reviews this payment: {why}.")

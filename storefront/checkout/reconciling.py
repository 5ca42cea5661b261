"""Reconciling: finding what webhooks lost, whatever crashed in between."""

from collections import Counter
from datetime import timedelta

import structlog

from storefront import clock, orders, outbox, payments
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.payments import Attempt, PaymentUnavailable, UnknownAttempt

from .giving_up import give_up
from .hearing import hear, sync_intent
from .paying import resume
from .returning import sync_refunds
from .settling import close_if_over, sync_session

EVERY = timedelta(minutes=5)
QUIET = timedelta(minutes=2)
"""How long a try is left to the webhook."""
OVERLAP = timedelta(hours=1)
FIRST_LOOK_BACK = timedelta(days=2)
FEES_DUE = timedelta(seconds=30)

log = structlog.get_logger()


@outbox.every("reconcile", EVERY)
def reconcile() -> dict[str, int]:
    """Ask Stripe about everything that is not settled; returns what was found, by kind."""
    found: Counter[str] = Counter(
        {"events": 0, "attempts": 0, "fees": 0, "refunds": 0, "cancelled": 0, "failed": 0}
    )
    _events(found)
    _attempts(found)
    _fees(found)
    _refunds(found)
    _holds(found)
    if any(found.values()):
        log.info("reconciled", **found)
    return dict(found)


def _events(found: Counter[str]) -> None:
    """Events that no webhook brought; an hour is read twice, which costs nothing."""
    newest = payments.newest_event_at()
    since = (newest or clock.now() - FIRST_LOOK_BACK) - OVERLAP
    try:
        missed = list(payments.gateway().events_since(since, payments.KINDS))
    except PaymentUnavailable as trouble:
        _note(found, "events", trouble)
        return
    for event in reversed(missed):
        found["events"] += hear(event, origin="reconciler")


def _attempts(found: Counter[str]) -> None:
    """Every try that nobody has heard the end of; one without a session is looked for first."""
    for attempt in payments.unsettled_attempts(clock.now() - QUIET):
        before = attempt.state
        try:
            _look_at(attempt)
        except (PaymentUnavailable, UnknownAttempt, ShopError) as trouble:
            _note(found, f"attempt {attempt.id}", trouble)
            continue
        after = payments.get_attempt(attempt.id)
        found["attempts"] += after is not None and after.state != before


def _look_at(attempt: Attempt) -> None:
    if attempt.session_id is not None:
        sync_session(attempt.session_id)
    elif resume(attempt) is None:
        with transaction():
            order = orders.lock(attempt.order_id)
            if order is not None:
                close_if_over(order, "payment_not_opened")


def _fees(found: Counter[str]) -> None:
    """What payments really came to, when the event with it was lost."""
    for payment in payments.without_fees(clock.now() - FEES_DUE):
        intent_id = payment.intent_id
        try:
            sync_intent(intent_id)
        except (PaymentUnavailable, UnknownAttempt) as trouble:
            _note(found, intent_id, trouble)
            continue
        booked = payments.find_payment(intent_id)
        found["fees"] += booked is not None and booked.fee_minor is not None


def _refunds(found: Counter[str]) -> None:
    """Refunds that banks had not finished."""
    for intent_id in payments.pending_refunds():
        try:
            sync_refunds(intent_id)
            found["refunds"] += 1
        except (PaymentUnavailable, UnknownAttempt) as trouble:
            _note(found, intent_id, trouble)


def _holds(found: Counter[str]) -> None:
    """Orders whose buyer never got as far as paying, after the time to pay is over."""
    for order in orders.unpaid_since(clock.now() - payments.HOLD):
        attempts = payments.attempts_of(order.id)
        if any(each.state in (*payments.LIVE, "paid") for each in attempts):
            continue
        try:
            give_up(order.id, "expired", "shop")
            found["cancelled"] += 1
        except ShopError as trouble:
            _note(found, order.number, trouble)


def _note(found: Counter[str], what: str, trouble: Exception) -> None:
    found["failed"] += 1
    log.warning("reconcile_failed", what=what, reason=str(trouble))

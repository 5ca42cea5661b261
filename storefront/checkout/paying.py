"""Paying: one try, written down first, then opened at Stripe with a key made from its row."""

from datetime import timedelta

from storefront import crash, orders, payments
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext
from storefront.orders import Order
from storefront.payments import Attempt, ProviderDown, ProviderRefused, ReturnUrls, Session

from .settling import settle_prepaid, sync_session

CLOCKS_DIFFER = timedelta(minutes=10)


def pay(order: Order, urls: ReturnUrls) -> str:
    """Where to send the buyer: Stripe's page, or back to ours when it is paid already, which it
    is at once when gift cards pay all of it.

    An open try is used again, so that two windows cannot pay twice. Raises ShopError when the
    order was cancelled, PaymentUnavailable when Stripe does not answer.
    """
    order_id = order.id
    attempt, is_new = _begin(order_id, urls)
    if attempt is not None and not is_new:
        for earlier in payments.live_attempts(order_id):
            resumed = resume(earlier)
            if resumed is not None and resumed.state == "open" and resumed.url:
                return resumed.url
        attempt, _ = _begin(order_id, urls)
    if attempt is None:
        return _thanks(order_id, urls)
    opened = open_session(attempt)
    if opened.url is None:
        return _thanks(order_id, urls)
    return opened.url


def resume(attempt: Attempt) -> Attempt | None:
    """What became of an earlier try; one whose answer was lost is looked for, then asked again."""
    session_id = attempt.session_id
    if session_id is None:
        found = find_session(attempt)
        try:
            session_id = (found or open_session(attempt)).id
        except ProviderRefused as refusal:  # it was never opened and now never will be
            abandon(attempt, str(refusal))
            return None
        except ProviderDown as trouble:
            if not trouble.answered:
                raise
            abandon(attempt, str(trouble))  # Stripe would repeat this answer for a day
            return None
    sync_session(session_id)
    return payments.get_attempt(attempt.id)


def open_session(attempt: Attempt) -> Session:
    """Open the session of a try and bind it; the same try always gets the same session."""
    stripe = payments.gateway()
    session = stripe.create_session(attempt.params, attempt.key)
    crash.point("pay.session_opened")
    with transaction():
        order = orders.lock(attempt.order_id)
        kept = payments.get_attempt(attempt.id)
        if order is None or kept is None:
            raise AssertionError(f"Attempt {attempt.id} has lost its order.")
        payments.bind(kept, session)
        is_over = kept.state not in payments.LIVE or order.state == "cancelled"
    crash.point("pay.bound")
    if is_over:  # somebody cancelled in the meantime
        stripe.expire_session(session.id)
        raise _cancelled()
    return session


def find_session(attempt: Attempt) -> Session | None:
    """The session of a try whose answer was lost, by its metadata."""
    since = attempt.created_at - CLOCKS_DIFFER
    mine = str(attempt.id)
    sessions = payments.gateway().sessions_since(since)
    return next((each for each in sessions if each.metadata.get("attempt") == mine), None)


def abandon(attempt: Attempt, why: str) -> None:
    """A try that came to nothing; the order stays, for it can be tried again."""
    with transaction():
        order = orders.lock(attempt.order_id)
        kept = payments.get_attempt(attempt.id)
        if order is not None and kept is not None and kept.state == "creating":
            kept.state = "failed"
            orders.record(order, "payment_not_opened", {"attempt": kept.n, "why": why[:200]})


def _begin(order_id: int, urls: ReturnUrls) -> tuple[Attempt | None, bool]:
    """The try to go on with, and whether it is new: an earlier one that may still bring money, or
    the order's next; None when it is paid."""
    with transaction():
        order = orders.lock(order_id)
        if order is None or order.state == "cancelled":
            raise _cancelled()
        if order.state in ("paid", "processing") or settle_prepaid(order):
            return None, False
        attempts = payments.attempts_of(order_id)
        live = [each for each in attempts if each.state in payments.LIVE]
        if live:
            return live[-1], False
        return payments.new_attempt(order, urls, after=len(attempts)), True


def _cancelled() -> ShopError:
    return ShopError(
        gettext("This order was cancelled. Please go back to the basket and order again."), 409
    )


def _thanks(order_id: int, urls: ReturnUrls) -> str:
    paid = [each.session_id for each in payments.attempts_of(order_id) if each.session_id]
    return urls.success.replace("{CHECKOUT_SESSION_ID}", paid[-1] if paid else "")

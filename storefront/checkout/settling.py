"""Settling: the only writer of payment state. Stripe is asked first, then the order is locked,
read again and written; whoever calls, however often and in whatever order, the end is the same."""

import structlog

from storefront import cart, catalog, crash, credit, orders, payments
from storefront.db import db, transaction
from storefront.orders import Order
from storefront.payments import Attempt, Payment, PaymentUnavailable, Session, UnknownAttempt

from . import gift_cards, holding
from .telling import tell

log = structlog.get_logger()


def sync_session(session_id: str) -> Order | None:
    """Bring an order up to what Stripe says of a session now; None for another shop's session.

    Raises PaymentUnavailable when Stripe does not tell, UnknownAttempt when it is ours and lost.
    """
    session = payments.gateway().session(session_id)
    return settle(session)


def look_again(order: Order, session_id: str = "") -> Order:
    """The order for a buyer who waits: up to date if Stripe answers soon, else as it was.

    `session_id` is what the buyer's address says; without it the newest live try is looked at.
    """
    if not session_id:
        live = payments.live_attempts(order.id)
        session_id = (live[0].session_id if live else None) or ""
    if not session_id:
        return order
    try:
        synced = settle(payments.gateway().session(session_id, hasty=True))
    except (PaymentUnavailable, UnknownAttempt) as trouble:
        log.warning("not_looked_at", order=order.number, reason=str(trouble))
        return order
    return synced if synced is not None and synced.id == order.id else order


def settle(session: Session) -> Order | None:
    """Record a session that Stripe has just shown, in one transaction."""
    with transaction():
        attempt = payments.attempt_of(session)
        order = orders.lock(attempt.order_id) if attempt else None
        attempt = payments.get_attempt(attempt.id) if attempt else None
        if attempt is None or order is None:
            return None
        payments.bind(attempt, session)
        newly_paid = _apply(order, attempt, session)
        crash.point("settle.before_commit")
    crash.point("settle.committed")
    if newly_paid:
        end_other_sessions(order.id)
    return order


def _apply(order: Order, attempt: Attempt, session: Session) -> bool:
    """What the session means for the order; True when the order is paid by it just now."""
    if session.is_paid:
        return _take_money(order, attempt, session)
    if attempt.state == "paid":
        return False
    if session.status == "expired":
        _end(order, attempt, "expired")
    elif session.status == "complete" and session.intent:
        if session.intent.status == "processing":
            _wait_for_bank(order, attempt)
        elif session.intent.status in ("requires_payment_method", "canceled"):
            _end(order, attempt, "failed")
    return False


def _take_money(order: Order, attempt: Attempt, session: Session) -> bool:
    """Money is always booked, once; only what is done about it depends on the order."""
    assert session.intent is not None
    payment, newly_paid = payments.find_payment(session.intent.id), False
    attempt.state = "paid"
    if payment is None:
        payment = payments.book(attempt, session, "main")
        newly_paid = _find_its_role(order, attempt, session, payment)
    booking = session.intent.charge.booking if session.intent.charge else None
    if booking is not None:
        payments.fill_fees(payment, booking)
    return newly_paid


def _find_its_role(order: Order, attempt: Attempt, session: Session, payment: Payment) -> bool:
    facts = {
        "intent": payment.intent_id,
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "method": payment.method,
    }
    if not payments.fits(attempt, session, payments.gateway().livemode):
        payment.role = "mismatch"
        orders.record(order, "mismatch", facts, "stripe")
        orders.set_attention(
            order,
            f"{payment.amount_minor} {payment.currency} (minor units) came,"
            f" {attempt.amount_minor} {attempt.currency} was asked for. Please decide.",
        )
        return False
    if order.state in ("pending", "processing"):
        _pay(order, facts)
        return True
    if order.state == "cancelled" and order.paid_at is None:
        return _pay_late(order, payment, facts)
    payment.role = "duplicate" if order.state == "paid" else "late"
    orders.record(order, f"{payment.role}_payment", facts, "stripe")
    _give_back(order, payment)
    return False


def _pay_late(order: Order, payment: Payment, facts: dict[str, object]) -> bool:
    """Paid after we gave up: taken when every piece is still there, and what gift cards were to
    pay, else given back."""
    try:
        with db.session.begin_nested():
            holding.hold_again(order)
            db.session.flush()
    except (catalog.OutOfStock, credit.CreditGone):
        payment.role = "late"
        orders.record(order, "late_payment", {**facts, "kept": False}, "stripe")
        _give_back(order, payment)
        return False
    orders.record(order, "late_payment", {**facts, "kept": True}, "stripe")
    _pay(order, facts)
    return True


def _pay(order: Order, facts: dict[str, object]) -> None:
    orders.mark_paid(order)
    for use in holding.sell(order):
        payments.book_credit(order, use)
    orders.record(order, "paid", facts, "stripe" if order.due else "shop")
    if order.is_of_a_gift_card:
        gift_cards.hand_out(order)
    else:
        tell(order, "order_confirmation", f"order-{order.id}-confirmation")
    if order.basket_id is not None:
        cart.empty(order.basket_id, since=order.placed_at)


def settle_prepaid(order: Order) -> bool:
    """An order of which gift cards pay everything is paid; False when something is left to be
    paid. The caller holds the transaction and locked the order."""
    if order.due or not order.credit_minor:
        return False
    facts = {
        "amount_minor": order.credit_minor,
        "currency": order.currency,
        "method": "gift_card",
    }
    _pay(order, facts)
    return True


def _give_back(order: Order, payment: Payment) -> None:
    left = payments.left_to_refund(payment)
    if left > 0:
        key = f"{payment.role}-{payment.intent_id}"
        payments.promise_refund(payment, payments.Returning(left, "duplicate"), key)
        facts = {"amount_minor": left, "currency": payment.currency, "reason": payment.role}
        orders.record(order, "refund_promised", facts)


def _wait_for_bank(order: Order, attempt: Attempt) -> None:
    if attempt.state in ("creating", "open"):
        attempt.state = "processing"
    if order.state == "pending":
        orders.mark_processing(order)
        orders.record(order, "payment_processing", {"attempt": attempt.n}, "stripe")


def _end(order: Order, attempt: Attempt, how: str) -> None:
    """A try is over without money; the order is given up only with its last one."""
    if attempt.state == how:
        return
    attempt.state = how
    db.session.flush()
    kind = "expired" if how == "expired" else "payment_failed"
    orders.record(order, kind, {"attempt": attempt.n}, "stripe")
    close_if_over(order, kind)


def close_if_over(order: Order, why: str, actor: str = "shop") -> bool:
    """Cancel an unpaid order and let its pieces go, unless a try is live or brought money."""
    if order.state not in ("pending", "processing"):
        return False
    states = {each.state for each in payments.attempts_of(order.id)}
    if "paid" in states or not states.isdisjoint(payments.LIVE):
        if order.state == "processing" and "processing" not in states:
            orders.mark_pending(order)
        return False
    orders.cancel(order)
    holding.let_go(order)
    orders.record(order, "cancelled", {"reason": why}, actor)
    return True


def end_other_sessions(order_id: int) -> None:
    """A paid order needs no second payment; if Stripe does not listen, a duplicate is refunded."""
    for attempt in payments.live_attempts(order_id):
        if attempt.session_id is None:
            continue
        try:
            if payments.gateway().expire_session(attempt.session_id):
                settle(payments.gateway().session(attempt.session_id))
        except PaymentUnavailable as trouble:
            log.warning("session_stays_open", session=attempt.session_id, reason=str(trouble))

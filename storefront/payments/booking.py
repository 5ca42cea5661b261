"""Booking money that came, and what it really came to."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from storefront import clock, sealing
from storefront.credit import CreditUse
from storefront.db import db
from storefront.orders import Order

from .facts import Booking, Intent, Session
from .models import BY_GIFT_CARD, Attempt, Payment
from .slot import gateway


def book(attempt: Attempt, session: Session, role: str) -> Payment:
    """Write down a payment under its intent's id; the caller locked the order."""
    intent = _intent(session)
    charge = intent.charge
    payment = Payment(
        intent_id=intent.id,
        charge_id=charge.id if charge else None,
        order_id=attempt.order_id,
        attempt_id=attempt.id,
        amount_minor=intent.received_minor,
        currency=intent.currency,
        role=role,
        method=charge.method if charge else "card",
        means=sealing.fingerprint(charge.means, 24) if charge and charge.means else "",
        payer_name=charge.payer_name if charge else "",
        payer_country=charge.payer_country if charge else "",
        livemode=intent.livemode,
        paid_at=charge.created_at if charge else session.created_at,
    )
    db.session.add(payment)
    db.session.flush()
    return payment


def book_credit(order: Order, use: CreditUse) -> Payment:
    """Write down what a gift card paid of an order; the caller locked the order."""
    now = clock.now()
    payment = Payment(
        intent_id=f"{BY_GIFT_CARD}{use.card_id}-order-{order.id}",
        order_id=order.id,
        gift_card_id=use.card_id,
        amount_minor=use.amount_minor,
        currency=order.currency,
        role="credit",
        method="gift_card",
        payer_name=order.name,
        livemode=gateway().livemode,
        paid_at=now,
        fee_minor=0,
        net_minor=use.amount_minor,
    )
    db.session.add(payment)
    db.session.flush()
    return payment


def fits(attempt: Attempt, session: Session, livemode: bool) -> bool:
    """Whether exactly what was asked for has arrived, in money of the right kind."""
    intent = _intent(session)
    asked = (attempt.amount_minor, attempt.currency, livemode)
    return (session.amount_minor, session.currency, session.livemode) == asked and (
        intent.received_minor,
        intent.currency,
        intent.livemode,
    ) == asked


def fill_fees(payment: Payment, booking: Booking) -> None:
    """Stripe's own figures, which come a little after the payment."""
    payment.balance_transaction = booking.id
    payment.fee_minor = booking.fee_minor
    payment.net_minor = booking.net_minor
    payment.settlement_currency = booking.currency
    payment.exchange_rate = booking.exchange_rate
    payment.available_on = booking.available_on


def find_payment(intent_id: str) -> Payment | None:
    """The payment booked for an intent."""
    return db.session.scalar(
        select(Payment)
        .where(Payment.intent_id == intent_id)
        .execution_options(populate_existing=True)
    )


def payments_of(order_id: int) -> list[Payment]:
    """All money that came for an order, first to last."""
    return list(
        db.session.scalars(select(Payment).where(Payment.order_id == order_id).order_by(Payment.id))
    )


def main_payment(order_id: int) -> Payment | None:
    """The payment at Stripe that paid the order, or what was left of it beside gift cards."""
    return next((each for each in payments_of(order_id) if each.role == "main"), None)


def payments_of_the_sale(order_id: int) -> list[Payment]:
    """What paid the order: the payment at Stripe, if there is one, then the gift cards."""
    paid = [each for each in payments_of(order_id) if each.role in ("main", "credit")]
    return sorted(paid, key=lambda each: each.role != "main")


def paid_alike(order_id: int, customer: str) -> bool:
    """Whether an order was paid with a card that this customer has paid with, too."""
    means = {each.means for each in payments_of(order_id) if each.means}
    if not means:
        return False
    alike = (
        select(Payment.id)
        .join(Order, Order.id == Payment.order_id)
        .where(Payment.means.in_(means), Order.customer == customer)
    )
    return db.session.scalar(alike.limit(1)) is not None


def without_fees(paid_before: datetime, limit: int = 500) -> Sequence[Payment]:
    """Payments whose fee Stripe should have told by now."""
    return list(
        db.session.scalars(
            select(Payment)
            .where(Payment.fee_minor.is_(None), Payment.paid_at < paid_before)
            .order_by(Payment.id)
            .limit(limit)
        )
    )


def _intent(session: Session) -> Intent:
    if session.intent is None:
        raise AssertionError(f"{session.id} has no payment to book.")
    return session.intent

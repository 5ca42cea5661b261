"""What Stripe says of refunds and disputes, and the refunds that were promised."""

from storefront import crash, customs, orders, outbox, payments
from storefront.db import transaction
from storefront.orders import Order
from storefront.outbox import GiveUp, Promise, Retry
from storefront.outbox.promising import Confirm
from storefront.payments import (
    LOST,
    Payment,
    ProviderDown,
    ProviderRefused,
    RefundJob,
    Returned,
)

from . import gift_cards
from .declaring import tell_customs_of_refunds
from .settling import sync_session
from .telling import tell

SOON = (5, 30, 120, 600, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)


def sync_refunds(intent_id: str) -> None:
    """Bring the refunds of a payment up to what Stripe lists, whoever made them."""
    if not is_ours(intent_id):
        return
    told = payments.gateway().refunds(intent_id)
    with transaction():
        payment = payments.find_payment(intent_id)
        order = orders.lock(payment.order_id) if payment else None
        if payment is None or order is None:
            return
        for each in told:
            _book(order, payment, each)


def sync_dispute(dispute_id: str) -> None:
    """Bring a dispute up to what Stripe says; it changes neither the order's state nor stock."""
    told = payments.gateway().dispute(dispute_id)
    if not is_ours(told.intent_id):
        return
    with transaction():
        payment = payments.find_payment(told.intent_id)
        order = orders.lock(payment.order_id) if payment else None
        if payment is None or order is None:
            return
        _, before = payments.book_dispute(payment, told)
        if before == told.status:
            return
        facts = {
            "status": told.status,
            "reason": told.reason,
            "amount_minor": told.amount_minor,
            "currency": told.currency,
        }
        orders.record(order, "dispute", facts, "stripe")
        if told.status in ("needs_response", "warning_needs_response"):
            orders.set_attention(order, f"The buyer's bank disputes the payment: {told.reason}.")
            gift_cards.doubt(order)
        if told.status in ("won", "warning_closed"):
            gift_cards.believe(order)
        if told.status == "lost":
            customs.payment_lost(order)


@outbox.keeps("stripe.refund", SOON)
def keep_refund(promise: Promise) -> Confirm | None:
    """Make a promised refund, once: what an earlier try made is found before anything is asked."""
    job = payments.get_job(promise.payload["job_id"])
    if job is None:
        raise GiveUp("There is no such refund.")
    if job.state != "promised":
        return None
    try:
        returned = _made_before(job) if promise.attempts > 1 else None
        if returned is None:
            returned = _make(job)
    except ProviderDown as trouble:
        raise Retry(str(trouble)) from trouble
    except ProviderRefused as refusal:
        why = str(refusal)
        return lambda: _refused(job.id, why)
    crash.point("refund.called")
    done = returned
    return lambda: _done(job.id, done)


def _make(job: RefundJob) -> Returned:
    asked = "duplicate" if job.reason == "duplicate" else "requested_by_customer"
    marks = {"job": job.key, "order": str(job.order_id)}
    key = f"refund-{job.key}"
    return payments.gateway().refund(job.intent_id, job.amount_minor, asked, marks, key)


def _made_before(job: RefundJob) -> Returned | None:
    """Stripe forgets keys after a day, so a later try looks at what is there."""
    made = payments.gateway().refunds(job.intent_id)
    return next((each for each in made if each.job == job.key), None)


def _done(job_id: int, told: Returned) -> None:
    job = payments.get_job(job_id)
    payment = payments.find_payment(told.intent_id)
    order = orders.lock(job.order_id) if job else None
    if payment is not None and order is not None:
        _book(order, payment, told)


def _refused(job_id: int, why: str) -> None:
    job = payments.get_job(job_id)
    order = orders.lock(job.order_id) if job else None
    if job is None or order is None or job.state != "promised":
        return
    payments.fail_job(job, why)
    _take_back(order, job, why)


def _book(order: Order, payment: Payment, told: Returned) -> None:
    refund, before = payments.book_refund(payment, told)
    facts = {
        "refund": told.id,
        "amount_minor": told.amount_minor,
        "currency": told.currency,
        "status": told.status,
    }
    job = payments.get_job(refund.job_id) if refund.job_id else None
    if told.status in LOST:
        if before not in LOST:
            _take_back(order, job, f"Stripe could not return {told.amount_minor}: {told.status}.")
        return
    if before is None:
        orders.record(order, "refunded", facts, "shop" if job else "stripe")
        if order.is_of_a_gift_card:
            gift_cards.follow_refunds(order)
        amount = order.money(told.amount_minor)
        tell(order, "refund", f"refund-{told.id}", amount=amount, card="")
        tell_customs_of_refunds(order)


def _take_back(order: Order, job: RefundJob | None, why: str) -> None:
    """A refund did not happen: its pieces count as kept again, and a person is asked."""
    orders.record(order, "refund_failed", {"why": why[:200]}, "stripe")
    orders.set_attention(order, f"A refund failed: {why[:200]}")
    if job is not None:
        back = {each["order_line_id"]: -each["quantity"] for each in job.lines}
        orders.count_refunded(order, back)
    if order.is_of_a_gift_card:
        gift_cards.follow_refunds(order)
    tell_customs_of_refunds(order)


def is_ours(intent_id: str) -> bool:
    """Whether a payment is ours, asking Stripe when it came before its own event."""
    if not intent_id:
        return False
    if payments.find_payment(intent_id) is not None:
        return True
    for session_id in payments.gateway().session_ids_of(intent_id):
        sync_session(session_id)
    return payments.find_payment(intent_id) is not None

"""Money that goes back: jobs the shop decided on, and refunds as Stripe lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from storefront import clock, outbox
from storefront.db import db

from .facts import Contested, Returned
from .models import Dispute, Payment, Refund, RefundJob

TOPIC = "stripe.refund"
LOST = ("failed", "canceled")
"""Refunds that did not happen: their money is still with the shop."""


def left_to_refund(payment: Payment) -> int:
    """What is left of a payment after refunds made and promised (minor units)."""
    made = db.session.scalar(
        select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
            Refund.intent_id == payment.intent_id, Refund.status.not_in(LOST)
        )
    )
    promised = db.session.scalar(
        select(func.coalesce(func.sum(RefundJob.amount_minor), 0)).where(
            RefundJob.intent_id == payment.intent_id, RefundJob.state == "promised"
        )
    )
    return payment.amount_minor - int(made or 0) - int(promised or 0)


@dataclass(frozen=True)
class Returning:
    """What is to go back and for what: minor units; `lines` as `RefundJob` keeps them."""

    amount_minor: int
    reason: str
    lines: Sequence[dict[str, Any]] = ()
    freight_minor: int = 0
    restock: bool = False


def promise_refund(payment: Payment, what: Returning, key: str) -> RefundJob:
    """Decide on a refund, once for each key; the caller locked the order."""
    job = find_job(key)
    if job is not None:
        return job
    job = _decided(payment, what, key, "promised")
    outbox.post(TOPIC, f"refund-{key}", {"job_id": job.id})
    return job


def return_credit(payment: Payment, what: Returning, key: str) -> tuple[RefundJob, Refund]:
    """Write down that a part of a gift card's payment is on the card again: decided and done at
    once, for nobody outside has to be asked. The caller locked the order and moves the credit."""
    job = _decided(payment, what, key, "done")
    refund = Refund(
        refund_id=f"gift-card-refund-{job.id}",
        intent_id=payment.intent_id,
        order_id=payment.order_id,
        job_id=job.id,
        amount_minor=what.amount_minor,
        currency=payment.currency,
        status="succeeded",
        fee_minor=0,
        net_minor=-what.amount_minor,
        created_at=job.created_at,
    )
    db.session.add(refund)
    db.session.flush()
    return job, refund


def _decided(payment: Payment, what: Returning, key: str, state: str) -> RefundJob:
    job = RefundJob(
        key=key,
        order_id=payment.order_id,
        intent_id=payment.intent_id,
        amount_minor=what.amount_minor,
        currency=payment.currency,
        reason=what.reason,
        lines=list(what.lines),
        freight_minor=what.freight_minor,
        restock=what.restock,
        state=state,
        created_at=clock.now(),
    )
    db.session.add(job)
    db.session.flush()
    return job


def find_job(key: str) -> RefundJob | None:
    """The refund decided on under this key."""
    return db.session.scalar(select(RefundJob).where(RefundJob.key == key))


def get_job(job_id: int) -> RefundJob | None:
    """One decision to refund, as it is now."""
    return db.session.get(RefundJob, job_id, populate_existing=True)


def jobs_of(order_id: int) -> list[RefundJob]:
    """All decisions to refund money of an order, oldest first."""
    return list(
        db.session.scalars(
            select(RefundJob).where(RefundJob.order_id == order_id).order_by(RefundJob.id)
        )
    )


def refunds_of(order_id: int) -> list[Refund]:
    """All refunds of an order, oldest first."""
    return list(
        db.session.scalars(select(Refund).where(Refund.order_id == order_id).order_by(Refund.id))
    )


def disputes_of(order_id: int) -> list[Dispute]:
    """All disputes of an order, oldest first."""
    return list(
        db.session.scalars(select(Dispute).where(Dispute.order_id == order_id).order_by(Dispute.id))
    )


def book_refund(payment: Payment, told: Returned) -> tuple[Refund, str | None]:
    """Write down a refund as it is now; returns it and its status before (None: it is new).

    The refund job that asked for it is done with it, or failed with it.
    """
    job = find_job(told.job) if told.job else None
    refund = db.session.scalar(select(Refund).where(Refund.refund_id == told.id))
    before = refund.status if refund else None
    if refund is None:
        refund = Refund(
            refund_id=told.id,
            intent_id=payment.intent_id,
            order_id=payment.order_id,
            amount_minor=told.amount_minor,
            currency=told.currency,
            created_at=told.created_at,
        )
        db.session.add(refund)
    refund.status = told.status
    refund.fee_minor, refund.net_minor = told.fee_minor, told.net_minor
    if job is not None and job.intent_id == payment.intent_id:
        refund.job_id = job.id
        job.state = "failed" if told.status in LOST else "done"
    db.session.flush()
    return refund, before


def fail_job(job: RefundJob, why: str) -> None:
    """Stripe will not refund this; a person must look."""
    job.state, job.error = "failed", why[:500]
    db.session.flush()


def book_dispute(payment: Payment, told: Contested) -> tuple[Dispute, str | None]:
    """Write down a dispute as it is now; returns it and its status before (None: it is new)."""
    dispute = db.session.scalar(select(Dispute).where(Dispute.dispute_id == told.id))
    before = dispute.status if dispute else None
    if dispute is None:
        dispute = Dispute(
            dispute_id=told.id,
            intent_id=payment.intent_id,
            order_id=payment.order_id,
            amount_minor=told.amount_minor,
            currency=told.currency,
            created_at=told.created_at,
        )
        db.session.add(dispute)
    dispute.amount_minor = told.amount_minor
    dispute.status, dispute.reason = told.status, told.reason
    dispute.net_minor = told.net_minor
    db.session.flush()
    return dispute, before


def pending_refunds() -> list[str]:
    """Intents with refunds that Stripe has not finished."""
    waiting = select(Refund.intent_id).where(Refund.status.in_(("pending", "requires_action")))
    return list(db.session.scalars(waiting.distinct()))

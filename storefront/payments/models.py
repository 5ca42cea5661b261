"""Money in and out, as Stripe told us (minor units)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, Minor


class Attempt(Base):
    """One try to be paid: one Checkout Session. Written before Stripe is called; everything
    sent to Stripe comes from this row, so that a repeat is word for word the same."""

    __tablename__ = "payment_attempts"
    __table_args__ = (
        UniqueConstraint("order_id", "n"),
        CheckConstraint(
            "state in ('creating','open','processing','paid','failed','expired')", name="state"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    n: Mapped[int]
    state: Mapped[str] = mapped_column(default="creating", index=True)
    session_id: Mapped[str | None] = mapped_column(unique=True)
    url: Mapped[str | None]
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    params: Mapped[dict[str, Any]]
    response: Mapped[dict[str, Any] | None]
    """Stripe's first answer, kept because customs may ask for it."""
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]

    @property
    def key(self) -> str:
        """The idempotency key, made from the row alone."""
        return f"order-{self.order_id}-attempt-{self.n}"


class Payment(Base):
    """Money that arrived: one row a PaymentIntent."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("role in ('main','duplicate','late','mismatch')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    intent_id: Mapped[str] = mapped_column(unique=True)
    charge_id: Mapped[str | None]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("payment_attempts.id"))
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    role: Mapped[str]
    method: Mapped[str] = mapped_column(default="card")
    payer_name: Mapped[str] = mapped_column(default="")
    payer_country: Mapped[str] = mapped_column(default="")
    livemode: Mapped[bool]
    paid_at: Mapped[datetime]
    fee_minor: Mapped[Minor | None]
    net_minor: Mapped[Minor | None]
    settlement_currency: Mapped[str | None]
    exchange_rate: Mapped[Decimal | None] = mapped_column(Numeric(24, 12))
    available_on: Mapped[datetime | None]
    balance_transaction: Mapped[str | None]


class Refund(Base):
    """Money that went back: one row a Stripe refund, whoever made it."""

    __tablename__ = "refunds"

    id: Mapped[int] = mapped_column(primary_key=True)
    refund_id: Mapped[str] = mapped_column(unique=True)
    intent_id: Mapped[str] = mapped_column(index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("refund_jobs.id"))
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    status: Mapped[str]
    fee_minor: Mapped[Minor | None]
    net_minor: Mapped[Minor | None]
    created_at: Mapped[datetime]


class RefundJob(Base):
    """A refund the shop decided on; its row gives the idempotency key."""

    __tablename__ = "refund_jobs"
    __table_args__ = (
        CheckConstraint("state in ('promised','done','failed')", name="state"),
        CheckConstraint("amount_minor > 0", name="positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    intent_id: Mapped[str]
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    reason: Mapped[str]
    lines: Mapped[list[Any]] = mapped_column(default=list)
    """[{"order_line_id", "quantity", "amount_minor"}] when it was refunded by line."""
    freight_minor: Mapped[Minor] = mapped_column(default=0)
    """How much of the amount is for the way the parcel travelled."""
    restock: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="promised")
    error: Mapped[str | None]
    created_at: Mapped[datetime]


class Dispute(Base):
    """A chargeback; its state is Stripe's own word. It never touches stock."""

    __tablename__ = "disputes"

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[str] = mapped_column(unique=True)
    intent_id: Mapped[str] = mapped_column(index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    net_minor: Mapped[Minor | None]
    created_at: Mapped[datetime]


class StripeEvent(Base):
    """A Stripe event, remembered before it is believed."""

    __tablename__ = "stripe_events"

    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    object_id: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    api_version: Mapped[str] = mapped_column(default="")
    livemode: Mapped[bool]
    body: Mapped[dict[str, Any]]
    origin: Mapped[str]
    """webhook or reconciler."""
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]

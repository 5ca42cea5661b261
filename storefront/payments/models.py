"""Money in and out, as Stripe told us (minor units)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, Minor

BY_GIFT_CARD = "gift-card-"
"""How the id of a payment begins that a gift card made, and not Stripe."""


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
    """Money that arrived: one row a PaymentIntent, and one for each gift card that paid a part."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("role in ('main','credit','duplicate','late','mismatch')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    intent_id: Mapped[str] = mapped_column(unique=True)
    charge_id: Mapped[str | None]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_attempts.id"))
    gift_card_id: Mapped[int | None] = mapped_column(ForeignKey("gift_cards.id"))
    """The card that paid it; Stripe knows nothing of such a payment."""
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    role: Mapped[str]
    method: Mapped[str] = mapped_column(default="card")
    means: Mapped[str] = mapped_column(default="", server_default="", index=True)
    """A fingerprint of the card, so that two orders paid with one are known to be."""
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
    """[{"order_line_id", "quantity", "amount_minor"}] when it was refunded by line. A decision that
    several means of payment share has its pieces in the first job alone; the others say in "of" for
    how many pieces their amount is."""
    freight_minor: Mapped[Minor] = mapped_column(default=0)
    """How much of the amount is for the way the parcel travelled."""
    restock: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="promised")
    error: Mapped[str | None]
    created_at: Mapped[datetime]

    @property
    def is_to_gift_card(self) -> bool:
        """Whether it goes back to a gift card and not by Stripe."""
        return self.intent_id.startswith(BY_GIFT_CARD)


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


class Payout(Base):
    """Money that Stripe sends to the shop's bank, and whether its parts sum to it."""

    __tablename__ = "payouts"

    id: Mapped[int] = mapped_column(primary_key=True)
    payout_id: Mapped[str] = mapped_column(unique=True)
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    status: Mapped[str]
    """Stripe's own word: pending, in_transit, paid, failed or canceled."""
    arrives_at: Mapped[datetime] = mapped_column(index=True)
    failure: Mapped[str] = mapped_column(default="")
    entries: Mapped[int | None]
    """How many movements are in it; unknown until Stripe has put them together."""
    entries_minor: Mapped[Minor | None]
    """What those movements sum to after fees."""
    fees_minor: Mapped[Minor | None]
    seen_at: Mapped[datetime | None]
    """When a person said that a payout that went wrong is dealt with."""

    @property
    def ties(self) -> bool | None:
        """Whether the movements in it sum to it; None while that is not known."""
        return None if self.entries_minor is None else self.entries_minor == self.amount_minor


class LedgerDifference(Base):
    """A movement in Stripe's ledger that the shop's own books do not tell in the same way."""

    __tablename__ = "ledger_differences"
    __table_args__ = (
        CheckConstraint("kind in ('charge','refund','dispute','amount')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(unique=True)
    """Of Stripe's balance transaction."""
    kind: Mapped[str]
    """What the shop does not know, or `amount` when it knows another sum."""
    source_id: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    theirs_minor: Mapped[Minor]
    ours_minor: Mapped[Minor | None]
    currency: Mapped[str]
    booked_at: Mapped[datetime]
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by: Mapped[str | None]
    """The person who looked at it, or nobody when a later comparison found it right."""

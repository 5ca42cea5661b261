"""What Stripe said, in plain values that any file may know. Money is in minor units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Booking:
    """A balance transaction: what a movement really came to, in the settlement currency.

    `exchange_rate` is a ratio of minor units; amounts are never worked out with it.
    """

    id: str
    fee_minor: int
    net_minor: int
    currency: str
    exchange_rate: Decimal | None
    available_on: datetime


@dataclass(frozen=True)
class Charge:
    """One successful or failed try within a payment."""

    id: str
    method: str
    payer_name: str
    payer_country: str
    created_at: datetime
    booking: Booking | None
    means: str = field(default="", repr=False)
    """Stripe's own mark of the card: the same for the same card, whoever pays with it."""


@dataclass(frozen=True)
class Intent:
    """The payment behind a session, from the buyer's first try on."""

    id: str
    status: str
    received_minor: int
    currency: str
    livemode: bool
    charge: Charge | None


@dataclass(frozen=True)
class Session:
    """A Checkout Session as it is now."""

    id: str
    url: str | None
    status: str
    payment_status: str
    amount_minor: int
    currency: str
    livemode: bool
    metadata: Mapping[str, str]
    created_at: datetime
    intent: Intent | None
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def is_paid(self) -> bool:
        """Money has arrived; a session can be complete without it."""
        return self.payment_status == "paid" and self.intent is not None


@dataclass(frozen=True)
class Returned:
    """A refund as it is now; `job` is the key of the refund job that asked for it."""

    id: str
    intent_id: str
    amount_minor: int
    currency: str
    status: str
    job: str | None
    fee_minor: int | None
    net_minor: int | None
    created_at: datetime


@dataclass(frozen=True)
class Contested:
    """A dispute as it is now; `net_minor` is what it has cost so far (settlement currency)."""

    id: str
    intent_id: str
    amount_minor: int
    currency: str
    status: str
    reason: str
    net_minor: int | None
    created_at: datetime


@dataclass(frozen=True)
class Event:
    """A hint that something happened."""

    id: str
    type: str
    object_id: str
    intent_id: str | None
    created_at: datetime
    api_version: str
    livemode: bool
    body: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Entry:
    """One movement in Stripe's ledger, in the settlement currency; money out is below zero.

    `source_id` is the charge, refund, dispute or payout that moved it, or nothing for a fee of the
    account.
    """

    id: str
    type: str
    source_id: str
    net_minor: int
    fee_minor: int
    currency: str
    created_at: datetime


@dataclass(frozen=True)
class PaidOut:
    """A payout as it is now; `is_complete` when Stripe has put together what is in it."""

    id: str
    amount_minor: int
    currency: str
    status: str
    arrives_at: datetime
    failure: str
    is_complete: bool

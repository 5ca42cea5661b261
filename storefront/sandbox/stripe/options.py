"""What a sandbox is told at start, and what the control plane may change while it runs."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

METHODS = (
    "card",
    "link",
    "klarna",
    "ideal",
    "bancontact",
    "sepa_debit",
    "alipay",
    "wechat_pay",
)


@dataclass(frozen=True)
class Webhook:
    """An address that wants events, and the secret its signatures are made with."""

    url: str
    secret: str
    events: tuple[str, ...] = ("*",)


@dataclass(frozen=True)
class Options:
    """How a sandbox starts. `state` is the SQLite file that keeps it; None keeps it in memory.

    Money is in minor units, percentages are decimal text, delays are seconds.
    """

    webhooks: tuple[Webhook, ...] = ()
    state: Path | None = None
    settlement_currency: str = "usd"
    account_country: str = "US"
    shop_name: str = "Storefront"
    methods: tuple[str, ...] = METHODS
    public_url: str | None = None  # how browsers reach it, when not as its clients do
    settings: dict[str, Any] = field(default_factory=dict)  # first values for `Settings`


@dataclass(frozen=True)
class Settings:
    """What `POST /_sandbox/config` may change; `POST /_sandbox/reset` brings these values back."""

    # webhooks
    duplicate: int = 0  # extra deliveries of every event
    shuffle_seed: int | None = None  # deliver in an order drawn with this seed
    drop_rate: float = 0.0  # share of deliveries that get lost for good
    fault_seed: int = 7  # what losses are drawn with
    webhook_delay: float = 0.0
    webhook_timeout: float = 10.0
    retry_delays: tuple[float, ...] = (0.3, 1.0, 3.0, 10.0, 60.0, 600.0, 3600.0)
    # money
    settlement_currency: str = "usd"
    booking_delay: float = 0.5  # from a charge to its balance transaction
    refund_delay: float = 0.5  # until a pending refund succeeds or fails
    delayed_settles_after: float | None = None  # None: only when told to
    rates: dict[str, str] = field(default_factory=dict)  # US dollars per unit of each currency
    fee_percent: str = "2.9"
    fee_fixed: int = 30
    fee_international_percent: str = "1.5"
    fee_conversion_percent: str = "1.0"
    dispute_fee: int = 1500

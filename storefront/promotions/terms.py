"""The words of an offer: what it does, for whom, and what came of it. Values only.

All amounts are minor units of what the buyer sees.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a promotion does."""

    PERCENT = "percent"
    AMOUNT = "amount"
    UNIT_AMOUNT = "unit_amount"
    FIXED_PRICE = "fixed_price"
    TIERED = "tiered"
    BUY_GET = "buy_get"
    GIFT = "gift"
    SHIPPING = "shipping"
    DUTY = "duty"


NEEDS_AMOUNTS = (Kind.AMOUNT, Kind.UNIT_AMOUNT, Kind.FIXED_PRICE)


class Lane(StrEnum):
    """Of each lane one promotion applies: the best for the buyer."""

    GOODS = "goods"
    DELIVERY = "delivery"
    CHARGES = "charges"


class Why(StrEnum):
    """Why a promotion does not apply, in the order in which it is found out."""

    MARKET = "market"
    COUNTRY = "country"
    LANGUAGE = "language"
    SOURCE = "source"
    TIME = "time"
    BUYER = "buyer"
    CURRENCY = "currency"
    PRODUCTS = "products"
    SPEND = "spend"
    QUANTITY = "quantity"
    GIFT = "gift"
    REWARD = "reward"
    NOTHING = "nothing"
    BUDGET = "budget"
    BETTER = "better"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the basket at shown prices."""

    key: int
    product_id: int
    category: str | None
    sku: str
    quantity: int
    unit_minor: int
    is_reduced: bool = False
    """Whether its price is announced as reduced already."""

    @property
    def total_minor(self) -> int:
        """All pieces of it."""
        return self.quantity * self.unit_minor


@dataclass(frozen=True, slots=True)
class Source:
    """By what a buyer came: the channel, the campaign's tag, the short link's token."""

    channel: str = ""
    campaign: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What is known about a buyer; None while nobody gave an address.

    `orders` were paid before, the last of them `days_since_last` days ago. `customer` is the
    fingerprint of the address, `groups` are the groups that it is in.
    """

    orders: int | None = None
    days_since_last: int | None = None
    customer: str = ""
    groups: frozenset[int] = frozenset()

    @property
    def is_known(self) -> bool:
        """Somebody gave an address."""
        return self.orders is not None


@dataclass(frozen=True, slots=True)
class Context:
    """Who buys, where, when (in the market's own time zone), and how they came."""

    market: str
    country: str
    language: str
    currency: str
    shipping_minor: int = 0
    charges_minor: int = 0
    """Duty and clearance, which only a promotion of that kind looks at."""
    source: Source = Source()
    history: History = History()
    weekday: int = 0
    """0 is Monday."""
    hour: int = 0
    step: int = 1
    """The smallest amount that can be paid (minor units)."""


@dataclass(frozen=True)
class Tier:
    """From so much spent, or so many pieces, so much off."""

    spend: Mapping[str, int] = field(default_factory=dict)
    pieces: int = 0
    percent_bp: int = 0
    amounts: Mapping[str, int] = field(default_factory=dict)

    def speaks(self, currency: str) -> bool:
        """Whether it says something in this currency."""
        return (not self.spend or currency in self.spend) and bool(
            self.percent_bp or currency in self.amounts
        )


@dataclass(frozen=True)
class Promotion:
    """A promotion as the engine reads it; amounts by currency, for there is no silent conversion.

    Empty conditions ask for nothing. Of `buy` + `get` pieces the `get` cheapest are free; with
    `rewards`, `get` pieces of those for each `buy` pieces of the others. `code` is the one that
    this buyer typed; automatic promotions have none.
    """

    id: int
    kind: Kind
    code: str = ""
    percent_bp: int = 0
    amounts: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    tiers: tuple[Tier, ...] = ()
    buy: int = 0
    get: int = 0
    rewards: frozenset[str] = frozenset()
    """The SKUs that are free in place of the cheapest of those bought."""
    gift: str = ""
    """The SKU of which one piece is free."""
    markets: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    campaigns: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    from_hour: int = 0
    to_hour: int = 0
    """Until this hour of the market's day, 0 for midnight; a night may lie between."""
    categories: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()
    product_ids: frozenset[int] = frozenset()
    min_spend: Mapping[str, int] = field(default_factory=dict)
    min_quantity: int = 0
    nth_order: int = 0
    """Only with this order of a buyer; 1 is the first."""
    min_orders: int = 0
    """Only after so many."""
    lapsed_days: int = 0
    """Only for who bought, and not for so many days."""
    groups: frozenset[int] = frozenset()
    recipient: str = ""
    """The customer whose code it is, when a code was made for one."""
    not_for: str = ""
    """The customer who invited by this code, who cannot be their own friend."""
    exclude_reduced: bool = False
    """Leaves out what is reduced already."""
    left: Mapping[str, int] | None = None
    """What is left of its budget, by currency; None without a budget."""
    alone: bool = False
    """Goes together with no other."""
    not_with: frozenset[int] = frozenset()
    """Does not go together with these."""

    @property
    def lane(self) -> Lane:
        """Where it competes."""
        if self.kind == Kind.SHIPPING:
            return Lane.DELIVERY
        return Lane.CHARGES if self.kind == Kind.DUTY else Lane.GOODS

    @property
    def asks_for_source(self) -> bool:
        """Whether it matters how somebody came."""
        return bool(self.channels or self.campaigns or self.links)

    @property
    def asks_for_buyer(self) -> bool:
        """Whether it matters who somebody is."""
        return bool(
            (self.nth_order or self.min_orders or self.lapsed_days or self.groups)
            or (self.recipient or self.not_for)
        )

    def for_anyone(self) -> "Promotion":
        """The same for whoever comes, whenever and from wherever; to look at its money alone."""
        nobody: frozenset[str] = frozenset()
        return replace(
            self,
            countries=nobody,
            languages=nobody,
            channels=nobody,
            campaigns=nobody,
            links=nobody,
            weekdays=frozenset(),
            from_hour=0,
            to_hour=0,
            nth_order=0,
            min_orders=0,
            lapsed_days=0,
            groups=frozenset(),
            recipient="",
            not_for="",
            left=None,
        )

    def is_payable_in(self, currency: str) -> bool:
        """Whether its amounts are written down in a currency; a part needs none."""
        if self.min_spend and currency not in self.min_spend:
            return False
        if self.kind == Kind.TIERED:
            return any(tier.speaks(currency) for tier in self.tiers)
        return self.kind not in NEEDS_AMOUNTS or currency in self.amounts

    def covers(self, line: Line) -> bool:
        """Whether it is about this line."""
        if self.exclude_reduced and line.is_reduced:
            return False
        if not (self.categories or self.skus or self.product_ids):
            return True
        return (
            line.category in self.categories
            or line.sku in self.skus
            or line.product_id in self.product_ids
        )


@dataclass(frozen=True)
class NextStep:
    """The nearest step that takes more off than now; `missing` as in `Refused`."""

    tier: Tier
    why: Why
    missing: int


@dataclass(frozen=True)
class Applied:
    """What a promotion takes off: by line key, off the delivery, off duty and clearance."""

    promotion: Promotion
    minor: int
    by_line: Mapping[int, int]
    shipping_minor: int = 0
    charges_minor: int = 0
    next_step: NextStep | None = None

    @property
    def worth_minor(self) -> int:
        """In all."""
        return self.minor + self.shipping_minor + self.charges_minor


@dataclass(frozen=True)
class Refused:
    """Why a promotion does not apply; `missing` is what is still to be spent (minor units) or how
    many pieces are missing."""

    promotion: Promotion
    why: Why
    missing: int = 0


@dataclass(frozen=True)
class Evaluation:
    """What comes off a basket, and why other promotions do not."""

    applied: tuple[Applied, ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def goods_minor(self) -> int:
        """Off the goods."""
        return sum(each.minor for each in self.applied)

    @property
    def shipping_minor(self) -> int:
        """Off the delivery."""
        return sum(each.shipping_minor for each in self.applied)

    @property
    def charges_minor(self) -> int:
        """Off duty and clearance."""
        return sum(each.charges_minor for each in self.applied)

    def off(self, key: int) -> int:
        """Off one line."""
        return sum(each.by_line.get(key, 0) for each in self.applied)

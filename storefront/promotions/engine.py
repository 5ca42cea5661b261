"""What promotions take off a basket: a pure function, without a clock and without writing.

Two lanes. In the lane of goods and in the lane of delivery the one promotion that is best for the
buyer applies; one of each goes together. All amounts are minor units of what the buyer sees.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from storefront.money import apportion, divided


class Kind(StrEnum):
    """What a promotion does."""

    PERCENT = "percent"
    AMOUNT = "amount"
    UNIT_AMOUNT = "unit_amount"
    FIXED_PRICE = "fixed_price"
    BUY_GET = "buy_get"
    SHIPPING = "shipping"


NEEDS_AMOUNTS = (Kind.AMOUNT, Kind.UNIT_AMOUNT, Kind.FIXED_PRICE)


class Why(StrEnum):
    """Why a promotion does not apply, in the order in which it is found out."""

    MARKET = "market"
    COUNTRY = "country"
    LANGUAGE = "language"
    SOURCE = "source"
    FIRST_ORDER = "first_order"
    PRODUCTS = "products"
    SPEND = "spend"
    QUANTITY = "quantity"
    CURRENCY = "currency"
    NOTHING = "nothing"
    BETTER = "better"


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
class Context:
    """Who buys, where, and how they came; `is_first_order` is None while nobody knows."""

    market: str
    country: str
    language: str
    currency: str
    shipping_minor: int = 0
    campaign: str = ""
    is_first_order: bool | None = None
    step: int = 1
    """The smallest amount that can be paid (minor units)."""


@dataclass(frozen=True)
class Promotion:
    """A promotion as the engine reads it; amounts by currency, for there is no silent conversion.

    Empty conditions ask for nothing. Of `buy` + `get` pieces the `get` cheapest are free. `code`
    is the one that this buyer typed; automatic promotions have none.
    """

    id: int
    kind: Kind
    code: str = ""
    percent_bp: int = 0
    amounts: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    buy: int = 0
    get: int = 0
    markets: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    campaigns: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()
    product_ids: frozenset[int] = frozenset()
    min_spend: Mapping[str, int] = field(default_factory=dict)
    min_quantity: int = 0
    first_order: bool = False
    exclude_reduced: bool = False
    """Leaves out what is reduced already."""

    @property
    def is_about_delivery(self) -> bool:
        """Which lane it is in."""
        return self.kind == Kind.SHIPPING

    def is_payable_in(self, currency: str) -> bool:
        """Whether its amounts are written down in a currency; a part needs none."""
        if self.min_spend and currency not in self.min_spend:
            return False
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
class Applied:
    """What a promotion takes off: in all, by line key, or off the delivery."""

    promotion: Promotion
    minor: int
    by_line: Mapping[int, int]
    shipping_minor: int = 0


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

    def off(self, key: int) -> int:
        """Off one line."""
        return sum(each.by_line.get(key, 0) for each in self.applied)


def evaluate(
    lines: Sequence[Line], context: Context, promotions: Sequence[Promotion]
) -> Evaluation:
    """The best for the buyer, lane by lane; the order of lines and promotions does not matter."""
    lines = sorted(lines, key=lambda each: each.key)
    found: list[Applied] = []
    refused: list[Refused] = []
    for promotion in sorted(promotions, key=lambda each: each.id):
        result = _try(lines, context, promotion)
        if isinstance(result, Applied):
            found.append(result)
        else:
            refused.append(result)
    applied = []
    for about_delivery in (False, True):
        lane = [each for each in found if each.promotion.is_about_delivery is about_delivery]
        if not lane:
            continue
        # A code that was typed wins over an automatic promotion of the same worth.
        best = max(
            lane,
            key=lambda each: (
                each.minor + each.shipping_minor,
                bool(each.promotion.code),
                -each.promotion.id,
            ),
        )
        applied.append(best)
        refused += [Refused(each.promotion, Why.BETTER) for each in lane if each is not best]
    return Evaluation(tuple(applied), tuple(sorted(refused, key=lambda each: each.promotion.id)))


def _try(lines: Sequence[Line], context: Context, promotion: Promotion) -> Applied | Refused:
    why = _excluded(context, promotion)
    if why is not None:
        return Refused(promotion, why)
    covered = [line for line in lines if line.unit_minor > 0 and promotion.covers(line)]
    if not covered:
        return Refused(promotion, Why.PRODUCTS)
    short = _too_little(covered, context, promotion)
    if short is not None:
        return short
    if promotion.is_about_delivery:
        off = min(_delivery(context, promotion), context.shipping_minor)
        return Applied(promotion, 0, {}, off) if off > 0 else Refused(promotion, Why.NOTHING)
    by_line = _by_line(covered, context, promotion)
    minor = sum(by_line.values())
    return Applied(promotion, minor, by_line) if minor > 0 else Refused(promotion, Why.NOTHING)


def _excluded(context: Context, promotion: Promotion) -> Why | None:
    tests = (
        (Why.MARKET, promotion.markets, context.market),
        (Why.COUNTRY, promotion.countries, context.country),
        (Why.LANGUAGE, promotion.languages, context.language),
        (Why.SOURCE, promotion.campaigns, context.campaign),
    )
    for why, wanted, have in tests:
        if wanted and have not in wanted:
            return why
    if promotion.first_order and context.is_first_order is False:
        return Why.FIRST_ORDER
    return None if promotion.is_payable_in(context.currency) else Why.CURRENCY


def _too_little(covered: Sequence[Line], context: Context, promotion: Promotion) -> Refused | None:
    spend = sum(line.total_minor for line in covered)
    least = promotion.min_spend.get(context.currency, 0)
    if spend < least:
        return Refused(promotion, Why.SPEND, least - spend)
    pieces = sum(line.quantity for line in covered)
    wanted = max(promotion.min_quantity, promotion.buy + promotion.get)
    if pieces < wanted:
        return Refused(promotion, Why.QUANTITY, wanted - pieces)
    return None


def _delivery(context: Context, promotion: Promotion) -> int:
    """Off the delivery: an amount where one is named, a part of it, or all."""
    if context.currency in promotion.amounts:
        return promotion.amounts[context.currency]
    part = promotion.percent_bp or 10_000
    return _stepped(divided(context.shipping_minor * part, 10_000), context)


def _by_line(covered: Sequence[Line], context: Context, promotion: Promotion) -> dict[int, int]:
    totals = [line.total_minor for line in covered]
    amount = promotion.amounts.get(context.currency, 0)
    if promotion.kind == Kind.PERCENT:
        return _shared(covered, _percent(sum(totals), context, promotion), totals, context)
    if promotion.kind == Kind.AMOUNT:
        return _shared(covered, min(amount, sum(totals)), totals, context)
    if promotion.kind == Kind.UNIT_AMOUNT:
        return {line.key: min(amount, line.unit_minor) * line.quantity for line in covered}
    if promotion.kind == Kind.FIXED_PRICE:
        return {line.key: max(line.unit_minor - amount, 0) * line.quantity for line in covered}
    return _cheapest_free(covered, promotion)


def _percent(total: int, context: Context, promotion: Promotion) -> int:
    off = divided(total * promotion.percent_bp, 10_000)
    return _stepped(min(off, promotion.caps.get(context.currency, off)), context)


def _stepped(minor: int, context: Context) -> int:
    """In whole steps of what the currency can pay, never more than was meant."""
    return minor // context.step * context.step


def _shared(
    covered: Sequence[Line], off: int, totals: Sequence[int], context: Context
) -> dict[int, int]:
    """By largest remainder, in steps; a line's share is never more than the line."""
    parts = apportion(off // context.step, totals)
    return {
        line.key: part * context.step for line, part in zip(covered, parts, strict=True) if part
    }


def _cheapest_free(covered: Sequence[Line], promotion: Promotion) -> dict[int, int]:
    """For each group of `buy` + `get` pieces, dearest first, the cheapest `get` are free."""
    pieces = sorted(
        ((line.unit_minor, line.key) for line in covered for _ in range(line.quantity)),
        key=lambda piece: (-piece[0], piece[1]),
    )
    group = promotion.buy + promotion.get
    free: dict[int, int] = {}
    if promotion.get <= 0 or group <= promotion.get:
        return free
    for start in range(0, len(pieces) - group + 1, group):
        for price, key in pieces[start + promotion.buy : start + group]:
            free[key] = free.get(key, 0) + price
    return free

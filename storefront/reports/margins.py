"""What a promotion would sell below its cost: looked at before it is in force.

Each variant is tried alone, at the least basket that the promotion asks for, without VAT. Duty and
delivery are the buyer's at checkout, so the cost is what the piece cost the shop; pieces whose cost
is not known are left out, and counted.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from storefront import promotions, taxes
from storefront.catalog.models import Category, Price, Product, Variant
from storefront.db import db
from storefront.markets import MARKETS, PLANNING_RATES, convert, spoken
from storefront.money import Money
from storefront.promotions import Context, Kind, Line, Promotion

FLOOR_BP = 1_000
"""How much above its cost a piece should still bring: ten percent, for what nobody counted."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A variant in a market: what it would bring without VAT, and what it costs."""

    sku: str
    name: str
    market: str
    brings: Money
    cost: Money

    @property
    def is_loss(self) -> bool:
        """Below its cost, and not only below what it should bring."""
        return self.brings.minor < self.cost.minor


@dataclass(frozen=True)
class Margins:
    """What would bring too little, the worst first; and how many variants have no known cost."""

    shortfalls: list[Shortfall]
    unknown: int

    @property
    def losses(self) -> list[Shortfall]:
        """Those below their cost."""
        return [each for each in self.shortfalls if each.is_loss]


def margins_under(promotion: Promotion, floor_bp: int = FLOOR_BP) -> Margins:
    """Try a promotion on everything that is for sale."""
    found = []
    unknown: set[str] = set()
    for row in db.session.execute(_SOLD):
        if promotion.markets and row.market not in promotion.markets:
            continue
        if row.unit_cost_minor is None or row.cost_currency not in PLANNING_RATES:
            unknown.add(row.sku)
            continue
        brings = _brings(promotion, row)
        if brings is None:
            continue
        cost = convert(Money(row.unit_cost_minor, row.cost_currency), brings.currency)
        if brings.minor * 10_000 < cost.minor * (10_000 + floor_bp):
            name = (row.card.get("texts", {}).get(spoken()) or [row.sku])[0]
            found.append(Shortfall(row.sku, name, row.market, brings, cost))
    found.sort(key=lambda each: (each.brings.minor / max(each.cost.minor, 1), each.sku))
    return Margins(found, len(unknown))


_SOLD = (
    select(
        Variant.id,
        Variant.sku,
        Variant.product_id,
        Variant.unit_cost_minor,
        Variant.cost_currency,
        Product.card,
        Category.slug.label("category"),
        Price.market,
        Price.amount_minor,
        Price.was_minor,
    )
    .join(Product, Product.id == Variant.product_id)
    .join(Price, Price.variant_id == Variant.id)
    .outerjoin(Category, Category.id == Product.category_id)
    .where(Variant.active, Product.status == "active")
    .order_by(Variant.id, Price.market)
)


def _brings(promotion: Promotion, row: Any) -> Money | None:
    """What one piece would bring at worst without VAT; None when the promotion is not about it.

    A gift is left out: that it brings nothing is what it is for.
    """
    market = MARKETS[row.market]
    context = Context(row.market, market.countries[0], market.language, market.currency)
    worst = None
    for pieces in _sizes(promotion, row.amount_minor, market.currency):
        line = Line(
            row.id,
            row.product_id,
            row.category,
            row.sku,
            pieces,
            row.amount_minor,
            row.was_minor is not None,
        )
        off = promotions.evaluate([line], context, [promotion.for_anyone()]).goods_minor
        if off:
            left = (line.total_minor - off) // pieces
            worst = left if worst is None else min(worst, left)
    if worst is None:
        return None
    if market.prices_include_tax:
        worst = worst * 10_000 // (10_000 + taxes.standard_vat_bp(market.countries[0]))
    return Money(worst, market.currency)


def _sizes(promotion: Promotion, unit_minor: int, code: str) -> list[int]:
    """The smallest number of pieces that the promotion takes; with steps, that of each step."""

    def pieces(spend: int) -> int:
        return -(-spend // unit_minor) if unit_minor else 1

    group = promotion.buy + promotion.get if promotion.kind == Kind.BUY_GET else 1
    least = max(1, promotion.min_quantity, pieces(promotion.min_spend.get(code, 0)), group)
    steps = [max(tier.pieces, pieces(tier.spend.get(code, 0))) for tier in promotion.tiers]
    return [max(least, step) for step in steps] or [least]

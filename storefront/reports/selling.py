"""What was looked at, put into baskets, sold and given back, product by product; and what codes
brought."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select

from storefront import clock
from storefront.catalog.models import Product, Stock, Variant
from storefront.db import db
from storefront.orders.models import Order, OrderLine
from storefront.promotions.models import PromotionCode, PromotionRow, Redemption
from storefront.traffic.models import ProductDay

from .overview import Cut, Sums, paid_in


@dataclass(slots=True)
class ProductFigures:
    """One product in a cut; `cover_days` is how long the stock lasts at this pace."""

    slug: str
    name: str = ""
    views: int = 0
    added: int = 0
    sold: int = 0
    refunded: int = 0
    revenue: Sums = field(default_factory=lambda: defaultdict(int))
    in_stock: int | None = None
    cover_days: int | None = None


@dataclass(slots=True)
class CodeFigures:
    """One promotion, by one of its codes or without: orders, what they brought, what was given."""

    promotion_id: int
    name: str
    code: str
    orders: int = 0
    revenue: Sums = field(default_factory=lambda: defaultdict(int))
    given: Sums = field(default_factory=lambda: defaultdict(int))


def product_figures(cut: Cut, most: int = 200, language: str = "en") -> list[ProductFigures]:
    """Most revenue-making first: by pieces sold, then by views; names in the reader's language.
    Views know no source, so a cut by channel or source leaves them out."""
    rows: dict[str, ProductFigures] = {}
    if not (cut.channel or cut.source):
        _looked_at(cut, rows)
    sold = (
        select(
            OrderLine.product_slug,
            Order.currency,
            func.max(OrderLine.name).label("name"),
            func.sum(OrderLine.quantity).label("sold"),
            func.sum(OrderLine.refunded_quantity).label("refunded"),
            func.sum(OrderLine.total_minor).label("minor"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(*paid_in(cut))
        .group_by(OrderLine.product_slug, Order.currency)
    )
    for row in db.session.execute(sold):
        each = rows.setdefault(row.product_slug, ProductFigures(row.product_slug))
        each.name = row.name
        each.sold += int(row.sold)
        each.refunded += int(row.refunded)
        each.revenue[row.currency] += int(row.minor)
    found = sorted(rows.values(), key=lambda each: (-each.sold, -each.views, each.slug))[:most]
    _cover(cut, found)
    names = names_of([each.slug for each in found], language)
    for each in found:
        each.name = names.get(each.slug, each.name)
    return found


def names_of(slugs: Collection[str], language: str) -> dict[str, str]:
    """What products are called in a language, or in English; those that are gone are left out."""
    wanted = select(Product.slug, Product.card).where(Product.slug.in_(slugs))
    names = {}
    for slug, card in db.session.execute(wanted):
        texts = card.get("texts", {})
        if name := (texts.get(language) or texts.get("en") or [""])[0]:
            names[slug] = name
    return names


def code_figures(cut: Cut) -> list[CodeFigures]:
    """Promotions that paid orders used, most used first."""
    rows = db.session.execute(
        select(
            PromotionRow.id,
            PromotionRow.name,
            func.coalesce(PromotionCode.code, "").label("code"),
            Order.currency,
            func.count().label("orders"),
            func.sum(Order.total_minor).label("minor"),
            func.sum(Redemption.amount_minor).label("given"),
        )
        .select_from(Redemption)
        .join(PromotionRow, PromotionRow.id == Redemption.promotion_id)
        .outerjoin(PromotionCode, PromotionCode.id == Redemption.code_id)
        .join(Order, Order.id == Redemption.order_id)
        .where(*paid_in(cut), Redemption.state == "committed")
        .group_by(PromotionRow.id, PromotionRow.name, PromotionCode.code, Order.currency)
    )
    found: dict[tuple[int, str], CodeFigures] = {}
    for row in rows:
        each = found.setdefault((row.id, row.code), CodeFigures(row.id, row.name, row.code))
        each.orders += row.orders
        each.revenue[row.currency] += int(row.minor)
        each.given[row.currency] += int(row.given)
    return sorted(found.values(), key=lambda each: (-each.orders, each.name, each.code))


def _looked_at(cut: Cut, rows: dict[str, ProductFigures]) -> None:
    wanted = (
        select(
            ProductDay.slug,
            func.sum(ProductDay.views).label("views"),
            func.sum(ProductDay.added).label("added"),
        )
        .where(ProductDay.day >= cut.first, ProductDay.day <= cut.last)
        .group_by(ProductDay.slug)
    )
    if cut.countries:
        wanted = wanted.where(ProductDay.country.in_(cut.countries))
    for row in db.session.execute(wanted):
        rows[row.slug] = ProductFigures(row.slug, views=int(row.views), added=int(row.added))


def _cover(cut: Cut, found: list[ProductFigures]) -> None:
    stock = db.session.execute(
        select(
            Product.slug,
            func.sum(Stock.on_hand - Stock.reserved).label("left"),
        )
        .join(Variant, Variant.product_id == Product.id)
        .join(Stock, Stock.variant_id == Variant.id)
        .where(Variant.active, Product.slug.in_([each.slug for each in found]))
        .group_by(Product.slug)
    )
    left = {row.slug: int(row.left) for row in stock}
    # A period that is still running is as long as it has lasted.
    over = min(clock.begin_of(cut.last + timedelta(days=1)), clock.now())
    days = max((over - clock.begin_of(cut.first)).total_seconds() / 86_400, 1.0)
    for each in found:
        each.in_stock = left.get(each.slug)
        net = each.sold - each.refunded
        if each.in_stock is not None and net > 0:
            each.cover_days = int(each.in_stock * days / net)

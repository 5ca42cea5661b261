"""What a basket needs to know about variants, in one statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from storefront import clock
from storefront.db import db
from storefront.markets import Locale
from storefront.money import Money

from .facts import FACTS
from .restrictions import Restriction, Rows, restriction_of, restrictions_on
from .tables import categories, prices, products, stock, variants
from .wording import choice_text, pick


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant that can be bought in a market, with all that an order copies from it.

    `price` is the price shown there; weights are grams; the cost is in minor units.
    """

    variant_id: int
    product_id: int
    slug: str
    name: str
    choice_text: str
    sku: str
    price: Money
    picture: str | None
    available: int
    barcode: str | None
    unit_cost_minor: int | None
    cost_currency: str | None
    net_weight_g: int | None
    gross_weight_g: int | None
    hs_code: str | None
    national_codes: Mapping[str, str]
    origin_country: str | None
    customs_name: str | None
    customs_name_local: str | None
    specification: str | None
    unit: str
    second_unit: str | None
    manufacturer_code: str | None
    dangerous_goods: str | None
    category: str | None = None
    restriction: Restriction | None = None
    is_reduced: bool = False
    """Whether a former price stands crossed out beside its own."""


_COPIED = (*FACTS, "barcode", "unit_cost_minor", "cost_currency")


_OFFERS = (
    select(
        variants.c.id,
        variants.c.product_id,
        variants.c.sku,
        variants.c.choice,
        *(variants.c[name] for name in _COPIED),
        products.c.slug,
        products.c.options,
        products.c.card,
        categories.c.slug.label("category"),
        prices.c.amount_minor,
        prices.c.currency,
        prices.c.was_minor,
        func.coalesce(stock.c.on_hand - stock.c.reserved, 0).label("available"),
    )
    .join(products, products.c.id == variants.c.product_id)
    .join(prices, (prices.c.variant_id == variants.c.id) & (prices.c.market == bindparam("market")))
    .outerjoin(stock, stock.c.variant_id == variants.c.id)
    .outerjoin(categories, categories.c.id == products.c.category_id)
    .where(
        variants.c.id.in_(bindparam("ids", expanding=True)),
        variants.c.active,
        products.c.status == "active",
    )
)


def offers(variant_ids: Iterable[int], locale: Locale) -> dict[int, Offer]:
    """The variants among these that are for sale in the locale's market, by id."""
    wanted = sorted({key for key in variant_ids if 0 < key < 2**31})
    if not wanted:
        return {}
    told = {"market": locale.market.code, "ids": wanted}
    rows = db.session.execute(_OFFERS, told).all()
    restricted = restrictions_on(locale.country, clock.now().date())
    return {row.id: _offer(row, restricted, locale) for row in rows}


def _offer(row: Any, restricted: Rows, locale: Locale) -> Offer:
    language = locale.language
    return Offer(
        variant_id=row.id,
        product_id=row.product_id,
        slug=row.slug,
        name=(pick(row.card.get("texts", {}), language) or [row.slug])[0],
        choice_text=choice_text(row.options, row.choice, language),
        sku=row.sku,
        price=Money(row.amount_minor, row.currency),
        picture=picture_of(row.card, row.choice),
        available=max(row.available, 0),
        category=row.category,
        restriction=restriction_of(restricted, row, row.category, locale),
        is_reduced=row.was_minor is not None,
        **{name: getattr(row, name) for name in _COPIED},
    )


def variants_of_skus(skus: Iterable[str]) -> list[int]:
    """The variants with these SKUs; what is not there is left out."""
    wanted = select(variants.c.id).where(variants.c.sku.in_(list(skus)))
    return list(db.session.scalars(wanted))


def picture_of(card: Mapping[str, Any], choice: Mapping[str, str]) -> str | None:
    """The digest of the picture that shows these option values, else the product's first."""
    for shown, digest in card.get("choices", ()):
        if all(choice.get(key) == value for key, value in shown.items()):
            return str(digest)
    pictures = card.get("pictures", ())
    return pictures[0][0] if pictures else None

"""What a basket needs to know about variants, in one statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from storefront.db import db
from storefront.markets import Locale
from storefront.money import Money

from .facts import FACTS
from .models import Price, Product, Stock, Variant
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


_COPIED = (*FACTS, "barcode", "unit_cost_minor", "cost_currency")


def offers(variant_ids: Iterable[int], locale: Locale) -> dict[int, Offer]:
    """The variants among these that are for sale in the locale's market, by id."""
    wanted = {key for key in variant_ids if 0 < key < 2**31}
    if not wanted:
        return {}
    rows = db.session.execute(
        select(
            Variant.id,
            Variant.product_id,
            Variant.sku,
            Variant.choice,
            *(getattr(Variant, name) for name in _COPIED),
            Product.slug,
            Product.options,
            Product.card,
            Price.amount_minor,
            Price.currency,
            func.coalesce(Stock.on_hand - Stock.reserved, 0).label("available"),
        )
        .join(Product, Product.id == Variant.product_id)
        .join(Price, (Price.variant_id == Variant.id) & (Price.market == locale.market.code))
        .outerjoin(Stock, Stock.variant_id == Variant.id)
        .where(Variant.id.in_(wanted), Variant.active, Product.status == "active")
    )
    return {row.id: _offer(row, locale.language) for row in rows}


def _offer(row: Any, language: str) -> Offer:
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
        **{name: getattr(row, name) for name in _COPIED},
    )


def picture_of(card: Mapping[str, Any], choice: Mapping[str, str]) -> str | None:
    """The digest of the picture that shows these option values, else the product's first."""
    for shown, digest in card.get("choices", ()):
        if all(choice.get(key) == value for key, value in shown.items()):
            return str(digest)
    pictures = card.get("pictures", ())
    return pictures[0][0] if pictures else None

"""A product as it stands on a shelf: one row of the database, no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, select

from storefront.db import db
from storefront.markets import Locale
from storefront.money import Money

from .models import Listing, Product, Stock, Variant
from .wording import pick, spoken_in


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour that a product comes in; `swatch` is `#rrggbb` where it is known."""

    key: str
    name: str
    swatch: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """A product on a shelf; `price` is the lowest and `price_varies` when others cost more.

    `language` is what name and tagline are written in, for the `lang` attribute.
    """

    product_id: int
    slug: str
    name: str
    tagline: str
    language: str
    price: Money
    price_varies: bool
    picture: str | None
    width: int
    height: int
    alt: str
    second_picture: str | None
    in_stock: bool
    colours: tuple[Colour, ...]


def has_stock() -> ColumnElement[bool]:
    """Whether any active variant of the product can be bought now."""
    return (
        exists()
        .where(
            Variant.product_id == Product.id,
            Variant.active,
            Stock.variant_id == Variant.id,
            Stock.on_hand > Stock.reserved,
        )
        .correlate(Product)
    )


def card_rows(market: str) -> Select[Any]:
    """What `card` needs, from the products listed in a market."""
    return (
        select(
            Product.id,
            Product.slug,
            Product.card,
            Listing.price_minor,
            Listing.price_varies,
            has_stock().label("in_stock"),
        )
        .join(Listing, Listing.product_id == Product.id)
        .where(Listing.market == market)
    )


def card(row: Row[Any], locale: Locale) -> Card:
    """A row of `card_rows` in the reader's words."""
    kept: Mapping[str, Any] = row.card
    texts = kept.get("texts", {})
    name, tagline = pick(texts, locale.language) or (row.slug, "")
    pictures: Sequence[Any] = kept.get("pictures", ())
    digest, width, height, alts = pictures[0] if pictures else (None, 0, 0, {})
    return Card(
        row.id,
        row.slug,
        name,
        tagline,
        spoken_in(texts, locale.language),
        Money(row.price_minor, locale.market.currency),
        row.price_varies,
        digest,
        width,
        height,
        pick(alts, locale.language) or name,
        pictures[1][0] if len(pictures) > 1 else None,
        bool(row.in_stock),
        tuple(
            Colour(each["key"], pick(each["names"], locale.language) or each["key"], each["swatch"])
            for each in kept.get("colours", ())
        ),
    )


def cards(query: Select[Any], locale: Locale) -> tuple[Card, ...]:
    """The cards of a query made from `card_rows`."""
    return tuple(card(row, locale) for row in db.session.execute(query))

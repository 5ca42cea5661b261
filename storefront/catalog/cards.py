"""A product as it stands on a shelf: one row of the database, no more."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    Text,
    bindparam,
    cast,
    literal_column,
    select,
)

from storefront.db import db
from storefront.markets import Locale
from storefront.money import Money

from .tables import listings, products, stock, variants
from .wording import pick, spoken_in


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour that a product comes in; `swatch` is `#rrggbb` where it is known."""

    key: str
    name: str
    swatch: str | None


@dataclass(frozen=True, slots=True)
class Face:
    """What of a card depends on words and pictures alone; the fields are explained at `Card`."""

    name: str
    tagline: str
    language: str
    picture: str | None
    width: int
    height: int
    alt: str
    second_picture: str | None
    colours: tuple[Colour, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A product on a shelf; `price` is the lowest and `price_varies` when others cost more; `was`
    is crossed out beside it.

    `language` is what name and tagline are written in, for the `lang` attribute.
    """

    product_id: int
    slug: str
    name: str
    tagline: str
    language: str
    price: Money
    price_varies: bool
    was: Money | None
    picture: str | None
    width: int
    height: int
    alt: str
    second_picture: str | None
    in_stock: bool
    colours: tuple[Colour, ...]


def _cards(listed: FromClause) -> Select[Any]:
    """What `card` needs, from these listings."""
    # One variant is enough, and none is looked at of other products: PostgreSQL would answer an
    # EXISTS for a page of products by reading the stock of the whole catalogue.
    in_stock = (
        select(literal_column("1"))
        .where(
            variants.c.product_id == products.c.id,
            variants.c.active,
            stock.c.variant_id == variants.c.id,
            stock.c.on_hand > stock.c.reserved,
        )
        .limit(literal_column("1"))
        .correlate(products)
        .scalar_subquery()
    )
    return select(
        products.c.id,
        products.c.slug,
        cast(products.c.card, Text).label("card"),
        listed.c.price_minor,
        listed.c.price_varies,
        listed.c.was_minor,
        in_stock.label("in_stock"),
    ).join(listed, listed.c.product_id == products.c.id)


LISTED = select(listings).where(listings.c.market == bindparam("market"))
"""What is listed in `:market`: narrow rows, to choose from before anything wide is read."""

CARDS = _cards(listings).where(listings.c.market == bindparam("market"))
"""The cards of everything listed in `:market`, to be narrowed to a few by name.

Statements that pages run are made once: making one costs more than running it."""

Order = Callable[[FromClause], tuple[ColumnElement[Any], ...]]


def newest(listed: FromClause) -> tuple[ColumnElement[Any], ...]:
    """The latest arrival first."""
    return listed.c.listed_at.desc(), listed.c.product_id.desc()


def part_of(listed: Select[Any], order: Order) -> Select[Any]:
    """`:most` cards after the first `:skip` of these listings in an order.

    The listings are put in order and counted off first: a card costs a look at its stock.
    """
    few = listed.order_by(*order(listings)).offset(bindparam("skip")).limit(bindparam("most"))
    chosen = few.subquery()
    return _cards(chosen).order_by(*order(chosen))


def card(row: Row[Any], locale: Locale) -> Card:
    """A row of a statement made from `CARDS` in the reader's words."""
    face = _face(row.card, row.slug, locale.language)
    return Card(
        row.id,
        row.slug,
        face.name,
        face.tagline,
        face.language,
        Money(row.price_minor, locale.market.currency),
        row.price_varies,
        Money(row.was_minor, locale.market.currency) if row.was_minor else None,
        face.picture,
        face.width,
        face.height,
        face.alt,
        face.second_picture,
        bool(row.in_stock),
        face.colours,
    )


@lru_cache(600)
def _face(text: str, slug: str, language: str) -> Face:
    """What is kept of a card, read in a language; remembered, because shelves repeat it."""
    kept: Mapping[str, Any] = json.loads(text)
    texts = kept.get("texts", {})
    name, tagline = pick(texts, language) or (slug, "")
    pictures: Sequence[Any] = kept.get("pictures", ())
    digest, width, height, alts = pictures[0] if pictures else (None, 0, 0, {})
    return Face(
        name,
        tagline,
        spoken_in(texts, language),
        digest,
        width,
        height,
        pick(alts, language) or name,
        pictures[1][0] if len(pictures) > 1 else None,
        tuple(
            Colour(each["key"], pick(each["names"], language) or each["key"], each["swatch"])
            for each in kept.get("colours", ())
        ),
    )


def cards(statement: Select[Any], locale: Locale, **parameters: Any) -> tuple[Card, ...]:
    """The cards of a statement made from `CARDS`."""
    told = {"market": locale.market.code, **parameters}
    return tuple(card(row, locale) for row in db.session.execute(statement, told).all())

"""Everything a product's page shows, read in six narrow statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    bindparam,
    func,
    literal_column,
    select,
)

from storefront import clock
from storefront.db import db
from storefront.markets import Locale
from storefront.money import Money

from .cards import LISTED, Card, cards, newest, part_of
from .offers import picture_of
from .restrictions import Restriction, restriction_of, restrictions_on
from .tables import (
    categories,
    listings,
    pictures,
    prices,
    product_texts,
    products,
    stock,
    variants,
)
from .wording import choice_text, pick

RELATED = 4


@dataclass(frozen=True, slots=True)
class OptionValue:
    """A value that can be chosen; `swatch` is `#rrggbb` for a colour."""

    key: str
    name: str
    swatch: str | None


@dataclass(frozen=True, slots=True)
class ProductOption:
    """Something the buyer chooses, such as the colour."""

    key: str
    name: str
    values: tuple[OptionValue, ...]


@dataclass(frozen=True, slots=True)
class ProductVariant:
    """A combination of option values that can be bought; weights in grams."""

    id: int
    sku: str
    choice: Mapping[str, str]
    choice_text: str
    price: Money
    available: int
    picture: str | None
    barcode: str | None
    gross_weight_g: int | None
    hs_code: str | None
    origin_country: str | None
    restriction: Restriction | None = None
    was: Money | None = None
    """What stands crossed out beside the price: the lowest of the thirty days before it."""

    @property
    def is_forbidden(self) -> bool:
        """Whether it may not be sold to the reader's country."""
        return self.restriction is not None and self.restriction.forbids

    @property
    def in_stock(self) -> bool:
        """Whether at least one can be bought now."""
        return self.available > 0 and not self.is_forbidden


@dataclass(frozen=True, slots=True)
class ProductPicture:
    """A picture and the option values it shows (none: it shows them all)."""

    digest: str
    width: int
    height: int
    alt: str
    choice: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product in the reader's words; `description` is cleaned HTML, `details` label and text.

    `language` is what the text is written in.
    """

    product_id: int
    slug: str
    name: str
    tagline: str
    description: str
    language: str
    brand: str
    details: tuple[tuple[str, str], ...]
    options: tuple[ProductOption, ...]
    variants: tuple[ProductVariant, ...]
    pictures: tuple[ProductPicture, ...]
    related: tuple[Card, ...]
    category_slug: str | None
    listed_at: datetime
    updated_at: datetime

    @property
    def price(self) -> Money:
        """The lowest price of its variants."""
        return min((each.price for each in self.variants), key=lambda price: price.minor)

    @property
    def price_varies(self) -> bool:
        """Whether some variant costs more than another."""
        return len({each.price for each in self.variants}) > 1

    @property
    def in_stock(self) -> bool:
        """Whether any variant can be bought now."""
        return any(each.in_stock for each in self.variants)

    @property
    def first_variant(self) -> ProductVariant:
        """What is chosen when the page opens: the first that can be bought, else the first."""
        return next((each for each in self.variants if each.in_stock), self.variants[0])

    def variant(self, choice: Mapping[str, str]) -> ProductVariant | None:
        """The variant that is exactly this combination of option values."""
        return next((each for each in self.variants if each.choice == choice), None)


_told = product_texts.alias()
_BEST_LANGUAGE = (
    select(_told.c.language)
    .where(_told.c.product_id == products.c.id)
    .order_by(
        (_told.c.language == bindparam("language")).desc(),
        (_told.c.language == "en").desc(),
        _told.c.language,
    )
    .limit(literal_column("1"))
    .correlate(products)
    .scalar_subquery()
)
"""As `wording.pick` chooses: the reader's language, else English, else any."""

_PRODUCT = (
    select(
        products.c.id,
        products.c.slug,
        products.c.category_id,
        categories.c.slug.label("category_slug"),
        products.c.brand,
        products.c.options,
        products.c.details,
        products.c.related,
        products.c.card,
        products.c.listed_at,
        products.c.updated_at,
        product_texts.c.language,
        product_texts.c.name,
        product_texts.c.tagline,
        product_texts.c.description,
    )
    .select_from(products)
    .join(
        product_texts,
        and_(
            product_texts.c.product_id == products.c.id,
            product_texts.c.language == _BEST_LANGUAGE,
        ),
    )
    .outerjoin(categories, categories.c.id == products.c.category_id)
    .where(products.c.slug == bindparam("slug"), products.c.status == "active")
)

_VARIANTS = (
    select(
        variants.c.id,
        variants.c.sku,
        variants.c.choice,
        variants.c.barcode,
        variants.c.gross_weight_g,
        variants.c.hs_code,
        variants.c.origin_country,
        prices.c.amount_minor,
        prices.c.currency,
        prices.c.was_minor,
        func.coalesce(stock.c.on_hand - stock.c.reserved, 0).label("available"),
    )
    .join(prices, (prices.c.variant_id == variants.c.id) & (prices.c.market == bindparam("market")))
    .outerjoin(stock, stock.c.variant_id == variants.c.id)
    .where(variants.c.product_id == bindparam("product"), variants.c.active)
    .order_by(variants.c.position, variants.c.id)
)

_PICTURES = (
    select(
        pictures.c.digest, pictures.c.width, pictures.c.height, pictures.c.alt, pictures.c.choice
    )
    .where(pictures.c.product_id == bindparam("product"))
    .order_by(pictures.c.position, pictures.c.id)
)

_named = listings.c.product_id.in_(
    select(products.c.id).where(products.c.slug.in_(bindparam("slugs", expanding=True)))
)


def _named_first(listed: FromClause) -> tuple[ColumnElement[Any], ...]:
    named = _named if listed is listings else listed.c.named
    return named.desc(), *newest(listed)


_RELATED = part_of(
    LISTED.add_columns(_named.label("named")).where(
        listings.c.product_id != bindparam("product"),
        _named | (listings.c.category_id == bindparam("category")),
    ),
    _named_first,
)


def product_page(locale: Locale, slug: str) -> ProductPage | None:
    """An active product that has a price in the locale's market."""
    told = {"slug": slug[:200], "language": locale.language}
    product = db.session.execute(_PRODUCT, told).one_or_none()
    if product is None:
        return None
    sold = _variants(product, locale)
    if not sold:
        return None
    details = pick(product.details, locale.language) or ()
    return ProductPage(
        product_id=product.id,
        slug=product.slug,
        name=product.name,
        tagline=product.tagline,
        description=product.description,
        language=product.language,
        brand=product.brand,
        details=tuple((label, said) for label, said in details),
        options=_options(product.options, sold, locale.language),
        variants=sold,
        pictures=_pictures(product.id, product.name, locale.language),
        related=_related(product, locale),
        category_slug=product.category_slug,
        listed_at=product.listed_at,
        updated_at=product.updated_at,
    )


def _variants(product: Any, locale: Locale) -> tuple[ProductVariant, ...]:
    told = {"market": locale.market.code, "product": product.id}
    restricted = restrictions_on(locale.country, clock.now().date())
    return tuple(
        ProductVariant(
            row.id,
            row.sku,
            row.choice,
            choice_text(product.options, row.choice, locale.language),
            Money(row.amount_minor, row.currency),
            max(row.available, 0),
            picture_of(product.card, row.choice),
            row.barcode,
            row.gross_weight_g,
            row.hs_code,
            row.origin_country,
            restriction_of(restricted, row, product.category_slug, locale),
            Money(row.was_minor, row.currency) if row.was_minor else None,
        )
        for row in db.session.execute(_VARIANTS, told).all()
    )


def _options(
    options: Sequence[Any], variants: Sequence[ProductVariant], language: str
) -> tuple[ProductOption, ...]:
    """The options with only those values that some variant for sale has."""
    return tuple(
        ProductOption(
            option["key"],
            pick(option["names"], language) or option["key"],
            tuple(
                OptionValue(
                    value["key"],
                    pick(value["names"], language) or value["key"],
                    value.get("swatch"),
                )
                for value in option["values"]
                if any(each.choice.get(option["key"]) == value["key"] for each in variants)
            ),
        )
        for option in options
    )


def _pictures(product_id: int, name: str, language: str) -> tuple[ProductPicture, ...]:
    return tuple(
        ProductPicture(
            row.digest, row.width, row.height, pick(row.alt, language) or name, row.choice
        )
        for row in db.session.execute(_PICTURES, {"product": product_id}).all()
    )


def _related(product: Any, locale: Locale) -> tuple[Card, ...]:
    """The products named by the owner, then the newest neighbours until the row is full."""
    named = list(product.related or ())[:RELATED]
    told = {"category": product.category_id, "product": product.id, "slugs": named}
    found = cards(_RELATED, locale, skip=0, most=RELATED, **told)
    places = {slug: place for place, slug in enumerate(named)}
    return tuple(sorted(found, key=lambda each: places.get(each.slug, RELATED)))

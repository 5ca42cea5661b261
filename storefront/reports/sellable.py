"""Which product can be sold to which country, and what stands in the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from storefront import catalog, clock
from storefront.catalog.models import Category, Price, Product, ProductText, Variant
from storefront.db import db
from storefront.markets import COUNTRIES, home_locale, market_of_country
from storefront.shipping.models import ShippingMethod, ShippingRate

NEEDED = ("hs_code", "origin_country", "customs_name", "customs_name_local", "net_weight_g")
NATIONAL = {"US": 10}
"""Countries that ask for more digits than six of every parcel, and how many (customs.md §8)."""

BLOCKS = ("inactive", "forbidden", "no_price", "no_delivery")
"""What keeps a thing from being bought; everything else is to be mended before it travels."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands in the way: of which variant, and which restriction says so."""

    kind: str
    variant_id: int = 0
    sku: str = ""
    restriction_id: int = 0

    @property
    def blocks(self) -> bool:
        """Whether it cannot be bought at all."""
        return self.kind in BLOCKS


@dataclass(frozen=True, slots=True)
class SellableRow:
    """A product with its obstacles by country; a country without any is fine."""

    product_id: int
    name: str
    cells: Mapping[str, tuple[Obstacle, ...]]


@dataclass(frozen=True, slots=True)
class SellableMatrix:
    """One page of products against all countries."""

    countries: tuple[str, ...]
    rows: tuple[SellableRow, ...]
    total: int
    page: int
    pages: int


def sellable(query: str = "", page: int = 1) -> SellableMatrix:
    """One page of the products that are in the shop, against every country we sell to."""
    found = catalog.list_products(query, "active", page)
    ids = [row.id for row in found.rows]
    variants: dict[int, list[Any]] = {}
    for row in db.session.execute(_VARIANTS.where(Variant.product_id.in_(ids))):
        variants.setdefault(row.product_id, []).append(row)
    prices = {
        (row.variant_id, row.market)
        for row in db.session.execute(
            select(Price.variant_id, Price.market)
            .join(Variant, Variant.id == Price.variant_id)
            .where(Variant.product_id.in_(ids))
        )
    }
    spoken_in: dict[int, set[str]] = {}
    for row in db.session.execute(
        select(ProductText.product_id, ProductText.language).where(ProductText.product_id.in_(ids))
    ):
        spoken_in.setdefault(row.product_id, set()).add(row.language)
    judge = _Judge(prices, _heaviest(), {code: _restrictions(code) for code in COUNTRIES})
    rows = tuple(
        SellableRow(
            row.id,
            row.name,
            {
                country: tuple(
                    judge.obstacles(country, variants.get(row.id, []), spoken_in.get(row.id, set()))
                )
                for country in COUNTRIES
            },
        )
        for row in found.rows
    )
    return SellableMatrix(COUNTRIES, rows, found.total, found.page, found.pages)


_VARIANTS = (
    select(
        Variant.id,
        Variant.product_id,
        Variant.sku,
        Variant.gross_weight_g,
        Variant.national_codes,
        *(getattr(Variant, name) for name in NEEDED),
        Category.slug.label("category"),
    )
    .join(Product, Product.id == Variant.product_id)
    .outerjoin(Category, Category.id == Product.category_id)
    .where(Variant.active)
    .order_by(Variant.position, Variant.id)
)


def _heaviest() -> dict[str, int]:
    """The heaviest parcel (grams) that any method carries, by market."""
    rows = db.session.execute(
        select(ShippingRate.market, func.max(ShippingRate.up_to_g))
        .join(ShippingMethod, ShippingMethod.key == ShippingRate.method_key)
        .where(ShippingMethod.active)
        .group_by(ShippingRate.market)
    )
    return {market: grams for market, grams in rows}


def _restrictions(country: str) -> catalog.Restrictions:
    return catalog.restrictions_on(country, clock.now().date())


@dataclass(frozen=True)
class _Judge:
    prices: set[tuple[int, str]]
    heaviest: Mapping[str, int]
    restrictions: Mapping[str, catalog.Restrictions]

    def obstacles(
        self, country: str, variants: Iterable[Any], languages: set[str]
    ) -> Iterable[Obstacle]:
        """What stands in the way of a product, what blocks it first, each kind once."""
        seen: dict[str, Obstacle] = {}
        some = False
        for variant in variants:
            some = True
            for obstacle in self._of_variant(country, variant):
                seen.setdefault(obstacle.kind, obstacle)
        if not some:
            seen["inactive"] = Obstacle("inactive")
        if market_of_country(country).language not in languages:
            seen["no_words"] = Obstacle("no_words")
        return sorted(seen.values(), key=lambda each: not each.blocks)

    def _of_variant(self, country: str, variant: Any) -> Iterable[Obstacle]:
        market = market_of_country(country).code

        def obstacle(kind: str, restriction_id: int = 0) -> Obstacle:
            return Obstacle(kind, variant.id, variant.sku, restriction_id)

        held = catalog.restriction_of(
            self.restrictions[country], variant, variant.category, home_locale(country)
        )
        if held is not None:
            yield obstacle(held.rule.value, held.id)
        if (variant.id, market) not in self.prices:
            yield obstacle("no_price")
        if (variant.gross_weight_g or 0) > self.heaviest.get(market, 0):
            yield obstacle("no_delivery")
        if any(not getattr(variant, name) for name in NEEDED):
            yield obstacle("no_facts")
        code = (variant.national_codes or {}).get(country, "")
        if len(code) < NATIONAL.get(country, 0):
            yield obstacle("no_national_code")

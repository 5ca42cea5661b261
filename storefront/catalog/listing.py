"""What pages read is worked out when something changes, not when somebody looks."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from storefront.db import db

from .models import (
    Category,
    Listing,
    Picture,
    Price,
    Product,
    ProductText,
    Variant,
    VariantChoice,
)
from .versions import touched

MOST_VALUES = 40
COLOUR = "colour"


def refresh_listing(product: Product) -> None:
    """Work out a product's card, its rows on the shelves of each market, and its choices."""
    db.session.flush()
    product.card = _card(product)
    db.session.execute(delete(_table(Listing)).where(Listing.product_id == product.id))
    own = select(Variant.id).where(Variant.product_id == product.id)
    db.session.execute(delete(_table(VariantChoice)).where(VariantChoice.variant_id.in_(own)))
    if product.status == "active":
        _insert(VariantChoice, _choices(product))
        _insert(Listing, _listings(product))
    touched()


def refresh_facets(category_ids: Iterable[int | None]) -> None:
    """Work out which option values a category can be filtered by."""
    db.session.flush()
    for category_id in sorted({key for key in category_ids if key}):
        rows = db.session.scalars(
            select(Product.options)
            .where(Product.category_id == category_id, Product.status == "active")
            .order_by(Product.listed_at.desc(), Product.id)
            .execution_options(yield_per=500)
        )
        facets = _facets(rows)
        db.session.execute(
            update(_table(Category)).where(Category.id == category_id).values(facets=facets)
        )
    touched()


def _table(model: type[Any]) -> Table:
    table: Table = model.__table__
    return table


def _insert(model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(_table(model)), rows)


def _card(product: Product) -> dict[str, Any]:
    texts = db.session.execute(
        select(ProductText.language, ProductText.name, ProductText.tagline)
        .where(ProductText.product_id == product.id)
        .order_by(ProductText.language)
    )
    pictures = db.session.execute(
        select(Picture.digest, Picture.width, Picture.height, Picture.alt, Picture.choice)
        .where(Picture.product_id == product.id)
        .order_by(Picture.position, Picture.id)
    ).all()
    colours: list[Any] = next(
        (each["values"] for each in product.options if each["key"] == COLOUR), []
    )
    return {
        "texts": {row.language: [row.name, row.tagline] for row in texts},
        "pictures": [
            [row.digest, row.width, row.height, {} if place else row.alt]
            for place, row in enumerate(pictures[:2])
        ],
        "choices": [[row.choice, row.digest] for row in pictures if row.choice],
        "colours": [
            {"key": each["key"], "names": each["names"], "swatch": each.get("swatch")}
            for each in colours[:8]
        ],
    }


def _choices(product: Product) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Variant.id, Variant.choice).where(Variant.product_id == product.id, Variant.active)
    )
    return [
        {"variant_id": row.id, "option_key": key, "value_key": value, "product_id": product.id}
        for row in rows
        for key, value in row.choice.items()
    ]


def _listings(product: Product) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Price.market, Price.amount_minor, Price.was_minor)
        .join(Variant, Variant.id == Price.variant_id)
        .where(Variant.product_id == product.id, Variant.active)
    )
    by_market: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        by_market.setdefault(row.market, []).append((row.amount_minor, row.was_minor or 0))
    return [
        {
            "market": market,
            "product_id": product.id,
            "category_id": product.category_id,
            "price_minor": min(prices)[0],
            "price_varies": len({price for price, _was in prices}) > 1,
            "was_minor": min(prices)[1] or None,
            "featured": product.featured,
            "listed_at": product.listed_at,
        }
        for market, prices in sorted(by_market.items())
    ]


def _facets(products: Iterable[list[Any]]) -> list[dict[str, Any]]:
    names: dict[str, dict[str, Any]] = {}
    values: dict[str, dict[str, Any]] = {}
    counts: dict[str, Counter[str]] = {}
    for option in (option for options in products for option in options):
        key = option["key"]
        names.setdefault(key, option["names"])
        for value in option["values"]:
            values.setdefault(key, {}).setdefault(value["key"], value)
            counts.setdefault(key, Counter())[value["key"]] += 1
    facets = []
    for key, counted in counts.items():
        common = [value for value, _ in counted.most_common(MOST_VALUES)]
        if len(common) > 1:
            kept = [value for name, value in values[key].items() if name in set(common)]
            facets.append({"key": key, "names": names[key], "values": kept})
    return facets

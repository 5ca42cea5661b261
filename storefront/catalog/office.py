"""The products as the office sees them, all of them and with what is missing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, func, or_, select
from sqlalchemy.orm import selectinload

from storefront.db import db
from storefront.markets import spoken

from .facts import is_missing
from .models import Product, ProductText, Stock, Variant
from .wording import pick

PAGE = 50


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product in the office's list; `missing_facts` counts its variants that cannot travel."""

    id: int
    slug: str
    name: str
    status: str
    picture: str | None
    variants: int
    on_hand: int
    reserved: int
    missing_facts: int


@dataclass(frozen=True, slots=True)
class ProductList:
    """One page of products, newest change first."""

    rows: tuple[ProductRow, ...]
    total: int
    page: int
    pages: int


def list_products(
    query: str = "", status: str | None = None, page: int = 1, missing_facts: bool = False
) -> ProductList:
    """Products whose name, address, SKU or barcode contain the query."""
    wanted = select(Product.id)
    if status:
        wanted = wanted.where(Product.status == status)
    if query.strip():
        wanted = wanted.where(_says(query.strip()[:100]))
    if missing_facts:
        wanted = wanted.where(
            select(Variant.id)
            .where(Variant.product_id == Product.id, Variant.active, is_missing())
            .exists()
        )
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    wanted = wanted.order_by(Product.updated_at.desc(), Product.id.desc())
    ids = db.session.scalars(wanted.offset((page - 1) * PAGE).limit(PAGE)).all()
    return ProductList(_rows(ids), total, page, pages)


def product(product_id: int) -> Product | None:
    """A product with texts, variants, prices, stock and pictures, to be edited."""
    if not 0 < product_id < 2**31:
        return None
    return db.session.scalar(
        select(Product)
        .where(Product.id == product_id)
        .options(
            selectinload(Product.texts),
            selectinload(Product.pictures),
            selectinload(Product.variants).selectinload(Variant.prices),
            selectinload(Product.variants).selectinload(Variant.stock),
        )
    )


def find_by_source(source: str) -> int | None:
    """The id of the product that was imported from here."""
    return db.session.scalar(select(Product.id).where(Product.source == source))


def product_slugs() -> list[str]:
    """The addresses of all active products, for the site map."""
    active = select(Product.slug).where(Product.status == "active").order_by(Product.slug)
    return list(db.session.scalars(active))


def slugs_of_variants(variant_ids: Collection[int]) -> dict[int, str]:
    """The address of the product that each of these variants is of."""
    if not variant_ids:
        return {}
    rows = db.session.execute(
        select(Variant.id, Product.slug)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.id.in_(variant_ids))
    )
    return {key: slug for key, slug in rows}


def missing_facts_count() -> int:
    """How many active variants customs would send back."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Variant)
            .join(Product)
            .where(Product.status == "active", Variant.active, is_missing())
        )
        or 0
    )


def _says(query: str) -> ColumnElement[bool]:
    return or_(
        Product.slug.icontains(query, autoescape=True),
        select(ProductText.product_id)
        .where(
            ProductText.product_id == Product.id, ProductText.name.icontains(query, autoescape=True)
        )
        .exists(),
        select(Variant.id)
        .where(
            Variant.product_id == Product.id,
            or_(Variant.sku.icontains(query, autoescape=True), Variant.barcode == query),
        )
        .exists(),
    )


def _rows(ids: Sequence[int]) -> tuple[ProductRow, ...]:
    sums: Select[Any] = (
        select(
            Product.id,
            Product.slug,
            Product.status,
            Product.card,
            func.count(Variant.id).label("variants"),
            func.coalesce(func.sum(Stock.on_hand), 0).label("on_hand"),
            func.coalesce(func.sum(Stock.reserved), 0).label("reserved"),
            func.coalesce(func.sum(cast(is_missing(), Integer)), 0).label("missing"),
        )
        .outerjoin(Variant, (Variant.product_id == Product.id) & Variant.active)
        .outerjoin(Stock, Stock.variant_id == Variant.id)
        .where(Product.id.in_(ids))
        .group_by(Product.id)
    )
    found = {row.id: row for row in db.session.execute(sums)}
    return tuple(_row(found[key]) for key in ids if key in found)


def _row(row: Any) -> ProductRow:
    pictures = row.card.get("pictures", ())
    name, _ = pick(row.card.get("texts", {}), spoken()) or (row.slug, "")
    missing = row.missing if row.variants else 0
    return ProductRow(
        row.id,
        row.slug,
        name,
        row.status,
        pictures[0][0] if pictures else None,
        row.variants,
        row.on_hand,
        row.reserved,
        missing,
    )

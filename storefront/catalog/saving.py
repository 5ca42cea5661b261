"""Writing a whole product as it was drafted: by the demo shop, an import, a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from storefront import clock
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import gettext

from . import search
from .facts import FACTS, CustomsFacts
from .listing import refresh_facets, refresh_listing
from .models import Category, CategoryText, Picture, Product, ProductText, Variant
from .prices import write_prices
from .stock import count_stock, first_counts
from .versions import touched


@dataclass(frozen=True, slots=True)
class TextDraft:
    """A product's words in one language; `description` is cleaned HTML."""

    name: str
    tagline: str = ""
    description: str = ""
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """A variant: prices in minor units by market; `stock` counts only when it is new."""

    sku: str
    choice: Mapping[str, str]
    prices: Mapping[str, int]
    stock: int = 0
    barcode: str | None = None
    unit_cost_minor: int | None = None
    cost_currency: str | None = None
    facts: CustomsFacts = field(default_factory=CustomsFacts)


@dataclass(frozen=True, slots=True)
class PictureDraft:
    """A picture that is already in the media folder."""

    digest: str
    width: int
    height: int
    choice: Mapping[str, str] = field(default_factory=dict)
    alt: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product as it shall be; `category` is a slug, `options` as in the products table."""

    slug: str
    texts: Mapping[str, TextDraft]
    variants: Sequence[VariantDraft]
    category: str | None = None
    status: str = "active"
    brand: str = ""
    featured: bool = False
    options: Sequence[Mapping[str, Any]] = ()
    details: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    related: Sequence[str] = ()
    pictures: Sequence[PictureDraft] = ()
    source: str | None = None
    listed_at: datetime | None = None


class Outcome(StrEnum):
    """What saving a draft came to."""

    MADE = "made"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def save_category(
    slug: str,
    names: Mapping[str, str],
    descriptions: Mapping[str, str] | None = None,
    position: int = 0,
    picture: str | None = None,
) -> int:
    """Make a category or bring it up to date; returns its id."""
    category = db.session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        category = Category(slug=slug, facets=[], texts=[])
        db.session.add(category)
    changed = _assign(category, position=position)
    if picture is not None:
        changed |= _assign(category, picture=picture)
    texts = {text.language: text for text in category.texts}
    for language, name in names.items():
        text = texts.get(language)
        if text is None:
            text = CategoryText(language=language, name=name, description="")
            category.texts.append(text)
        description = (descriptions or {}).get(language, text.description)
        changed |= _assign(text, name=name, description=description)
    db.session.flush()
    if changed:
        touched()
    return category.id


def save_product(draft: ProductDraft, *, recount: bool = False, facets: bool = True) -> Outcome:
    """Write a product as drafted, found again by its source or slug; the caller holds the
    transaction. What the draft leaves out (facts, languages) stays as it is; variants it no longer
    has are kept inactive, since orders name them. Stock of a known variant changes only with
    `recount`. With `facets` off the caller refreshes the category's facets itself.
    """
    product = _find(draft)
    made = product is None
    if product is None:
        product = _new(draft)
    known_category = product.category_id
    changed = _save_itself(product, draft)
    changed |= _save_texts(product, draft)
    changed |= _save_variants(product, draft, recount)
    changed |= _save_pictures(product, draft)
    if not changed and not made:
        return Outcome.UNCHANGED
    product.updated_at = clock.now()
    refresh_listing(product)
    search.index(product)
    if facets:
        refresh_facets([known_category, product.category_id])
    return Outcome.MADE if made else Outcome.CHANGED


def _find(draft: ProductDraft) -> Product | None:
    query = select(Product).options(
        selectinload(Product.texts), selectinload(Product.variants), selectinload(Product.pictures)
    )
    if draft.source:
        found = db.session.scalar(query.where(Product.source == draft.source))
        if found is not None:
            return found
    found = db.session.scalar(query.where(Product.slug == draft.slug))
    if found is not None and found.source != draft.source:
        raise ShopError(
            gettext("Another product already has the address “%(slug)s”.") % {"slug": draft.slug},
            409,
        )
    return found


def _new(draft: ProductDraft) -> Product:
    product = Product(
        slug=draft.slug,
        source=draft.source,
        listed_at=draft.listed_at or clock.now(),
        updated_at=clock.now(),
        options=[],
        details={},
        related=[],
        card={},
        texts=[],
        variants=[],
        pictures=[],
    )
    db.session.add(product)
    return product


def _save_itself(product: Product, draft: ProductDraft) -> bool:
    category_id = None
    if draft.category:
        category_id = db.session.scalar(select(Category.id).where(Category.slug == draft.category))
        if category_id is None:
            raise ShopError(gettext("There is no category “%(slug)s”.") % {"slug": draft.category})
    changed = _assign(
        product,
        category_id=category_id,
        status=draft.status,
        brand=draft.brand,
        featured=draft.featured,
        options=[dict(option) for option in draft.options],
        details={key: [list(pair) for pair in pairs] for key, pairs in draft.details.items()},
        related=list(draft.related),
    )
    if draft.listed_at:
        changed |= _assign(product, listed_at=draft.listed_at)
    return changed


def _save_texts(product: Product, draft: ProductDraft) -> bool:
    changed = False
    known = {text.language: text for text in product.texts}
    for language, words in draft.texts.items():
        text = known.get(language)
        if text is None:
            text = ProductText(language=language)
            product.texts.append(text)
        changed |= _assign(
            text,
            name=words.name,
            tagline=words.tagline,
            description=words.description,
            keywords=words.keywords,
        )
    return changed


def _save_variants(product: Product, draft: ProductDraft, recount: bool) -> bool:
    changed = False
    by_choice = {_key(variant.choice): variant for variant in product.variants}
    pairs = []
    for position, wanted in enumerate(draft.variants):
        variant = by_choice.pop(_key(wanted.choice), None)
        is_new = variant is None
        if variant is None:
            variant = Variant(sku=wanted.sku, choice=dict(wanted.choice), national_codes={})
            product.variants.append(variant)
        changed |= _assign(variant, **_columns(wanted, variant), position=position, active=True)
        pairs.append((variant, wanted, is_new))
    for variant in by_choice.values():
        changed |= _assign(variant, active=False)
    db.session.flush()
    first_counts({variant.id: wanted.stock for variant, wanted, is_new in pairs if is_new})
    if recount:
        for variant, wanted, is_new in pairs:
            if not is_new:
                count_stock(variant.id, wanted.stock)
    return bool(write_prices({each.id: wanted.prices for each, wanted, _ in pairs})) or changed


def _key(choice: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(choice.items()))


def _columns(wanted: VariantDraft, variant: Variant) -> dict[str, Any]:
    """What the draft knows; what it does not know is left as somebody may have filled it in."""
    told: dict[str, Any] = {
        "sku": wanted.sku,
        "barcode": wanted.barcode,
        "unit_cost_minor": wanted.unit_cost_minor,
        "cost_currency": wanted.cost_currency,
        **{name: getattr(wanted.facts, name) for name in FACTS},
    }
    told["national_codes"] = dict(told["national_codes"]) or None
    if variant.id is not None and told["unit"] == "H87":
        told["unit"] = None
    return {name: value for name, value in told.items() if value is not None}


def _save_pictures(product: Product, draft: ProductDraft) -> bool:
    """The draft's pictures in its order; others stay behind them, as a person may have added them,
    unless a new file came from where the old one had come from."""
    changed = False
    known = {picture.digest: picture for picture in product.pictures}
    for position, wanted in enumerate(draft.pictures):
        picture = known.pop(wanted.digest, None)
        if picture is None:
            picture = Picture(digest=wanted.digest)
            product.pictures.append(picture)
        changed |= _assign(
            picture,
            position=position,
            width=wanted.width,
            height=wanted.height,
            choice=dict(wanted.choice),
            alt=dict(wanted.alt),
            source=wanted.source,
        )
    replaced = {wanted.source for wanted in draft.pictures if wanted.source}
    for position, picture in enumerate(known.values(), start=len(draft.pictures)):
        if picture.source in replaced:
            product.pictures.remove(picture)
            changed = True
        else:
            changed |= _assign(picture, position=position)
    return changed


def _assign(row: object, **values: Any) -> bool:
    """Set what differs; says whether anything did."""
    changed = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed

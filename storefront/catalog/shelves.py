"""Shelves: the home page, a category, everything, and what a search found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased

from storefront.db import db
from storefront.markets import Locale

from . import search as finding
from .cards import Card, card_rows, cards
from .models import Category, CategoryText, Listing, Product, VariantChoice
from .wording import pick

PAGE = 24
MOST_PAGES = 1000
MOST_MINOR = 2**53


class Sort(StrEnum):
    """In which order a shelf stands."""

    FEATURED = "featured"
    NEWEST = "newest"
    PRICE_UP = "price-up"
    PRICE_DOWN = "price-down"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class CategoryLink:
    """A category in the menu; `picture` is a digest."""

    slug: str
    name: str
    description: str
    picture: str | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """An option value to filter by."""

    key: str
    name: str
    swatch: str | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """An option to filter by, such as the colour."""

    key: str
    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of cards and how it was chosen; prices are minor units of the market.

    `category` is None for everything and for a search; `mended` is the query that was searched
    for instead of a misspelt one.
    """

    category: CategoryLink | None
    cards: tuple[Card, ...]
    total: int
    page: int
    pages: int
    sort: str
    sorts: tuple[str, ...]
    facets: tuple[Facet, ...]
    price_from: int | None
    price_to: int | None
    query: str | None
    mended: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page shows."""

    featured: tuple[Card, ...]
    newest: tuple[Card, ...]
    categories: tuple[CategoryLink, ...]


def home(locale: Locale, count: int = 8) -> Home:
    """What the shop puts forward, what is new, and all categories."""
    market = locale.market.code
    newest = card_rows(market).order_by(Listing.listed_at.desc(), Product.id.desc()).limit(count)
    featured = (
        card_rows(market)
        .where(Listing.featured)
        .order_by(Listing.listed_at.desc(), Product.id.desc())
        .limit(count)
    )
    return Home(cards(featured, locale), cards(newest, locale), tuple(categories(locale)))


def categories(locale: Locale) -> list[CategoryLink]:
    """Every category that has something to sell in the locale's market, in order."""
    return [_link(row) for row in db.session.execute(_categories(locale))]


def category_link(locale: Locale, category_id: int) -> CategoryLink | None:
    """One category in the reader's words."""
    row = db.session.execute(_texts(locale).where(Category.id == category_id)).one_or_none()
    return _link(row) if row else None


def shelf(
    locale: Locale,
    category_slug: str | None = None,
    sort: str | None = None,
    filters: Mapping[str, set[str]] | None = None,
    price_from: int | None = None,
    price_to: int | None = None,
    page: int = 1,
    query: str | None = None,
) -> Shelf | None:
    """A page of a category, or of everything for None; None when there is no such category.

    Unknown sorts, options and pages are ignored, so any address gives a page.
    """
    if query is not None:
        return search(locale, query, page, sort, filters, price_from, price_to)
    kept = db.session.execute(
        _texts(locale).add_columns(Category.facets).where(Category.slug == (category_slug or ""))
    ).one_or_none()
    if category_slug is not None and kept is None:
        return None
    chosen = _chosen(filters)
    wanted = card_rows(locale.market.code)
    if kept is not None:
        wanted = wanted.where(Listing.category_id == kept.id)
    wanted = _narrow(wanted, chosen, price_from, price_to)
    total = _count(wanted)
    page, pages = _pages(page, total)
    order = _known(sort, Sort.FEATURED)
    rows = wanted.order_by(*_order(order)).offset((page - 1) * PAGE).limit(PAGE)
    return Shelf(
        category=_link(kept) if kept else None,
        cards=cards(rows, locale) if total else (),
        total=total,
        page=page,
        pages=pages,
        sort=order,
        sorts=(Sort.FEATURED, Sort.NEWEST, Sort.PRICE_UP, Sort.PRICE_DOWN),
        facets=_facets(kept.facets if kept else _all_facets(), chosen, locale.language),
        price_from=_bounded(price_from),
        price_to=_bounded(price_to),
        query=None,
        mended=None,
    )


def search(
    locale: Locale,
    text: str,
    page: int = 1,
    sort: str | None = None,
    filters: Mapping[str, set[str]] | None = None,
    price_from: int | None = None,
    price_to: int | None = None,
) -> Shelf:
    """What people find under these words, best first; anything may be typed."""
    found = finding.find(text, locale.language)
    chosen = _chosen(filters)
    order = _known(sort, Sort.RELEVANCE)
    total, pages = 0, 1
    shown: tuple[Card, ...] = ()
    if found.product_ids:
        wanted = card_rows(locale.market.code).where(Product.id.in_(found.product_ids))
        wanted = _narrow(wanted, chosen, price_from, price_to)
        total = _count(wanted)
        page, pages = _pages(page, total)
        by = _order(order) if order != Sort.RELEVANCE else [_rank(found.product_ids)]
        shown = cards(wanted.order_by(*by).offset((page - 1) * PAGE).limit(PAGE), locale)
    return Shelf(
        category=None,
        cards=shown,
        total=total,
        page=page if total else 1,
        pages=pages,
        sort=order,
        sorts=(Sort.RELEVANCE, Sort.NEWEST, Sort.PRICE_UP, Sort.PRICE_DOWN),
        facets=_facets(_all_facets(), chosen, locale.language) if total else (),
        price_from=_bounded(price_from),
        price_to=_bounded(price_to),
        query=text,
        mended=found.mended,
    )


def _rank(product_ids: Sequence[int]) -> Any:
    ranks = {key: rank for rank, key in enumerate(product_ids)}
    return case(ranks, value=Product.id)


def _texts(locale: Locale) -> Select[Any]:
    """Categories with their words in the reader's language and in English."""
    own, english = aliased(CategoryText), aliased(CategoryText)
    columns: tuple[Any, ...] = (
        Category.id,
        Category.slug,
        Category.picture,
        func.coalesce(own.name, english.name, Category.slug).label("name"),
        func.coalesce(own.description, english.description, "").label("description"),
    )
    return (
        select(*columns)
        .outerjoin(own, (own.category_id == Category.id) & (own.language == locale.language))
        .outerjoin(english, (english.category_id == Category.id) & (english.language == "en"))
    )


def _categories(locale: Locale) -> Select[Any]:
    listed = (
        select(Listing.id)
        .where(Listing.market == locale.market.code, Listing.category_id == Category.id)
        .exists()
    )
    return _texts(locale).where(listed).order_by(Category.position, Category.slug)


def _link(row: Any) -> CategoryLink:
    return CategoryLink(row.slug, row.name, row.description, row.picture)


def _chosen(filters: Mapping[str, set[str]] | None) -> dict[str, set[str]]:
    """Filters within reason: a person ticks a few boxes, a robot sends thousands."""
    told = {key[:60]: set(sorted(values)[:20]) for key, values in (filters or {}).items() if values}
    return dict(list(told.items())[:5])


def _narrow(
    rows: Select[Any], chosen: Mapping[str, set[str]], price_from: int | None, price_to: int | None
) -> Select[Any]:
    if chosen:
        rows = rows.where(Product.id.in_(_having(chosen)))
    if (least := _bounded(price_from)) is not None:
        rows = rows.where(Listing.price_minor >= least)
    if (most := _bounded(price_to)) is not None:
        rows = rows.where(Listing.price_minor <= most)
    return rows


def _having(chosen: Mapping[str, set[str]]) -> Select[Any]:
    """Products of which one variant has all the chosen values at once."""
    tables = [aliased(VariantChoice) for _ in chosen]
    first = tables[0]
    query = select(first.product_id)
    for table, (key, values) in zip(tables, sorted(chosen.items()), strict=True):
        if table is not first:
            query = query.join(table, table.variant_id == first.variant_id)
        query = query.where(table.option_key == key, table.value_key.in_(values))
    return query


def _bounded(minor: int | None) -> int | None:
    return min(minor, MOST_MINOR) if minor is not None and minor > 0 else None


def _count(rows: Select[Any]) -> int:
    counted = rows.with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalar(counted) or 0


def _pages(page: int, total: int) -> tuple[int, int]:
    pages = max(1, min(-(-total // PAGE), MOST_PAGES))
    return min(max(page, 1), pages), pages


def _known(sort: str | None, usual: Sort) -> Sort:
    known = {each.value for each in Sort} - ({Sort.RELEVANCE} if usual is Sort.FEATURED else set())
    return Sort(sort) if sort in known else usual


def _order(sort: Sort) -> list[Any]:
    newest = [Listing.listed_at.desc(), Product.id.desc()]
    orders: dict[Sort, list[Any]] = {
        Sort.FEATURED: [Listing.featured.desc(), *newest],
        Sort.NEWEST: newest,
        Sort.PRICE_UP: [Listing.price_minor, Product.id],
        Sort.PRICE_DOWN: [Listing.price_minor.desc(), Product.id],
    }
    return orders.get(sort, newest)


def _all_facets() -> list[Any]:
    """The colours and other options of all categories together."""
    merged: dict[str, Any] = {}
    rows = db.session.scalars(select(Category.facets).order_by(Category.position).limit(50))
    for facet in (facet for facets in rows for facet in facets):
        known = merged.setdefault(facet["key"], {**facet, "values": []})
        keys = {value["key"] for value in known["values"]}
        known["values"] += [value for value in facet["values"] if value["key"] not in keys]
    return list(merged.values())


def _facets(
    kept: Sequence[Any], chosen: Mapping[str, set[str]], language: str
) -> tuple[Facet, ...]:
    return tuple(
        Facet(
            facet["key"],
            pick(facet["names"], language) or facet["key"],
            tuple(
                FacetValue(
                    value["key"],
                    pick(value["names"], language) or value["key"],
                    value.get("swatch"),
                    value["key"] in chosen.get(facet["key"], ()),
                )
                for value in facet["values"]
            ),
        )
        for facet in kept
    )

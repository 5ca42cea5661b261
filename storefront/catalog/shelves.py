"""Shelves: the home page, a category, everything, and what a search found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from storefront.db import db
from storefront.markets import Locale

from . import search as finding
from .cards import CARDS, LISTED, Card, Order, cards, newest, part_of
from .tables import categories as kept_categories
from .tables import category_texts, listings, products, variant_choices
from .versions import version
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


@cache
def _home(featured: bool) -> Select[Any]:
    return part_of(LISTED.where(listings.c.featured) if featured else LISTED, newest)


def home(locale: Locale, count: int = 8) -> Home:
    """What the shop puts forward, what is new, and all categories."""
    return Home(
        cards(_home(True), locale, skip=0, most=count),
        # Twice as many, so that what is put forward can be left out and a row is still full.
        cards(_home(False), locale, skip=0, most=2 * count),
        tuple(categories(locale)),
    )


def categories(locale: Locale) -> list[CategoryLink]:
    """Every category that has something to sell in the locale's market, in order."""
    told = {"language": locale.language, "market": locale.market.code}
    return [_link(row) for row in db.session.execute(_SOLD, told)]


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
    kept = None
    if category_slug is not None:
        told = {"language": locale.language, "slug": category_slug[:200]}
        kept = db.session.execute(_SHELF_OF, told).one_or_none()
        if kept is None:
            return None
    order = _known(sort, Sort.FEATURED)
    chosen = _chosen(filters)
    wish = _wish(chosen, price_from, price_to)
    if kept is not None:
        wish["category"] = kept.id
    total = _count(locale, wish)
    page, pages = _pages(page, total)
    shown: tuple[Card, ...] = ()
    if total:
        part = {"skip": (page - 1) * PAGE, "most": PAGE}
        shown = cards(_rows(_shape(wish), order), locale, **wish, **part)
    return Shelf(
        category=_link(kept) if kept else None,
        cards=shown,
        total=total,
        page=page,
        pages=pages,
        sort=order,
        sorts=(Sort.FEATURED, Sort.NEWEST, Sort.PRICE_UP, Sort.PRICE_DOWN),
        facets=_facets(kept.facets if kept else _all_facets(), chosen, locale.language),
        price_from=wish.get("price_from"),
        price_to=wish.get("price_to"),
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
    found = finding.find(text, locale)
    order = _known(sort, Sort.RELEVANCE)
    chosen = _chosen(filters)
    wish = _wish(chosen, price_from, price_to)
    ids: Sequence[int] = found.product_ids
    if ids and (wish or order is not Sort.RELEVANCE):
        ids = _sift(locale, ids, wish, order)
    page, pages = _pages(page, len(ids))
    return Shelf(
        category=None,
        cards=_these(ids[(page - 1) * PAGE : page * PAGE], locale),
        total=len(ids),
        page=page,
        pages=pages,
        sort=order,
        sorts=(Sort.RELEVANCE, Sort.NEWEST, Sort.PRICE_UP, Sort.PRICE_DOWN),
        facets=_facets(_all_facets(), chosen, locale.language) if found.product_ids else (),
        price_from=wish.get("price_from"),
        price_to=wish.get("price_to"),
        query=text,
        mended=found.mended,
    )


def _sift(locale: Locale, ids: Sequence[int], wish: dict[str, Any], order: Sort) -> list[int]:
    """Those of the found products that match the wish, in the wished order."""
    told = {"market": locale.market.code, "ids": list(ids), **wish}
    kept = list(db.session.scalars(_sifted(_shape(wish), order), told))
    if order is Sort.RELEVANCE:
        ranks = {key: rank for rank, key in enumerate(ids)}
        kept.sort(key=ranks.__getitem__)
    return kept


def _these(ids: Sequence[int], locale: Locale) -> tuple[Card, ...]:
    if not ids:
        return ()
    by_id = {each.product_id: each for each in cards(_NAMED, locale, ids=list(ids))}
    return tuple(by_id[key] for key in ids if key in by_id)


_own, _english = category_texts.alias(), category_texts.alias()
_CATEGORIES = (
    select(
        kept_categories.c.id,
        kept_categories.c.slug,
        kept_categories.c.picture,
        func.coalesce(_own.c.name, _english.c.name, kept_categories.c.slug).label("name"),
        func.coalesce(_own.c.description, _english.c.description, "").label("description"),
    )
    .outerjoin(
        _own,
        (_own.c.category_id == kept_categories.c.id) & (_own.c.language == bindparam("language")),
    )
    .outerjoin(
        _english, (_english.c.category_id == kept_categories.c.id) & (_english.c.language == "en")
    )
)
_SHELF_OF = _CATEGORIES.add_columns(kept_categories.c.facets).where(
    kept_categories.c.slug == bindparam("slug")
)
_SOLD = _CATEGORIES.where(
    select(listings.c.id)
    .where(listings.c.market == bindparam("market"), listings.c.category_id == kept_categories.c.id)
    .exists()
).order_by(kept_categories.c.position, kept_categories.c.slug)
_NAMED = CARDS.where(products.c.id.in_(bindparam("ids", expanding=True)))
_ALL_FACETS = select(kept_categories.c.facets).order_by(kept_categories.c.position).limit(50)


def _link(row: Any) -> CategoryLink:
    return CategoryLink(row.slug, row.name, row.description, row.picture)


def _chosen(filters: Mapping[str, set[str]] | None) -> dict[str, set[str]]:
    """Filters within reason: a person ticks a few boxes, a robot sends thousands."""
    told = {key[:60]: set(sorted(values)[:20]) for key, values in (filters or {}).items() if values}
    return dict(list(told.items())[:5])


def _wish(
    chosen: Mapping[str, set[str]], price_from: int | None, price_to: int | None
) -> dict[str, Any]:
    """What is asked for, as parameters of a statement."""
    wish: dict[str, Any] = {}
    for place, (key, values) in enumerate(sorted(chosen.items())):
        wish |= {f"option_{place}": key, f"values_{place}": sorted(values)}
    for name, bound in (("price_from", price_from), ("price_to", price_to)):
        if bound is not None and bound > 0:
            wish[name] = min(bound, MOST_MINOR)
    return wish


def _shape(wish: Mapping[str, Any]) -> frozenset[str]:
    """Which statement a wish needs."""
    return frozenset(wish)


def _narrow(rows: Select[Any], shape: frozenset[str]) -> Select[Any]:
    if "category" in shape:
        rows = rows.where(listings.c.category_id == bindparam("category"))
    if "option_0" in shape:
        rows = rows.where(listings.c.product_id.in_(_having(shape)))
    if "price_from" in shape:
        rows = rows.where(listings.c.price_minor >= bindparam("price_from"))
    if "price_to" in shape:
        rows = rows.where(listings.c.price_minor <= bindparam("price_to"))
    return rows


def _having(shape: frozenset[str]) -> Select[Any]:
    """Products of which one variant has all the chosen values at once."""
    tables = [variant_choices.alias() for name in shape if name.startswith("option_")]
    first = tables[0]
    query = select(first.c.product_id)
    for place, table in enumerate(tables):
        if table is not first:
            query = query.join(table, table.c.variant_id == first.c.variant_id)
        query = query.where(
            table.c.option_key == bindparam(f"option_{place}"),
            table.c.value_key.in_(bindparam(f"values_{place}", expanding=True)),
        )
    return query


@cache
def _rows(shape: frozenset[str], sort: Sort) -> Select[Any]:
    return part_of(_narrow(LISTED, shape), _order(sort))


@cache
def _sifted(shape: frozenset[str], sort: Sort) -> Select[Any]:
    rows = select(listings.c.product_id).where(
        listings.c.market == bindparam("market"),
        listings.c.product_id.in_(bindparam("ids", expanding=True)),
    )
    return _narrow(rows, shape).order_by(*_order(sort)(listings))


@cache
def _counted(shape: frozenset[str]) -> Select[Any]:
    rows = select(func.count()).select_from(listings)
    return _narrow(rows.where(listings.c.market == bindparam("market")), shape)


def _count(locale: Locale, wish: Mapping[str, Any]) -> int:
    told = {"market": locale.market.code, **wish}
    return db.session.scalar(_counted(_shape(wish)), told) or 0


def _pages(page: int, total: int) -> tuple[int, int]:
    pages = max(1, min(-(-total // PAGE), MOST_PAGES))
    return min(max(page, 1), pages), pages


def _known(sort: str | None, usual: Sort) -> Sort:
    known = {each.value for each in Sort} - ({Sort.RELEVANCE} if usual is Sort.FEATURED else set())
    return Sort(sort) if sort in known else usual


def _order(sort: Sort) -> Order:
    orders: dict[Sort, Order] = {
        Sort.FEATURED: lambda listed: (listed.c.featured.desc(), *newest(listed)),
        Sort.PRICE_UP: lambda listed: (listed.c.price_minor, listed.c.product_id),
        Sort.PRICE_DOWN: lambda listed: (listed.c.price_minor.desc(), listed.c.product_id),
    }
    return orders.get(sort, newest)


def _all_facets() -> tuple[Any, ...]:
    """The colours and other options of all categories together."""
    return _facets_of(str(db.engine.url), version())


@lru_cache(4)
def _facets_of(_database: str, _version: int) -> tuple[Any, ...]:
    """Merged once for each version of the catalogue."""
    merged: dict[str, Any] = {}
    for facet in (facet for facets in db.session.scalars(_ALL_FACETS) for facet in facets):
        known = merged.setdefault(facet["key"], {**facet, "values": []})
        keys = {value["key"] for value in known["values"]}
        known["values"] += [value for value in facet["values"] if value["key"] not in keys]
    return tuple(merged.values())


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

"""Shelves: the home page, a category, everything, and what a search found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select

from storefront.db import db
from storefront.markets import Locale

from . import search as finding
from .cards import CARDS, LISTED, Card, Order, cards, newest, part_of
from .facets import Facet, all_facets, facets_of
from .tables import categories as kept_categories
from .tables import category_texts, listings, pictures, products
from .versions import remembered
from .wishes import chosen_of, narrow, shape_of, wish_of

PAGE = 24
MOST_PAGES = 1000


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


_FEATURED = part_of(LISTED.where(listings.c.featured), newest)
_NEW = part_of(LISTED, newest)
_PICTURED = part_of(
    LISTED.where(exists().where(pictures.c.product_id == listings.c.product_id)), newest
)
"""An import without pictures would make the row of what is new a row of blanks."""


def home(locale: Locale, count: int = 8) -> Home:
    """What the shop puts forward, what is new, and all categories."""
    # Twice as many, so that what is put forward can be left out and a row is still full.
    row = {"skip": 0, "most": 2 * count}
    return Home(
        cards(_FEATURED, locale, skip=0, most=count),
        cards(_PICTURED, locale, **row) or cards(_NEW, locale, **row),
        tuple(categories(locale)),
    )


def categories(locale: Locale) -> list[CategoryLink]:
    """Every category that has something to sell in the locale's market, in order."""
    told = {"language": locale.language, "market": locale.market.code}

    def find() -> tuple[CategoryLink, ...]:
        return tuple(_link(row) for row in db.session.execute(_SOLD, told).all())

    return list(remembered(("categories", locale), find))


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
    chosen = chosen_of(filters)
    wish = wish_of(chosen, price_from, price_to)
    if kept is not None:
        wish["category"] = kept.id
    total = _count(locale, wish)
    page, pages = _pages(page, total)
    shown: tuple[Card, ...] = ()
    if total:
        part = {"skip": (page - 1) * PAGE, "most": PAGE}
        shown = cards(_rows(shape_of(wish), order), locale, **wish, **part)
    return Shelf(
        category=_link(kept) if kept else None,
        cards=shown,
        total=total,
        page=page,
        pages=pages,
        sort=order,
        sorts=(Sort.FEATURED, Sort.NEWEST, Sort.PRICE_UP, Sort.PRICE_DOWN),
        facets=facets_of(kept.facets if kept else all_facets(), chosen, locale, wish),
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
    chosen = chosen_of(filters)
    wish = wish_of(chosen, price_from, price_to)
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
        facets=facets_of(all_facets(), chosen, locale) if found.product_ids else (),
        price_from=wish.get("price_from"),
        price_to=wish.get("price_to"),
        query=text,
        mended=found.mended,
    )


def selection(
    locale: Locale, slugs: Sequence[str], category: str = "", most: int = 24
) -> tuple[Card, ...]:
    """These products in their order, then the first of a category; what is not sold in the
    locale's market is left out."""
    found = cards(_BY_SLUG, locale, slugs=list(slugs)) if slugs else ()
    by_slug = {each.slug: each for each in found}
    if category and (rest := shelf(locale, category)) is not None:
        for each in rest.cards:
            by_slug.setdefault(each.slug, each)
    order = dict.fromkeys([*slugs, *by_slug])
    return tuple(by_slug[slug] for slug in order if slug in by_slug)[:most]


def _sift(locale: Locale, ids: Sequence[int], wish: dict[str, Any], order: Sort) -> list[int]:
    """Those of the found products that match the wish, in the wished order."""
    told = {"market": locale.market.code, "ids": list(ids), **wish}
    kept = list(db.session.scalars(_sifted(shape_of(wish), order), told))
    if order is Sort.RELEVANCE:
        ranks = {key: rank for rank, key in enumerate(ids)}
        kept.sort(key=ranks.__getitem__)
    return kept


def _these(ids: Sequence[int], locale: Locale) -> tuple[Card, ...]:
    if not ids:
        return ()
    # Filled up to a full page, so that one statement, planned once, does for every number.
    asked = [*ids, *(ids[-1],) * (PAGE - len(ids))]
    by_id = {each.product_id: each for each in cards(_NAMED, locale, ids=asked)}
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
_BY_SLUG = CARDS.where(products.c.slug.in_(bindparam("slugs", expanding=True)))
_NAMED = CARDS.where(listings.c.product_id.in_(bindparam("ids", expanding=True)))


def _link(row: Any) -> CategoryLink:
    return CategoryLink(row.slug, row.name, row.description, row.picture)


@cache
def _rows(shape: frozenset[str], sort: Sort) -> Select[Any]:
    return part_of(narrow(LISTED, shape), _order(sort))


@cache
def _sifted(shape: frozenset[str], sort: Sort) -> Select[Any]:
    rows = select(listings.c.product_id).where(
        listings.c.market == bindparam("market"),
        listings.c.product_id.in_(bindparam("ids", expanding=True)),
    )
    return narrow(rows, shape).order_by(*_order(sort)(listings))


@cache
def _counted(shape: frozenset[str]) -> Select[Any]:
    rows = select(func.count()).select_from(listings)
    return narrow(rows.where(listings.c.market == bindparam("market")), shape)


def _count(locale: Locale, wish: Mapping[str, Any]) -> int:
    told = {"market": locale.market.code, **wish}
    return db.session.scalar(_counted(shape_of(wish)), told) or 0


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

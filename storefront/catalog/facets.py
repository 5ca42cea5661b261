"""What a shelf can be filtered by: options, their values, and how much each of them would leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, func, select, union_all

from storefront.db import db
from storefront.markets import Locale

from .tables import categories, listings, variant_choices
from .versions import remembered, version
from .wishes import narrow, shape_of
from .wording import pick


@dataclass(frozen=True, slots=True)
class FacetValue:
    """An option value to filter by.

    `count` is how many products it shows beside what is chosen of the other options; None where
    nobody counted.
    """

    key: str
    name: str
    swatch: str | None
    chosen: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class Facet:
    """An option to filter by, such as the colour."""

    key: str
    name: str
    values: tuple[FacetValue, ...]


_ALL_FACETS = select(categories.c.facets).order_by(categories.c.position).limit(50)


def all_facets() -> tuple[Any, ...]:
    """The colours and other options of all categories together."""
    return remembered("all facets", _merged)


def _merged() -> tuple[Any, ...]:
    merged: dict[str, Any] = {}
    for facet in (facet for facets in db.session.scalars(_ALL_FACETS).all() for facet in facets):
        known = merged.setdefault(facet["key"], {**facet, "values": []})
        keys = {value["key"] for value in known["values"]}
        known["values"] += [value for value in facet["values"] if value["key"] not in keys]
    return tuple(merged.values())


def facets_of(
    kept: Sequence[Any],
    chosen: Mapping[str, set[str]],
    locale: Locale,
    wish: Mapping[str, Any] | None = None,
) -> tuple[Facet, ...]:
    """The facets of a shelf in the reader's language; counted when its wish is given."""
    counts = _counts(locale, wish) if kept and wish is not None else None
    return tuple(
        Facet(
            facet["key"],
            pick(facet["names"], locale.language) or facet["key"],
            tuple(
                FacetValue(
                    value["key"],
                    pick(value["names"], locale.language) or value["key"],
                    value.get("swatch"),
                    value["key"] in chosen.get(facet["key"], ()),
                    None if counts is None else counts.get((facet["key"], value["key"]), 0),
                )
                for value in facet["values"]
            ),
        )
        for facet in kept
    )


def _counts(locale: Locale, wish: Mapping[str, Any]) -> Mapping[tuple[str, str], int]:
    told = {"market": locale.market.code, **wish}
    frozen = tuple(
        (name, tuple(value) if isinstance(value, list) else value)
        for name, value in sorted(told.items())
    )
    return _counted_once(str(db.engine.url), version(), frozen)


@lru_cache(200)
def _counted_once(
    _database: str, _version: int, told: tuple[tuple[str, Any], ...]
) -> Mapping[tuple[str, str], int]:
    """Counted once for each version of the catalogue, in one statement."""
    parameters = dict(told)
    shape = shape_of(parameters) - {"market"}
    rows = db.session.execute(_counting(shape), parameters).all()
    return {(row.option_key, row.value_key): row.products for row in rows}


@cache
def _counting(shape: frozenset[str]) -> CompoundSelect[Any]:
    """Products by option and value: an option of which something is chosen is counted as if it
    were not, for its other values would be added to what is seen."""
    chosen = sorted(name for name in shape if name.startswith("option_"))
    rest = frozenset(name for name in shape if not name.startswith(("option_", "values_")))
    return union_all(*(_products_by_value(rest, chosen, own) for own in (None, *chosen)))


def _products_by_value(
    shape: frozenset[str], chosen: Sequence[str], own: str | None
) -> Select[Any]:
    """The values of one chosen option, or of all that nobody chose from."""
    of = variant_choices.alias()
    rows = narrow(
        select(
            of.c.option_key,
            of.c.value_key,
            func.count(of.c.product_id.distinct()).label("products"),
        )
        .join(listings, listings.c.product_id == of.c.product_id)
        .where(listings.c.market == bindparam("market")),
        shape,
    )
    for option in (each for each in chosen if each != own):
        other = variant_choices.alias()
        rows = rows.join(other, other.c.variant_id == of.c.variant_id).where(
            other.c.option_key == bindparam(option),
            other.c.value_key.in_(bindparam(option.replace("option", "values"), expanding=True)),
        )
        if own is None:
            rows = rows.where(of.c.option_key != bindparam(option))
    if own is not None:
        rows = rows.where(of.c.option_key == bindparam(own))
    return rows.group_by(of.c.option_key, of.c.value_key)

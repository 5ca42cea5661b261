"""What somebody asks to see of a shelf, and the condition that it makes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, bindparam, select

from .tables import listings, variant_choices

MOST_MINOR = 2**53


def chosen_of(filters: Mapping[str, set[str]] | None) -> dict[str, set[str]]:
    """Filters within reason: a person ticks a few boxes, a robot sends thousands."""
    told = {key[:60]: set(sorted(values)[:20]) for key, values in (filters or {}).items() if values}
    return dict(list(told.items())[:5])


def wish_of(
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


def shape_of(wish: Mapping[str, Any]) -> frozenset[str]:
    """Which statement a wish needs."""
    return frozenset(wish)


def narrow(rows: Select[Any], shape: frozenset[str]) -> Select[Any]:
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

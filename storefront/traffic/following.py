"""How far a visit got, and which products were looked at: counts, joined to no person."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import IntEnum
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Table, Update, bindparam, delete, update

from storefront import clock, outbox
from storefront.db import db, insert_new, transaction

from .models import AssistantDay, Key, Moment, ProductDay, Visit

AT_ONCE = 500
"""Visits in one statement."""
SETTLED = timedelta(hours=4)
"""After so long it is no longer noted how far a visit gets, so that sums can be relied on."""


class Step(IntEnum):
    """How far a visit got on the way to an order; paying is read from the orders themselves."""

    ARRIVED = 0
    PRODUCT = 1
    BASKET = 2
    CHECKOUT = 3


ProductKey = tuple[date, str, str]
"""Day at the owner's desk, product's slug, country."""

AssistantKey = tuple[date, str, str, str]
"""Day at the owner's desk, product's slug, country, name of an AI assistant."""

ASSISTANTS_KEPT = timedelta(days=800)
"""As long as any report can look back."""

_days: Table = ProductDay.__table__  # type: ignore[assignment]
_assistants: Table = AssistantDay.__table__  # type: ignore[assignment]
_FURTHER = (
    update(Visit)
    .where(
        Visit.id.in_(bindparam("some", type_=Key, expanding=True)),
        Visit.step < bindparam("reached"),
        Visit.started_at > bindparam("since", type_=Moment),
    )
    .values(step=bindparam("reached"))
    .execution_options(synchronize_session=False)
)


def record_steps(reached: Mapping[str, Step]) -> None:
    """Note how far visits got, by their id; nobody goes back, and a visit that began longer ago
    than `SETTLED` is summed up already. The caller holds the transaction."""
    since = clock.now() - SETTLED
    for step in Step:
        visits = iter(sorted(visit for visit, to in reached.items() if to == step))
        while some := list(islice(visits, AT_ONCE)):
            db.session.execute(_FURTHER, {"some": some, "reached": int(step), "since": since})


def count_products(seen: Mapping[ProductKey, int], taken: Mapping[ProductKey, int]) -> None:
    """Add to what was looked at and put into baskets. The caller holds the transaction."""
    _add(_days, {"views": seen, "added": taken})


def count_assistants(reads: Mapping[AssistantKey, int], visits: Mapping[AssistantKey, int]) -> None:
    """Add to what AI assistants read and to those they sent. The caller holds the transaction."""
    _add(_assistants, {"reads": reads, "visits": visits})


def _add(table: Table, counts: Mapping[str, Mapping[Any, int]]) -> None:
    """Add to columns of counts, each by the table's primary key; rows are made when they are new,
    and taken in one sequence, so that two writers do not wait for each other in a circle."""
    more = _adding(table, tuple(counts))
    for key in sorted(set().union(*counts.values())):
        told = {
            f"of_{column.name}": part for column, part in zip(table.primary_key, key, strict=True)
        }
        told |= {f"more_{name}": by_key.get(key, 0) for name, by_key in counts.items()}
        if not db.session.execute(more, told).rowcount:  # type: ignore[attr-defined]
            row = {column.name: part for column, part in zip(table.primary_key, key, strict=True)}
            db.session.execute(insert_new(table), row | dict.fromkeys(counts, 0))
            db.session.execute(more, told)


@cache
def _adding(table: Table, names: tuple[str, ...]) -> Update:
    """The statement that adds to these columns of one row."""
    here = [column == bindparam(f"of_{column.name}") for column in table.primary_key]
    sums = {name: table.c[name] + bindparam(f"more_{name}") for name in names}
    return update(table).where(*here).values(sums)


@outbox.every("forget_assistants", timedelta(days=1))
def forget_assistants() -> int:
    """Forget what they did longer ago than `ASSISTANTS_KEPT`; returns how many rows."""
    with transaction():
        last = clock.shop_day() - ASSISTANTS_KEPT
        result = db.session.execute(delete(AssistantDay).where(AssistantDay.day < last))
        return int(result.rowcount)  # type: ignore[attr-defined]

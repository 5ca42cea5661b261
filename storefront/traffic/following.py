"""How far a visit got, and which products were looked at: counts, joined to no person."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import IntEnum
from itertools import islice

from sqlalchemy import bindparam, delete, update

from storefront import clock, outbox
from storefront.db import db, insert_new, transaction

from .models import AssistantRead, Key, Moment, ProductDay, Visit

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

ReadKey = tuple[date, str, str, str]
"""Day at the owner's desk, product's slug, country, name of the AI assistant's crawler."""

READS_KEPT = timedelta(days=800)
"""As long as any report can look back."""

_visits = Visit.__table__
_days = ProductDay.__table__
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
_MORE = (
    update(ProductDay)
    .where(
        ProductDay.day == bindparam("on"),
        ProductDay.slug == bindparam("of"),
        ProductDay.country == bindparam("in"),
    )
    .values(
        views=ProductDay.views + bindparam("seen"),
        added=ProductDay.added + bindparam("taken"),
    )
    .execution_options(synchronize_session=False)
)
_MORE_READS = (
    update(AssistantRead)
    .where(
        AssistantRead.day == bindparam("on"),
        AssistantRead.slug == bindparam("of"),
        AssistantRead.country == bindparam("in"),
        AssistantRead.assistant == bindparam("by"),
    )
    .values(reads=AssistantRead.reads + bindparam("more"))
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
    for key in sorted({*seen, *taken}):
        day, slug, country = key
        told = {"on": day, "of": slug, "in": country}
        told |= {"seen": seen.get(key, 0), "taken": taken.get(key, 0)}
        done = db.session.execute(_MORE, told)
        if not done.rowcount:  # type: ignore[attr-defined]
            row = {"day": day, "slug": slug, "country": country, "views": 0, "added": 0}
            db.session.execute(insert_new(_days), row)
            db.session.execute(_MORE, told)


def count_reads(reads: Mapping[ReadKey, int]) -> None:
    """Add to what AI assistants' crawlers read. The caller holds the transaction."""
    for key, more in sorted(reads.items()):
        day, slug, country, assistant = key
        told = {"on": day, "of": slug, "in": country, "by": assistant, "more": more}
        if not db.session.execute(_MORE_READS, told).rowcount:  # type: ignore[attr-defined]
            row = {"day": day, "slug": slug, "country": country, "assistant": assistant}
            db.session.execute(insert_new(AssistantRead.__table__), row | {"reads": 0})
            db.session.execute(_MORE_READS, told)


@outbox.every("forget_assistant_reads", timedelta(days=1))
def forget_assistant_reads() -> int:
    """Forget what was read longer ago than `READS_KEPT`; returns how many rows."""
    with transaction():
        last = clock.shop_day() - READS_KEPT
        result = db.session.execute(delete(AssistantRead).where(AssistantRead.day < last))
        return int(result.rowcount)  # type: ignore[attr-defined]

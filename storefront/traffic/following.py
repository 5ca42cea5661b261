"""How far a visit got, and which products were looked at: counts, joined to no person."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import IntEnum
from itertools import islice

from sqlalchemy import bindparam, delete, update

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
_MORE_BY_ASSISTANTS = (
    update(AssistantDay)
    .where(
        AssistantDay.day == bindparam("on"),
        AssistantDay.slug == bindparam("of"),
        AssistantDay.country == bindparam("in"),
        AssistantDay.assistant == bindparam("by"),
    )
    .values(
        reads=AssistantDay.reads + bindparam("read"),
        visits=AssistantDay.visits + bindparam("sent"),
    )
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


def count_assistants(reads: Mapping[AssistantKey, int], visits: Mapping[AssistantKey, int]) -> None:
    """Add to what AI assistants read and to those they sent. The caller holds the transaction."""
    for key in sorted({*reads, *visits}):
        day, slug, country, assistant = key
        told = {"on": day, "of": slug, "in": country, "by": assistant}
        told |= {"read": reads.get(key, 0), "sent": visits.get(key, 0)}
        done = db.session.execute(_MORE_BY_ASSISTANTS, told)
        if not done.rowcount:  # type: ignore[attr-defined]
            row = {"day": day, "slug": slug, "country": country, "assistant": assistant}
            db.session.execute(insert_new(AssistantDay.__table__), row | {"reads": 0, "visits": 0})
            db.session.execute(_MORE_BY_ASSISTANTS, told)


@outbox.every("forget_assistants", timedelta(days=1))
def forget_assistants() -> int:
    """Forget what they did longer ago than `ASSISTANTS_KEPT`; returns how many rows."""
    with transaction():
        last = clock.shop_day() - ASSISTANTS_KEPT
        result = db.session.execute(delete(AssistantDay).where(AssistantDay.day < last))
        return int(result.rowcount)  # type: ignore[attr-defined]

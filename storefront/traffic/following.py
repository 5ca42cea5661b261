"""How far a visit got, and which products were looked at: counts, joined to no person."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import IntEnum

from sqlalchemy import bindparam, update

from storefront import clock
from storefront.db import db, insert_new

from .models import Key, Moment, ProductDay, Visit

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

_visits = Visit.__table__
_days = ProductDay.__table__
_FURTHER = (
    update(Visit)
    .where(
        Visit.id == bindparam("visit", type_=Key),
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


def record_steps(reached: Mapping[str, Step]) -> None:
    """Note how far visits got, by their id; nobody goes back, and a visit that began longer ago
    than `SETTLED` is summed up already. The caller holds the transaction."""
    since = clock.now() - SETTLED
    for visit, step in sorted(reached.items()):
        db.session.execute(_FURTHER, {"visit": visit, "reached": int(step), "since": since})


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

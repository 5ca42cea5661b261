"""Visits summed up by hour and by day, so that a report need not count a million rows.

Sums are made anew from the visits whenever they may have changed, so doing it twice changes
nothing, and all of them can be thrown away and made again. A visit belongs to the hour and the day
on which it began, and to its first source.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, insert, select, update

from storefront import clock, outbox
from storefront.db import db, transaction

from .following import SETTLED, Step
from .models import OriginRow, SummedSpan, Visit, VisitSum

KEYS = ("country", "channel", "source", "medium", "campaign", "link", "basis")
COUNTS = ("visits", "products", "baskets", "checkouts")
LONGEST_DAY = timedelta(hours=25)


@outbox.every("sum_visits", timedelta(minutes=20))
def sum_visits() -> int:
    """Sum up every hour and day that is over and has not settled; returns how many."""
    done = 0
    for grain, after in (("hour", _next_hour), ("day", _next_day)):
        for begin, end in list(_open_spans(grain, after)):
            with transaction():
                sum_span(grain, begin, end)
            done += 1
    return done


def sum_again() -> int:
    """Throw all sums away and make them again; returns how many hours and days."""
    with transaction():
        db.session.execute(delete(VisitSum))
        db.session.execute(delete(SummedSpan))
    return sum_visits()


def sum_span(grain: str, begin: datetime, end: datetime) -> None:
    """Sum one hour or day up. The caller holds the transaction."""
    for table in (VisitSum, SummedSpan):
        db.session.execute(delete(table).where(table.grain == grain, table.begin == begin))
    rows = [
        {"grain": grain, "begin": begin, **row._mapping}
        for row in db.session.execute(counted(begin, end))
    ]
    if rows:
        db.session.execute(insert(VisitSum), rows)
    settled = clock.now() - end > SETTLED
    db.session.add(SummedSpan(grain=grain, begin=begin, settled=settled))
    db.session.flush()


def open_sums(moments: Sequence[datetime]) -> None:
    """Have the hours and days of these moments summed up again if they had settled: the database
    may have been away when somebody came. The caller holds the transaction."""
    late = [moment for moment in moments if clock.now() - moment > SETTLED]
    if late:
        db.session.execute(
            update(SummedSpan)
            .where(SummedSpan.begin > min(late) - LONGEST_DAY, SummedSpan.begin <= max(late))
            .values(settled=False)
        )


def counted(begin: datetime, end: datetime) -> Select[Any]:
    """Visits that began in a stretch of time, straight from their rows."""
    keys: list[ColumnElement[Any]] = [
        Visit.country.label("country"),
        func.coalesce(OriginRow.channel, "Direct").label("channel"),
        func.coalesce(OriginRow.source, "(direct)").label("source"),
        func.coalesce(OriginRow.medium, "(none)").label("medium"),
        func.coalesce(OriginRow.campaign, "").label("campaign"),
        func.coalesce(OriginRow.link, "").label("link"),
        Visit.basis.label("basis"),
    ]
    return (
        select(
            *keys,
            func.count().label("visits"),
            _reached(Step.PRODUCT).label("products"),
            _reached(Step.BASKET).label("baskets"),
            _reached(Step.CHECKOUT).label("checkouts"),
        )
        .select_from(Visit)
        .outerjoin(OriginRow, OriginRow.id == Visit.origin_id)
        .where(Visit.started_at >= begin, Visit.started_at < end, Visit.automated.is_(False))
        .group_by(*keys)
    )


def summed(grain: str, begin: datetime, end: datetime) -> Sequence[datetime]:
    """The beginnings of the hours or days of a stretch of time whose sums can be relied on."""
    return list(
        db.session.scalars(
            select(SummedSpan.begin)
            .where(
                SummedSpan.grain == grain,
                SummedSpan.settled,
                SummedSpan.begin >= begin,
                SummedSpan.begin < end,
            )
            .order_by(SummedSpan.begin)
        )
    )


def _reached(step: Step) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((Visit.step >= int(step), 1), else_=0)), 0)


def _open_spans(
    grain: str, after: Callable[[datetime], datetime]
) -> Iterator[tuple[datetime, datetime]]:
    """Spans that are over and were not summed since they settled, oldest first."""
    earliest = db.session.scalar(select(func.min(Visit.started_at)))
    if earliest is None:
        return
    settled = set(
        db.session.scalars(
            select(SummedSpan.begin).where(SummedSpan.grain == grain, SummedSpan.settled)
        )
    )
    begin = clock.begin_of(clock.shop_day(earliest))
    while (end := after(begin)) <= clock.now():
        if begin not in settled:
            yield begin, end
        begin = end


def _next_hour(begin: datetime) -> datetime:
    return begin + timedelta(hours=1)


def _next_day(begin: datetime) -> datetime:
    """Days at the owner's desk; where clocks change, one is longer than another."""
    return clock.begin_of(clock.shop_day(begin) + timedelta(days=1))

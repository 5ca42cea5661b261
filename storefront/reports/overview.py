"""A stretch of days in numbers: visits, how far they got, orders, money; cut by any one side.

Visits of days that have settled come from their sums, later ones from their rows; both give the
same. An order counts on the day it was paid, for its last source that was not direct.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from storefront import clock, traffic
from storefront.db import db
from storefront.markets import MARKETS, market_of_country
from storefront.orders.models import Order
from storefront.payments.models import Refund
from storefront.traffic.models import Visit, VisitSum

from .figures import GONE, IS_SALE

SIDES = ("day", "channel", "source", "campaign", "market", "country")
UNKNOWN = ""
"""The key of orders whose source nobody knows."""
MEASURED = ("agreed", "allowed", "unanswered")

Sums = dict[str, int]
"""Minor units by currency; never added across."""


@dataclass(frozen=True)
class Cut:
    """Which days (both included, at the owner's desk) and whose: empty means everybody's."""

    first: date
    last: date
    market: str = ""
    channel: str = ""
    source: str = ""

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Cut":
        """As many days, just before."""
        first = self.first - timedelta(days=self.days)
        return replace(self, first=first, last=self.first - timedelta(days=1))

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries of its market; none when it is about all."""
        return MARKETS[self.market].countries if self.market else ()


@dataclass(slots=True)
class Figures:
    """Visits and how many of them got how far; paid orders; what they brought and gave back."""

    visits: int = 0
    products: int = 0
    baskets: int = 0
    checkouts: int = 0
    orders: int = 0
    revenue: Sums = field(default_factory=lambda: defaultdict(int))
    refunds: Sums = field(default_factory=lambda: defaultdict(int))

    @property
    def rate(self) -> float | None:
        """Orders per visit."""
        return self.orders / self.visits if self.visits else None


@dataclass(frozen=True)
class Overview:
    """The figures of a cut, in all and by each side; and how many orders have a known source."""

    total: Figures
    by: dict[str, dict[str, Figures]]
    measured: int

    def rows(self, side: str) -> list[tuple[str, Figures]]:
        """One side: days newest first, all else by orders, then visits."""
        found = self.by[side].items()
        if side == "day":
            return sorted(found, reverse=True)
        return sorted(found, key=lambda row: (-row[1].orders, -row[1].visits, row[0]))


def overview(cut: Cut) -> Overview:
    """Read a cut; a handful of statements however many visits there are."""
    told = Overview(Figures(), {side: {} for side in SIDES}, _measured(cut))
    for number in range(cut.days):
        told.by["day"][(cut.first + timedelta(days=number)).isoformat()] = Figures()
    _add_visits(cut, told)
    for row in _orders(cut):
        for figures in _sides(told, row):
            figures.orders += row.orders
            figures.revenue[row.currency] += int(row.minor)
    for row in _refunds(cut):
        for figures in _sides(told, row):
            figures.refunds[row.currency] += int(row.minor)
    _orders_by_day(cut, told.by["day"])
    return told


def _sides(told: Overview, row: Row[Any]) -> Iterator[Figures]:
    """The figures that a row belongs to, but for its day's."""
    yield told.total
    keys = {
        "channel": row.channel or UNKNOWN,
        "source": f"{row.source} / {row.medium}" if row.channel else UNKNOWN,
        "campaign": row.campaign or UNKNOWN,
        "market": market_of_country(row.country).code,
        "country": row.country,
    }
    for side, key in keys.items():
        yield told.by[side].setdefault(key, Figures())


def _add_visits(cut: Cut, told: Overview) -> None:
    """Days that have settled from their sums, all others from their rows."""
    end = clock.begin_of(cut.last + timedelta(days=1))
    summed = traffic.summed("day", clock.begin_of(cut.first), end)
    if summed:
        for row in db.session.execute(_sums(cut, "day", summed, *_SUM_KEYS)):
            for figures in _sides(told, row):
                _count(figures, row)
        for row in db.session.execute(_sums(cut, "day", summed, VisitSum.begin)):
            _count(told.by["day"][clock.shop_day(row.begin).isoformat()], row)
    for day in _open_days(cut, summed):
        for row in _open_rows(cut, day):
            for figures in (*_sides(told, row), told.by["day"][day.isoformat()]):
                _count(figures, row)


def _open_rows(cut: Cut, day: date) -> Iterator[Row[Any]]:
    """A day that is not over: its settled hours from their sums, the rest counted."""
    begin, end = clock.begin_of(day), clock.begin_of(day + timedelta(days=1))
    hours = traffic.summed("hour", begin, end)
    if hours and hours[-1] - begin == timedelta(hours=len(hours) - 1):  # without a gap
        yield from db.session.execute(_sums(cut, "hour", hours, *_SUM_KEYS))
        begin = hours[-1] + timedelta(hours=1)
    yield from (row for row in db.session.execute(traffic.counted(begin, end)) if _is_in(cut, row))


def _open_days(cut: Cut, summed: Collection[datetime]) -> Iterator[date]:
    """Days that must be counted: not summed yet, and not before anybody came or after today."""
    earliest = db.session.scalar(select(func.min(Visit.started_at)))
    if earliest is None:
        return
    day = max(cut.first, clock.shop_day(earliest))
    while day <= min(cut.last, clock.shop_day()):
        if clock.begin_of(day) not in summed:
            yield day
        day += timedelta(days=1)


def _count(figures: Figures, row: Row[Any]) -> None:
    figures.visits += int(row.visits)
    figures.products += int(row.products)
    figures.baskets += int(row.baskets)
    figures.checkouts += int(row.checkouts)


_SUM_KEYS = (
    VisitSum.country,
    VisitSum.channel,
    VisitSum.source,
    VisitSum.medium,
    VisitSum.campaign,
)


def _sums(cut: Cut, grain: str, spans: Collection[datetime], *keys: Any) -> Select[Any]:
    counts = [func.sum(getattr(VisitSum, name)).label(name) for name in traffic.COUNTS]
    wanted = select(*keys, *counts).where(VisitSum.grain == grain, VisitSum.begin.in_(spans))
    if cut.countries:
        wanted = wanted.where(VisitSum.country.in_(cut.countries))
    if cut.channel:
        wanted = wanted.where(VisitSum.channel == cut.channel)
    if cut.source:
        wanted = wanted.where(VisitSum.source == cut.source)
    return wanted.group_by(*keys)


def _is_in(cut: Cut, row: Row[Any]) -> bool:
    return (
        (not cut.countries or row.country in cut.countries)
        and (not cut.channel or row.channel == cut.channel)
        and (not cut.source or row.source == cut.source)
    )


_CHANNEL = func.coalesce(Order.last_touch["channel"].as_string(), "")
_SOURCE = func.coalesce(Order.last_touch["source"].as_string(), "")
_KEYS: tuple[ColumnElement[Any], ...] = (
    Order.country.label("country"),
    Order.currency.label("currency"),
    _CHANNEL.label("channel"),
    _SOURCE.label("source"),
    func.coalesce(Order.last_touch["medium"].as_string(), "").label("medium"),
    func.coalesce(Order.last_touch["campaign"].as_string(), "").label("campaign"),
)


_KNOWN = (_CHANNEL != "", Order.source_basis.in_((*MEASURED, "")))


def paid_in(cut: Cut) -> list[ColumnElement[bool]]:
    """The condition of an order that counts in a cut."""
    wanted: list[ColumnElement[bool]] = [
        Order.paid_at >= clock.begin_of(cut.first),
        Order.paid_at < clock.begin_of(cut.last + timedelta(days=1)),
        IS_SALE,
    ]
    if cut.countries:
        wanted.append(Order.country.in_(cut.countries))
    if cut.channel:
        wanted.append(_CHANNEL.in_([cut.channel]))
    if cut.source:
        wanted.append(_SOURCE.in_([cut.source]))
    return wanted


def _orders(cut: Cut) -> Iterable[Row[Any]]:
    inner = select(*_KEYS, Order.total_minor).where(*paid_in(cut)).subquery()
    keys = [inner.c[key.name] for key in _KEYS]
    return db.session.execute(
        select(
            *keys, func.count().label("orders"), func.sum(inner.c.total_minor).label("minor")
        ).group_by(*keys)
    )


def _refunds(cut: Cut) -> Iterable[Row[Any]]:
    inner = (
        select(*_KEYS, Refund.amount_minor)
        .join(Refund, Refund.order_id == Order.id)
        .where(*paid_in(cut), Refund.status.not_in(GONE))
        .subquery()
    )
    keys = [inner.c[key.name] for key in _KEYS]
    return db.session.execute(
        select(*keys, func.sum(inner.c.amount_minor).label("minor")).group_by(*keys)
    )


def _orders_by_day(cut: Cut, days: dict[str, Figures]) -> None:
    for paid_at, code, minor in db.session.execute(
        select(Order.paid_at, Order.currency, Order.total_minor).where(*paid_in(cut))
    ):
        figures = days[clock.shop_day(paid_at).isoformat()]
        figures.orders += 1
        figures.revenue[code] += minor
    refunds = (
        select(Order.paid_at, Refund.currency, Refund.amount_minor)
        .join(Refund, Refund.order_id == Order.id)
        .where(*paid_in(cut), Refund.status.not_in(GONE))
    )
    for paid_at, code, minor in db.session.execute(refunds):
        days[clock.shop_day(paid_at).isoformat()].refunds[code] += minor


def measured(since: date | None = None) -> tuple[int, int]:
    """Paid orders since a day, or ever, and how many of them have a source that is known."""
    wanted = select(func.count(), func.count().filter(*_KNOWN)).where(
        Order.paid_at.is_not(None), IS_SALE
    )
    if since is not None:
        wanted = wanted.where(Order.paid_at >= clock.begin_of(since))
    orders, known = db.session.execute(wanted).one()
    return orders, known


def _measured(cut: Cut) -> int:
    """How many of the orders have a source that is known."""
    wanted = select(func.count()).select_from(Order).where(*paid_in(cut), *_KNOWN)
    return db.session.scalar(wanted) or 0

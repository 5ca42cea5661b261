"""A stretch of days in numbers: visits, how far they got, orders, money; cut by any one side.

Visits of days that have settled come from their sums, later ones from their rows; both give the
same. An order counts on the day it was paid, for its last source that was not direct.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from storefront import clock, traffic
from storefront.db import db
from storefront.markets import MARKETS, market_of_country
from storefront.orders.models import Order
from storefront.payments.models import Refund
from storefront.traffic.models import VisitSum

from .figures import GONE

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

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Cut":
        """As many days, just before."""
        first = self.first - timedelta(days=self.days)
        return Cut(first, self.first - timedelta(days=1), self.market, self.channel)

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
    for day, row in _visits(cut):
        for figures in _sides(told, row, day):
            for name in traffic.COUNTS:
                setattr(figures, name, getattr(figures, name) + int(getattr(row, name)))
    for row in _orders(cut):
        for figures in _sides(told, row, None):
            figures.orders += row.orders
            figures.revenue[row.currency] += int(row.minor)
    for row in _refunds(cut):
        for figures in _sides(told, row, None):
            figures.refunds[row.currency] += int(row.minor)
    _orders_by_day(cut, told.by["day"])
    return told


def _sides(told: Overview, row: Row[Any], day: date | None) -> Iterator[Figures]:
    yield told.total
    market = market_of_country(row.country).code
    keys = {
        "channel": row.channel or UNKNOWN,
        "source": f"{row.source} / {row.medium}" if row.channel else UNKNOWN,
        "campaign": row.campaign or UNKNOWN,
        "market": market,
        "country": row.country,
    }
    if day is not None:
        keys["day"] = day.isoformat()
    for side, key in keys.items():
        yield told.by[side].setdefault(key, Figures())


def _visits(cut: Cut) -> Iterator[tuple[date, Row[Any]]]:
    """Sums of settled days, and the rows of all others, counted."""
    begin, end = clock.begin_of(cut.first), clock.begin_of(cut.last + timedelta(days=1))
    summed = set(traffic.summed_days(begin, end))
    for row in db.session.execute(_sums(cut, begin, end)) if summed else ():
        if row.begin in summed:
            yield clock.shop_day(row.begin), row
    for number in range(cut.days):
        day = cut.first + timedelta(days=number)
        start = clock.begin_of(day)
        if start in summed or start > clock.now():
            continue
        rows = db.session.execute(traffic.counted(start, clock.begin_of(day + timedelta(days=1))))
        yield from ((day, row) for row in rows if _is_in(cut, row))


def _sums(cut: Cut, begin: datetime, end: datetime) -> Select[Any]:
    counts = [func.sum(getattr(VisitSum, name)).label(name) for name in traffic.COUNTS]
    names = ("country", "channel", "source", "medium", "campaign")
    keys = [VisitSum.begin, *(getattr(VisitSum, name) for name in names)]
    wanted = select(*keys, *counts).where(
        VisitSum.grain == "day", VisitSum.begin >= begin, VisitSum.begin < end
    )
    if cut.countries:
        wanted = wanted.where(VisitSum.country.in_(cut.countries))
    if cut.channel:
        wanted = wanted.where(VisitSum.channel == cut.channel)
    return wanted.group_by(*keys)


def _is_in(cut: Cut, row: Row[Any]) -> bool:
    return (not cut.countries or row.country in cut.countries) and (
        not cut.channel or row.channel == cut.channel
    )


_CHANNEL = func.coalesce(Order.last_touch["channel"].as_string(), "")
_KEYS: tuple[ColumnElement[Any], ...] = (
    Order.country.label("country"),
    Order.currency.label("currency"),
    _CHANNEL.label("channel"),
    func.coalesce(Order.last_touch["source"].as_string(), "").label("source"),
    func.coalesce(Order.last_touch["medium"].as_string(), "").label("medium"),
    func.coalesce(Order.last_touch["campaign"].as_string(), "").label("campaign"),
)


def paid_in(cut: Cut) -> list[ColumnElement[bool]]:
    """The condition of an order that counts in a cut."""
    wanted: list[ColumnElement[bool]] = [
        Order.paid_at >= clock.begin_of(cut.first),
        Order.paid_at < clock.begin_of(cut.last + timedelta(days=1)),
    ]
    if cut.countries:
        wanted.append(Order.country.in_(cut.countries))
    if cut.channel:
        wanted.append(_CHANNEL.in_([cut.channel]))
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


def _measured(cut: Cut) -> int:
    """How many of the orders have a source that is known."""
    found = db.session.scalar(
        select(func.count())
        .select_from(Order)
        .where(*paid_in(cut), _CHANNEL != "", Order.source_basis.in_((*MEASURED, "")))
    )
    return found or 0

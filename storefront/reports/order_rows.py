"""Orders as the office lists them: each with its money, its parcel and what customs says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, or_, select

from storefront.db import db
from storefront.money import Money
from storefront.orders import CustomsState
from storefront.orders.models import Order, OrderLine
from storefront.payments.models import Refund
from storefront.shipping.models import Shipment

from .figures import GONE
from .leaving import CONDITIONS, HAS_MORE, HAS_PARCEL, IS_WAITING, word

PAGE = 50
FULFILMENT = tuple(CONDITIONS)
CUSTOMS_GROUPS: Mapping[str, tuple[str, ...]] = {
    "problem": ("data_missing", "mismatch", "rejected"),
    "under_way": ("ready", "sent", "amended"),
    "done": ("accepted", "released"),
    "called_off": ("withdrawn", "cancelled"),
}
"""What somebody looks for by one word; each state can be looked for by its own as well."""
CUSTOMS = (*CUSTOMS_GROUPS, *(state.value for state in CustomsState))


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What somebody looks for; nothing set finds everything."""

    query: str = ""
    state: str | None = None
    fulfilment: str | None = None
    customs: str | None = None
    market: str | None = None
    needs_attention: bool = False
    since: datetime | None = None
    until: datetime | None = None
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in a list."""

    id: int
    number: str
    placed_at: datetime
    paid_at: datetime | None
    state: str
    fulfilment: str
    customs: str
    attention: str | None
    name: str
    email: str
    market: str
    country: str
    pieces: int
    total: Money
    gift_cards: Money
    """What a gift card that was bought in it holds: no revenue."""
    credit: Money
    """What gift cards paid of it."""
    refunded: Money
    channel: str | None
    campaign: str


@dataclass(frozen=True, slots=True)
class OrderRows:
    """One page of orders; pages count from 1."""

    rows: tuple[OrderRow, ...]
    total: int
    page: int
    pages: int


def order_rows(asked: OrderFilter, page: int = 1, size: int = PAGE) -> OrderRows:
    """One page of what was asked for; three statements."""
    wanted = _conditions(asked)
    total = db.session.scalar(select(func.count()).select_from(Order).where(*wanted)) or 0
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    order = (
        (Order.placed_at, Order.id)
        if asked.oldest_first
        else (Order.placed_at.desc(), Order.id.desc())
    )
    chosen = _columns().where(*wanted).order_by(*order).limit(size).offset((page - 1) * size)
    return OrderRows(tuple(_rows(db.session.execute(chosen).all())), total, page, pages)


def all_order_rows(asked: OrderFilter, batch: int = 500) -> Iterator[OrderRow]:
    """All of what was asked for, oldest first, a few hundred at a time so that memory is flat."""
    after = 0
    while True:
        chosen = (
            _columns().where(*_conditions(asked), Order.id > after).order_by(Order.id).limit(batch)
        )
        found = db.session.execute(chosen).all()
        if not found:
            return
        yield from _rows(found)
        after = found[-1].id


def _columns() -> Any:
    pieces = (
        select(func.coalesce(func.sum(OrderLine.quantity), 0))
        .where(OrderLine.order_id == Order.id)
        .correlate(Order)
        .scalar_subquery()
    )
    return select(
        Order.id,
        Order.number,
        Order.placed_at,
        Order.paid_at,
        Order.state,
        Order.customs_state,
        Order.attention,
        Order.name,
        Order.email,
        Order.market,
        Order.country,
        Order.total_minor,
        Order.gift_cards_minor,
        Order.credit_minor,
        Order.currency,
        Order.last_touch,
        pieces.label("pieces"),
        HAS_PARCEL.label("has_parcel"),
        HAS_MORE.label("has_more"),
        IS_WAITING.label("is_waiting"),
    )


def _conditions(asked: OrderFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.state:
        wanted.append(Order.state == asked.state)
    if asked.market:
        wanted.append(Order.market == asked.market)
    if asked.fulfilment in CONDITIONS:
        wanted.append(CONDITIONS[asked.fulfilment])
    if asked.customs:
        states = CUSTOMS_GROUPS.get(asked.customs, (asked.customs,))
        wanted.append(Order.customs_state.in_(states))
    if asked.needs_attention:
        wanted.append(Order.attention.is_not(None))
    if asked.since:
        wanted.append(Order.placed_at >= asked.since)
    if asked.until:
        wanted.append(Order.placed_at < asked.until)
    wanted += [_says(each) for each in asked.query.split()[:5]]
    return wanted


def _says(text: str) -> ColumnElement[bool]:
    """Number, e-mail, name, town or waybill contain this."""
    columns = (Order.number, Order.email, Order.name, Order.city)
    return or_(
        *(column.icontains(text, autoescape=True) for column in columns),
        exists().where(
            Shipment.order_id == Order.id, Shipment.waybill_no.icontains(text, autoescape=True)
        ),
    )


def _rows(found: Sequence[Row[Any]]) -> Iterator[OrderRow]:
    ids = [row.id for row in found]
    refunded = _refunded(ids)
    for row in found:
        touch = row.last_touch or {}
        yield OrderRow(
            row.id,
            row.number,
            row.placed_at,
            row.paid_at,
            row.state,
            word(row.state, row.has_parcel, row.has_more, row.is_waiting),
            row.customs_state,
            row.attention,
            row.name,
            row.email,
            row.market,
            row.country,
            int(row.pieces),
            Money(row.total_minor, row.currency),
            Money(row.gift_cards_minor, row.currency),
            Money(row.credit_minor, row.currency),
            Money(refunded.get(row.id, 0), row.currency),
            touch.get("channel"),
            touch.get("campaign") or "",
        )


def _refunded(ids: Iterable[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Refund.order_id, func.sum(Refund.amount_minor))
        .where(Refund.order_id.in_(ids), Refund.status.not_in(GONE))
        .group_by(Refund.order_id)
    )
    return {order_id: int(minor) for order_id, minor in rows}

"""Finding orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, bindparam, func, or_, select

from storefront.db import db

from .models import Order

PAGE = 50


@dataclass(frozen=True)
class OrderPage:
    """Some orders out of many, newest first; pages count from 1."""

    orders: list[Order]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def get(order_id: int) -> Order | None:
    """One order."""
    return db.session.get(Order, order_id) if 0 < order_id < 2**31 else None


_LOCKED = (
    select(Order)
    .where(Order.id == bindparam("order"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def lock(order_id: int) -> Order | None:
    """One order as it is now, which nobody else may change until the transaction ends."""
    return db.session.scalar(_LOCKED, {"order": order_id})


def find_by_token(token: str) -> Order | None:
    """The order of an unguessable link."""
    return db.session.scalar(select(Order).where(Order.token == token)) if token else None


def find_by_number(number: str) -> Order | None:
    """The order with this number, however it was typed."""
    return db.session.scalar(select(Order).where(Order.number == number.strip().upper()))


def find_by_placing_key(key: str) -> Order | None:
    """The order that this form made."""
    return db.session.scalar(select(Order).where(Order.placing_key == key))


_UNPAID = select(Order.id, Order.number, Order.placing_key).where(
    Order.basket_id == bindparam("basket"), Order.state == "pending"
)


def unpaid_from_basket(basket_id: int) -> Sequence[Row[int, str, str]]:
    """Orders of a basket that still wait for their money: id, number and placing_key of each."""
    return db.session.execute(_UNPAID, {"basket": basket_id}).all()


_HELD = (
    select(func.count())
    .select_from(Order)
    .where(
        Order.state == "pending",
        or_(func.lower(Order.email) == bindparam("email"), Order.visit_id == bindparam("visit")),
    )
)


def unpaid_of(email: str, visit_id: str | None) -> int:
    """How many orders of this person, by address or by visit, hold pieces and are not paid."""
    return db.session.scalar(_HELD, {"email": email.strip().lower(), "visit": visit_id}) or 0


_PAID_BY = select(func.count(), func.max(Order.paid_at)).where(
    Order.customer == bindparam("customer"), Order.paid_at.is_not(None), Order.gift_cards_minor == 0
)


def paid_by(customer: str) -> tuple[int, datetime | None]:
    """How many orders of goods this customer has paid, and when the last of them."""
    count, last = db.session.execute(_PAID_BY, {"customer": customer}).one()
    return count, last


def unpaid_since(before: datetime, limit: int = 500) -> list[Order]:
    """Orders that have been waiting for their money since before this moment, oldest first."""
    return list(
        db.session.scalars(
            select(Order)
            .where(Order.state.in_(("pending", "processing")), Order.placed_at < before)
            .order_by(Order.placed_at)
            .limit(limit)
        )
    )


def list_orders(
    *,
    state: str | None = None,
    query: str = "",
    market: str | None = None,
    needs_attention: bool = False,
    placed_from: datetime | None = None,
    placed_to: datetime | None = None,
    page: int = 1,
    size: int = PAGE,
) -> OrderPage:
    """Orders for the office, newest first; `query` looks in number, e-mail, name and town."""
    asked: list[ColumnElement[bool]] = []
    if state:
        asked.append(Order.state == state)
    if market:
        asked.append(Order.market == market)
    if needs_attention:
        asked.append(Order.attention.is_not(None))
    if placed_from:
        asked.append(Order.placed_at >= placed_from)
    if placed_to:
        asked.append(Order.placed_at < placed_to)
    for word in query.split()[:5]:
        found = (
            column.icontains(word, autoescape=True)
            for column in (Order.number, Order.email, Order.name, Order.city)
        )
        asked.append(or_(*found))
    total = db.session.scalar(select(func.count()).select_from(Order).where(*asked)) or 0
    page = min(max(page, 1), max(1, -(-total // size)))
    chosen = (
        select(Order)
        .where(*asked)
        .order_by(Order.placed_at.desc(), Order.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return OrderPage(list(db.session.scalars(chosen)), total, page, size)

"""What happened in a stretch of time, in numbers that can be checked against the orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storefront.db import db
from storefront.orders.models import Order
from storefront.payments.models import Payment, Refund
from storefront.traffic.models import Visit

GONE = ("failed", "canceled")
IS_SALE = Order.gift_cards_minor == 0
"""A gift card that was bought is money kept for its holder: revenue when it pays for goods, and
counted twice if it were so before."""
REFUNDED = (
    select(func.coalesce(func.sum(Refund.amount_minor), 0))
    .where(Refund.order_id == Order.id, Refund.status.not_in(GONE))
    .correlate(Order)
    .scalar_subquery()
)
"""What was given back of an order, as a column beside it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts, and sums in minor units by currency; nothing is converted. Orders of gift cards are
    left out."""

    visits: int
    placed: int
    paid: int
    revenue: Mapping[str, int]
    """All that was paid for goods, by gift card, too."""
    refunds: Mapping[str, int]


def figures(since: datetime, until: datetime) -> Figures:
    """From one instant up to, but not including, another; five statements."""
    visits = db.session.scalar(
        select(func.count())
        .select_from(Visit)
        .where(Visit.started_at >= since, Visit.started_at < until, Visit.automated.is_(False))
    )
    placed = db.session.scalar(
        select(func.count())
        .select_from(Order)
        .where(Order.placed_at >= since, Order.placed_at < until, IS_SALE)
    )
    paid = db.session.scalar(
        select(func.count())
        .select_from(Order)
        .where(Order.paid_at >= since, Order.paid_at < until, IS_SALE)
    )
    revenue = db.session.execute(
        select(Payment.currency, func.sum(Payment.amount_minor))
        .join(Order, Order.id == Payment.order_id)
        .where(Payment.paid_at >= since, Payment.paid_at < until, IS_SALE)
        .group_by(Payment.currency)
    )
    refunds = db.session.execute(
        select(Refund.currency, func.sum(Refund.amount_minor))
        .join(Order, Order.id == Refund.order_id)
        .where(
            Refund.created_at >= since,
            Refund.created_at < until,
            Refund.status.not_in(GONE),
            IS_SALE,
        )
        .group_by(Refund.currency)
    )
    return Figures(
        visits or 0,
        placed or 0,
        paid or 0,
        {code: int(minor) for code, minor in revenue},
        {code: int(minor) for code, minor in refunds},
    )

"""Sales by day, market, channel or campaign."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from sqlalchemy import func, select

from storefront.db import db
from storefront.orders.models import Order
from storefront.payments.models import Refund

from .figures import GONE

BY = ("day", "market", "channel", "campaign")


@dataclass(slots=True)
class SalesRow:
    """Paid orders under one heading; sums in minor units by currency, never added across."""

    key: str
    orders: int = 0
    revenue: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refunds: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def sales(by: str, since: datetime, until: datetime, zone: tzinfo) -> list[SalesRow]:
    """Orders paid in a stretch of time: days oldest first, everything else most orders first.

    Revenue is what the orders cost; refunds are those of these orders, whenever they were made.
    """
    refunded = {
        order_id: int(minor)
        for order_id, minor in db.session.execute(
            select(Refund.order_id, func.sum(Refund.amount_minor))
            .join(Order, Order.id == Refund.order_id)
            .where(Order.paid_at >= since, Order.paid_at < until, Refund.status.not_in(GONE))
            .group_by(Refund.order_id)
        )
    }
    paid = db.session.execute(
        select(
            Order.id,
            Order.paid_at,
            Order.market,
            Order.currency,
            Order.total_minor,
            Order.last_touch,
        ).where(Order.paid_at >= since, Order.paid_at < until)
    ).yield_per(1000)
    rows: dict[str, SalesRow] = {}
    for order in paid:
        touch = order.last_touch or {}
        key = {
            "day": order.paid_at.astimezone(zone).date().isoformat(),
            "market": order.market,
            "channel": touch.get("channel") or "",
            "campaign": touch.get("campaign") or "",
        }[by]
        row = rows.setdefault(key, SalesRow(key))
        row.orders += 1
        row.revenue[order.currency] += order.total_minor
        if order.id in refunded:
            row.refunds[order.currency] += refunded[order.id]
    if by == "day":
        return sorted(rows.values(), key=lambda row: row.key)
    return sorted(rows.values(), key=lambda row: (-row.orders, row.key))

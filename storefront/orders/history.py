"""An order's history: one entry for everything that happened to it."""

from typing import Any

from storefront import clock
from storefront.db import db

from .models import Order, OrderEvent


def record(
    order: Order, kind: str, facts: dict[str, Any] | None = None, actor: str = "shop"
) -> None:
    """Write down what happened now; the caller holds the transaction."""
    db.session.add(
        OrderEvent(order_id=order.id, at=clock.now(), kind=kind, facts=facts or {}, actor=actor)
    )
    db.session.flush()
    db.session.expire(order, ["events"])

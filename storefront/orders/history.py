"""An order's history: one entry for everything that happened to it."""

from typing import Any

from sqlalchemy import insert

from storefront import clock
from storefront.db import db

from .models import Order, OrderEvent


def record(
    order: Order, kind: str, facts: dict[str, Any] | None = None, actor: str = "shop"
) -> None:
    """Write down what happened now; the caller holds the transaction."""
    db.session.flush()
    row = {
        "order_id": order.id,
        "at": clock.now(),
        "kind": kind,
        "facts": facts or {},
        "actor": actor,
    }
    db.session.execute(insert(OrderEvent.__table__), row)  # type: ignore[arg-type]
    db.session.expire(order, ["events"])

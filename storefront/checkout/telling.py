"""Telling the buyer, in the transaction of what happened; money is never refused for a letter."""

from typing import Any

import structlog

from storefront import mail, orders
from storefront.db import db
from storefront.orders import Order

log = structlog.get_logger()


def tell(order: Order, kind: str, key: str, **context: Any) -> None:
    """Write a letter about an order once; one that cannot be written is for the owner to see."""
    try:
        with db.session.begin_nested():
            mail.write(
                kind,
                key=key,
                to=order.email,
                language=order.language,
                order_id=order.id,
                context={"order": order, **context},
            )
    except Exception:
        log.exception("letter_failed", order=order.number, kind=kind)
        orders.record(order, "letter_failed", {"letter": kind})
        orders.set_attention(order, f"The letter \u201c{kind}\u201d could not be written.")

"""Rewarding who invited a friend, once the friend's order can no longer be sent back."""

from datetime import timedelta

import structlog

from storefront import clock, orders, outbox, promotions
from storefront.db import release, transaction
from storefront.orders import Order

REST = timedelta(days=30)
"""So long after payment goods may be sent back."""

log = structlog.get_logger()


@outbox.every("reward_inviters", timedelta(hours=12))
def reward_inviters() -> int:
    """A code for each friend's order that stands; returns how many were made."""
    waiting = promotions.unrewarded(clock.now() - REST)
    release()
    made = 0
    for redemption_id, order_id, referral_id in waiting:
        with transaction():
            order = orders.lock(order_id)
            if order is not None and _stands(order):
                made += bool(promotions.reward(redemption_id, referral_id))
    if made:
        log.info("inviters_rewarded", count=made)
    return made


def _stands(order: Order) -> bool:
    """Paid long enough ago, and not all of it came back."""
    if order.paid_at is None or order.paid_at + REST > clock.now():
        return False
    return any(line.refunded_quantity < line.quantity for line in order.lines)

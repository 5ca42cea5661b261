"""Rewarding who invited a friend, once the friend's order can no longer be sent back."""

from datetime import timedelta

import structlog

from storefront import clock, orders, outbox, payments, promotions
from storefront.db import release, transaction
from storefront.orders import Order

from .telling import tell

REST = timedelta(days=30)
"""So long after payment goods may be sent back."""
RETURNED, HOUSEHOLD, SAME_CARD = "returned", "household", "same_card"
"""Why a friend's order earns nothing."""

log = structlog.get_logger()


@outbox.every("reward_inviters", timedelta(hours=12))
def reward_inviters() -> int:
    """A code for each friend's order that stands, and a letter with it; returns how many."""
    waiting = promotions.unrewarded(clock.now() - REST)
    release()
    made = 0
    for row in waiting:
        with transaction():
            order, invited_in = orders.lock(row.order_id), orders.get(row.invited_in)
            if order is None or invited_in is None or not _has_rested(order):
                continue
            refused = _refusal(order, invited_in)
            if refused:
                promotions.refuse_reward(row.id, row.referral_id, refused)
                continue
            code = promotions.reward(row.id, row.referral_id)
            if code:
                tell(invited_in, "friend_thanks", f"friend-thanks-{row.id}", code=code)
                made += 1
    if made:
        log.info("inviters_rewarded", count=made)
    return made


def _has_rested(order: Order) -> bool:
    return order.paid_at is not None and order.paid_at + REST <= clock.now()


def _refusal(order: Order, invited_in: Order) -> str:
    """Why a friend's order earns nothing; empty when it earns a reward."""
    if all(line.refunded_quantity >= line.quantity for line in order.lines):
        return RETURNED
    if payments.paid_alike(order.id, invited_in.customer):
        return SAME_CARD
    return HOUSEHOLD if _door(order) == _door(invited_in) else ""


def _door(order: Order) -> tuple[str, ...]:
    """Where a parcel goes, however it is spelled."""
    told = (order.country, order.postal_code, order.address_line1, order.address_line2, order.city)
    return tuple("".join(filter(str.isalnum, each)).casefold() for each in told)

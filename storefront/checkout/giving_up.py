"""Giving up an unpaid order: Stripe is told first, and has the last word."""

from storefront import orders, payments
from storefront.db import transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.orders import Order

from .paying import resume
from .settling import close_if_over, sync_session


def give_up(order_id: int, why: str, actor: str) -> Order:
    """End every open session, then cancel and let the pieces go; raises ShopError when money is
    on its way or there, PaymentUnavailable when Stripe cannot be told."""
    end_sessions(order_id)
    with transaction():
        order = orders.lock(order_id)
        if order is None:
            raise NotFound(gettext("There is no such order."))
        if order.state == "cancelled":
            return order
        if order.state == "paid":
            raise ShopError(gettext("This order was paid in the meantime."), 409)
        if not close_if_over(order, why, actor):
            raise ShopError(
                gettext("A payment for this order is under way; wait until the bank has decided."),
                409,
            )
        return order


def end_sessions(order_id: int) -> None:
    """Tell Stripe to take no more money for an order, and hear whether it did already."""
    for attempt in payments.live_attempts(order_id):
        current = attempt if attempt.session_id else resume(attempt)
        if current is not None and current.session_id is not None:
            payments.gateway().expire_session(current.session_id)
            sync_session(current.session_id)

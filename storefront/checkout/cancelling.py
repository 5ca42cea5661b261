"""Cancelling: an unpaid order after Stripe was told, a paid one together with its refund."""

from storefront import credit, orders, payments, promotions, shipping
from storefront.db import transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.orders import Order, StockState

from . import holding
from .giving_up import end_sessions, give_up
from .leaving import unpack
from .refunding import give_everything_back
from .telling import tell


def cancel(order: Order, actor: str = "office", reason: str = "") -> Order:
    """Nothing will be sent, and all money goes back.

    Raises ShopError when a parcel has left or a payment is under way.
    """
    order_id = order.id
    if order.state != "paid":
        if not payments.payments_of(order_id):
            return give_up(order_id, reason or "cancelled", actor)
        end_sessions(order_id)
    with transaction():
        locked = orders.lock(order_id)
        if locked is None:
            raise NotFound(gettext("There is no such order."))
        if locked.state == "cancelled":
            return locked
        _cancel_paid(locked, actor, reason)
        return locked


def _cancel_paid(order: Order, actor: str, reason: str) -> None:
    parcels = shipping.parcels_in_force(order.id)
    if any(parcel.state != shipping.PACKED for parcel in parcels):
        raise ShopError(
            gettext("A parcel of this order has left. Refund it instead of cancelling it."), 409
        )
    for parcel in parcels:
        unpack(order, parcel, actor)
    was_sold = order.stock_state == "sold"
    restocked = _restocked(order)
    give_everything_back(order, reason or "cancelled", actor)
    orders.cancel(order)
    orders.mark_stock(order, StockState.RELEASED)
    promotions.release(order.id)
    credit.release(order.id)
    if was_sold:
        held = {line.id: line.quantity - restocked.get(line.id, 0) for line in order.lines}
        holding.put_back(order, held)
    else:
        holding.release_pieces(order)
    orders.record(order, "cancelled", {"reason": reason}, actor)
    tell(order, "order_cancelled", f"order-{order.id}-cancelled")


def _restocked(order: Order) -> dict[int, int]:
    """Pieces by line that earlier refunds have put back on the shelf."""
    back: dict[int, int] = {}
    for job in payments.jobs_of(order.id):
        for entry in job.lines if job.restock else ():
            line_id = entry["order_line_id"]
            back[line_id] = back.get(line_id, 0) + entry["quantity"]
    return back

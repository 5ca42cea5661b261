"""Which pieces of an order still have to leave, as conditions for the database."""

from sqlalchemy import ColumnElement, exists, func, select

from storefront.orders.models import Order, OrderLine
from storefront.shipping.models import Shipment, ShipmentLine

_left = (
    select(func.coalesce(func.sum(ShipmentLine.quantity), 0))
    .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
    .where(ShipmentLine.order_line_id == OrderLine.id, Shipment.state != "cancelled")
    .correlate(OrderLine)
    .scalar_subquery()
)

HAS_PARCEL: ColumnElement[bool] = exists().where(
    Shipment.order_id == Order.id, Shipment.state != "cancelled"
)

HAS_MORE: ColumnElement[bool] = exists().where(
    OrderLine.order_id == Order.id, OrderLine.quantity - OrderLine.refunded_quantity > _left
)
"""Some piece that was neither given back nor sent."""

IS_WAITING: ColumnElement[bool] = exists().where(
    Shipment.order_id == Order.id, Shipment.state == "packed"
)
"""Some parcel that is packed and has not left."""

CONDITIONS: dict[str, ColumnElement[bool]] = {
    "to_ship": (Order.state == "paid") & HAS_MORE & ~HAS_PARCEL,
    "partial": (Order.state == "paid") & HAS_MORE & HAS_PARCEL,
    "packed": IS_WAITING,
    "shipped": HAS_PARCEL & ~HAS_MORE & ~IS_WAITING,
}


def word(state: str, has_parcel: bool, has_more: bool, is_waiting: bool) -> str:
    """The same in Python: to_ship, partial, packed, shipped or none."""
    if is_waiting:
        return "packed"
    if has_parcel and not has_more:
        return "shipped"
    if state != "paid" or not has_more:
        return "none"
    return "partial" if has_parcel else "to_ship"

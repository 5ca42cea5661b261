"""A parcel that was packed and declared leaves, or is called off."""

from datetime import datetime

from storefront import clock, customs, orders, shipping
from storefront.db import transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.orders import Order
from storefront.shipping import Shipment

from .ship import facts_of, tell_buyer


def hand_over(shipment_id: int, actor: str = "office") -> Shipment:
    """Give a waiting parcel to its carrier and tell buyer and customs.

    Raises ShopError when customs has not taken its documents in, or it does not wait any more.
    """
    with transaction():
        order, shipment = _in_hand(shipment_id)
        if not customs.is_taken_in(shipment.id):
            raise ShopError(
                gettext("Customs has not accepted this parcel's documents; it has to wait."), 409
            )
        leave(order, shipment, clock.now(), actor)
        return shipment


def call_off(shipment_id: int, actor: str = "office") -> Shipment:
    """Unpack a waiting parcel: its pieces can be sent anew, its dossier is called off, its number
    stays used. Raises ShopError when it has left."""
    with transaction():
        order, shipment = _in_hand(shipment_id)
        unpack(order, shipment, actor)
        return shipment


def leave(order: Order, shipment: Shipment, at: datetime, actor: str) -> None:
    """Write down that a waiting parcel is under way; the caller holds the transaction."""
    shipping.hand_over(shipment, at)
    orders.record(order, "shipped", facts_of(shipment), actor)
    customs.waybill_updated(shipment.id)
    tell_buyer(order, shipment)


def unpack(order: Order, shipment: Shipment, actor: str) -> None:
    """Write down that a waiting parcel will not leave; the caller holds the transaction."""
    shipping.unpack(shipment)
    orders.record(order, "unpacked", facts_of(shipment), actor)
    customs.parcel_called_off(shipment.id)


def _in_hand(shipment_id: int) -> tuple[Order, Shipment]:
    shipment = shipping.get(shipment_id)
    order = orders.lock(shipment.order_id) if shipment else None
    if shipment is None or order is None:
        raise NotFound(gettext("There is no such parcel."))
    return order, shipping.renewed(shipment)

"""The owner at the packing desk: ships, cancels and refunds."""

import sys
from collections.abc import Mapping

from flask import Flask
from sqlalchemy import select

from storefront import checkout, orders, shipping
from storefront.db import db
from storefront.orders.models import Order, OrderLine


class Owner:
    """Does at the desk what the office's buttons do."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def to_ship(self) -> list[str]:
        """Numbers of paid orders with pieces that have not left yet."""
        with self.app.app_context():
            paid = db.session.scalars(select(Order).where(Order.state == "paid")).all()
            waiting = [order.number for order in paid if self._left(order)]
            db.session.remove()
        return waiting

    def ship(self, number: str, quantities: Mapping[int, int] | None = None) -> None:
        """Hand a parcel to DHL with all that has not left yet."""
        with self.app.app_context():
            order = orders.find_by_number(number)
            assert order is not None, number
            parcel = dict(quantities or self._left(order))
            weight = 300 + 1300 * sum(parcel.values())
            packing = checkout.Packing("dhl", waybill_for(order.id), parcel, weight)
            checkout.ship(order, packing, "owner")
            db.session.remove()

    def refund(self, number: str, quantities: Mapping[int, int] | None = None) -> None:
        """Give money back: all of it, or for so many pieces of some lines."""
        with self.app.app_context():
            order = orders.find_by_number(number)
            assert order is not None, number
            checkout.refund(
                order,
                dict(quantities) if quantities else None,
                include_shipping=quantities is None,
                restock=False,
                reason="requested_by_customer",
                actor="owner",
            )
            db.session.remove()

    def cancel(self, number: str) -> None:
        """Call an order off."""
        with self.app.app_context():
            order = orders.find_by_number(number)
            assert order is not None, number
            checkout.cancel(order, "owner")
            db.session.remove()

    def _left(self, order: Order) -> dict[int, int]:
        shipped = shipping.shipped_quantities(order.id)
        lines = db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id))
        left = {
            line.id: line.quantity - line.refunded_quantity - shipped.get(line.id, 0)
            for line in lines
        }
        return {line: quantity for line, quantity in left.items() if quantity > 0}


def waybill_for(order_id: int) -> str:
    """A waybill number as DHL Express has them: ten digits."""
    return f"{order_id % 10**10:010d}"


if __name__ == "__main__":  # a process of its own, so that it can be killed at a crash point
    from storefront.app import create_app

    Owner(create_app()).ship(sys.argv[1])

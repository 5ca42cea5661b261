"""Asking a carrier for a label: refused while customs data is missing, asked for once."""

import hashlib
from dataclasses import replace

from storefront import orders, shipping
from storefront.db import release, transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.orders import Order
from storefront.shipping import CarrierDown, CarrierRefused, Consignment, Shipment

from .ship import Packing, may_pack, ship


class NoLabel(ShopError):
    """The carrier gave none; nothing was packed."""

    status = 503


def ship_with_label(order: Order, packing: Packing, actor: str = "office") -> Shipment:
    """Send a parcel under the number that its carrier gives; `packing.waybill_no` is ignored.

    Raises ShopError as `ship` does, before the carrier is asked; and when it cannot be asked or
    will not take the parcel.
    """
    service = shipping.service_of(packing.carrier)
    if service is None:
        raise ShopError(gettext("This carrier gives no labels here; copy its number instead."))
    with transaction():
        locked = orders.lock(order.id)
        if locked is None:
            raise NotFound(gettext("There is no such order."))
        chosen = may_pack(locked, packing)
        consignment = _consignment(locked, packing, chosen)
        key = _key(locked, packing, chosen)
    release()
    try:
        given = service.label(consignment, key)
    except CarrierDown as trouble:
        raise NoLabel(gettext("The carrier cannot be asked just now. Try again soon.")) from trouble
    except CarrierRefused as refusal:
        raise ShopError(str(refusal)) from refusal
    return ship(order, replace(packing, waybill_no=given.waybill_no, label=given.pdf), actor)


def _key(order: Order, packing: Packing, chosen: dict[int, int]) -> str:
    """The same for a form that was sent twice, another for the next parcel of an order."""
    before = [each.id for each in shipping.shipments_of(order.id)]
    told = f"{order.token} {before} {sorted(chosen.items())} {packing.gross_weight_g}"
    return hashlib.sha256(told.encode()).hexdigest()


def _consignment(order: Order, packing: Packing, chosen: dict[int, int]) -> Consignment:
    place = " ".join(part for part in (order.postal_code, order.city, order.region) if part)
    return Consignment(
        reference=order.number,
        country=order.country,
        name=order.name,
        lines=tuple(part for part in (order.address_line1, order.address_line2, place) if part),
        phone=order.phone or "",
        gross_weight_g=packing.gross_weight_g,
        packages=packing.packages,
        contents=tuple(
            (chosen[line.id], line.customs_name or line.name)
            for line in order.lines
            if line.id in chosen
        ),
    )

"""How parcels travel: methods, rates, carriers, shipments and waybills."""

from .carriers import CARRIERS, Carrier, find_carrier, tracking_url
from .demo import demo_shipping
from .estimates import arrival_between, working_days_after
from .models import Shipment, ShipmentLine, ShippingMethod, ShippingRate
from .offers import ShippingOffer, offers
from .parcels import (
    WAYBILL_REST,
    Parcel,
    WaybillUsed,
    check_waybill,
    get,
    mark_delivered,
    open_shipment,
    shipments_of,
    shipped_quantities,
)
from .rates import list_methods, list_rates, remove_rate, set_rate

__all__ = [
    "CARRIERS",
    "WAYBILL_REST",
    "Carrier",
    "Parcel",
    "Shipment",
    "ShipmentLine",
    "ShippingMethod",
    "ShippingOffer",
    "ShippingRate",
    "WaybillUsed",
    "arrival_between",
    "check_waybill",
    "demo_shipping",
    "find_carrier",
    "get",
    "list_methods",
    "list_rates",
    "mark_delivered",
    "offers",
    "open_shipment",
    "remove_rate",
    "set_rate",
    "shipments_of",
    "shipped_quantities",
    "tracking_url",
    "working_days_after",
]

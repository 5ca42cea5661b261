"""How parcels travel: methods, rates, carriers, shipments and waybills."""

from .carriers import (
    MODES,
    RULES,
    CarrierFacts,
    carrier,
    carrier_facts,
    carrier_name,
    find_carrier,
    forget_carrier,
    is_changed,
    is_tracking_page,
    list_carriers,
    set_carrier,
    tracking_url,
)
from .demo import demo_shipping
from .directory import CARRIERS, Carrier
from .estimates import arrival_between, working_days_after
from .models import Shipment, ShipmentLine, ShippingMethod, ShippingRate
from .offers import ShippingOffer, offers
from .parcels import (
    WAYBILL_REST,
    Parcel,
    WaybillUsed,
    check_waybill,
    count_shipments_between,
    get,
    mark_delivered,
    open_shipment,
    shipments_between,
    shipments_of,
    shipped_quantities,
)
from .rates import list_methods, list_rates, remove_rate, set_rate

__all__ = [
    "CARRIERS",
    "MODES",
    "RULES",
    "WAYBILL_REST",
    "Carrier",
    "CarrierFacts",
    "Parcel",
    "Shipment",
    "ShipmentLine",
    "ShippingMethod",
    "ShippingOffer",
    "ShippingRate",
    "WaybillUsed",
    "arrival_between",
    "carrier",
    "carrier_facts",
    "carrier_name",
    "check_waybill",
    "count_shipments_between",
    "demo_shipping",
    "find_carrier",
    "forget_carrier",
    "get",
    "is_changed",
    "is_tracking_page",
    "list_carriers",
    "list_methods",
    "list_rates",
    "mark_delivered",
    "offers",
    "open_shipment",
    "remove_rate",
    "set_carrier",
    "set_rate",
    "shipments_between",
    "shipments_of",
    "shipped_quantities",
    "tracking_url",
    "working_days_after",
]

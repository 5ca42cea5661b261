"""CN22 and CN23, from the dossier."""

from storefront.orders import Order
from storefront.press import Declaration
from storefront.shipping import Shipment

from .facts import Json, goods_value, items, party

MOST_CN22_ITEMS = 4
CN22_UP_TO = {"EUR": 33_000, "USD": 38_000, "GBP": 29_000, "CHF": 31_000, "JPY": 52_000}
"""Somewhat below 300 SDR, in minor units. The larger form is right for any value, so a limit
that errs may only err downwards; other currencies always get the larger form."""


def fits_cn22(told: Json) -> bool:
    """Whether the small form is enough."""
    value = goods_value(told)
    few = len(told["order"]["lines"]) <= MOST_CN22_ITEMS
    return few and value.minor <= CN22_UP_TO.get(value.currency, 0)


def declaration(order: Order, shipment: Shipment, told: Json, *, large: bool) -> Declaration:
    """The declaration that travels on the parcel."""
    totals, waybill = told["order"]["totals"], told["waybill"]
    return Declaration(
        language="en",
        large=large,
        sender=party(told["parties"]["seller"]),
        addressee=party(told["parties"]["consignee"]),
        reference=told["order"]["order_no"],
        invoice_no=told["order"]["order_no"],
        waybill_no=shipment.waybill_no,
        currency=told["order"]["currency"],
        items=items(told),
        value=goods_value(told).plain(),
        postage=totals["freight"],
        gross_weight_kg=waybill["gross_weight_kg"],
        posted_on=(shipment.shipped_at or shipment.created_at).date().isoformat(),
    )

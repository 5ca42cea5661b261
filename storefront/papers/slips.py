"""The packing slip, from the order's own copy: it names no prices, so that a gift stays one."""

from babel.dates import format_date

from storefront import shipping
from storefront.markets import Locale
from storefront.orders import Order
from storefront.press import Party, Slip, SlipLine
from storefront.shipping import Shipment

from .facts import address_lines, country_name
from .words import SLIP, words


def slip(order: Order, shipment: Shipment) -> Slip:
    """What is in the parcel, in the buyer's language; the Chinese names are for the packer."""
    locale = Locale(order.language, order.country)
    placed = order.placed_at.astimezone(locale.market.zone).date()
    inside = {line.order_line_id: line.quantity for line in shipment.lines}
    address = address_lines(
        {
            "lines": [line for line in (order.address_line1, order.address_line2) if line],
            "city": order.city,
            "region": order.region,
            "postal_code": order.postal_code,
            "country": order.country,
        }
    )
    return Slip(
        language=order.language,
        words=words(SLIP, order.language),
        shop="Lumenfold",
        order_no=order.number,
        placed_on=format_date(placed, "long", locale=locale.babel),
        carrier=shipping.carrier_name(shipment.carrier),
        waybill_no=shipment.waybill_no,
        weight=f"{shipment.gross_weight_g / 1000:.3f} kg",
        packages=str(shipment.packages),
        to=Party(order.name, (*address[:-1], country_name(order.country, locale.babel))),
        lines=tuple(
            SlipLine(
                str(inside[line.id]),
                f"{line.name}, {line.choice_text}" if line.choice_text else line.name,
                (line.customs_name_local or "") if order.language != "zh" else "",
                line.sku,
            )
            for line in order.lines
            if line.id in inside
        ),
    )

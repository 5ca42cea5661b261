"""The commercial invoice, from the dossier."""

from decimal import Decimal

from storefront import shipping
from storefront.markets import market_of_country
from storefront.orders import Order
from storefront.press import TradeInvoice
from storefront.shipping import Shipment

from .facts import Json, items, party
from .words import INVOICE, words

SUMS = ("goods", "discount", "freight", "insurance", "import_vat", "import_duty", "fees")
TAKEN_OFF = ("discount",)


def trade_invoice(order: Order, shipment: Shipment, told: Json) -> TradeInvoice:
    """What the destination's customs reads: English, and the language spoken there."""
    totals, waybill = told["order"]["totals"], told["waybill"]
    language = market_of_country(order.country).language
    return TradeInvoice(
        language=language,
        words=words(INVOICE, language),
        number=told["order"]["order_no"],
        issued_on=(shipment.shipped_at or shipment.created_at).date().isoformat(),
        order_no=order.number,
        carrier=shipping.carrier_name(shipment.carrier),
        waybill_no=shipment.waybill_no,
        incoterm=told["order"]["incoterm"],
        currency=told["order"]["currency"],
        weight=f"{waybill['gross_weight_kg']} kg",
        packages=str(waybill["packages"]),
        seller=party(told["parties"]["seller"]),
        buyer=party(told["parties"]["consignee"]),
        items=items(told),
        sums=tuple(
            (name, f"−{totals[name]}" if name in TAKEN_OFF else totals[name])
            for name in SUMS
            if name == "goods" or Decimal(totals[name])
        ),
        total=totals["grand_total"],
    )

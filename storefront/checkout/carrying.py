"""What carriers say of parcels: kept once, shown to the buyer, and followed."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import structlog

from storefront import clock, customs, orders, outbox, shipping
from storefront.db import release, transaction
from storefront.markets import gettext
from storefront.orders import Order
from storefront.shipping import CarrierDown, News, Shipment, Status

from .leaving import leave

LONGEST_JOURNEY = timedelta(days=60)
"""A parcel that is older is not asked after any more."""

log = structlog.get_logger()


def carrier_says(carrier: str, told: Iterable[News]) -> Counter[str]:
    """Keep what a carrier said and follow it; counts `taken`, `known` and `unknown` (no parcel has
    that number). The same event twice changes nothing."""
    found: Counter[str] = Counter(taken=0, known=0, unknown=0)
    for news in sorted(told, key=lambda one: one.at):
        with transaction():
            parcel = shipping.parcel_with(carrier, news.waybill_no)
            order = orders.lock(parcel.order_id) if parcel else None
            if parcel is None or order is None:
                found["unknown"] += 1
            elif shipping.keep_news(parcel, carrier, news):
                found["taken"] += 1
                _follow(order, shipping.renewed(parcel), news)
            else:
                found["known"] += 1
    return found


def _follow(order: Order, parcel: Shipment, news: News) -> None:
    if parcel.state == shipping.PACKED and news.status in shipping.HAS_LEFT:
        if not customs.is_taken_in(parcel.id):
            orders.set_attention(
                order, gettext("A parcel is under way although customs has not accepted it.")
            )
        leave(order, parcel, news.at, parcel.carrier)
    if news.status == Status.DELIVERED and shipping.mark_delivered(parcel, news.at):
        orders.record(order, "delivered", {"shipment": parcel.id}, parcel.carrier)
        customs.waybill_updated(parcel.id)
    if news.status in shipping.NEEDS_A_PERSON:
        sentence = {
            Status.RETURNED: gettext("The carrier sends parcel %(number)s back."),
            Status.LOST: gettext("The carrier has lost parcel %(number)s."),
        }[news.status]
        orders.set_attention(order, sentence % {"number": parcel.waybill_no})


@outbox.every("ask_carriers", timedelta(minutes=30))
def ask_carriers() -> int:
    """Ask every carrier that can be asked after the parcels it has; returns how much was new."""
    new = 0
    for carrier in shipping.carriers_with_service():
        service = shipping.service_of(carrier)
        if service is None:
            continue
        under_way = shipping.parcels_under_way(carrier, clock.now() - LONGEST_JOURNEY)
        asked = [(parcel.waybill_no, parcel.shipped_at) for parcel in under_way]
        release()
        for waybill_no, shipped_at in asked:
            try:
                told = service.track(waybill_no, shipped_at)
            except CarrierDown:
                log.warning("carrier_down", carrier=carrier)
                break
            new += carrier_says(carrier, told)["taken"] if told else 0
    return new

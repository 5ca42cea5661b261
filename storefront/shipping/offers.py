"""What a buyer can choose from."""

from dataclasses import dataclass

from sqlalchemy import select

from storefront.db import db
from storefront.markets import Locale
from storefront.money import Money

from .models import ShippingMethod, ShippingRate


@dataclass(frozen=True)
class ShippingOffer:
    """A way to send the parcel and its shown price; days are working days to the door."""

    key: str
    name: str
    carrier: str
    amount: Money
    days_min: int
    days_max: int


def offers(locale: Locale, gross_weight_g: int, goods_minor: int) -> list[ShippingOffer]:
    """The methods that carry this weight (grams) to a market, cheapest step of each.

    `goods_minor` is the shown goods value in the market's currency; enough of it ships free.
    """
    rows = db.session.execute(
        select(ShippingMethod, ShippingRate)
        .join(ShippingRate, ShippingRate.method_key == ShippingMethod.key)
        .where(
            ShippingMethod.active,
            ShippingRate.market == locale.market.code,
            ShippingRate.up_to_g >= gross_weight_g,
        )
        .order_by(ShippingMethod.position, ShippingMethod.key, ShippingRate.up_to_g)
    )
    found: dict[str, ShippingOffer] = {}
    for method, rate in rows:
        if method.key not in found:
            found[method.key] = _offer(method, rate, locale.language, goods_minor)
    return list(found.values())


def _offer(
    method: ShippingMethod, rate: ShippingRate, language: str, goods_minor: int
) -> ShippingOffer:
    free = rate.free_from_minor is not None and goods_minor >= rate.free_from_minor
    return ShippingOffer(
        key=method.key,
        name=method.names.get(language) or method.names.get("en") or method.key,
        carrier=method.carrier,
        amount=Money(0 if free else rate.amount_minor, rate.currency),
        days_min=rate.days_min,
        days_max=rate.days_max,
    )

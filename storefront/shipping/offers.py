"""What a buyer can choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from storefront.catalog import remembered
from storefront.db import db
from storefront.markets import Locale
from storefront.money import Money

from .models import ShippingMethod, ShippingRate

_methods, _rates = ShippingMethod.__table__, ShippingRate.__table__

# Rows and not objects, made into a statement once: this is asked on every step of a purchase.
_OF_A_MARKET = (
    select(
        _methods.c.key,
        _methods.c.names,
        _methods.c.carrier,
        _rates.c.up_to_g,
        _rates.c.amount_minor,
        _rates.c.currency,
        _rates.c.free_from_minor,
        _rates.c.days_min,
        _rates.c.days_max,
    )
    .join(_rates, _rates.c.method_key == _methods.c.key)
    .where(_methods.c.active, _rates.c.market == bindparam("market"))
    .order_by(_methods.c.position, _methods.c.key, _rates.c.up_to_g)
)


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
    found: dict[str, ShippingOffer] = {}
    for rate in _rates_of(locale.market.code):
        if rate.up_to_g >= gross_weight_g and rate.key not in found:
            found[rate.key] = _offer(rate, locale.language, goods_minor)
    return list(found.values())


def _rates_of(market: str) -> Sequence[Any]:
    """All ways to a market, cheapest step of each first."""

    def find() -> Sequence[Any]:
        return db.session.execute(_OF_A_MARKET, {"market": market}).all()

    return remembered(("shipping rates", market), find)


def _offer(rate: Any, language: str, goods_minor: int) -> ShippingOffer:
    free = rate.free_from_minor is not None and goods_minor >= rate.free_from_minor
    return ShippingOffer(
        key=rate.key,
        name=rate.names.get(language) or rate.names.get("en") or rate.key,
        carrier=rate.carrier,
        amount=Money(0 if free else rate.amount_minor, rate.currency),
        days_min=rate.days_min,
        days_max=rate.days_max,
    )

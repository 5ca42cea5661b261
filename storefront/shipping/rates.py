"""The price list of shipping, as the operator keeps it."""

from typing import Any

from sqlalchemy import select

from storefront.catalog import touched
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import MARKETS, gettext
from storefront.money import currency as rules_of

from .models import ShippingMethod, ShippingRate


def list_methods() -> list[ShippingMethod]:
    """Every method, in the order in which buyers see them."""
    return list(
        db.session.scalars(
            select(ShippingMethod).order_by(ShippingMethod.position, ShippingMethod.key)
        )
    )


def list_rates(market: str | None = None) -> list[ShippingRate]:
    """Every rate, by market, method and weight."""
    query = select(ShippingRate).order_by(
        ShippingRate.market, ShippingRate.method_key, ShippingRate.up_to_g
    )
    if market is not None:
        query = query.where(ShippingRate.market == market)
    return list(db.session.scalars(query))


def set_rate(rate_id: int | None, facts: dict[str, Any]) -> ShippingRate:
    """Write a new rate, or change one; raises ShopError with what is wrong about it."""
    market = MARKETS.get(facts["market"])
    if market is None or db.session.get(ShippingMethod, facts["method_key"]) is None:
        raise ShopError(gettext("A rate belongs to a market and a method that exist."))
    amount, free_from = facts["amount_minor"], facts.get("free_from_minor")
    if facts["up_to_g"] <= 0 or amount < 0 or (free_from is not None and free_from < 0):
        raise ShopError(gettext("Weights are above zero and amounts are not below it."))
    if amount % rules_of(market.currency).step:
        raise ShopError(gettext("This currency cannot charge such a fraction."))
    if not 0 < facts["days_min"] <= facts["days_max"] <= 120:
        raise ShopError(gettext("The earliest day comes first, and neither is above 120."))
    rate = db.session.get(ShippingRate, rate_id) if rate_id is not None else ShippingRate()
    if rate is None:
        raise ShopError(gettext("There is no such rate."), 404)
    for name, value in {**facts, "currency": market.currency}.items():
        setattr(rate, name, value)
    db.session.add(rate)
    db.session.flush()
    touched()
    return rate


def remove_rate(rate_id: int) -> bool:
    """Strike a rate out; orders keep what they were charged."""
    rate = db.session.get(ShippingRate, rate_id)
    if rate is None:
        return False
    db.session.delete(rate)
    db.session.flush()
    touched()
    return True

"""Prices by market, with their history from the first day."""

from collections.abc import Mapping

from sqlalchemy import Table, delete, insert, select, update

from storefront import clock
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import MARKETS, gettext
from storefront.money import Money, currency

from .listing import refresh_listing
from .models import Price, PriceChange, Product, Variant

_prices: Table = Price.__table__  # type: ignore[assignment]
_changes: Table = PriceChange.__table__  # type: ignore[assignment]
MOST = 10**11


def set_price(variant_id: int, market: str, amount: Money | None) -> None:
    """What a variant costs in a market; None: it is not sold there. Raises ShopError."""
    variant = db.session.get(Variant, variant_id)
    if variant is None or market not in MARKETS:
        raise NotFound(gettext("There is no such variant."))
    if amount is None:
        gone = delete(_prices).where(_prices.c.variant_id == variant_id, _prices.c.market == market)
        db.session.execute(gone)
    else:
        if amount.currency != MARKETS[market].currency:
            raise ShopError(
                gettext("Prices in this market are in %(currency)s.")
                % {"currency": MARKETS[market].currency}
            )
        fault = price_fault(amount)
        if fault:
            raise ShopError(fault)
        if not write_prices({variant_id: {market: amount.minor}}):
            return
    db.session.expire(variant, ["prices"])
    product = db.session.get(Product, variant.product_id)
    assert product is not None
    product.updated_at = clock.now()
    refresh_listing(product)


def price_fault(amount: Money) -> str | None:
    """What is wrong with a price, as a sentence."""
    rules = currency(amount.currency)
    if amount.minor <= 0:
        return gettext("A price is more than zero.")
    if amount.minor > MOST:
        return gettext("This price is too large.")
    if amount.minor % rules.step:
        return gettext("%(currency)s prices have fewer decimals.") % {"currency": rules.code}
    return None


def write_prices(prices: Mapping[int, Mapping[str, int]]) -> int:
    """Write prices in minor units by variant and market; returns how many were not so before."""
    known = {
        (row.variant_id, row.market): row.amount_minor
        for row in db.session.execute(
            select(_prices.c.variant_id, _prices.c.market, _prices.c.amount_minor).where(
                _prices.c.variant_id.in_(prices)
            )
        )
    }
    told = {
        (variant_id, market): minor
        for variant_id, by_market in prices.items()
        for market, minor in by_market.items()
    }
    changed = {key: minor for key, minor in told.items() if known.get(key) != minor}
    rows = [
        {
            "variant_id": variant_id,
            "market": market,
            "amount_minor": minor,
            "currency": MARKETS[market].currency,
        }
        for (variant_id, market), minor in changed.items()
    ]
    if not rows:
        return 0
    for row in rows:
        key = (row["variant_id"], row["market"])
        if key in known:
            here = (_prices.c.variant_id == key[0]) & (_prices.c.market == key[1])
            db.session.execute(
                update(_prices)
                .where(here)
                .values(
                    amount_minor=row["amount_minor"],
                    was_minor=None,  # another price is no longer that reduction
                )
            )
    new = [row for row in rows if (row["variant_id"], row["market"]) not in known]
    if new:
        db.session.execute(insert(_prices), new)
    now = clock.now()
    db.session.execute(insert(_changes), [{**row, "since": now} for row in rows])
    return len(rows)

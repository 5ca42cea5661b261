"""Rates of exchange for making price lists, and how a market rounds its prices."""

from decimal import ROUND_CEILING, Decimal

from storefront.money import Money, currency

from .registry import BASE_CURRENCY, Market

# How much of each currency one US dollar buys: the company's own planning rates, changed by hand.
# They make price lists only; what a sale really earned comes from Stripe.
PLANNING_RATES: dict[str, Decimal] = {
    "USD": Decimal("1"),
    "EUR": Decimal("0.92"),
    "GBP": Decimal("0.79"),
    "JPY": Decimal("151"),
}


def convert(amount: Money, to: str) -> Money:
    """By planning rate, rounded up to the minor unit."""
    value = amount.decimal() / PLANNING_RATES[amount.currency] * PLANNING_RATES[to]
    minor = value.scaleb(currency(to).exponent).to_integral_value(ROUND_CEILING)
    return Money(int(minor), to)


def price_in(market: Market, base: Money, tax_basis_points: int = 0) -> Money:
    """A base-currency price for a market: converted, tax added where shown prices contain it,
    rounded up to the market's usual ending.
    """
    if base.currency != BASE_CURRENCY:
        base = convert(base, BASE_CURRENCY)
    price = convert(base, market.currency)
    if market.prices_include_tax:
        price = Money(-(-price.minor * (10_000 + tax_basis_points) // 10_000), price.currency)
    if price.minor == 0 or market.currency == BASE_CURRENCY:
        return price  # the company's own price is shown as it was given
    steps = -(-(price.minor - market.price_ending) // market.price_step)
    return Money(max(steps, 0) * market.price_step + market.price_ending, price.currency)

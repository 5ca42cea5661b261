"""Which currencies can be charged, in which units, from which amount.

Deliberately a table of its own: a stand-in that shared the shop's table would share its mistakes.
Rates are US dollars per major unit; minimum charges are minor units.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from storefront.sandbox.stripe.refusal import Refusal

LARGEST_AMOUNT = 99_999_999


@dataclass(frozen=True)
class Currency:
    """How one currency is written at Stripe: `exponent` minor digits, amounts in steps."""

    code: str
    rate: Decimal
    minimum: int
    exponent: int = 2
    step: int = 1


def _table() -> dict[str, Currency]:
    two_decimals = """
        usd 1 50, eur 1.09 50, gbp 1.28 30, cad 0.73 50, aud 0.66 50, nzd 0.60 50, chf 1.14 50,
        sgd 0.75 50, hkd 0.128 400, sek 0.096 300, nok 0.093 300, dkk 0.146 250, pln 0.25 200,
        czk 0.043 1500, huf 0.0027 17500, ron 0.219 200, bgn 0.557 100, mxn 0.052 1000,
        brl 0.18 50, inr 0.012 50, thb 0.029 1000, myr 0.23 200, aed 0.2723 200, cny 0.14 400,
        twd 0.031 1600, php 0.0175 2800, idr 0.000063 800000, zar 0.055 900, ils 0.27 200,
        try 0.03 1700, sar 0.2666 200, qar 0.2747 200, uah 0.024 2100, pen 0.265 200"""
    zero_decimals = """
        jpy 0.0067 50, krw 0.00073 100, clp 0.00106 500, vnd 0.00004 13000, pyg 0.000133 4000,
        xof 0.00166 400, xaf 0.00166 400, xpf 0.0091 60, kmf 0.0022 250, mga 0.00022 2500,
        bif 0.00035 1500, djf 0.0056 100, gnf 0.000116 4500, rwf 0.00075 700, vuv 0.0084 60"""
    three_decimals = "bhd 2.65 200, jod 1.41 400, kwd 3.25 200, omr 2.6 200, tnd 0.32 1600"
    found = {"isk": Currency("isk", Decimal("0.0072"), 7000, step=100)}
    for text, exponent, step in (
        (two_decimals, 2, 1),
        (zero_decimals, 0, 1),
        (three_decimals, 3, 10),
    ):
        for entry in text.split(","):
            code, rate, minimum = entry.split()
            found[code] = Currency(code, Decimal(rate), int(minimum), exponent, step)
    return found


CURRENCIES = _table()


def currency(code: str, param: str = "currency") -> Currency:
    """The currency of this code; refuses what cannot be charged."""
    found = CURRENCIES.get(code.lower())
    if found is None:
        raise Refusal(
            f"Invalid currency: {code.lower()}. Stripe currently supports these currencies:"
            f" {', '.join(sorted(CURRENCIES))}",
            param=param,
        )
    return found


def check_charge(amount: int, code: str, param: str) -> None:
    """Refuse a total that cannot be charged in its currency."""
    money = currency(code)
    if amount % money.step:
        raise Refusal(
            f"Invalid integer: amounts in {code} must be a multiple of {money.step}",
            "parameter_invalid_integer",
            param,
        )
    if amount < money.minimum:
        least = Decimal(money.minimum).scaleb(-money.exponent)
        raise Refusal(
            f"The Checkout Session's total amount due must add up to at least {least} {code}",
            "amount_too_small",
            param,
        )
    if amount > LARGEST_AMOUNT:
        raise Refusal(
            f"The Checkout Session's total amount due must be no more than {LARGEST_AMOUNT} {code}",
            "amount_too_large",
            param,
        )


def minor_rate(frm: str, to: str, rates: dict[str, str]) -> Decimal:
    """How many minor units of `to` one minor unit of `frm` is worth."""
    one, other = currency(frm), currency(to)
    dollars = Decimal(rates.get(frm, one.rate)) / Decimal(rates.get(to, other.rate))
    return dollars.scaleb(other.exponent - one.exponent)


def whole(amount: Decimal) -> int:
    """An amount in whole minor units, halves away from zero."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))

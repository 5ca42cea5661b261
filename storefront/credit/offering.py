"""Which gift cards the shop sells: in which currencies, and what amounts buyers choose from.

Where the owner has said nothing, the usual amounts are sold. The caller holds the transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from storefront.catalog import remembered, touched
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import gettext
from storefront.money import Money, currency

from .models import GiftCardOffer

USUAL = {
    "EUR": (25, 50, 100, 200),
    "GBP": (20, 50, 100, 200),
    "JPY": (3_000, 5_000, 10_000, 30_000),
    "USD": (25, 50, 100, 200),
}
"""Proposed in each currency (major units); in others, multiples of the least that Stripe takes."""
USUAL_MULTIPLES = (50, 100, 200, 400)
LEAST, MOST = 20, 1_000
"""What a bought card may hold, in multiples of the least that Stripe takes: from 10 to 500 EUR. A
thief turns stolen bank cards into gift cards, so that no single one may be worth much."""
MOST_AMOUNTS = 8


def sells(code: str) -> bool:
    """Whether gift cards are sold in a currency."""
    said = _said().get(code)
    return said is None or said.is_sold


def offered(code: str) -> list[Money]:
    """Amounts to choose from in a currency, smallest first."""
    if said := _said().get(code):
        return [Money(minor, code) for minor in said.amounts]
    rules = currency(code)
    if code in USUAL:
        return [Money(each * 10**rules.exponent, code) for each in USUAL[code]]
    return [Money(each * rules.minimum, code) for each in USUAL_MULTIPLES]


def bounds(code: str) -> tuple[Money, Money]:
    """The least and the most that a bought card may hold."""
    minimum = currency(code).minimum
    return Money(LEAST * minimum, code), Money(MOST * minimum, code)


def may_hold(amount: Money) -> bool:
    """Whether a card of so much may be sold."""
    least, most = bounds(amount.currency)
    is_payable = amount.minor % currency(amount.currency).step == 0
    return is_payable and least.minor <= amount.minor <= most.minor


def offer(code: str, is_sold: bool, amounts: Sequence[Money]) -> None:
    """The owner's word on one currency. Amounts stay when cards are not sold for a while.

    Raises ShopError with what is wrong about the amounts.
    """
    if not 0 < len(set(amounts)) <= MOST_AMOUNTS:
        raise ShopError(gettext("Please give from one to eight amounts."))
    least, most = bounds(code)
    if not all(may_hold(amount) for amount in amounts):
        raise ShopError(
            gettext("A gift card holds from %(least)s to %(most)s %(currency)s.")
            % {"least": least.plain(), "most": most.plain(), "currency": code}
        )
    kept = db.session.get(GiftCardOffer, code) or GiftCardOffer(currency=code)
    kept.is_sold = is_sold
    kept.amounts = sorted({amount.minor for amount in amounts})
    db.session.add(kept)
    db.session.flush()
    touched()


@dataclass(frozen=True, slots=True)
class _Said:
    is_sold: bool
    amounts: tuple[int, ...]


def _said() -> Mapping[str, _Said]:
    """The owner's word by currency."""

    def find() -> Mapping[str, _Said]:
        rows = db.session.scalars(select(GiftCardOffer))
        return {row.currency: _Said(row.is_sold, tuple(row.amounts)) for row in rows}

    return remembered("gift cards on offer", find)

"""The table of prices and counted stock on a product's page, read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storefront import catalog
from storefront.markets import MARKETS
from storefront.markets import gettext as _
from storefront.money import Money, currency


@dataclass(frozen=True)
class Shelf:
    """Prices and stock as typed: what to change, and what is wrong by field name."""

    prices: dict[tuple[int, str], Money | None]
    stock: dict[int, int]
    typed: Mapping[str, str]
    problems: dict[str, str]


def read_shelf(product: Any, typed: Mapping[str, str]) -> Shelf:
    """Only what differs from what the page had shown, so that a sale meanwhile is not undone."""
    shelf = Shelf({}, {}, typed, {})
    for variant in product.variants:
        known = {price.market: price.money for price in variant.prices}
        for market in MARKETS.values():
            name = f"price_{variant.id}_{market.code}"
            if name in typed:
                _read_price(shelf, name, variant.id, market.code, known.get(market.code))
        name = f"stock_{variant.id}"
        if name in typed and typed[name].strip() != typed.get(f"was_{name}", "").strip():
            _read_stock(shelf, name, variant.id)
    return shelf


def _read_price(shelf: Shelf, name: str, variant_id: int, market: str, known: Money | None) -> None:
    text = shelf.typed[name].strip()
    code = MARKETS[market].currency
    if not text:
        if known is not None:
            shelf.prices[variant_id, market] = None
        return
    try:
        amount = Money.parse(text, code)
    except ValueError:
        example = Money(1900 if currency(code).exponent == 0 else 1990, code).plain()
        shelf.problems[name] = _("Write an amount like %(example)s.") % {"example": example}
        return
    fault = catalog.price_fault(amount)
    if fault:
        shelf.problems[name] = fault
    elif amount != known:
        shelf.prices[variant_id, market] = amount


def _read_stock(shelf: Shelf, name: str, variant_id: int) -> None:
    text = shelf.typed[name].strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and int(text) <= 1_000_000):
        shelf.problems[name] = _("Write a whole number from 0 to 1,000,000.")
    else:
        shelf.stock[variant_id] = int(text)

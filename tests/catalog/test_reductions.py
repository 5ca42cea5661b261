"""Crossed-out prices: the lowest of the thirty days before, and never one that was not."""

from datetime import timedelta

import pytest
from flask import Flask

from storefront import catalog, clock
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.markets import Locale
from storefront.money import Money
from tests.checkout.conftest import GERMANY, Till, place, settings, template, till

__all__ = ["place", "settings", "template", "till"]


def price(till: Till, plain: str, days: float = 0, market: str = "de") -> None:
    """After so many days, ask this much."""
    clock.shift(timedelta(days=days))
    with transaction():
        catalog.set_price(till.variants["lamp"], market, Money.parse(plain, "EUR"))


def announce(till: Till, market: str = "de") -> int:
    with transaction():
        return catalog.announce_reduction(product(), market)


def product():  # type: ignore[no-untyped-def]
    db.session.rollback()
    db.session.expire_all()
    return catalog.product(catalog.list_products("lamp").rows[0].id)


def shown(till: Till, locale: Locale = GERMANY) -> tuple[int, int | None]:
    """What the product's page and its card say, which must be the same."""
    db.session.rollback()
    page = catalog.product_page(locale, "lamp")
    assert page is not None
    (card,) = catalog.selection(locale, ["lamp"])
    variant = page.variants[0]
    assert (card.price, card.was) == (variant.price, variant.was)
    return variant.price.minor, variant.was.minor if variant.was else None


def test_the_lowest_price_of_the_thirty_days_before_is_crossed_out(till: Till) -> None:
    price(till, "50")
    price(till, "40", days=40)
    price(till, "45", days=5)
    price(till, "35", days=5)
    assert announce(till) == 1
    assert shown(till) == (3_500, 4_000), "50 was asked last 10 days before, but 40 was lower"


def test_a_price_before_the_thirty_days_does_not_count(till: Till) -> None:
    price(till, "30")
    price(till, "50", days=1)
    price(till, "40", days=31)
    announce(till)
    assert shown(till) == (4_000, 5_000)


def test_a_price_in_force_at_the_edge_of_the_thirty_days_counts(till: Till) -> None:
    price(till, "30")
    price(till, "50", days=10)
    price(till, "40", days=29)
    with pytest.raises(ShopError, match=r"lowest price of the 30 days before was 30\.00 EUR"):
        announce(till)
    assert shown(till) == (4_000, None)


def test_a_price_that_was_raised_to_be_reduced_is_refused(till: Till) -> None:
    price(till, "40")
    price(till, "80", days=60)
    price(till, "60", days=2)
    with pytest.raises(ShopError, match=r"was 40\.00 EUR"):
        announce(till)


def test_a_first_price_cannot_be_reduced(till: Till, app: Flask) -> None:
    with pytest.raises(ShopError, match="no other price"):
        announce(till)


def test_another_price_ends_the_announcement(till: Till) -> None:
    price(till, "60")
    price(till, "50", days=40)
    announce(till)
    assert shown(till)[1] is not None
    price(till, "51", days=1)
    assert shown(till) == (5_100, None)


def test_it_can_be_taken_back(till: Till) -> None:
    price(till, "60")
    price(till, "50", days=40)
    announce(till)
    with transaction():
        catalog.withdraw_reduction(product(), "de")
    assert shown(till) == (5_000, None)


def test_a_basket_knows_what_is_reduced(till: Till) -> None:
    price(till, "60")
    price(till, "50", days=40)
    announce(till)
    key = till.variants["lamp"]
    assert catalog.offers([key], GERMANY)[key].is_reduced
    assert not catalog.offers([key], Locale("en", "US"))[key].is_reduced

"""What a buyer may choose, and what it costs."""

from datetime import date

import pytest
from flask import Flask

from storefront import shipping
from storefront.db import transaction
from storefront.markets import MARKETS, find_locale


@pytest.fixture(autouse=True)
def price_list(app: Flask) -> None:
    with transaction():
        shipping.demo_shipping()


def test_the_smallest_step_that_carries_the_weight_is_offered() -> None:
    light, edge, heavy = (
        shipping.offers(find_locale("de-de"), grams, 0)[0].amount.minor for grams in (1, 500, 501)
    )
    assert (light, edge, heavy) == (590, 590, 890)


def test_enough_goods_ship_free_by_post_but_not_by_express() -> None:
    standard, express = shipping.offers(find_locale("en-us"), 800, 12_000)
    assert standard.amount.minor == 0
    assert express.amount.minor == 2_900
    assert shipping.offers(find_locale("en-us"), 800, 11_999)[0].amount.minor == 990


def test_methods_are_named_in_the_readers_language() -> None:
    names = {shipping.offers(find_locale(f"{one}-de"), 1, 0)[0].name for one in ("en", "de", "zh")}
    assert len(names) == 3


def test_what_nobody_carries_is_not_offered() -> None:
    assert shipping.offers(find_locale("ja-jp"), 20_001, 0) == []


@pytest.mark.parametrize("market", MARKETS)
def test_every_market_is_served_in_its_own_currency(market: str) -> None:
    country = MARKETS[market].countries[0].lower()
    offers = shipping.offers(find_locale(f"en-{country}"), 3_000, 0)
    assert [offer.key for offer in offers] == ["standard", "express"]
    assert {offer.amount.currency for offer in offers} == {MARKETS[market].currency}


def test_the_demo_rates_are_written_once() -> None:
    with transaction():
        assert shipping.demo_shipping() == 0


def test_weekends_do_not_count_as_working_days() -> None:
    friday = date(2026, 11, 27)
    assert shipping.working_days_after(friday, 1) == date(2026, 11, 30)
    assert shipping.arrival_between(friday, 3, 5) == (date(2026, 12, 3), date(2026, 12, 7))
    assert shipping.arrival_between(friday, 3, 5, handling_days=0)[0] == date(2026, 12, 2)

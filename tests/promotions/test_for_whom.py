"""Offers for some buyers only, up to a budget, with a gift, with duty paid: as orders keep them."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from storefront import cart, catalog, checkout, clock, payments, promotions
from storefront.cart import Quote
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.markets import Locale
from storefront.orders import Order
from tests.checkout.conftest import AMERICA, GERMANY, Till, place, settings, template, till
from tests.promotions.test_redeeming import at_once, coded, offer, settle, states, used

__all__ = ["place", "settings", "template", "till"]

TOUCH = {"channel": "Email", "campaign": "autumn", "link": "abcdefg"}


def quoted(
    till: Till, token: str, email: str = "", touch: Any = None, locale: Locale = GERMANY
) -> Quote:
    basket = cart.find_basket(token)
    assert basket is not None
    wanted = [(line.variant_id, line.quantity) for line in basket.lines]
    buyer = checkout.buyer(email, lambda: touch)
    return cart.quote(wanted, locale, "standard", basket.code, buyer)


def bought(
    till: Till, token: str, email: str, key: str, touch: Any = None, locale: Locale = GERMANY
) -> Order:
    total = quoted(till, token, email, touch, locale).total.minor
    details = till.details(locale, email=email)
    return checkout.place(token, details, locale, "standard", key, total, last_touch=touch)


def test_a_first_order_is_the_first_of_a_person_and_not_of_an_address(till: Till) -> None:
    offer("HELLO", rule={"percent_bp": 1_000, "nth_order": 1})
    token = coded(till, "HELLO")
    assert quoted(till, token).discount_shown  # nobody knows yet who it is
    first = settle(till, bought(till, token, "kim.test@gmail.com", "k1"))
    assert first.discount_minor > 0
    again = coded(till, "HELLO")
    assert not quoted(till, again, "KimTest+new@googlemail.com").discount_shown
    second = bought(till, again, "KimTest+new@googlemail.com", "k2")
    assert second.discount_minor == 0 and states() == ["committed"]


def test_who_hides_that_they_bought_before_is_asked_to_look_at_the_total(till: Till) -> None:
    """The total was shown before the address was given, so it has to be shown again."""
    offer("HELLO", rule={"percent_bp": 1_000, "nth_order": 1})
    settle(till, bought(till, coded(till, "HELLO"), "kim@example.com", "k1"))
    token = coded(till, "HELLO")
    total = quoted(till, token).total.minor
    with pytest.raises(ShopError, match="total has changed"):
        checkout.place(token, till.details(), GERMANY, "standard", "k2", total)


def test_who_has_not_come_for_long_is_called_back(till: Till) -> None:
    offer("BACK", rule={"percent_bp": 1_000, "lapsed_days": 90, "min_orders": 1})
    settle(till, bought(till, till.fill(), "kim@example.com", "k1"))
    token = coded(till, "BACK")
    assert not quoted(till, token, "kim@example.com").discount_shown
    clock.shift(timedelta(days=91))
    assert quoted(till, token, "kim@example.com").discount_shown
    assert not quoted(till, token, "new@example.com").discount_shown


def test_a_group_knows_its_people_and_keeps_no_address(till: Till) -> None:
    with transaction():
        assert promotions.add_to_group("Press", "anna@example.com\n ANNA@example.com \n\n") == 1
        assert promotions.add_to_group("Press", "anna@example.com, \notto@example.com;") == 1
    (group,) = promotions.list_groups()
    assert (group.name, group.members) == ("Press", 2)
    offer("PRESS", rule={"percent_bp": 1_000, "groups": [group.id]})
    token = coded(till, "PRESS")
    assert quoted(till, token, "Otto@Example.com").discount_shown
    assert not quoted(till, token, "eve@example.com").discount_shown
    with transaction():
        promotions.remove_group(group.id)
    assert not quoted(till, token, "otto@example.com").discount_shown
    with pytest.raises(ShopError, match="no e-mail address"), transaction():
        promotions.add_to_group("Press", "anna@example.com\nnobody")
    assert promotions.list_groups() == []


def test_a_code_made_for_one_is_used_by_nobody_else(till: Till) -> None:
    row = offer("")
    with transaction():
        pairs = promotions.make_codes_for(row, "anna@example.com\notto@example.com", "dear-")
    (anna, code), (_otto, other) = pairs
    assert anna == "anna@example.com" and code.startswith("DEAR-") and code != other
    token = coded(till, code)
    assert quoted(till, token).discount_shown
    assert not quoted(till, token, "otto@example.com").discount_shown
    order = bought(till, token, "Anna@example.com", "k1")
    assert order.discount_minor > 0
    assert not promotions.is_code_open(code) and promotions.is_code_open(other)


def test_an_offer_for_those_who_came_by_a_campaign(till: Till) -> None:
    offer("", automatic=True, rule={"percent_bp": 1_000, "campaigns": ["autumn"]})
    token = till.fill()
    assert not quoted(till, token).discount_shown
    order = bought(till, token, "kim@example.com", "k1", TOUCH)
    assert order.discount_minor > 0


def test_a_budget_is_never_overspent_and_comes_back_with_what_is_not_paid(till: Till) -> None:
    row = offer("", automatic=True, budgets={"EUR": 1_000})  # 10 % of 49.90 fit twice
    one = bought(till, till.fill(), "a@example.com", "k1")
    two = bought(till, till.fill(), "b@example.com", "k2")
    three = bought(till, till.fill(), "c@example.com", "k3")
    assert [order.discount_minor > 0 for order in (one, two, three)] == [True, True, False]
    assert used(row) == 2
    checkout.cancel(till.again(one), "buyer")
    assert quoted(till, till.fill()).discount_shown
    assert not quoted(till, till.fill(), locale=AMERICA).discount_shown  # no budget in dollars


@pytest.mark.timeout(240)
def test_a_budget_holds_while_many_order_at_once(till: Till, app: Flask) -> None:
    row = offer("RUSH", budgets={"EUR": 20 * 499})
    with transaction():
        catalog.count_stock(till.variants["lamp"], 1_000)
    tokens = [coded(till, "RUSH") for _ in range(160)]
    reduced = quoted(till, tokens[0]).total.minor
    said: list[str] = []

    def buy(n: int) -> None:
        details = till.details(email=f"b{n}@example.com")
        try:
            checkout.place(tokens[n], details, GERMANY, "standard", f"k{n}", reduced)
            said.append("held")
        except ShopError:
            said.append("refused")

    at_once(app, buy)
    assert said.count("held") == 20 == used(row) and said.count("refused") == 140


def test_a_gift_is_free_once_and_its_own_price_does_not_earn_it(till: Till) -> None:
    offer("", "gift", automatic=True, rule={"gift": "mug", "min_spend": {"EUR": 4_990}})
    alone = quoted(till, till.fill({"mug": 1}))
    assert not alone.discount_shown
    missing = quoted(till, till.fill({"lamp": 1}))
    assert [each.why for each in missing.evaluation.refused] == [promotions.Why.GIFT]
    order = settle(till, bought(till, till.fill({"lamp": 1, "mug": 2}), "a@example.com", "k1"))
    lines = {line.sku: line for line in order.lines}
    assert lines["lamp"].discount_minor == 0
    assert lines["mug"].discount_minor * 2 == lines["mug"].goods_minor


def test_duty_that_the_shop_pays_is_charged_to_nobody_and_sums_still(till: Till) -> None:
    row = offer("DUTY", "duty")
    plain = bought(till, till.fill({"lamp": 2}), "a@example.com", "k0", locale=AMERICA)
    order = bought(till, coded(till, "DUTY", {"lamp": 2}), "b@example.com", "k1", locale=AMERICA)
    waived = plain.import_duty_minor + plain.fees_minor
    assert waived > 0 and order.total_minor == plain.total_minor - waived
    assert (order.import_duty_minor, order.fees_minor) == (0, 0)
    assert sum(line.duty_minor + line.fees_minor for line in order.lines) == 0
    (redemption,) = db.session.query(promotions.Redemption)
    assert redemption.amount_minor == waived and used(row) == 1
    order = settle(till, order)
    payment = payments.main_payment(order.id)
    assert payment is not None and payment.amount_minor == order.total_minor


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "tiered", "rule": {}},
        {"kind": "tiered", "rule": {"tiers": [{"pieces": 1, "percent_bp": 10_001}]}},
        {"kind": "tiered", "rule": {"tiers": [{"spend": {"EUR": 0}, "percent_bp": 1}]}},
        {"kind": "gift", "rule": {}},
        {"kind": "percent", "rule": {"percent_bp": 1, "to_hour": 24}},
        {"kind": "percent", "rule": {"percent_bp": 1}, "budgets": {"EUR": 0}},
    ],
)
def test_what_makes_no_sense_is_refused(app: Flask, wrong: dict[str, Any]) -> None:
    with pytest.raises(ShopError), transaction():
        promotions.save_promotion(None, promotions.PromotionFacts("x", **wrong))

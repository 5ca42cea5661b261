"""From the code in the basket to the money that goes back: one discount, to the minor unit."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from storefront import cart, catalog, checkout, clock, customs, orders, payments, promotions
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.markets import Locale
from storefront.orders import Order
from storefront.promotions import PromotionFacts, PromotionRow, Redemption, UsedUp
from tests.checkout.conftest import AMERICA, GERMANY, JAPAN, Till, place, settings, template, till

__all__ = ["place", "settings", "template", "till"]

BRITAIN = Locale("en", "GB")


def offer(code: str = "TEN", kind: str = "percent", **facts: Any) -> PromotionRow:
    rule = facts.pop("rule", {"percent_bp": 1_000} if kind == "percent" else {})
    with transaction():
        row = promotions.save_promotion(None, PromotionFacts("An offer", kind, rule, **facts))
        if code:
            promotions.add_code(row, code)
        return row


def coded(till: Till, code: str, quantities: dict[str, int] | None = None) -> str:
    """A basket whose owner typed a code."""
    token = till.fill(quantities)
    with transaction():
        basket = cart.find_basket(token)
        assert basket is not None
        cart.set_code(basket, promotions.normal_code(code))
    return token


def order_with(
    till: Till, token: str, locale: Locale = GERMANY, key: str = "k1", **changes: str
) -> Order:
    basket = cart.find_basket(token)
    assert basket is not None
    wanted = [(line.variant_id, line.quantity) for line in basket.lines]
    total = cart.quote(wanted, locale, "standard", basket.code).total.minor
    return checkout.place(token, till.details(locale, **changes), locale, "standard", key, total)


def settle(till: Till, order: Order) -> Order:
    session_id = till.pay(order)
    till.press(session_id)
    checkout.sync_session(session_id)
    return till.again(order)


def used(row: PromotionRow) -> int:
    db.session.rollback()
    found = db.session.get(PromotionRow, row.id, populate_existing=True)
    assert found is not None
    return found.used


def states() -> list[str]:
    db.session.rollback()
    return [each.state for each in db.session.query(Redemption).order_by(Redemption.id)]


@pytest.mark.parametrize("locale", [GERMANY, AMERICA, JAPAN, BRITAIN])
def test_a_discount_is_the_same_in_order_payment_and_refund(till: Till, locale: Locale) -> None:
    row = offer()
    order = order_with(till, coded(till, " ten ", {"lamp": 2, "mug": 1}), locale)
    shown = sum(line.unit_price_minor * line.quantity for line in order.lines)
    assert order.discount_shown_minor == shown * 1_000 // 10_000
    assert order.discount_minor == sum(line.discount_minor for line in order.lines) > 0
    for line in order.lines:
        paid = line.goods_minor - line.discount_minor + line.vat_minor
        assert line.total_minor == paid + line.duty_minor + line.fees_minor > 0
    assert states() == ["held"] and used(row) == 1
    order = settle(till, order)
    assert order.state == "paid" and states() == ["committed"]
    payment = payments.main_payment(order.id)
    assert payment is not None and payment.amount_minor == order.total_minor
    given_back = 0
    for line in order.lines:
        for _ in range(line.quantity):
            now = till.again(order)
            mine = next(each for each in now.lines if each.id == line.id)
            given_back += checkout.line_amount(now, mine, 1)
            checkout.refund(now, {line.id: 1})
    till.work()
    freight = order.freight_minor + order.freight_vat_minor + order.insurance_minor
    assert given_back == order.total_minor - freight == till.refunded()


def test_free_delivery_lowers_the_freight_and_uses_the_code(till: Till) -> None:
    row = offer("SHIP", "shipping", rule={"min_spend": {"EUR": 4_000}})
    order = order_with(till, coded(till, "SHIP"))
    assert (order.freight_minor, order.freight_vat_minor, order.discount_minor) == (0, 0, 0)
    assert used(row) == 1
    settle(till, order)


def test_all_of_a_line_can_be_free(till: Till) -> None:
    offer("GIFT", "percent", rule={"percent_bp": 10_000, "skus": ["mug"]})
    order = settle(till, order_with(till, coded(till, "GIFT", {"lamp": 1, "mug": 1})))
    mug = next(line for line in order.lines if line.sku == "mug")
    assert (mug.goods_minor - mug.discount_minor, mug.vat_minor) == (0, 0)
    assert order.state == "paid"


def test_what_expires_frees_the_code(till: Till) -> None:
    row = offer("ONE", limit_total=1)
    order = order_with(till, coded(till, "ONE"))
    till.pay(order)
    assert not promotions.is_code_open("ONE")
    till.wait(minutes=40)
    checkout.reconcile()
    till.work()
    assert till.again(order).state == "cancelled"
    assert states() == ["released"] and used(row) == 0
    order_with(till, coded(till, "ONE"), key="k2")
    assert states() == ["released", "held"] and used(row) == 1


def test_what_is_cancelled_frees_the_code_and_a_late_payment_takes_it_again(till: Till) -> None:
    row = offer("ONE", limit_total=1)
    order = settle(till, order_with(till, coded(till, "ONE")))
    assert used(row) == 1
    checkout.cancel(order)
    assert states() == ["released"] and used(row) == 0
    till.work()
    with transaction():
        promotions.hold_again(order.id)
        promotions.commit(order.id)
    assert states() == ["committed"] and used(row) == 1


def test_a_limit_by_customer_knows_one_person_under_many_addresses(till: Till) -> None:
    offer("MINE", limit_customer=1)
    settle(till, order_with(till, coded(till, "MINE"), email="kim.test@gmail.com"))
    with pytest.raises(UsedUp, match="as often"):
        order_with(till, coded(till, "MINE"), key="k2", email="KimTest+more@googlemail.com")
    order_with(till, coded(till, "MINE"), key="k3", email="other@example.com")
    assert promotions.customer_of("A.b+c@GMAIL.com") == promotions.customer_of("ab@gmail.com")


def test_what_takes_nothing_off_uses_nothing_up(till: Till) -> None:
    row = offer("FAR", rule={"percent_bp": 1_000, "min_spend": {"EUR": 99_999_999}})
    order = order_with(till, coded(till, "FAR"))
    assert order.discount_minor == 0 and used(row) == 0 and states() == []


def test_an_offer_without_a_code_applies_by_itself_and_ends_on_time(till: Till) -> None:
    offer("", automatic=True, ends_at=clock.now() + timedelta(hours=1))
    order = order_with(till, till.fill())
    assert order.discount_minor > 0
    clock.shift(timedelta(hours=2))
    order = order_with(till, till.fill(), key="k2", email="b@example.com")
    assert order.discount_minor == 0


def test_a_used_up_code_stops_the_order_and_the_next_total_is_without_it(till: Till) -> None:
    row = offer("LAST", limit_total=1)
    first, second = coded(till, "LAST"), coded(till, "LAST")
    wanted = [(till.variants["lamp"], 1)]
    total = cart.quote(wanted, GERMANY, "standard", "LAST").total.minor
    checkout.place(first, till.details(), GERMANY, "standard", "a", total)
    with pytest.raises(ShopError, match="total has changed"):
        checkout.place(second, till.details(email="x@example.com"), GERMANY, "standard", "b", total)
    assert used(row) == 1


BUYERS, LIMIT = 160, 100
AT_ONCE = 64


def at_once(app: Flask, buy: Callable[[int], None]) -> None:
    """All buyers, so many at a time."""
    left = iter(range(BUYERS))
    turn = threading.Lock()

    def stand_in_line() -> None:
        with app.app_context():
            while True:
                with turn:
                    n = next(left, None)
                if n is None:
                    return
                try:
                    buy(n)
                finally:
                    db.session.remove()

    threads = [threading.Thread(target=stand_in_line) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.timeout(240)
def test_a_limit_holds_while_many_order_at_once_pay_fail_and_try_again(
    till: Till, app: Flask
) -> None:
    """Sixty-four at a time for a hundred: exactly a hundred, also while unpaid ones give theirs
    back and others take them."""
    row = offer("RUSH", limit_total=LIMIT)
    with transaction():
        catalog.count_stock(till.variants["lamp"], 1_000)
    tokens = [coded(till, "RUSH") for _ in range(BUYERS)]
    wanted = [(till.variants["lamp"], 1)]
    reduced = cart.quote(wanted, GERMANY, "standard", "RUSH").total.minor
    said: list[str] = []

    def buy(n: int) -> None:
        details = till.details(email=f"b{n}@example.com")
        try:
            order = checkout.place(tokens[n], details, GERMANY, "standard", f"k{n}", reduced)
        except ShopError:
            said.append("refused")
            return
        said.append("held")
        if n % 3 == 0:  # never pays: it expires, and its place is free again
            checkout.cancel(order, "buyer")
            said.append("released")

    at_once(app, buy)
    counts = {word: said.count(word) for word in ("held", "refused", "released")}
    assert counts["held"] + counts["refused"] == BUYERS and counts["released"] > 20
    kept = states().count("held")
    assert kept == counts["held"] - counts["released"] == used(row) <= LIMIT
    # Whoever comes now takes what is left, to the last one and not one more.
    late = [coded(till, "RUSH") for _ in range(LIMIT - kept + 3)]
    for n, token in enumerate(late):
        try:
            details = till.details(email=f"late{n}@example.com")
            checkout.place(token, details, GERMANY, "standard", f"late{n}", reduced)
        except ShopError:
            said.append("late")
    assert (used(row), states().count("held"), said.count("late")) == (LIMIT, LIMIT, 3)


def test_customs_hears_of_the_discount_as_the_order_has_it(till: Till) -> None:
    offer()
    order = settle(till, order_with(till, coded(till, "TEN", {"lamp": 2})))
    packing = checkout.Packing("china-post", "LX123456785CN", None, 3_000)
    checkout.ship(orders.get(order.id), packing)
    (dossier,) = customs.dossiers_of(order.id)
    assert dossier.state == "ready", dossier.findings
    told = customs.documents(dossier)
    assert told is not None
    totals = told["data"]["order"]["totals"]
    assert totals["discount"] == order.money(order.discount_minor).plain()
    assert totals["grand_total"] == told["data"]["payment"]["amount"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"kind": "magic"},
        {"kind": "percent", "rule": {"percent_bp": 0}},
        {"kind": "percent", "rule": {"percent_bp": 10_001}},
        {"kind": "amount", "rule": {}},
        {"kind": "buy_get", "rule": {"buy": 1}},
        {"rule": {"percent_bp": 1, "markets": ["xx"]}},
        {"limit_total": 0},
        {"automatic": True, "limit_customer": 1},
    ],
)
def test_a_promotion_that_makes_no_sense_is_refused(app: Flask, wrong: dict[str, Any]) -> None:
    facts = {"name": "x", "kind": "percent", "rule": {"percent_bp": 1}, **wrong}
    with pytest.raises(ShopError), transaction():
        promotions.save_promotion(None, PromotionFacts(**facts))


def test_codes_are_drawn_without_what_looks_alike_and_never_twice(app: Flask) -> None:
    row = offer("WORD")
    with transaction():
        made = promotions.make_codes(row, 500, "spring-")
    assert len(set(made)) == 500
    assert not set("".join(made).removeprefix("SPRING-")) & set("01OIL") - set("SPRING-")
    for code in ("WORD", "ab", "x" * 31, "ö", "a b%"):
        with pytest.raises(ShopError), transaction():
            promotions.add_code(row, code)

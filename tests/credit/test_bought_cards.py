"""A gift card that somebody buys: paid, sent, spent; its price given back to the minor unit."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from storefront import checkout, clock, credit, orders, payments, promotions
from storefront.checkout import GiftCardWish
from storefront.credit import CreditMove, GiftCard
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.mail.models import Letter
from storefront.markets import Locale
from storefront.orders import Order
from storefront.reports import Cut, figures, overview
from tests.checkout.conftest import AMERICA, GERMANY, JAPAN, URLS, Till
from tests.checkout.test_at_once import at_once

from .paying import basket_with, left_on, order_of, settle

BRITAIN = Locale("en", "GB")
WISH = GiftCardWish(5_000, "kim@example.com", "Kim Test", "sam@example.com", "Happy birthday")


def bought(
    till: Till, wish: GiftCardWish = WISH, locale: Locale = GERMANY
) -> tuple[Order, GiftCard]:
    """A card that was bought and paid, and its order."""
    order = settle(till, checkout.place_gift_card(wish, locale, "form-1"))
    return order, card_of(order)


def card_of(order: Order) -> GiftCard:
    purchase = credit.purchase_of(order.id)
    assert purchase is not None and purchase.card is not None
    return purchase.card


def spend(till: Till, card: GiftCard, locale: Locale = GERMANY) -> Order:
    """A lamp that the card pays, wholly or in part."""
    order = order_of(till, basket_with(till, card), locale, key="k2")
    if order.due:
        return settle(till, order)
    checkout.pay(order, URLS)
    return till.again(order)


def letters(kind: str) -> list[Letter]:
    db.session.rollback()
    return list(db.session.scalars(select(Letter).where(Letter.kind == kind)))


@pytest.mark.parametrize(
    "locale", [GERMANY, AMERICA, JAPAN, BRITAIN], ids=lambda each: each.country
)
def test_a_card_is_paid_sent_and_pays_for_goods(till: Till, locale: Locale) -> None:
    minor = credit.offered(locale.market.currency)[1].minor
    order, card = bought(till, replace(WISH, amount_minor=minor), locale)
    assert (order.state, order.customs_state, order.total_minor) == ("paid", "not_required", minor)
    assert (card.balance_minor, card.currency) == (minor, locale.market.currency)
    assert card.expires_at is None
    (session,) = till.look("ledger")["sessions"]
    assert session["amount_total"] == minor
    till.work()
    (receipt,) = letters("gift_card_bought")
    (letter,) = letters("gift_card")
    assert (receipt.to, letter.to) == ("kim@example.com", "sam@example.com")
    assert "Kim Test" in letter.text and "Happy birthday" in letter.text
    assert credit.code_of(card) not in letter.text + receipt.text, "kept sealed"
    lamp = spend(till, card, locale)
    assert lamp.credit_minor and left_on(card) == minor - lamp.credit_minor


def test_the_same_form_twice_is_one_order(till: Till) -> None:
    first = checkout.place_gift_card(WISH, GERMANY, "form-1")
    second = checkout.place_gift_card(WISH, GERMANY, "form-1")
    assert first.id == second.id
    settle(till, first)


def test_two_windows_pay_once_and_a_second_answer_makes_no_second_card(till: Till) -> None:
    order = checkout.place_gift_card(WISH, GERMANY, "form-1")
    session_id = till.pay(order)
    assert till.pay(order) == session_id
    till.press(session_id)
    for _ in range(3):
        checkout.sync_session(session_id)
    till.deliver()
    assert db.session.scalar(select(func.count()).select_from(GiftCard)) == 1
    assert len(letters("gift_card")) == len(letters("gift_card_bought")) == 1


@pytest.mark.parametrize("minor", [0, 999, 50_001, -5_000])
def test_what_a_card_cannot_hold_is_refused(till: Till, minor: int) -> None:
    with pytest.raises(ShopError, match="from 10.00 to 500.00 EUR"):
        checkout.place_gift_card(
            GiftCardWish(minor, "k@example.com", "K", "k@example.com"), GERMANY
        )
    assert db.session.scalar(select(func.count()).select_from(Order)) == 0


def test_nobody_holds_more_unpaid_orders_with_gift_cards(till: Till) -> None:
    for n in range(5):
        checkout.place_gift_card(WISH, GERMANY, f"form-{n}")
    with pytest.raises(ShopError, match="not paid yet"):
        checkout.place_gift_card(WISH, GERMANY, "form-6")


def test_an_unpaid_one_runs_out_and_hands_nothing_out(till: Till) -> None:
    order = checkout.place_gift_card(WISH, GERMANY, "form-1")
    till.pay(order)
    till.wait(minutes=40)
    checkout.reconcile()
    till.work()
    assert till.again(order).state == "cancelled"
    anew = checkout.place_gift_card(WISH, GERMANY, "form-1")
    assert anew.id != order.id and anew.state == "pending", "the same form, sent once more"
    assert db.session.scalar(select(func.count()).select_from(GiftCard)) == 0


def test_money_that_comes_late_still_buys_the_card(till: Till) -> None:
    order = checkout.place_gift_card(WISH, GERMANY, "form-1")
    session_id = till.pay(order)
    till.control("faults", operation="sessions.get", kind="error", times=1)
    till.press(session_id)
    with transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        orders.cancel(locked)
        checkout.holding.let_go(locked)
    checkout.look_again(till.again(order), session_id)
    checkout.sync_session(session_id)
    order = till.again(order)
    assert order.state == "paid" and card_of(order).balance_minor == 5_000


def test_a_card_for_a_birthday_is_sent_on_that_day(till: Till) -> None:
    day = clock.now() + timedelta(days=9)
    order, card = bought(till, replace(WISH, send_at=day))
    till.work()
    assert letters("gift_card") == [] and len(letters("gift_card_bought")) == 1
    till.wait(days=9, minutes=1)
    till.work()
    assert [each.to for each in letters("gift_card")] == ["sam@example.com"]
    assert left_on(card) == 5_000 and order.state == "paid"


def test_what_was_taken_back_before_its_day_is_not_sent(till: Till) -> None:
    day = clock.now() + timedelta(days=9)
    order, card = bought(till, replace(WISH, send_at=day))
    checkout.cancel(order)
    till.deliver()
    till.wait(days=9, minutes=1)
    till.work()
    assert letters("gift_card") == [] and left_on(card) == 0 and till.refunded() == 5_000


def test_a_refund_takes_off_the_card_what_goes_back(till: Till) -> None:
    order, card = bought(till)
    first = checkout.refund(order, key="form-0001")
    assert checkout.refund(till.again(order), key="form-0001").id == first.id
    till.deliver()
    assert (left_on(card), till.refunded()) == (0, 5_000)
    with pytest.raises(ShopError, match="Nothing is left on the gift card"):
        checkout.refund(till.again(order))


def test_only_what_nobody_has_spent_goes_back(till: Till) -> None:
    order, card = bought(till, replace(WISH, amount_minor=10_000))
    lamp = spend(till, card)
    left = 10_000 - lamp.credit_minor
    assert left_on(card) == left == checkout.left_to_refund(till.again(order))
    with pytest.raises(ShopError, match="are spent"):
        checkout.cancel(till.again(order))
    checkout.refund(till.again(order))
    till.deliver()
    assert (left_on(card), till.refunded()) == (0, left)
    checkout.refund(till.again(lamp))  # and what comes back later is on the card, for a later day
    till.deliver()
    assert left_on(card) == lamp.credit_minor == checkout.left_to_refund(till.again(order))


def test_spent_between_the_look_and_the_refund_refuses_the_refund(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, card = bought(till)
    seen = credit.left_of_purchase(order.id)
    order_of(till, basket_with(till, card), key="k2")  # holds all of it
    monkeypatch.setattr(credit, "left_of_purchase", lambda _order: seen)
    with pytest.raises(ShopError, match="used elsewhere"):
        checkout.refund(till.again(order))
    till.work()
    assert till.refunded() == 0 and payments.jobs_of(order.id) == []


def test_a_refund_that_fails_puts_it_back_on_the_card(till: Till) -> None:
    order = checkout.place_gift_card(WISH, GERMANY, "form-1")
    till.press(till.pay(order), card_number="4000 0000 0000 5126")
    till.deliver()
    order = till.again(order)
    checkout.refund(order)
    till.deliver()
    assert left_on(card_of(order)) == 0
    till.wait(minutes=1)
    till.deliver()
    order = till.again(order)
    assert left_on(card_of(order)) == 5_000 and "refund failed" in str(order.attention)


def test_a_refund_at_stripe_itself_takes_what_is_left_and_asks_about_the_rest(till: Till) -> None:
    order, card = bought(till, replace(WISH, amount_minor=10_000))
    session_id = payments.attempts_of(order.id)[0].session_id
    till.control("refunds", session=session_id, amount=2_000)
    till.deliver()
    till.deliver()
    assert left_on(card) == 8_000 and till.again(order).attention is None
    lamp = order_of(till, basket_with(till, card), key="k2")
    till.control("refunds", session=session_id, amount=8_000)
    till.deliver()
    assert left_on(card) == 0
    spent = f"{lamp.credit_minor / 100:.2f} EUR of its gift card were spent"
    assert spent in str(till.again(order).attention)
    checkout.pay(lamp, URLS)
    assert till.again(lamp).state == "paid"


def test_a_payment_that_a_bank_doubts_blocks_the_card(till: Till) -> None:
    order, card = bought(till)
    session_id = payments.attempts_of(order.id)[0].session_id
    dispute = till.control("disputes", session=session_id, reason="fraudulent")
    till.deliver()
    assert not card_of(till.again(order)).is_open
    assert credit.usable_card(credit.code_of(card)) is None
    assert "blocked" in str(till.again(order).attention)
    till.control(f"disputes/{dispute['id']}/close", status="won")
    till.deliver()
    assert card_of(till.again(order)).is_open


def test_a_card_that_the_office_blocked_stays_so_when_a_bank_lets_the_payment_stand(
    till: Till,
) -> None:
    order, card = bought(till)
    with transaction():
        credit.block(card.id, "owner")
    session_id = payments.attempts_of(order.id)[0].session_id
    dispute = till.control("disputes", session=session_id, reason="fraudulent")
    till.deliver()
    till.control(f"disputes/{dispute['id']}/close", status="won")
    till.deliver()
    assert not card_of(till.again(order)).is_open


def test_what_was_bought_with_a_doubted_card_asks_for_a_person(till: Till) -> None:
    order, card = bought(till)
    lamp = spend(till, card)
    till.control("disputes", session=payments.attempts_of(order.id)[0].session_id, reason="fraud")
    till.deliver()
    assert f"A bank doubts the payment for its gift card (order {order.number})" in str(
        till.again(lamp).attention
    )


def test_a_card_is_no_revenue_until_it_pays_for_goods(till: Till) -> None:
    order, card = bought(till, WISH)
    today = clock.shop_day()
    assert overview(Cut(today, today)).total.revenue == {}
    span = (clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1))
    assert (figures(*span).paid, figures(*span).revenue) == (0, {})
    assert orders.paid_by(promotions.customer_of("kim@example.com"))[0] == 0
    lamp = spend(till, card)
    assert overview(Cut(today, today)).total.revenue == {"EUR": lamp.total_minor}
    assert figures(*span).revenue == {"EUR": lamp.total_minor}
    checkout.refund(till.again(order)) if left_on(card) else None
    till.deliver()
    assert figures(*span).refunds == {}


def test_every_move_of_a_bought_card_is_written_down(till: Till) -> None:
    order, card = bought(till)
    checkout.refund(order, actor="owner")
    till.deliver()
    db.session.rollback()
    moves = db.session.query(CreditMove).order_by(CreditMove.id).all()
    assert [(each.kind, each.amount_minor, each.order_id, each.actor) for each in moves] == [
        ("issued", 5_000, order.id, "buyer"),
        ("taken_back", -5_000, order.id, "owner"),
    ]


def test_webhook_page_and_reconciler_hand_out_one_card(till: Till) -> None:
    order = checkout.place_gift_card(WISH, GERMANY, "form-1")
    session_id = till.pay(order)
    till.press(session_id)
    answers = at_once(
        till, *([lambda: checkout.sync_session(session_id)] * 5), checkout.reconcile, till.work
    )
    assert not [each for each in answers if isinstance(each, Exception)], answers
    till.work()
    assert db.session.scalar(select(func.count()).select_from(GiftCard)) == 1
    assert (len(letters("gift_card")), len(letters("gift_card_bought"))) == (1, 1)


def test_one_form_pressed_at_once_is_one_order(till: Till) -> None:
    answers = at_once(till, *([lambda: checkout.place_gift_card(WISH, GERMANY, "f").id] * 4))
    assert len(set(answers)) == 1, answers
    settle(till, orders.get(answers[0]) or pytest.fail("no order"))


def test_a_card_is_never_both_spent_and_given_back(till: Till) -> None:
    """Five buyers who know the code, and the office that gives its price back."""
    order, card = bought(till)
    order_id = order.id
    tokens = [basket_with(till, card) for _ in range(5)]

    def spend_it(token: str) -> int:
        return order_of(till, token, email=f"{token[:8]}@example.com").credit_minor

    def give_back() -> int:
        return checkout.refund(orders.get(order_id) or pytest.fail("no order")).amount_minor

    answers = at_once(till, *(partial(spend_it, token) for token in tokens), *([give_back] * 2))
    moved = [each for each in answers if isinstance(each, int)]
    refused = [each for each in answers if not isinstance(each, int)]
    assert all(isinstance(each, ShopError) for each in refused), refused
    assert sum(moved) == 5_000 - left_on(card) and any(moved), answers
    till.deliver()

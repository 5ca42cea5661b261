"""Many at the same moment: the end is the same as one after another."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from storefront import cart, checkout, mail, orders, payments
from storefront.db import db
from storefront.errors import ShopError
from storefront.orders import Order

from .conftest import GERMANY, URLS, Till


def at_once(till: Till, *actions: Callable[[], Any]) -> list[Any]:
    """What each action gave or refused, all begun at the same moment."""
    start = threading.Barrier(len(actions))
    answers: list[Any] = [None] * len(actions)
    db.session.remove()

    def run(place: int, action: Callable[[], Any]) -> None:
        with till.app.app_context():
            start.wait()
            try:
                answers[place] = action()
            except Exception as refusal:
                answers[place] = refusal
            finally:
                payments.gateway().close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_clicks_on_pay_make_one_order_and_one_session(till: Till) -> None:
    token = till.fill()
    total = till.place(till.fill(), key="priced").total_minor
    details = till.details()

    def click() -> tuple[int, str]:
        order = checkout.place(token, details, GERMANY, "standard", "form-1", total)
        return order.id, checkout.pay(order, URLS)

    answers = at_once(till, click, click, click)
    assert len(set(answers)) == 1, answers
    assert till.stock() == (10, 2)
    assert len(payments.attempts_of(answers[0][0])) == 1


def test_the_last_piece_goes_to_one_of_many(till: Till) -> None:
    tokens = [till.fill({"last": 1}) for _ in range(5)]
    total = till.place(till.fill({"mug": 1}), key="priced").total_minor
    details = till.details()

    def buyer(token: str) -> Callable[[], int]:
        return lambda: checkout.place(token, details, GERMANY, "standard", "k", total).id

    answers = at_once(till, *(buyer(token) for token in tokens))
    placed = [each for each in answers if isinstance(each, int)]
    refused = [each for each in answers if isinstance(each, ShopError)]
    assert (len(placed), len(refused)) == (1, 4), answers
    assert till.stock("last") == (1, 1)


def test_webhook_page_and_reconciler_settle_once(till: Till) -> None:
    order = till.order()
    session_id = till.pay(order)
    till.press(session_id)
    answers = at_once(
        till, *([lambda: checkout.sync_session(session_id)] * 5), checkout.reconcile, till.work
    )
    assert not [each for each in answers if isinstance(each, Exception)], answers
    till.work()
    assert till.roles(order) == ["main"]
    assert till.kinds(order).count("paid") == 1
    assert till.stock() == (9, 0)
    assert len(mail.letters_of(order.id)) == 1


def test_one_form_pressed_at_once_refunds_once(till: Till) -> None:
    order = till.paid({"lamp": 3})
    order_id, line_id = order.id, order.lines[0].id

    def refund() -> int:
        from storefront import orders

        found = orders.get(order_id)
        assert found is not None
        return checkout.refund(found, {line_id: 2}, key="form-1").amount_minor

    answers = at_once(till, refund, refund, refund)
    assert len(set(answers)) == 1, answers
    till.work()
    assert len(till.look("ledger")["refunds"]) == 1


def test_cancelling_and_paying_at_once_never_lose_money_or_pieces(till: Till) -> None:
    order = till.order()
    session_id = till.pay(order)
    order_id = order.id

    def cancel() -> None:
        from storefront import orders

        found = orders.get(order_id)
        assert found is not None
        checkout.cancel(found)

    at_once(till, cancel, lambda: till.control(f"pay/{session_id}"))
    till.deliver()
    checkout.reconcile()
    till.deliver()
    order = till.again(order)
    paid = till.refunded() < sum(each.amount_minor for each in payments.payments_of(order.id))
    assert (order.state == "paid") == paid
    assert till.stock() == ((9, 0) if paid else (10, 0))


def test_one_basket_in_many_windows_holds_its_pieces_once(till: Till) -> None:
    token = till.fill()
    total = cart.quote([(till.variants["lamp"], 1)], GERMANY, "standard").total.minor
    details = till.details()

    def window(key: str) -> Callable[[], int]:
        return lambda: checkout.place(token, details, GERMANY, "standard", key, total).id

    at_once(till, *[window(f"window-{number}") for number in range(5)])
    basket = cart.find_basket(token)
    assert basket is not None
    assert len(orders.unpaid_from_basket(basket.id)) == 1
    assert till.stock() == (10, 1)


def test_a_second_click_does_not_call_off_the_order_of_the_first(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = till.fill()
    order = till.place(token)
    real, looks = orders.find_by_placing_key, iter([True])

    def too_early(key: str) -> Order | None:
        """The first look comes just before the other click is written down."""
        return None if next(looks, False) else real(key)

    monkeypatch.setattr(orders, "find_by_placing_key", too_early)
    assert till.place(token).id == order.id
    assert till.again(order).state == "pending"
    assert till.stock() == (10, 1)

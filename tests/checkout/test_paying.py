"""From basket to paid order, against a real sandbox over HTTP."""

import pytest

from storefront import cart, checkout, mail, orders, payments
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import Locale
from storefront.outbox import Promise

from .conftest import AMERICA, GERMANY, JAPAN, URLS, Till


@pytest.mark.parametrize("locale", [GERMANY, AMERICA, JAPAN, Locale("en", "GB")])
def test_an_order_is_placed_paid_and_settled_to_the_minor_unit(till: Till, locale: Locale) -> None:
    order = till.order({"lamp": 2, "mug": 1}, locale)
    assert order.state == "pending"
    assert till.stock() == (10, 2)
    session_id = till.pay(order)
    session = next(s for s in till.look("ledger")["sessions"] if s["id"] == session_id)
    assert session["amount_total"] == order.total_minor
    assert session["client_reference_id"] == order.number
    till.press(session_id)
    till.deliver()
    order = till.again(order)
    assert (order.state, order.stock_state) == ("paid", "sold")
    assert till.stock() == (8, 0)
    (payment,) = payments.payments_of(order.id)
    assert (payment.role, payment.amount_minor) == ("main", order.total_minor)
    assert payment.fee_minor is not None
    assert [letter.kind for letter in mail.letters_of(order.id)] == ["order_confirmation"]
    assert till.kinds(order) == ["placed", "paid"]


def test_everything_that_stripe_was_asked_is_kept_on_the_row(till: Till) -> None:
    order = till.order()
    till.pay(order)
    (attempt,) = payments.attempts_of(order.id)
    asked = attempt.params
    assert asked["metadata"] == asked["payment_intent_data"]["metadata"]
    assert asked["metadata"]["attempt"] == str(attempt.id)
    assert asked["expires_at"] == int(attempt.expires_at.timestamp())
    assert sum(line["price_data"]["unit_amount"] for line in asked["line_items"]) == (
        order.total_minor
    )
    assert all(line["quantity"] == 1 for line in asked["line_items"])
    assert asked["locale"] == "de"
    assert "sepa_debit" in asked["excluded_payment_method_types"]
    assert attempt.response is not None
    assert attempt.response["id"] == attempt.session_id


def test_pressing_pay_twice_gives_the_same_session(till: Till) -> None:
    order = till.order()
    first = checkout.pay(order, URLS)
    assert checkout.pay(order, URLS) == first
    assert len(payments.attempts_of(order.id)) == 1


def test_paying_a_paid_order_leads_to_the_thanks(till: Till) -> None:
    order = till.paid()
    session_id = payments.attempts_of(order.id)[0].session_id
    assert checkout.pay(order, URLS) == f"https://shop.test/back?session_id={session_id}"


def test_a_declined_card_leaves_the_order_open_for_another_try(till: Till) -> None:
    order = till.order()
    session_id = till.pay(order)
    till.press(session_id, card_number="4000 0000 0000 9995")
    till.deliver()
    assert till.again(order).state == "pending"
    till.press(session_id)
    till.deliver()
    assert till.again(order).state == "paid"
    assert till.roles(order) == ["main"]


def test_the_same_form_twice_makes_one_order(till: Till) -> None:
    token = till.fill()
    first, second = till.place(token), till.place(token)
    assert first.id == second.id
    assert till.stock() == (10, 1)


def test_a_changed_form_replaces_the_unpaid_order(till: Till) -> None:
    token = till.fill({"last": 1})
    first = till.place(token)
    till.pay(first)
    second = till.place(token, city="Hamburg")
    assert first.id != second.id
    assert (till.again(first).state, till.again(second).city) == ("cancelled", "Hamburg")
    assert till.stock("last") == (1, 1)


def test_a_total_that_changed_is_refused_with_nothing_lost(till: Till) -> None:
    token = till.fill()
    with pytest.raises(ShopError, match="total has changed") as refusal:
        checkout.place(token, till.details(), GERMANY, "standard", "k", 1)
    assert refusal.value.status == 409
    assert cart.count(token) == 1
    assert till.stock() == (10, 0)


def test_the_last_piece_is_sold_once(till: Till) -> None:
    till.order({"last": 1})
    other = till.fill({"last": 1})
    with pytest.raises(ShopError, match="[Ss]old out"):
        till.place(other)


def test_a_lost_answer_is_found_again_under_the_same_key(till: Till) -> None:
    order = till.order()
    till.control("faults", operation="sessions.create", when="after", kind="drop", times=9)
    with pytest.raises(checkout.PaymentUnavailable):
        checkout.pay(order, URLS)
    requests_delete(till)
    (attempt,) = payments.attempts_of(order.id)
    assert (attempt.state, attempt.session_id) == ("creating", None)
    assert checkout.pay(order, URLS).startswith("http")
    assert len(till.look("ledger")["sessions"]) == 1
    assert len(payments.attempts_of(order.id)) == 1


def test_an_internal_error_that_stripe_would_repeat_leads_to_a_new_try(till: Till) -> None:
    order = till.order()
    till.control("faults", operation="sessions.create", when="before", kind="error", times=9)
    with pytest.raises(checkout.PaymentUnavailable):
        checkout.pay(order, URLS)
    requests_delete(till)
    assert checkout.pay(order, URLS).startswith("http")
    assert till.again(order).state == "pending"


def test_a_session_whose_binding_was_lost_is_settled_by_its_metadata(till: Till) -> None:
    order = till.order()
    session_id = till.pay(order)
    (attempt,) = payments.attempts_of(order.id)
    attempt.session_id = attempt.url = None
    attempt.state = "creating"
    db.session.commit()
    till.press(session_id)
    till.deliver()
    assert till.again(order).state == "paid"
    assert payments.attempts_of(order.id)[0].session_id == session_id


def test_reconciling_finds_a_paid_session_that_nobody_told_of(till: Till) -> None:
    order = till.order()
    session_id = till.pay(order)
    (attempt,) = payments.attempts_of(order.id)
    attempt.session_id = attempt.url = None
    attempt.state = "creating"
    db.session.commit()
    till.press(session_id)
    till.wait(minutes=5)
    counts = checkout.reconcile()
    till.work()
    assert counts["failed"] == 0
    assert till.again(order).state == "paid"


def test_an_unpaid_order_ends_with_its_session_and_lets_its_pieces_go(till: Till) -> None:
    order = till.order()
    till.pay(order)
    till.wait(minutes=40)
    assert checkout.reconcile()["failed"] == 0
    till.work()
    order = till.again(order)
    assert (order.state, order.stock_state) == ("cancelled", "released")
    assert till.stock() == (10, 0)
    assert till.kinds(order) == ["placed", "expired", "cancelled"]


def test_an_order_whose_buyer_never_reached_stripe_is_given_up(till: Till) -> None:
    order = till.order()
    till.wait(minutes=40)
    assert checkout.reconcile()["cancelled"] == 1
    assert till.again(order).state == "cancelled"
    assert till.stock() == (10, 0)


def test_a_delayed_payment_is_processing_then_paid(till: Till) -> None:
    payments.gateway().delayed_methods = True
    order = till.order()
    session_id = till.pay(order)
    till.press(session_id, method="sepa_debit", iban="DE89370400440532013000")
    till.deliver()
    assert till.again(order).state == "processing"
    with pytest.raises(ShopError, match="under way"):
        checkout.cancel(till.again(order))
    till.control("settle", session=session_id, succeeds=True)
    till.deliver()
    assert till.again(order).state == "paid"
    assert till.kinds(order) == ["placed", "payment_processing", "paid"]


def test_a_delayed_payment_that_fails_ends_the_order(till: Till) -> None:
    payments.gateway().delayed_methods = True
    order = till.order()
    session_id = till.pay(order)
    till.press(session_id, method="sepa_debit", iban="DE89370400440532013000")
    till.deliver()
    till.control("settle", session=session_id, succeeds=False)
    till.deliver()
    assert till.again(order).state == "cancelled"
    assert till.stock() == (10, 0)
    assert till.kinds(order)[-2:] == ["payment_failed", "cancelled"]


def test_a_basket_is_empty_once_it_was_paid(till: Till) -> None:
    token = till.fill()
    order = till.place(token)
    till.press(till.pay(order))
    till.deliver()
    assert cart.count(token) == 0


def test_no_promise_is_left_after_a_sale(till: Till) -> None:
    till.paid()
    till.deliver()
    pending = db.session.scalars(db.select(Promise).where(Promise.state != "done"))
    assert [promise.topic for promise in pending] == []
    assert orders.list_orders(state="paid").total == 1


def requests_delete(till: Till) -> None:
    import requests

    requests.delete(f"{till.sandbox}/_sandbox/faults", timeout=10)

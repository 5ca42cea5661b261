"""What goes wrong with money: late, twice, too little, foreign, forged, replayed."""

import pytest
import requests
import stripe

from storefront import checkout, mail, orders, outbox, payments
from storefront.checkout import placing
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.orders import Order
from storefront.payments import UnknownAttempt

from .conftest import URLS, Till


def second_session(till: Till, order: Order) -> str:
    """Another live session for the same order, as two windows in a race can make."""
    with transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        attempt = payments.new_attempt(locked, URLS, after=1)
    return checkout.paying.open_session(attempt).id


def test_late_money_is_taken_when_the_pieces_are_still_there(till: Till) -> None:
    order = till.order()
    session_id = till.pay(order)
    with transaction():
        payments.attempts_of(order.id)[0].state = "expired"
        checkout.settling.close_if_over(orders.lock(order.id), "expired")  # type: ignore[arg-type]
    assert till.stock() == (10, 0)
    till.press(session_id)
    till.deliver()
    order = till.again(order)
    assert (order.state, order.stock_state) == ("paid", "sold")
    assert till.stock() == (9, 0)
    assert till.roles(order) == ["main"]
    assert "late_payment" in till.kinds(order)


def test_late_money_goes_back_when_the_pieces_are_gone(till: Till) -> None:
    order = till.order({"last": 1})
    session_id = till.pay(order)
    with transaction():
        payments.attempts_of(order.id)[0].state = "expired"
        checkout.settling.close_if_over(orders.lock(order.id), "expired")  # type: ignore[arg-type]
    winner = till.paid({"last": 1})
    till.press(session_id)
    till.deliver()
    till.deliver()
    assert till.again(winner).state == "paid"
    order = till.again(order)
    assert (order.state, order.stock_state) == ("cancelled", "released")
    assert till.roles(order) == ["late"]
    assert till.refunded() == order.total_minor
    assert till.stock("last") == (0, 0)
    assert "order_confirmation" not in [letter.kind for letter in mail.letters_of(order.id)]


def test_a_second_payment_is_given_back_once(till: Till) -> None:
    order = till.order()
    first, second = till.pay(order), second_session(till, order)
    till.press(first)
    till.press(second)
    for session_id in (second, first, second, first):
        checkout.sync_session(session_id)
    till.deliver()
    till.deliver()
    order = till.again(order)
    assert order.state == "paid"
    assert sorted(till.roles(order)) == ["duplicate", "main"]
    assert till.refunded() == order.total_minor
    assert len(till.look("ledger")["refunds"]) == 1
    assert till.stock() == (9, 0)


def test_a_paid_order_closes_its_other_sessions(till: Till) -> None:
    order = till.order()
    first, second = till.pay(order), second_session(till, order)
    till.press(first)
    checkout.sync_session(first)
    sessions = {each["id"]: each["status"] for each in till.look("ledger")["sessions"]}
    assert sessions[second] == "expired"
    assert till.again(order).state == "paid"
    assert [each.state for each in payments.attempts_of(order.id)] == ["paid", "expired"]


def test_one_expired_try_does_not_end_an_order_with_a_live_one(till: Till) -> None:
    order = till.order()
    first, second = till.pay(order), second_session(till, order)
    payments.gateway().expire_session(first)
    till.deliver()
    assert till.again(order).state == "pending"
    payments.gateway().expire_session(second)
    till.deliver()
    assert till.again(order).state == "cancelled"


def test_money_of_the_wrong_amount_is_booked_and_a_person_is_asked(till: Till) -> None:
    till.excused = ("what was asked for is what the order comes to",)
    order = till.order()
    session_id = till.pay(order)
    (attempt,) = payments.attempts_of(order.id)
    attempt.amount_minor += 1
    db.session.commit()
    till.press(session_id)
    till.deliver()
    order = till.again(order)
    assert order.state == "pending"
    assert till.roles(order) == ["mismatch"]
    assert order.attention
    assert "mismatch" in till.kinds(order)
    checkout.cancel(order, reason="wrong amount")
    till.deliver()
    till.deliver()
    order = till.again(order)
    assert order.state == "cancelled"
    assert till.refunded() == order.total_minor
    assert till.stock() == (10, 0)


def test_money_of_another_shop_is_left_alone(till: Till) -> None:
    till.excused = (
        "every Stripe payment is booked on exactly one order",
        "one checkout session an attempt, and none forgotten",
    )
    order = till.order()
    till.pay(order)
    (attempt,) = payments.attempts_of(order.id)
    foreign = {**attempt.params, "metadata": {"shop": "another", "attempt": "1", "order": "x"}}
    session = payments.gateway().create_session(foreign, "foreign-1")
    till.press(session.id)
    assert checkout.sync_session(session.id) is None
    till.deliver()
    assert till.roles(order) == []
    pending = db.session.scalars(db.select(outbox.Promise).where(outbox.Promise.state != "done"))
    assert list(pending) == []


def test_our_own_session_of_an_unknown_try_is_kept_and_tried_again(till: Till) -> None:
    till.excused = ("every Stripe payment is booked on exactly one order",)
    order = till.order()
    till.pay(order)
    (attempt,) = payments.attempts_of(order.id)
    marks = {**attempt.params["metadata"], "attempt": "999999"}
    session = payments.gateway().create_session({**attempt.params, "metadata": marks}, "lost-1")
    till.press(session.id)
    with pytest.raises(UnknownAttempt):
        checkout.sync_session(session.id)
    till.deliver()
    left = list(
        db.session.scalars(db.select(outbox.Promise).where(outbox.Promise.state == "pending"))
    )
    assert {promise.topic for promise in left} == {"stripe.event"}
    assert all("999999" in (promise.last_error or "") for promise in left)


def test_a_second_session_under_one_try_is_not_bound(till: Till) -> None:
    till.excused = (
        "every Stripe payment is booked on exactly one order",
        "one checkout session an attempt, and none forgotten",
    )
    order = till.order()
    first = till.pay(order)
    (attempt,) = payments.attempts_of(order.id)
    other = payments.gateway().create_session(attempt.params, "another-key")
    till.press(other.id)
    with pytest.raises(UnknownAttempt):
        checkout.sync_session(other.id)
    assert payments.attempts_of(order.id)[0].session_id == first


def test_repeated_and_shuffled_events_change_nothing(till: Till) -> None:
    order = till.paid()
    till.deliver()
    before = till.kinds(order)
    events = till.look("ledger")["events"]
    for event in [*reversed(events), *events]:
        assert till.send(event) == 200
    till.work()
    assert till.kinds(order) == before
    assert till.roles(order) == ["main"]
    assert len(mail.letters_of(order.id)) == 1
    stored = db.session.scalars(db.select(payments.StripeEvent))
    assert len(list(stored)) == len([e for e in events if e["type"] in payments.KINDS])


def test_events_that_nobody_delivered_are_found_by_reconciling(till: Till) -> None:
    order = till.order()
    till.press(till.pay(order))
    counts = checkout.reconcile()
    till.work()
    assert counts["events"] > 0
    assert till.again(order).state == "paid"
    assert checkout.reconcile()["events"] == 0


@pytest.mark.parametrize("age", [400, -400])
def test_an_old_or_future_signature_is_refused(till: Till, age: int) -> None:
    till.paid()
    event = till.look("ledger")["events"][0]
    assert till.send(event, age=age) == 400


def test_a_forged_signature_is_refused_with_a_sentence(till: Till) -> None:
    till.paid()
    event = till.look("ledger")["events"][0]
    assert till.send(event, secret="whsec_other") == 400
    client = till.app.test_client()
    for headers in (
        {},
        {"Stripe-Signature": "t=1,v1=x"},
        {"Stripe-Signature": "ü"},
        {"Stripe-Signature": "t=,v1="},
        {"Stripe-Signature": "t=1,v1=é"},
    ):
        answer = client.post("/hooks/stripe", data=b"{}", headers=headers)
        assert answer.status_code == 400
        assert "signature" in answer.get_json()["title"]
        assert "Set-Cookie" not in answer.headers
    assert not db.session.scalar(db.select(db.func.count()).select_from(payments.StripeEvent))


@pytest.mark.parametrize("body", [b"[]", b"null", b"{}", b"\xff", b"not json", b'{"data": 1}'])
def test_a_signed_body_that_is_no_event_is_refused(till: Till, body: bytes) -> None:
    text = body.decode("latin-1")
    signed = stripe.WebhookSignature.generate_signature_header(text, "whsec_test")
    client = till.app.test_client()
    answer = client.post("/hooks/stripe", data=body, headers={"Stripe-Signature": signed})
    assert answer.status_code == 400


def test_an_oversized_body_is_refused(till: Till) -> None:
    client = till.app.test_client()
    answer = client.post("/hooks/stripe", data=b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413


def test_an_event_of_the_other_mode_is_refused(till: Till) -> None:
    till.paid()
    event = till.look("ledger")["events"][0]
    assert till.send({**event, "livemode": True}) == 400


def test_an_event_of_an_unknown_kind_is_acknowledged_and_forgotten(till: Till) -> None:
    till.paid()
    event = till.look("ledger")["events"][0]
    assert till.send({**event, "id": "evt_new", "type": "customer.created"}) == 200
    assert payments.get_event("evt_new") is None


def test_an_unpaid_order_is_cancelled_only_after_stripe_was_told(till: Till) -> None:
    order = till.order()
    session_id = till.pay(order)
    checkout.cancel(order, actor="owner")
    session = next(s for s in till.look("ledger")["sessions"] if s["id"] == session_id)
    assert session["status"] == "expired"
    order = till.again(order)
    assert (order.state, order.stock_state) == ("cancelled", "released")
    with pytest.raises(ShopError, match="cancelled"):
        checkout.pay(order, URLS)


def test_cancelling_an_order_that_was_just_paid_is_refused(till: Till) -> None:
    order = till.order()
    till.press(till.pay(order))
    with pytest.raises(ShopError, match="paid in the meantime"):
        checkout.cancel(order)
    assert till.again(order).state == "paid"


def test_nothing_is_cancelled_while_stripe_cannot_be_told(till: Till) -> None:
    order = till.order()
    till.pay(order)
    till.control("faults", operation="sessions.*", when="before", kind="drop", times=99)
    with pytest.raises(checkout.PaymentUnavailable):
        checkout.cancel(order)
    requests.delete(f"{till.sandbox}/_sandbox/faults", timeout=10)
    assert till.again(order).state == "pending"
    assert till.stock() == (10, 1)


def test_a_warning_of_fraud_asks_the_owner_to_look(till: Till) -> None:
    order = till.order()
    till.press(till.pay(order), card_number="4000 0000 0000 5423")
    till.deliver()
    till.deliver()
    order = till.again(order)
    assert order.state == "paid"
    assert "fraud_warning" in till.kinds(order)
    assert order.attention


def test_a_letter_that_cannot_be_written_does_not_refuse_money(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = till.order()
    session_id = till.pay(order)
    till.press(session_id)

    def broken(*_args: object, **_facts: object) -> None:
        raise RuntimeError("a hole in the letter")

    with monkeypatch.context() as patched:
        patched.setattr(mail, "write", broken)
        checkout.sync_session(session_id)
    till.excused = ("a paid order has one confirmation letter, an unpaid one none",)
    order = till.again(order)
    assert (order.state, order.stock_state) == ("paid", "sold")
    assert order.attention
    assert "letter_failed" in till.kinds(order)


def test_one_person_cannot_hold_everything_without_paying(till: Till) -> None:
    for number in range(placing.MOST_UNPAID):
        till.place(till.fill(), key=f"form-{number}", email="Grab@example.com")
    with pytest.raises(placing.TooManyUnpaid, match="not paid yet"):
        till.place(till.fill(), key="one-more", email="grab@example.com")
    assert till.stock() == (10, placing.MOST_UNPAID)
    till.place(till.fill(), key="somebody-else", email="kim@example.com")


def test_whoever_pays_may_order_as_often_as_they_like(till: Till) -> None:
    for number in range(placing.MOST_UNPAID):
        till.place(till.fill(), key=f"form-{number}")
    paid = orders.list_orders().orders[0]
    till.press(till.pay(paid))
    till.deliver()
    assert till.again(paid).state == "paid"
    till.place(till.fill(), key="and-another")

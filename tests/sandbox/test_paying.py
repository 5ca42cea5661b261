"""What a buyer can do on the hosted page, and what the API says afterwards."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests


def test_a_good_card_pays_and_leads_back_to_the_shop(desk: Any) -> None:
    session = desk.session()
    answer = desk.press_pay(session)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"http://shop.test/paid?session={session.id}"
    paid = desk.again(session, "payment_intent.latest_charge")
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.payment_intent.status == "succeeded"
    assert paid.payment_intent.amount_received == 2000
    assert paid.payment_intent.metadata.to_dict() == {"order": "1"}
    charge = paid.payment_intent.latest_charge
    assert (charge.paid, charge.payment_method_details.card.last4) == (True, "4242")
    assert charge.billing_details.name == "Kim Test"
    assert paid.customer_details.email == "kim@example.com"


@pytest.mark.parametrize(
    ("number", "code", "decline_code", "says"),
    [
        ("4000000000000002", "card_declined", "generic_decline", "declined"),
        ("4000000000009995", "card_declined", "insufficient_funds", "insufficient funds"),
        ("4000000000009987", "card_declined", "lost_card", "declined"),
        ("4000000000000069", "expired_card", None, "expired"),
        ("4000000000000127", "incorrect_cvc", None, "security code is incorrect"),
        ("4000000000000119", "processing_error", None, "went wrong"),
        ("4539578763621486", "card_declined", "test_mode_live_card", "test cards only"),
    ],
)
def test_a_declined_card_can_be_replaced(
    desk: Any, number: str, code: str, decline_code: str | None, says: str
) -> None:
    session = desk.session()
    page = desk.press_pay(session, card_number=number)
    assert page.status_code == 402
    assert says in page.text
    assert number not in page.text
    assert "Kim Test" in page.text
    declined = desk.again(session, "payment_intent")
    assert declined.status == "open"
    assert declined.payment_intent.status == "requires_payment_method"
    error = declined.payment_intent.last_payment_error
    assert (error.code, getattr(error, "decline_code", None)) == (code, decline_code)
    assert desk.press_pay(session).status_code == 303
    paid = desk.again(session)
    assert paid.payment_intent == declined.payment_intent.id
    charges = desk.v1.charges.list({"payment_intent": paid.payment_intent})
    assert [charge.status for charge in charges.data] == ["succeeded", "failed"]
    assert desk.heard("payment_intent.payment_failed")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"card_number": "4242 4242 4242 4241"}, "card number is invalid"),
        ({"card_number": ""}, "card number is invalid"),
        ({"exp": "13/40"}, "expiry date is incomplete"),
        ({"exp": "01/20"}, "expiry date is in the past"),
        ({"cvc": "1"}, "security code is incomplete"),
        ({"name": ""}, "Enter the name"),
        ({"method": "cash"}, "Choose one"),
    ],
)
def test_a_slip_is_told_beside_its_field_and_nothing_is_tried(
    desk: Any, typed: dict[str, str], says: str
) -> None:
    session = desk.session()
    page = desk.press_pay(session, **typed)
    assert page.status_code == 402
    assert says in page.text.replace("’", "'")
    assert desk.again(session).payment_intent is None


def test_three_d_secure_asks_and_then_pays(desk: Any) -> None:
    session = desk.session()
    sent = desk.press_pay(session, card_number="4000 0027 6000 3184")
    assert sent.headers["Location"] == f"/c/3ds/{session.id}"
    waiting = desk.again(session, "payment_intent").payment_intent
    assert waiting.status == "requires_action"
    assert waiting.next_action.redirect_to_url.url == f"{desk.url}/c/3ds/{session.id}"
    assert "3184" in requests.get(waiting.next_action.redirect_to_url.url).text
    assert desk.answer(sent, "authorize").headers["Location"].startswith("http://shop.test/paid")
    assert desk.again(session).payment_status == "paid"


def test_three_d_secure_refused_leaves_the_session_open(desk: Any) -> None:
    session = desk.session()
    sent = desk.press_pay(session, card_number="4000002760003184")
    page = desk.answer(sent, "fail")
    assert page.status_code == 402
    assert "could not confirm that it is you" in page.text
    assert desk.again(session).status == "open"
    assert desk.press_pay(session).status_code == 303


def test_a_card_may_be_declined_after_three_d_secure(desk: Any) -> None:
    session = desk.session()
    sent = desk.press_pay(session, card_number="4000008400001629")
    assert desk.answer(sent, "authorize").status_code == 402
    assert desk.again(session).payment_status == "unpaid"


@pytest.mark.parametrize("method", ["ideal", "bancontact", "klarna", "alipay", "wechat_pay"])
def test_a_bank_is_visited_and_pays(desk: Any, method: str) -> None:
    session = desk.session(2000, "eur")
    sent = desk.press_pay(session, method=method)
    assert sent.headers["Location"] == f"/c/bank/{session.id}"
    assert requests.get(desk.url + sent.headers["Location"]).status_code == 200
    assert desk.answer(sent, "authorize").status_code == 303
    charge = desk.charge(session)
    assert charge.id.startswith("py_")
    assert charge.payment_method_details.type == method


def test_a_bank_may_say_no(desk: Any) -> None:
    session = desk.session(2000, "eur")
    sent = desk.press_pay(session, method="ideal")
    assert desk.answer(sent, "fail").status_code == 402
    assert desk.again(session).status == "open"


def test_a_delayed_method_completes_unpaid_and_pays_later(desk: Any) -> None:
    session = desk.session(2000, "eur")
    assert desk.press_pay(session, method="sepa_debit").status_code == 303
    waiting = desk.again(session, "payment_intent")
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    assert waiting.payment_intent.status == "processing"
    desk.control("settle", session=session.id, succeeds=True)
    assert desk.again(session).payment_status == "paid"
    assert desk.heard("checkout.session.async_payment_succeeded")
    assert desk.booked(session).type == "payment"


def test_a_delayed_method_may_fail(desk: Any) -> None:
    session = desk.session(2000, "eur")
    desk.press_pay(session, method="sepa_debit")
    desk.control("settle", payment_intent=desk.again(session).payment_intent, succeeds=False)
    failed = desk.again(session, "payment_intent")
    assert (failed.status, failed.payment_status) == ("complete", "unpaid")
    assert failed.payment_intent.status == "requires_payment_method"
    assert desk.heard("checkout.session.async_payment_failed")


@pytest.mark.parametrize(
    ("iban", "status"),
    [("DE89370400440532013000", "paid"), ("DE62 3704 0044 0532 0130 01", "unpaid")],
)
def test_delayed_money_comes_by_itself_when_told_so(desk: Any, iban: str, status: str) -> None:
    desk.control("config", delayed_settles_after=0.05)
    session = desk.session(2000, "eur")
    desk.press_pay(session, method="sepa_debit", iban=iban)
    desk.heard(f"checkout.session.async_payment_{'succeeded' if status == 'paid' else 'failed'}")
    assert desk.again(session).payment_status == status


def test_twenty_clicks_on_pay_make_one_charge(desk: Any) -> None:
    session = desk.session()

    def click(_: int) -> requests.Response:
        return requests.post(session.url, data=desk.card, allow_redirects=False)

    with ThreadPoolExecutor(10) as buyers:
        answers = list(buyers.map(click, range(20)))
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.headers["Location"] for answer in answers} == {
        f"http://shop.test/paid?session={session.id}"
    }
    assert len(desk.v1.charges.list().data) == 1


def test_of_paying_and_expiring_at_once_only_one_happens(desk: Any) -> None:
    def race(session: Any) -> str:
        with ThreadPoolExecutor(2) as pool:
            paying = pool.submit(requests.post, session.url, data=desk.card, allow_redirects=False)
            url = f"{desk.url}/v1/checkout/sessions/{session.id}/expire"
            expiring = pool.submit(requests.post, url, auth=("sk_test_x", ""))
            goes_to = paying.result().headers["Location"]
            paid = goes_to.startswith("http://shop.test/paid")
            assert paid != (expiring.result().status_code == 200)
        return str(desk.again(session).payment_status)

    outcomes = [race(desk.session()) for _ in range(12)]
    assert outcomes.count("paid") == len(desk.v1.charges.list({"limit": 100}).data)


def test_an_expired_session_cannot_be_paid(desk: Any) -> None:
    session = desk.session()
    desk.v1.checkout.sessions.expire(session.id)
    answer = desk.press_pay(session)
    assert answer.headers["Location"] == f"/c/pay/{session.id}"
    assert desk.again(session).payment_intent is None
    page = requests.get(f"{desk.url}/c/pay/{session.id}").text
    assert 'href="http://shop.test/cart"' in page


def test_a_session_that_ends_during_three_d_secure_takes_no_money(desk: Any) -> None:
    session = desk.session()
    sent = desk.press_pay(session, card_number="4000002760003184")
    desk.v1.checkout.sessions.expire(session.id)
    assert desk.answer(sent, "authorize").headers["Location"] == f"/c/pay/{session.id}"
    assert desk.again(session, "payment_intent").payment_intent.status == "canceled"
    assert desk.v1.charges.list().data == []


def test_the_shortcut_does_what_the_form_does(desk: Any) -> None:
    session = desk.session()
    declined = desk.control(f"pay/{session.id}", card_number="4000000000009995")
    assert declined["declined"] == "insufficient_funds"
    paid = desk.control(f"pay/{session.id}")
    assert paid["goes_to"] == f"http://shop.test/paid?session={session.id}"
    assert desk.again(session).payment_status == "paid"

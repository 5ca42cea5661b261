"""The pages a buyer sees."""

import re
from typing import Any

import pytest
import requests


def page(desk: Any, amount: int, currency: str, **more: Any) -> str:
    return requests.get(desk.session(amount, currency, **more).url).text


@pytest.mark.parametrize(
    ("locale", "amount", "currency", "button"),
    [
        ("en", 123450, "usd", "Pay $1,234.50"),
        ("de", 123450, "eur", "1.234,50\N{NO-BREAK SPACE}€ bezahlen"),
        ("fr", 1999, "eur", "Payer 19,99\N{NO-BREAK SPACE}€"),
        ("ja", 1980, "jpy", "￥1,980 を支払う"),
        ("zh", 9900, "cny", "支付 ¥99.00"),
        ("sv", 9900, "usd", "Pay $99.00"),
        ("en", 10500, "kwd", "Pay KWD\N{NO-BREAK SPACE}10.500"),
    ],
)
def test_amounts_and_words_follow_the_buyers_language(
    desk: Any, locale: str, amount: int, currency: str, button: str
) -> None:
    text = page(desk, amount, currency, locale=locale)
    assert button in text
    assert f'<html lang="{locale if locale != "sv" else "en"}">' in text


def test_without_a_locale_the_browser_decides(desk: Any) -> None:
    url = desk.session(2000, "eur").url
    assert "bezahlen" in requests.get(url, headers={"Accept-Language": "de-AT, en;q=0.5"}).text


def test_pages_need_no_script_and_allow_none(desk: Any) -> None:
    session = desk.session()
    for url in (desk.url, session.url):
        answer = requests.get(url)
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", answer.text)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
    assert requests.get(f"{desk.url}/static/checkout.css").status_code == 200


def test_what_the_shop_sends_is_shown_as_text(desk: Any) -> None:
    price = {
        "currency": "usd",
        "unit_amount": 900,
        "product_data": {"name": "<b>Cup</b>", "description": 'made of "clay"'},
    }
    text = page(desk, 900, "usd", line_items=[{"quantity": 2, "price_data": price}])
    assert "&lt;b&gt;Cup&lt;/b&gt;" in text
    assert "<b>Cup" not in text
    assert "$18.00" in text


def test_the_card_number_is_never_echoed(desk: Any) -> None:
    answer = desk.press_pay(desk.session(), cvc="", card_number="4000 0025 0000 3155")
    assert "3155" not in re.sub(r"<div class=\"hints\".*?</div>\s*</div>", "", answer.text)
    assert 'value="12/40"' in answer.text


def test_the_card_form_can_be_filled_by_the_browser(desk: Any) -> None:
    text = page(desk, 2000, "usd")
    for name, token in (
        ("card_number", "cc-number"),
        ("exp", "cc-exp"),
        ("cvc", "cc-csc"),
        ("name", "cc-name"),
    ):
        assert re.search(f'name="{name}"[^>]*autocomplete="{token}"', text)


def test_a_buyer_without_an_email_is_asked_for_one(desk: Any) -> None:
    order = desk.order()
    del order["customer_email"]
    session = desk.v1.checkout.sessions.create(order)
    assert "email is incomplete" in desk.press_pay(session).text
    assert desk.press_pay(session, email="new@example.com").status_code == 303
    assert desk.again(session).customer_details.email == "new@example.com"


def test_a_buyer_who_comes_back_from_the_bank_need_not_type_again(desk: Any) -> None:
    order = desk.order()
    del order["customer_email"]
    session = desk.v1.checkout.sessions.create(order)
    form = {"email": "new@example.com", "card_number": "4000002760003184"}
    sent = desk.press_pay(session, **form)
    for text in (requests.get(session.url).text, desk.answer(sent, "fail").text):
        assert 'value="new@example.com"' in text
        assert 'value="Kim Test"' in text


def test_a_page_that_is_not_there_says_so(desk: Any) -> None:
    answer = requests.get(f"{desk.url}/c/pay/cs_test_nothing")
    assert answer.status_code == 404
    assert "no such payment page" in answer.text


def test_the_front_page_lists_cards_and_payments(desk: Any) -> None:
    session = desk.paid(123456, "usd")
    text = requests.get(desk.url).text
    assert "4242 4242 4242 4242" in text
    assert "$1,234.56" in text
    assert session.payment_intent in text
    assert "Type violations (0)" in text


def test_the_front_page_has_buttons_for_bank_and_owner(desk: Any) -> None:
    session = desk.paid(2000, "usd")
    text = requests.get(desk.url).text
    assert 'action="/_sandbox/refunds"' in text
    form = {"payment_intent": session.payment_intent, "back": "1"}
    answer = requests.post(f"{desk.url}/_sandbox/disputes", data=form, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "dispute needs response" in requests.get(desk.url).text

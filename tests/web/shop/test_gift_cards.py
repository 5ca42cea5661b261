"""The page where gift cards are bought, without JavaScript."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storefront import clock, credit
from storefront.db import db, transaction
from storefront.money import Money
from storefront.orders import Order

TYPED = {
    "chosen": "50.00",
    "recipient": "sam@example.com",
    "message": "Happy birthday\r\n\u202efrom us",
    "name": "Kim Test",
    "email": "kim@example.com",
}


def send(client: FlaskClient, tag: str = "de-de", **typed: str) -> TestResponse:
    """The page, and the form on it sent off."""
    return client.post(f"/{tag}/gift-cards", data=form_of(client, tag) | typed)


def form_of(client: FlaskClient, tag: str = "de-de") -> dict[str, str]:
    page = client.get(f"/{tag}/gift-cards")
    hidden = re.findall(r'name="(csrf_token|placing_key)"[^>]*value="([^"]*)"', page.text)
    return TYPED | dict(hidden)


def the_order() -> Order:
    db.session.rollback()
    return db.session.query(Order).one()


def test_a_card_is_ordered_even_while_stripe_is_away(client: FlaskClient) -> None:
    answer = send(client)
    assert answer.status_code == 503 and "Stripe" in answer.text, "there is no Stripe here"
    order = the_order()
    assert (order.gift_cards_minor, order.total_minor, order.currency) == (5_000, 5_000, "EUR")
    purchase = credit.purchase_of(order.id)
    assert purchase is not None
    assert (purchase.recipient, purchase.message) == ("sam@example.com", "Happy birthday\nfrom us")
    text = client.get(f"/de-de/orders/{order.token}").text
    assert "sam@example.com" in text and "Geschenkkarte" in text and "Wird verpackt" not in text


@pytest.mark.parametrize(
    ("tag", "typed", "minor"),
    [
        ("de-de", "62,50", 6_250),
        ("en-gb", "62.5", 6_250),
        ("fr-fr", " 75 ", 7_500),
        ("fr-fr", "75 €", 7_500),
        ("ja-jp", "12,000", 12_000),
        ("ja-jp", "\uff11\uff12\uff10\uff10\uff10", 12_000),
        ("en-us", "$80", 8_000),
        ("en-gb", "80 gbp", 8_000),
        ("en-us", "10", 1_000),
    ],
)
def test_an_amount_of_ones_own(client: FlaskClient, tag: str, typed: str, minor: int) -> None:
    send(client, tag, chosen="other", amount=typed)
    assert the_order().total_minor == minor


@pytest.mark.parametrize(
    "wrong",
    [
        {"chosen": "other", "amount": ""},
        {"chosen": "other", "amount": "5.99"},
        {"chosen": "other", "amount": "500.01"},
        {"chosen": "other", "amount": "50.005"},
        {"chosen": "other", "amount": "1_00"},
        {"chosen": "other", "amount": "-50"},
        {"chosen": "51 apples"},
        {"recipient": "sam"},
        {"message": "Look at https://bad.example"},
        {"message": "x" * 301},
        {"send_on": "2001-01-01"},
        {"send_on": "9999-01-01"},
        {"send_on": "soon"},
        {"name": " "},
        {"email": "kim"},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, wrong: Mapping[str, str]
) -> None:
    answer = send(client, "en-gb", **wrong)
    assert answer.status_code == 422 and "One thing needs another look" in answer.text
    assert "Not a valid" not in answer.text
    kept = TYPED | dict(wrong)
    for name in ("recipient", "name", "email"):
        assert kept[name].strip() in answer.text
    assert db.session.query(Order).count() == 0


def test_without_a_recipient_it_comes_to_the_buyer(client: FlaskClient) -> None:
    send(client, recipient="")
    purchase = credit.purchase_of(the_order().id)
    assert purchase is not None and purchase.recipient == "kim@example.com"


def test_a_day_is_the_morning_where_the_buyer_lives(client: FlaskClient) -> None:
    day = (clock.now() + timedelta(days=40)).date()
    send(client, "ja-jp", chosen="5000", send_on=day.isoformat())
    purchase = credit.purchase_of(the_order().id)
    assert purchase is not None and purchase.send_at is not None
    assert purchase.send_at.isoformat() == f"{day - timedelta(days=1)}T23:00:00+00:00"


def test_the_form_needs_its_token(client: FlaskClient) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = True
    assert client.post("/de-de/gift-cards", data=TYPED).status_code in (400, 422)
    assert db.session.query(Order).count() == 0


def test_it_is_found_in_the_footer_and_by_search_engines(client: FlaskClient) -> None:
    assert 'href="/fr-fr/gift-cards"' in client.get("/fr-fr/").text
    assert "/en-us/gift-cards</loc>" in client.get("/sitemap.xml").text
    page = client.get("/fr-fr/gift-cards")
    assert 'rel="alternate"' in page.text and "no-store" in page.headers["Cache-Control"]


def test_where_none_are_sold_nothing_leads_to_them(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.web.pagecache.VERSION_SECONDS", 0.0)
    link, open_form = "/gift-cards", form_of(client)
    assert link in client.get("/de-de/").text and link in client.get("/sitemap.xml").text
    with transaction():
        credit.offer("EUR", False, [Money(5_000, "EUR")])
    page = client.get("/de-de/gift-cards")
    assert page.status_code == 410 and "verkaufen wir hier zurzeit nicht" in page.text
    late = client.post("/de-de/gift-cards", data=open_form)
    assert late.status_code == 410 and not db.session.query(Order).count()
    assert link not in client.get("/de-de/").text and link not in client.get("/sitemap.xml").text
    assert link in client.get("/en-us/").text and client.get("/en-us/gift-cards").status_code == 200


def test_one_amount_is_an_offer_too(client: FlaskClient) -> None:
    with transaction():
        credit.offer("EUR", True, [Money(4_000, "EUR")])
    page = client.get("/de-de/gift-cards").text
    assert page.count('name="chosen"') == 2 and 'value="40.00" checked' in page
    send(client, chosen="40.00")
    assert the_order().total_minor == 4_000

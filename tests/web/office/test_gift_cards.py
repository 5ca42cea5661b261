"""The office gives a card out, a letter takes its code to a buyer, and the buyer pays with it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storefront import cart, credit, mail, payments
from storefront.db import db, transaction
from storefront.money import Money
from storefront.orders import Order
from tests.checkout.conftest import Till
from tests.web.buying import BROWSER, DETAILS
from tests.web.office.conftest import EMAIL, Desk

CARDS = "/office/promotions/gift-cards"
TYPED = {
    "kind": "gift",
    "amount": "20.00",
    "currency": "EUR",
    "recipient": "anna@example.com",
    "locale": "de-de",
    "message": "Alles Gute!",
}
UNKNOWN = "Bitte vergleichen Sie ihn"


def given_out(desk: Desk, **changes: str) -> credit.GiftCard:
    page = desk.get(CARDS)
    key = re.search(r'name="key"[^>]*value="([^"]+)"', page)
    assert key is not None
    desk.post(CARDS, **{**TYPED, "key": key[1], **changes})
    db.session.rollback()
    return credit.list_cards()[0]


def shopper(app: Flask, till: Till, quantity: str = "1") -> FlaskClient:
    client = app.test_client()
    wanted = {"variant": till.variants["lamp"], "quantity": quantity}
    client.post("/de-de/basket/lines", data=wanted, headers=BROWSER)
    return client


def basket(client: FlaskClient, code: str | None = None, **typed: str) -> str:
    if code is not None or typed:
        told = typed or {"code": code or ""}
        answer = client.post("/de-de/basket/code", data=told, headers=BROWSER)
        assert answer.status_code in (303, 422)
        if answer.status_code == 422:
            return answer.text
    return client.get("/de-de/basket", headers=BROWSER).text.replace("\xa0", " ")


def place(client: FlaskClient, **changes: str) -> tuple[int, str]:
    page = client.get("/de-de/checkout", headers=BROWSER).text
    names = "csrf_token|placing_key|expected_total|expected_credit"
    hidden = dict(re.findall(rf'name="({names})"[^>]*value="([^"]*)"', page))
    answer = client.post("/de-de/checkout", data=DETAILS | hidden | changes, headers=BROWSER)
    return answer.status_code, answer.headers.get("Location", answer.text)


def test_the_code_travels_in_the_letter_and_is_kept_nowhere_else(desk: Desk, till: Till) -> None:
    card = given_out(desk)
    code = credit.code_of(card)
    (letter,) = mail.list_letters()
    assert "Eine Geschenkkarte für Sie" in letter.subject and "Alles Gute!" in letter.text
    assert "20,00" in letter.text and code not in letter.text + letter.html + letter.sealed
    assert code not in desk.get(f"/office/letters/{letter.id}")
    travelling = mail.carriers.message_of(letter, mail.sending.post_office().shop)
    for part in travelling.walk():
        if part.get_content_maintype() == "text":
            assert code in part.get_content()
    page = f"{CARDS}/{card.id}"
    assert code not in desk.get(page) and code in desk.post(f"{page}/code", 200)
    shown = desk.get(page)
    assert code not in shown and "Its code was shown" in shown and EMAIL in shown
    till.work()


def test_a_form_sent_twice_makes_one_card(desk: Desk) -> None:
    first = given_out(desk, key="the-same-form", recipient="")
    again = given_out(desk, key="the-same-form", recipient="")
    assert first.id == again.id and mail.list_letters() == []
    assert [each.minor for each in credit.outstanding()] == [2_000]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": ""}, "How much is on it?"),
        ({"amount": "lots"}, "is no amount"),
        ({"amount": "-5"}, "is no amount"),
        ({"amount": "0.10"}, "holds from"),
        ({"amount": "99999999"}, "holds from"),
        ({"currency": "XXQ"}, "is no amount"),
        ({"kind": "magic"}, "Choose what it is."),
        ({"recipient": "nobody"}, "not an e-mail address"),
        ({"locale": "xx-xx"}, "for whom the letter"),
        ({"last_day": "2020-01-01"}, "lies in the past"),
        ({"last_day": "soon"}, "2026-12-31"),
    ],
)
def test_what_no_card_can_be_is_said_and_nothing_typed_is_lost(
    desk: Desk, changes: dict[str, str], said: str
) -> None:
    desk.get(CARDS)
    shown = desk.post(CARDS, 422, **{**TYPED, "key": "k", "note": "kept as typed", **changes})
    assert said in shown and "kept as typed" in shown
    assert credit.list_cards() == []


def test_strangers_see_no_cards(desk: Desk, app: Flask) -> None:
    desk.get(f"{CARDS}/999", 404)
    desk.post(f"{CARDS}/999/block", 404)
    assert app.test_client().get(CARDS).status_code == 303


def test_a_buyer_pays_a_part_with_it_and_reads_what_is_left(
    desk: Desk, till: Till, app: Flask
) -> None:
    card = given_out(desk)
    client = shopper(app, till)
    shown = basket(client, credit.code_of(card).lower())
    assert f"…{card.ending}" in shown and "−20,00 €" in shown and "Noch zu zahlen" in shown
    status, where = place(client)
    assert status == 303 and "/c/pay/" in where
    db.session.rollback()
    order = db.session.query(Order).one()
    assert order.credit_minor == 2_000
    till.press(payments.attempts_of(order.id)[-1].session_id or "")
    till.deliver()
    page = client.get(f"/de-de/orders/{order.token}").text.replace("\xa0", " ")
    assert "Geschenkkarte" in page and "−20,00 €" in page and "Bei Stripe bezahlt" in page
    shown = desk.get(f"/office/orders/{order.number}")
    assert "With a gift card" in shown and "of it with gift cards" in shown
    assert order.number in desk.get(f"{CARDS}/{card.id}")
    desk.post(f"/office/orders/{order.number}/sync")
    page = f"/office/orders/{order.number}/refund"
    desk.get(page)
    preview = desk.post(page, 200, scope="whole", key="k" * 12)
    assert "of it to gift cards" in preview and "€20.00" in preview
    where, amount = re.search(r'action="([^"]+refund/[^"]*)"', preview), order.total.plain()
    assert where is not None
    desk.post(where[1], scope="whole", key="k" * 12, amount=amount)
    assert f"{amount} EUR will be given back" in desk.follow()
    assert credit.find_card(card.id).balance_minor == 2_000  # type: ignore[union-attr]
    (confirmation,) = [each for each in mail.list_letters() if each.kind == "order_confirmation"]
    assert "Geschenkkarte" in confirmation.text


def test_a_card_that_pays_all_needs_no_stripe(desk: Desk, till: Till, app: Flask) -> None:
    card = given_out(desk, amount="200.00")
    client = shopper(app, till)
    assert "bleiben auf der Karte" in basket(client, credit.code_of(card))
    assert "mit der Geschenkkarte bezahlen" in client.get("/de-de/checkout", headers=BROWSER).text
    status, where = place(client)
    assert status == 303 and "/checkout/return/" in where
    assert "Vielen Dank" in client.get(where, headers=BROWSER).text
    order = db.session.query(Order).one()
    shown = desk.get(f"/office/orders/{order.number}/refund")
    assert "All that is left" in shown
    desk.get(f"/office/orders/{order.number}/cancel")
    desk.post(f"/office/orders/{order.number}/cancel", reason="changed mind")
    assert credit.find_card(card.id).balance_minor == 20_000  # type: ignore[union-attr]
    (back,) = [each for each in mail.list_letters() if each.kind == "refund"]
    assert f"Endung {card.ending}" in back.text


def test_what_is_wrong_with_a_card_is_said_as_for_any_code(
    desk: Desk, till: Till, app: Flask
) -> None:
    blocked, spent = given_out(desk), given_out(desk)
    desk.get(f"{CARDS}/{blocked.id}")
    desk.post(f"{CARDS}/{blocked.id}/block")
    with transaction():
        db.session.get(credit.GiftCard, spent.id).balance_minor = 0  # type: ignore[union-attr]
        db.session.query(credit.CreditMove).filter_by(card_id=spent.id).update({"amount_minor": 0})
        db.session.get(credit.GiftCard, spent.id).issued_minor = 0  # type: ignore[union-attr]
    client = shopper(app, till)
    for code in (credit.code_of(blocked), credit.code_of(spent), "ABCD-EFGH-JKMN-PQRS"):
        assert UNKNOWN in basket(client, code)
    desk.post(f"{CARDS}/{blocked.id}/block", unblock="1")
    assert f"…{blocked.ending}" in basket(client, credit.code_of(blocked))
    desk.post(f"{CARDS}/{blocked.id}/block")
    assert f"…{blocked.ending} gilt nicht mehr" in basket(client)
    assert f"…{blocked.ending}" not in basket(client, card=blocked.ending)


def test_a_sixth_card_waits_until_one_is_taken_out(desk: Desk, till: Till, app: Flask) -> None:
    cards = [given_out(desk) for _ in range(credit.MOST_CARDS + 1)]
    client = shopper(app, till)
    for card in cards[:-1]:
        basket(client, credit.code_of(card))
    told = {"code": credit.code_of(cards[-1])}
    refused = client.post("/de-de/basket/code", data=told, headers=BROWSER)
    assert refused.status_code == 400 and "5 Geschenkkarten" in refused.text
    assert f"…{cards[-1].ending}" not in basket(client)
    basket(client, card=cards[0].ending)
    assert f"…{cards[-1].ending}" in basket(client, credit.code_of(cards[-1]))


def test_a_card_in_another_currency_says_so(desk: Desk, till: Till, app: Flask) -> None:
    card = given_out(desk, currency="USD", locale="en-us")
    client = shopper(app, till)
    assert "zahlt hier nichts" in basket(client, credit.code_of(card))
    assert place(client)[0] == 303


def test_an_order_holds_five_cards_and_no_more(desk: Desk, till: Till, app: Flask) -> None:
    client = shopper(app, till, "3")
    with transaction():
        cards = [credit.issue(Money(100, "EUR"), "gift", by="test") for _ in range(6)]
    for card in cards[:5]:
        basket(client, credit.code_of(card))
    told = {"code": credit.code_of(cards[5])}
    answer = client.post("/de-de/basket/code", data=told, headers=BROWSER)
    assert answer.status_code == 400 and "5 Geschenkkarten" in answer.text
    assert place(client)[0] == 303
    assert db.session.query(Order).one().credit_minor == 500


def test_a_changed_card_is_shown_again_before_it_is_paid(
    desk: Desk, till: Till, app: Flask
) -> None:
    card = given_out(desk)
    client = shopper(app, till)
    basket(client, credit.code_of(card))
    for seen in ("1999", "", "x", "-1"):
        status, page = place(client, expected_credit=seen)
        assert status == 409 and "20.00 EUR" in page and 'value="2000"' in page
    assert cart.count("") == 0 and place(client)[0] == 303


def test_credit_for_an_order_is_offered_on_its_page(desk: Desk, order_number: str) -> None:
    shown = desk.get(f"/office/orders/{order_number}")
    where = re.search(r'href="([^"]*gift-cards\?order=[^"]*)"', shown)
    assert where is not None
    form = desk.get(where[1].replace("&amp;", "&"))
    assert "kim@example.com" in form and f"For order {order_number}" in form
    card = given_out(desk, order=order_number, kind="credit", amount="5.00")
    assert card.order_id is not None and card.kind == "credit"
    (letter,) = [each for each in mail.list_letters() if each.kind == "gift_card"]
    assert "Ein Guthaben für Sie" in letter.subject


OFFERS = {
    **{"EUR-amounts": "25, 50, 100, 200", "GBP-amounts": "20, 50", "JPY-amounts": "3000, 5000"},
    **{"USD-amounts": "25", "EUR-is_sold": "y", "GBP-is_sold": "y", "USD-is_sold": "y"},
}


def test_the_owner_says_what_the_shop_sells(desk: Desk) -> None:
    assert 'value="25, 50, 100, 200"' in desk.get(CARDS)
    desk.post(f"{CARDS}/offers", **{**OFFERS, "EUR-amounts": "30; 62.50 15"})
    assert [amount.minor for amount in credit.offered("EUR")] == [1_500, 3_000, 6_250]
    page = desk.get(CARDS)
    assert 'value="15, 30, 62.50"' in page and 'value="3000, 5000"' in page
    assert not credit.sells("JPY") and credit.sells("EUR")
    assert page.count('type="checkbox" value="y"') == 4 and page.count(" checked ") == 3


NINE = "10 20 30 40 50 60 70 80 90"


@pytest.mark.parametrize("typed", ["", "5", "50, 501", "fifty", "-50", NINE])
def test_amounts_that_no_card_may_hold_are_kept_as_typed(desk: Desk, typed: str) -> None:
    """With what was typed beside them; nothing is saved."""
    desk.get(CARDS)
    page = desk.post(f"{CARDS}/offers", 422, **{**OFFERS, "GBP-amounts": typed})
    assert f'value="{typed}"' in page and "GBP-amounts-problem" in page
    assert 'value="3000, 5000"' in page and page.count(" checked ") == 3
    for code in ("EUR", "GBP", "JPY", "USD"):
        assert len(credit.offered(code)) == 4 and credit.sells(code)

"""The page before paying, without JavaScript."""

import re
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storefront import catalog, customs
from storefront.db import db, transaction
from storefront.orders import Order
from tests.shop.buyer import ADDRESSES

FIELDS = ("email", "phone", "name", "address_line1", "address_line2", "city", "postal_code")
AUTOCOMPLETE = {
    "email": "email",
    "phone": "tel",
    "name": "name",
    "address_line1": "address-line1",
    "address_line2": "address-line2",
    "city": "address-level2",
    "postal_code": "postal-code",
    "country": "country",
}


@pytest.fixture
def buyer(client: FlaskClient, variants: Mapping[str, int]) -> FlaskClient:
    """Somebody with a mug in the basket."""
    client.post("/en-us/basket/lines", data={"variant": variants["dune-mug"], "quantity": "1"})
    return client


def hidden(page: TestResponse) -> dict[str, str]:
    """What the form carries unseen."""
    found = re.findall(
        r'name="(csrf_token|placing_key|expected_total)"[^>]*value="([^"]*)"', page.text
    )
    return dict(found)


def details(tag: str) -> dict[str, str]:
    """What somebody there types."""
    country = tag.split("-")[1]
    known = ADDRESSES["de"] | {"postal_code": "1010"} if country == "at" else ADDRESSES[country]
    return {"email": "ann@example.com", "country": country.upper(), **known}


@pytest.mark.parametrize("tag", ("en-us", "de-de", "de-at", "fr-fr", "en-gb", "ja-jp"))
def test_the_form_says_what_a_browser_may_fill_in(buyer: FlaskClient, tag: str) -> None:
    text = buyer.get(f"/{tag}/checkout").text.partition("<footer")[0]
    for name, token in AUTOCOMPLETE.items():
        tags = re.findall(rf'<(?:input|select)[^>]* name="{name}"[^>]*>', text)
        assert len(tags) == 1 and f'autocomplete="{token}"' in tags[0], name
    assert ('name="region"' in text) == (tag in ("en-us", "ja-jp"))
    assert 'type="email"' in text and 'type="tel"' in text


@pytest.mark.parametrize("tag", ("en-us", "de-de", "de-at", "fr-fr", "en-gb", "ja-jp"))
def test_an_address_of_each_country_is_accepted(buyer: FlaskClient, tag: str) -> None:
    page = buyer.get(f"/{tag}/checkout")
    typed = details(tag) | {"shipping": "standard"} | hidden(page)
    answer = buyer.post(f"/{tag}/checkout", data=typed)
    assert 'aria-invalid="true"' not in answer.text
    assert answer.status_code in (303, 503)


def test_what_is_wrong_stands_at_its_field_and_typing_is_kept(buyer: FlaskClient) -> None:
    page = buyer.get("/de-de/checkout")
    typed = details("de-de") | {"email": "ann@", "postal_code": "123", "name": " "} | hidden(page)
    answer = buyer.post("/de-de/checkout", data=typed)
    assert answer.status_code == 422
    assert "data-focus" in answer.text
    for sentence in (
        "Das sieht nicht wie eine E-Mail-Adresse aus.",
        "Das sieht nicht wie eine Postleitzahl dieses Landes aus.",
        "Bitte geben Sie den Namen an",
    ):
        assert answer.text.count(sentence) == 2, sentence
    assert 'value="ann@"' in answer.text and "Torstraße 1" in answer.text


def test_changing_the_country_keeps_what_was_typed(buyer: FlaskClient) -> None:
    page = buyer.get("/de-de/checkout")
    typed = details("de-de") | {"country": "AT", "update": "1"} | hidden(page)
    answer = buyer.post("/de-de/checkout", data=typed)
    assert answer.status_code == 200
    assert '<option selected value="AT">' in answer.text
    assert "Torstraße 1" in answer.text and 'aria-invalid="true"' not in answer.text


def test_another_total_than_the_one_seen_is_shown_before_paying(buyer: FlaskClient) -> None:
    page = buyer.get("/en-us/checkout")
    typed = details("en-us") | {"shipping": "standard"} | hidden(page) | {"expected_total": "1"}
    answer = buyer.post("/en-us/checkout", data=typed)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text and 'value="350 Fifth Avenue"' in answer.text


def test_checkout_without_its_token_is_refused(buyer: FlaskClient) -> None:
    assert buyer.post("/en-us/checkout", data=details("en-us")).status_code == 400


def test_an_empty_basket_has_no_checkout(client: FlaskClient) -> None:
    assert client.get("/en-us/checkout").headers["Location"] == "/en-us/basket"


def test_when_stripe_is_away_nothing_is_charged_and_the_basket_kept(buyer: FlaskClient) -> None:
    page = buyer.get("/en-us/checkout")
    typed = details("en-us") | {"shipping": "standard"} | hidden(page)
    answer = buyer.post("/en-us/checkout", data=typed)
    assert answer.status_code == 503
    assert "Nothing was charged, and your basket is kept." in answer.text
    assert buyer.get("/en-us/basket/summary").get_json()["count"] == 1

    order = re.search(r"/en-us/orders/([\w-]+)", answer.text)
    assert order
    shown = buyer.get(order[0])
    assert shown.headers["Cache-Control"] == "no-store"
    assert "noindex" in shown.text and "Waiting for payment" in shown.text
    cancelled = buyer.get(f"/en-us/checkout/cancelled/{order[1]}")
    assert "Nothing was charged." in cancelled.text
    returned = buyer.get(f"/en-us/checkout/return/{order[1]}?session_id=nonsense")
    assert "Your bank is still confirming" in returned.text and "failed" not in returned.text


def test_orders_are_found_by_their_token_alone(client: FlaskClient) -> None:
    for path in ("orders/1", "checkout/return/1", "checkout/cancelled/1"):
        assert client.get(f"/en-us/{path}").status_code == 404


def test_what_sold_out_meanwhile_is_said_in_the_form_as_it_was_typed(
    buyer: FlaskClient, variants: Mapping[str, int]
) -> None:
    page = buyer.get("/en-us/checkout")
    with transaction():
        catalog.count_stock(variants["dune-mug"], 0)
    typed = details("en-us") | {"shipping": "standard"} | hidden(page)
    answer = buyer.post("/en-us/checkout", data=typed)
    assert answer.status_code == 409
    assert "Sold out" in answer.text
    assert 'value="ann@example.com"' in answer.text


def test_a_second_click_finds_the_order_of_the_last_piece(
    buyer: FlaskClient, variants: Mapping[str, int]
) -> None:
    with transaction():
        catalog.count_stock(variants["dune-mug"], 1)
    page = buyer.get("/en-us/checkout")
    typed = details("en-us") | {"shipping": "standard"} | hidden(page)
    first = buyer.post("/en-us/checkout", data=typed)  # Stripe is away in this test
    second = buyer.post("/en-us/checkout", data=typed)
    assert first.status_code == second.status_code == 503


def test_a_customs_number_is_asked_where_a_rule_says_so_and_kept_sealed(
    buyer: FlaskClient,
) -> None:
    assert 'name="consignee_id"' not in buyer.get("/de-de/checkout").text
    with transaction():
        customs.set_regime(None, customs.Regime("DE", "DE-TEST", "EUR", consignee_id="br_tax"))
    page = buyer.get("/de-de/checkout")
    assert 'name="consignee_id"' in page.text
    typed = details("de-de") | {"shipping": "standard"} | hidden(page)
    answer = buyer.post("/de-de/checkout", data=typed | {"consignee_id": "111.444.777-36"})
    assert answer.status_code == 422 and 'value="111.444.777-36"' in answer.text
    answer = buyer.post("/de-de/checkout", data=typed | {"consignee_id": "111.444.777-35"})
    assert answer.status_code in (303, 503)
    order = db.session.query(Order).one()
    assert order.consignee_id_kind == "br_tax" and "11144477735" not in order.consignee_id


def test_a_thing_that_is_forbidden_there_is_refused_with_the_owners_sentence(
    buyer: FlaskClient,
) -> None:
    page = buyer.get("/en-us/checkout")
    with transaction():
        catalog.set_restriction(
            None,
            catalog.RestrictionFacts(
                country="US", hs_prefix="69", notices={"en": "No mugs for the States."}
            ),
        )
    typed = details("en-us") | {"shipping": "standard"} | hidden(page)
    assert "No mugs for the States." in buyer.post("/en-us/checkout", data=typed).text
    assert "No mugs for the States." in buyer.get("/en-us/basket").text
    shown = buyer.get("/en-us/p/dune-mug").text
    assert "No mugs for the States." in shown and "Not for sale" in shown
    assert "No mugs" not in buyer.get("/en-gb/p/dune-mug").text

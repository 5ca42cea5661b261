"""Forms that no honest browser sends are refused in a sentence, and nothing is done by halves."""

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from storefront.db import db
from storefront.orders import Order
from tests.web.office.conftest import EMAIL, PASSWORD, Desk
from tests.web.shop.test_checkout import buyer, details, hidden

__all__ = ["buyer"]


@pytest.mark.parametrize("origin", ["http://[", "http://[evil", "null", "https://evil.example"])
def test_an_origin_that_is_not_ours_changes_nothing(client: FlaskClient, origin: str) -> None:
    typed = {"country": "DE", "language": "de", "path": "/"}
    answer = client.post("/switch", data=typed, headers={"Origin": origin})
    assert answer.status_code == 403
    assert client.get_cookie("locale") is None


@pytest.mark.parametrize("trap", ["http://[", "//[", "/office/[//"])
def test_a_next_page_that_is_no_address_leads_to_the_first(stranger: Desk, trap: str) -> None:
    stranger.get("/office/sign-in")
    stranger.post("/office/sign-in", email=EMAIL, password=PASSWORD, next=trap)
    assert stranger.last.startswith("/office/")


def test_switching_answers_a_long_path_with_a_short_address(client: FlaskClient) -> None:
    typed = {"country": "DE", "language": "de", "path": "/" + "x" * 100_000}
    answer = client.post("/switch", data=typed)
    assert len(answer.headers["Location"]) < 1000


@pytest.mark.parametrize("text", ["-1", "0", "1.5", "1e9", "٣", "", "+1", str(2**63), "100"])
def test_an_odd_quantity_puts_nothing_into_the_basket(
    client: FlaskClient, variants: Mapping[str, int], text: str
) -> None:
    typed = {"variant": variants["dune-mug"], "quantity": text}
    assert client.post("/en-us/basket/lines", data=typed).status_code == 400
    summary = client.get("/en-us/basket/summary").get_json()
    assert summary["count"] == 0


@pytest.mark.parametrize("country", ["US", "XX", "", "DE,AT", "x" * 5000])
def test_a_country_that_is_not_sold_to_here_is_asked_again(
    buyer: FlaskClient, country: str
) -> None:
    page = buyer.get("/de-de/checkout")
    typed = details("de-de") | {"shipping": "standard"} | hidden(page) | {"country": country}
    answer = buyer.post("/de-de/checkout", data=typed)
    assert answer.status_code == 422
    assert typed["address_line1"] in answer.text
    assert db.session.scalar(select(Order)) is None


def test_a_line_break_in_a_name_stays_on_one_line(buyer: FlaskClient) -> None:
    page = buyer.get("/de-de/checkout")
    typed = details("de-de") | {"shipping": "standard"} | hidden(page)
    typed["name"] = "Ann\r\nBcc: b@example.com\x01\u202e"
    buyer.post("/de-de/checkout", data=typed)
    order = db.session.scalars(select(Order)).one()
    assert order.name == "Ann Bcc: b@example.com"

"""The page of an order, for whoever has its link."""

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from storefront import cart, checkout, orders, shipping
from storefront.checkout import BuyerDetails
from storefront.db import transaction
from storefront.markets import find_locale
from storefront.orders import Order
from tests.shop.buyer import ADDRESSES


@pytest.fixture
def order(client: FlaskClient, variants: Mapping[str, int]) -> Order:
    """Two mugs for Tokyo, not yet paid."""
    locale = find_locale("ja-jp")
    assert locale
    with transaction():
        basket, token = cart.new_basket()
        cart.add(basket, variants["dune-mug"], 2)
    quote = cart.quote([(variants["dune-mug"], 2)], locale, "standard")
    details = BuyerDetails(
        email="hanako@example.com", country="JP", address_line2="", **ADDRESSES["jp"]
    )
    return checkout.place(token, details, locale, "standard", "key", quote.total_minor)


def test_an_order_shows_where_it_goes_as_people_write_it_there(
    client: FlaskClient, order: Order
) -> None:
    text = client.get(f"/ja-jp/orders/{order.token}").text
    assert "〒100-0001<br>東京都千代田区千代田1-1<br>" in text
    assert "お支払い待ち" in text and order.number in text


def test_a_sent_order_shows_its_waybill_and_where_to_follow_it(
    client: FlaskClient, order: Order
) -> None:
    with transaction():
        locked = orders.lock(order.id)
        assert locked
        orders.mark_paid(locked)
        pieces = {line.id: line.quantity for line in locked.lines}
        shipment = shipping.open_shipment(order.id, "dhl", "1234567890", pieces, 1200)
    text = client.get(f"/ja-jp/orders/{order.token}").text
    assert "配送中" in text and "1234567890" in text
    assert f'href="{shipping.CARRIERS["dhl"].tracking_url("1234567890")}"' in text

    with transaction():
        shipping.mark_delivered(shipment)
    assert "step--now" not in client.get(f"/ja-jp/orders/{order.token}").text


def test_a_cancelled_order_says_so_and_cannot_be_paid(client: FlaskClient, order: Order) -> None:
    checkout.cancel(order, "owner")
    text = client.get(f"/en-us/orders/{order.token}").text
    assert "Cancelled" in text and "continue to Stripe" not in text
    answer = client.get(f"/en-us/checkout/cancelled/{order.token}")
    assert answer.headers["Location"] == f"/en-us/orders/{order.token}"

"""A purchase as a shopper's browser makes it, from the basket to Stripe and back."""

import re
from collections.abc import Mapping

from flask.testing import FlaskClient

from storefront import payments
from storefront.checkout import sync_session
from storefront.db import db
from storefront.orders import Order
from tests.checkout.conftest import Till

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari"}

DETAILS = {
    "email": "kim@example.com",
    "phone": "+4930123456",
    "name": "Kim Test",
    "address_line1": "Lindenstr. 7",
    "city": "Berlin",
    "postal_code": "10969",
    "country": "DE",
    "shipping": "standard",
}
"""What a buyer in Germany types at checkout."""


def buy(till: Till, client: FlaskClient, headers: Mapping[str, str] = BROWSER) -> Order:
    """What the shopper's browser does after landing: basket, checkout, Stripe."""
    client.post("/de-de/basket/lines", data={"variant": till.variants["lamp"]}, headers=headers)
    page = client.get("/de-de/checkout", headers=headers).text
    hidden = dict(
        re.findall(r'name="(csrf_token|placing_key|expected_total)"[^>]*value="([^"]*)"', page)
    )
    answer = client.post("/de-de/checkout", data=DETAILS | hidden, headers=headers)
    assert answer.status_code == 303, answer.text[-2000:]
    db.session.rollback()
    order = db.session.query(Order).one()
    session_id = payments.attempts_of(order.id)[-1].session_id or ""
    till.press(session_id)
    sync_session(session_id)
    return till.again(order)

"""The connector's page: a ping, tokens that are shown once, and what was never handed over."""

import re
from dataclasses import replace

import pytest

from storefront import checkout, customs
from storefront.config import Settings
from storefront.connector import Settings as ConnectorSettings
from storefront.connector import running
from storefront.customs import tokens
from storefront.db import db, transaction
from storefront.orders import Order
from storefront.outbox.models import Promise
from storefront.reports import Difference, differences
from tests.checkout.conftest import Till
from tests.checkout.test_customs_changes import waybill
from tests.connector.conftest import RECEIPT_SECRET, SHOP_SECRET

from .conftest import Desk

PAGE = "/office/connector"


@pytest.fixture
def order(till: Till) -> Order:
    order = till.paid({"lamp": 1})
    checkout.ship(order, checkout.Packing("china-post", waybill(), None, 9_000))
    return order


def connect(settings: Settings, url: str, secret: str = SHOP_SECRET) -> None:
    changed = replace(settings, customs_url=url, customs_secrets=(secret,))
    customs.use(customs.connection_from(changed))


def test_a_ping_says_whether_the_connector_knows_us(
    desk: Desk, settings: Settings, tmp_path
) -> None:
    theirs = ConnectorSettings(
        state=tmp_path / "state",
        secrets=(SHOP_SECRET,),
        receipt_secret=RECEIPT_SECRET,
        shop_url="http://127.0.0.1:9",
    )
    with running(theirs) as there:
        connect(settings, there.url + "/")
        desk.get(PAGE)
        desk.post(f"{PAGE}/ping")
        assert "it knows our signature" in desk.follow()
        connect(settings, there.url + "/", "whsec_" + "c29tZWJvZHktZWxzZS1zZWNyZXQtMTIzNDU2")
        desk.post(f"{PAGE}/ping")
        assert "does not accept our signature (401)" in desk.follow()
    desk.post(f"{PAGE}/ping")
    assert "Nobody answered" in desk.follow()
    connect(settings, "")
    desk.post(f"{PAGE}/ping", 409)


def test_a_token_is_shown_once_and_revoked(desk: Desk) -> None:
    desk.get(PAGE)
    page = desk.post(f"{PAGE}/tokens", 200, name="Broker <b>", scopes=["customs:read"])
    [key] = set(re.findall(r"sfct_[\w-]{40,}", page))
    assert "Broker <b>" in page and key not in desk.get(PAGE)
    [token] = tokens.tokens()
    assert (token.created_by, token.scopes) == ("owner@example.com", ["customs:read"])
    db.session.rollback()
    desk.post(f"{PAGE}/tokens/{token.id}/revoke")
    assert "opens nothing any more" in desk.follow()
    assert tokens.holder(key) is None
    desk.post(f"{PAGE}/tokens/{2**40}/revoke", 404)


def test_an_odd_token_form_says_what_is_wrong_and_keeps_what_was_typed(desk: Desk) -> None:
    desk.get(PAGE)
    page = desk.post(f"{PAGE}/tokens", 422, name="Broker", scopes=[])
    assert "Choose what the token may do" in page and 'value="Broker"' in page
    page = desk.post(f"{PAGE}/tokens", 422, name="", scopes=["customs:root"])
    assert "Please give it a name" in page
    assert tokens.tokens() == []


def test_what_was_never_handed_over_is_shown_with_the_difference_and_sent_again(
    desk: Desk, order: Order
) -> None:
    dossier = customs.dossiers_of(order.id)[0].id
    with transaction():
        customs.resend(dossier)
        promise = db.session.scalar(db.select(Promise).where(Promise.lane == dossier))
        assert promise is not None
        promise.state = "dead"
        promise_id = promise.id
    page = desk.get(PAGE)
    assert order.number in page and "it never got this dossier" in page
    desk.post(f"{PAGE}/again", promise=str(promise_id))
    assert "1 dossier will be sent again" in desk.follow()
    desk.post(f"{PAGE}/again", 409, promise="nonsense")


def test_the_difference_names_each_place() -> None:
    had = {"revision": 1, "order": {"lines": [{"sku": "A", "hs_code": "940521"}]}}
    gets = {"revision": 2, "order": {"lines": [{"sku": "A", "hs_code": "940510"}, "more"]}}
    assert differences(had, gets) == [
        Difference("/order/lines/0/hs_code", "940521", "940510"),
        Difference("/order/lines/1", "—", "more"),
    ]

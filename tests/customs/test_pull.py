"""Connectors that only poll: events without a gap, behind a bearer token."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storefront.config import Settings
from storefront.customs import Dossier
from storefront.customs.schema import validator
from storefront.db import transaction
from storefront.orders import Order
from tests.customs import making

TOKEN = "pull-" + "t" * 40
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
ROOT = "/api/customs/v1"


@pytest.fixture
def client(app: Flask, settings: Settings) -> Iterator[FlaskClient]:
    app.extensions["settings"] = replace(settings, customs_api_tokens=("other", TOKEN))
    yield app.test_client()


def test_events_come_in_order_page_by_page(
    client: FlaskClient, charges: None, sent: Callable[..., Dossier]
) -> None:
    for n in range(3):
        with transaction():
            order = making.order((making.variant(f"LF-{n}"), 1, 4_990))
        sent(order)
    first = client.get(f"{ROOT}/events?limit=2", headers=SHOWN).json
    second = client.get(f"{ROOT}/events?limit=2&after={first['next_after']}", headers=SHOWN).json
    assert [event["sequence"] for event in first["events"] + second["events"]] == [1, 2, 3]
    assert (first["more"], second["more"]) == (True, False)
    for event in first["events"]:
        assert list(validator().iter_errors(event)) == []


def test_a_dossier_can_be_read_and_asked_for_again(
    client: FlaskClient, order: Order, sent: Callable[..., Dossier]
) -> None:
    dossier = sent(order)
    told = client.get(f"{ROOT}/dossiers/{dossier.id}", headers=SHOWN).json
    assert (told["state"], told["revision"], told["documents"]) == ("ready", 1, {})
    assert told["event"]["data"]["dossier_id"] == dossier.id
    path = f"{ROOT}/dossiers/{dossier.id}"
    assert client.get(f"{path}/receipts", headers=SHOWN).json == {"receipts": []}
    assert client.post(f"{path}/resend", headers=SHOWN).status_code == 202


def test_what_is_not_there_is_not_found(client: FlaskClient) -> None:
    for path in ("/dossiers/dsr_0", "/dossiers/dsr_0/receipts"):
        assert client.get(ROOT + path, headers=SHOWN).status_code == 404
    assert client.post(f"{ROOT}/dossiers/dsr_0/resend", headers=SHOWN).status_code == 404


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=9" + "0" * 20, "limit=101", "limit="]
)
def test_odd_questions_are_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"{ROOT}/events?{query}", headers=SHOWN).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN},
    ],
)
def test_without_the_token_nothing_is_told(client: FlaskClient, headers: dict[str, Any]) -> None:
    for path in ("/events", "/dossiers/x", "/dossiers/x/receipts"):
        answer = client.get(ROOT + path, headers=headers)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert client.post(f"{ROOT}/dossiers/x/resend", headers=headers).status_code == 401


def test_a_shop_without_tokens_tells_nobody(app: Flask) -> None:
    assert app.test_client().get(f"{ROOT}/events", headers=SHOWN).status_code == 401
    empty = {"Authorization": "Bearer "}
    assert app.test_client().get(f"{ROOT}/events", headers=empty).status_code == 401

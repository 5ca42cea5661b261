"""Connectors that only poll: events without a gap, behind a bearer token."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storefront import clock, customs, outbox
from storefront.customs import Dossier, tokens
from storefront.customs.tokens import Scope
from storefront.customs.validating import validator
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.orders import Order
from tests.customs import making

ROOT = "/api/customs/v1"


def key(*scopes: Scope) -> dict[str, str]:
    """The header that shows a fresh token."""
    with transaction():
        _token, key = tokens.issue("Broker", scopes, "owner@example.com")
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def shown(app: Flask) -> dict[str, str]:
    return key(*Scope)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def three(sent: Callable[..., Dossier]) -> list[Dossier]:
    made = []
    for n in range(3):
        with transaction():
            order = making.order((making.variant(f"LF-{n}"), 1, 4_990))
        made.append(sent(order))
    return made


def test_events_come_in_order_page_by_page(
    client: FlaskClient, charges: None, sent: Callable[..., Dossier], shown: dict[str, str]
) -> None:
    three(sent)
    first = client.get(f"{ROOT}/events?limit=2", headers=shown).json
    second = client.get(f"{ROOT}/events?limit=2&after={first['next_after']}", headers=shown).json
    third = client.get(f"{ROOT}/events?after={second['next_after']}", headers=shown).json
    assert [event["sequence"] for event in first["events"] + second["events"]] == [1, 2, 3]
    assert (first["more"], second["more"]) == (True, False)
    assert third == {"events": [], "next_after": 3, "more": False}
    for event in first["events"]:
        assert list(validator().iter_errors(event)) == []


def test_dossiers_come_page_by_page_and_by_state(
    client: FlaskClient, charges: None, sent: Callable[..., Dossier], shown: dict[str, str]
) -> None:
    made = sorted(each.id for each in three(sent))
    first = client.get(f"{ROOT}/dossiers?limit=2", headers=shown).json
    second = client.get(f"{ROOT}/dossiers?cursor={first['next_cursor']}", headers=shown).json
    both = [each["dossier_id"] for each in first["dossiers"] + second["dossiers"]]
    assert (both, second["next_cursor"]) == (made, None)
    assert client.get(f"{ROOT}/dossiers?state=released", headers=shown).json["dossiers"] == []
    later = (clock.now() + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    changed = client.get(f"{ROOT}/dossiers?updated_after={later}", headers=shown).json
    assert changed["dossiers"] == []


def test_a_dossier_can_be_read_and_asked_for_again(
    client: FlaskClient, order: Order, sent: Callable[..., Dossier], shown: dict[str, str]
) -> None:
    dossier = sent(order)
    told = client.get(f"{ROOT}/dossiers/{dossier.id}", headers=shown).json
    assert (told["state"], told["revision"], told["documents"]) == ("ready", 1, {})
    assert told["event"]["data"]["dossier_id"] == dossier.id
    path = f"{ROOT}/dossiers/{dossier.id}"
    assert client.get(f"{path}/receipts", headers=shown).json == {"receipts": []}
    assert client.post(f"{path}/resend", headers=shown).status_code == 202


def test_a_range_of_time_can_be_sent_once_more(
    client: FlaskClient, charges: None, sent: Callable[..., Dossier], shown: dict[str, str]
) -> None:
    three(sent)
    now = clock.now()
    day = {
        "from": (now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "to": (now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    before = outbox.counts()["pending"]
    answer = client.post(f"{ROOT}/replay", json=day, headers=shown)
    assert (answer.status_code, answer.json) == (202, {"promised": 3})
    assert outbox.counts()["pending"] == before + 3
    backwards = {"from": day["to"], "to": day["from"]}
    assert client.post(f"{ROOT}/replay", json=backwards, headers=shown).status_code == 422
    other_day = {"from": "2020-01-01T00:00:00Z", "to": "2020-01-02T00:00:00Z"}
    assert client.post(f"{ROOT}/replay", json=other_day, headers=shown).json == {"promised": 0}


def test_papers_can_be_fetched(
    client: FlaskClient, order: Order, sent: Callable[..., Dossier], shown: dict[str, str]
) -> None:
    path = f"{ROOT}/dossiers/{sent(order).id}/documents"
    invoice = client.get(f"{path}/invoice.pdf", headers=shown)
    assert (invoice.status_code, invoice.mimetype) == (200, "application/pdf")
    assert invoice.data.startswith(b"%PDF")
    assert client.get(f"{path}/letter.pdf", headers=shown).status_code == 404


def test_a_token_is_enough_to_hand_in_a_receipt(
    client: FlaskClient, order: Order, sent: Callable[..., Dossier]
) -> None:
    dossier = sent(order)
    told = {
        "receipt_id": "rcp_1",
        "dossier_id": dossier.id,
        "revision": 1,
        "document": "all",
        "status": "accepted",
        "final": False,
        "occurred_at": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    receipts = key(Scope.RECEIPTS)
    first = client.post(f"{ROOT}/receipts", json=told, headers=receipts)
    again = client.post(f"{ROOT}/receipts", json=told, headers=receipts)
    assert (first.status_code, again.status_code) == (202, 200)
    db.session.rollback()
    found = customs.get_dossier(dossier.id)
    assert found is not None and found.state == "accepted"
    assert client.post(f"{ROOT}/receipts", json=told, headers=key(Scope.READ)).status_code == 403
    assert client.post(f"{ROOT}/receipts", json={}, headers=receipts).status_code == 422
    nobody = {"Authorization": "Bearer sfct_guess"}
    assert client.post(f"{ROOT}/receipts", json=told, headers=nobody).status_code == 401


def test_what_is_not_there_is_not_found(client: FlaskClient, shown: dict[str, str]) -> None:
    for path in ("/dossiers/dsr_0", "/dossiers/dsr_0/receipts"):
        assert client.get(ROOT + path, headers=shown).status_code == 404
    assert client.post(f"{ROOT}/dossiers/dsr_0/resend", headers=shown).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "events?after=-1",
        "events?after=x",
        "events?after=9" + "0" * 20,
        "events?limit=101",
        "events?limit=0",
        "events?limit=",
        "events?since=3",
        "events?after=1&after=2",
        "dossiers?state=lost",
        "dossiers?updated_after=yesterday",
        "dossiers?updated_after=2026-02-31T00:00:00Z",
        "dossiers?cursor=x",
    ],
)
def test_odd_questions_are_refused(client: FlaskClient, shown: dict[str, str], asked: str) -> None:
    answer = client.get(f"{ROOT}/{asked}", headers=shown)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"from": 1, "to": 2}', b"\xff"])
def test_odd_ranges_are_refused(client: FlaskClient, shown: dict[str, str], body: bytes) -> None:
    assert client.post(f"{ROOT}/replay", data=body, headers=shown).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer sfct_" + "x" * 200},
        {"Authorization": "Basic sfct_x"},
        {"Authorization": "sfct_x"},
    ],
)
def test_without_a_token_nothing_is_told(client: FlaskClient, headers: dict[str, Any]) -> None:
    for path in ("/events", "/dossiers", "/dossiers/x", "/dossiers/x/receipts"):
        answer = client.get(ROOT + path, headers=headers)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="customs"'
    assert client.post(f"{ROOT}/dossiers/x/resend", headers=headers).status_code == 401
    assert client.post(f"{ROOT}/replay", headers=headers).status_code == 401


def test_a_token_opens_what_it_says_and_no_more(client: FlaskClient) -> None:
    reads, receipts = key(Scope.READ), key(Scope.RECEIPTS)
    assert client.get(f"{ROOT}/events", headers=reads).status_code == 200
    assert client.get(f"{ROOT}/events", headers=receipts).status_code == 403
    refused = client.post(f"{ROOT}/replay", headers=reads)
    assert (
        refused.status_code == 403 and "insufficient_scope" in refused.headers["WWW-Authenticate"]
    )


def test_a_token_is_kept_as_a_digest_and_its_last_use_is_known(client: FlaskClient) -> None:
    header = key(Scope.READ)
    [token] = tokens.tokens()
    secret = header["Authorization"].removeprefix("Bearer ")
    assert token.last_used_at is None
    assert secret not in json.dumps([token.digest, token.name, token.ending])
    client.get(f"{ROOT}/events", headers=header)
    db.session.expire_all()
    assert tokens.tokens()[0].last_used_at is not None


def test_a_revoked_token_opens_nothing(client: FlaskClient) -> None:
    header = key(Scope.READ)
    with transaction():
        assert tokens.revoke(tokens.tokens()[0].id)
        assert not tokens.revoke(tokens.tokens()[0].id)
    assert client.get(f"{ROOT}/events", headers=header).status_code == 401


@pytest.mark.parametrize(
    ("name", "scopes"), [("", [Scope.READ]), ("x" * 61, [Scope.READ]), ("x", []), ("x", ["root"])]
)
def test_an_odd_token_is_not_made(app: Flask, name: str, scopes: list[str]) -> None:
    with pytest.raises(ShopError), transaction():
        tokens.issue(name, scopes, "owner@example.com")


def test_guessing_is_slowed(client: FlaskClient) -> None:
    guesses = [
        client.get(f"{ROOT}/events", headers={"Authorization": f"Bearer sfct_{n}"})
        for n in range(61)
    ]
    assert guesses[0].status_code == 401
    assert (guesses[-1].status_code, guesses[-1].headers["Retry-After"]) == (429, "60")

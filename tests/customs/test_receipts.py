"""Receipts: proven, kept once, and shown by what is newest."""

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from standardwebhooks import Webhook
from werkzeug.test import TestResponse

from storefront import clock, customs, orders
from storefront.config import Settings
from storefront.customs import Dossier, Receipt
from storefront.customs.receipts import RANK, standing
from storefront.db import db, transaction
from storefront.orders import Order
from tests.customs.conftest import quiet_use

Send = Callable[..., Dossier]
Tell = Callable[..., TestResponse]
PATH = "/api/customs/v1/receipts"


@pytest.fixture
def dossier(order: Order, sent: Send) -> Dossier:
    return sent(order)


@pytest.fixture
def tell(app: Flask, settings: Settings, dossier: Dossier) -> Tell:
    """Say something as the connector says it, signed with the public library."""
    client: FlaskClient = app.test_client()

    def tell(
        *,
        raw: bytes | None = None,
        webhook_id: str | None = None,
        secret: str = settings.customs_receipt_secrets[0],
        age: float = 0,
        headers: dict[str, str] | None = None,
        **changes: Any,
    ) -> TestResponse:
        body = {
            "receipt_id": f"rcp_{secrets.token_hex(8)}",
            "dossier_id": dossier.id,
            "revision": 1,
            "document": "order",
            "status": "accepted",
            "final": True,
            "occurred_at": clock.now().isoformat().replace("+00:00", "Z"),
            "authority": {"regime": "CN-CEB", "native_status": "120", "reference": None},
            "reasons": [],
            **changes,
        }
        body = {name: value for name, value in body.items() if value is not ...}
        sent_as = json.dumps(body).encode() if raw is None else raw
        message = webhook_id or f"msg_{secrets.token_hex(8)}"
        at = datetime.fromtimestamp(clock.now().timestamp() - age, UTC)
        signed = {
            "webhook-id": message,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(message, at, sent_as.decode("latin-1"))
            if sent_as.isascii()
            else "",
            "content-type": "application/json",
        }
        return client.post(PATH, data=sent_as, headers={**signed, **(headers or {})})

    return tell


def kept() -> int:
    db.session.rollback()
    return db.session.query(Receipt).count()


def shown(dossier: Dossier) -> dict[str, str]:
    db.session.expire_all()
    told = customs.statuses(customs.get_dossier(dossier.id))
    return {name: receipt.status for name, receipt in told.items()}


def state(dossier: Dossier) -> str:
    db.session.expire_all()
    return customs.get_dossier(dossier.id).state


def test_a_receipt_is_kept_whole_and_moves_the_dossier(dossier: Dossier, tell: Tell) -> None:
    answer = tell(receipt_id="rcp_1")
    assert (answer.status_code, answer.json["receipt_id"]) == (202, "rcp_1")
    assert (state(dossier), shown(dossier)) == ("sent", {"order": "accepted"})
    tell(document="waybill")
    assert state(dossier) == "accepted"
    tell(document="list", status="released")
    assert state(dossier) == "released"
    assert db.session.query(Receipt).first().body["authority"]["native_status"] == "120"


def test_the_same_receipt_is_kept_once(tell: Tell) -> None:
    said = {"receipt_id": "rcp_1", "webhook_id": "msg_1", "occurred_at": "2026-11-23T10:00:00Z"}
    assert [tell(**said).status_code for _ in range(3)] == [202, 200, 200]
    assert tell(**{**said, "webhook_id": "msg_2"}).json["duplicate"] is True
    assert tell(**{**said, "receipt_id": "rcp_2"}).json["duplicate"] is True
    assert kept() == 1


def test_receipts_need_neither_cookie_nor_form_token(tell: Tell) -> None:
    answer = tell()
    assert answer.status_code == 202
    assert "Set-Cookie" not in answer.headers


def test_a_forged_receipt_is_refused(tell: Tell) -> None:
    other = "whsec_" + "b3RoZXIgc2VjcmV0IG9mIHNvbWVib2R5IGVsc2U="
    answer = tell(secret=other)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.json["code"] == "signature_invalid"
    assert kept() == 0


@pytest.mark.parametrize("age", [301, -301, 86_400])
def test_a_receipt_from_another_time_is_refused(tell: Tell, age: float) -> None:
    assert tell(age=age).status_code == 401


@pytest.mark.parametrize("age", [290, -290])  # a busy machine needs a second or two
def test_a_receipt_may_be_five_minutes_old_or_early(tell: Tell, age: float) -> None:
    assert tell(age=age).status_code == 202


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook-id": ""},
        {"webhook-id": "a b"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "1e9"},
        {"webhook-timestamp": "-1"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v2,AAAA"},
        {"webhook-signature": "v1," + "A" * 5000},
    ],
)
def test_broken_signature_headers_are_refused(tell: Tell, headers: dict[str, str]) -> None:
    assert tell(headers=headers).status_code == 401
    assert kept() == 0


def test_a_changed_byte_breaks_the_signature(
    app: Flask, settings: Settings, dossier: Dossier
) -> None:
    at = datetime.fromtimestamp(int(clock.now().timestamp()), UTC)
    signature = Webhook(settings.customs_receipt_secrets[0]).sign("msg_1", at, '{"a": 1}')
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }
    assert app.test_client().post(PATH, data=b'{"a": 2}', headers=headers).status_code == 401


def test_an_unknown_dossier_and_an_unknown_revision_are_told_apart(tell: Tell) -> None:
    assert tell(dossier_id="dsr_0").status_code == 404
    assert tell(revision=2).status_code == 409
    assert kept() == 0


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"status": "fine"}, "/status"),
        ({"document": "invoice"}, "/document"),
        ({"revision": 0}, "/revision"),
        ({"revision": 2**31}, "/revision"),
        ({"revision": "1"}, "/revision"),
        ({"revision": 1.5}, "/revision"),
        ({"final": 1}, "/final"),
        ({"final": ...}, ""),
        ({"occurred_at": "yesterday"}, "/occurred_at"),
        ({"occurred_at": "2026-02-30T10:00:00Z"}, "/occurred_at"),
        ({"occurred_at": "2026-11-23T10:00:00Z\n"}, "/occurred_at"),
        ({"occurred_at": "2026-11-23T10:00:00"}, "/occurred_at"),
        ({"occurred_at": "2999-01-01T00:00:00Z"}, "/occurred_at"),
        ({"receipt_id": ""}, "/receipt_id"),
        ({"receipt_id": "x" * 121}, "/receipt_id"),
        ({"dossier_id": {}}, "/dossier_id"),
        ({"reasons": [{"pointer": "/x"}]}, "/reasons/0"),
        ({"reasons": {"code": "x"}}, "/reasons"),
        ({"authority": {"native_status": 120}}, "/authority/native_status"),
        ({"surprise": True}, ""),
    ],
)
def test_a_receipt_in_another_form_is_refused_with_the_place(
    tell: Tell, changes: dict[str, Any], pointer: str
) -> None:
    answer = tell(**changes)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer
    assert kept() == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"a": NaN}',
        b'"\\ud800"',
        b'{"receipt_id": "\\ud800"}',
        b"[" * 60_000,
        b'{"receipt_id": "\\u0000"}',
        b"1" * 5_000,
    ],
)
def test_what_is_not_a_json_object_is_refused(tell: Tell, raw: bytes) -> None:
    assert tell(raw=raw).status_code == 422
    assert kept() == 0


def test_a_receipt_above_the_limit_is_refused(tell: Tell) -> None:
    assert tell(reasons=[{"code": "x", "message": "y" * 70_000}]).status_code == 413


def test_the_newest_instant_is_shown_whatever_arrives_last(dossier: Dossier, tell: Tell) -> None:
    tell(document="list", status="released", occurred_at="2026-11-23T10:00:02Z")
    tell(document="list", status="accepted", occurred_at="2026-11-23T10:00:01Z")
    assert shown(dossier) == {"list": "released"}
    assert state(dossier) == "released"
    assert kept() == 2


def test_on_the_same_instant_the_later_rank_wins(dossier: Dossier, tell: Tell) -> None:
    for status in ("accepted", "declaring", "stored"):
        tell(status=status, occurred_at="2026-11-23T10:00:00Z")
    assert shown(dossier) == {"order": "accepted"}


def test_fractions_of_a_second_count(dossier: Dossier, tell: Tell) -> None:
    tell(status="sent", occurred_at="2026-11-23T10:00:00.002Z")
    tell(status="accepted", occurred_at="2026-11-23T10:00:00.001999Z")
    assert shown(dossier) == {"order": "sent"}


def test_news_of_an_old_revision_does_not_cover_newer_news(
    order: Order, dossier: Dossier, tell: Tell
) -> None:
    with transaction():
        orders.get(order.id).lines[0].hs_code = "940531"
    with transaction():
        customs.match_again(dossier.id)
    tell(revision=2, status="accepted", occurred_at="2026-11-23T10:00:00Z")
    tell(revision=1, status="rejected", occurred_at="2026-11-23T11:00:00Z")
    assert shown(dossier) == {"order": "accepted"}
    assert state(dossier) != "rejected"
    assert kept() == 2


def test_a_rejection_keeps_its_reasons_and_asks_the_owner(
    order: Order, dossier: Dossier, tell: Tell
) -> None:
    reason = {
        "code": "amount_mismatch",
        "pointer": "/payment/amount",
        "expected": "1.00",
        "actual": "2.00",
        "message": "The amounts differ.",
    }
    tell(document="list", status="rejected", reasons=[reason])
    assert state(dossier) == "rejected"
    (finding,) = customs.get_dossier(dossier.id).findings
    assert (finding["code"], finding["expected"], finding["found"]) == (
        "amount_mismatch",
        "1.00",
        "2.00",
    )
    assert "correction" in orders.get(order.id).attention
    assert [event.kind for event in orders.get(order.id).events][-1] == "customs_rejected"


def test_a_dossier_that_was_released_stays_released(dossier: Dossier, tell: Tell) -> None:
    tell(document="list", status="released")
    tell(document="payment", status="rejected")
    assert state(dossier) == "released"


def test_a_withdrawal_is_recorded(dossier: Dossier, tell: Tell) -> None:
    tell(document="all", status="cancelled")
    assert state(dossier) == "withdrawn"


@pytest.mark.parametrize("status", RANK)
def test_every_word_of_the_protocol_is_understood(
    dossier: Dossier, tell: Tell, status: str
) -> None:
    assert tell(status=status).status_code == 202


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ({}, None),
        ({"order": "stored"}, "sent"),
        ({"order": "accepted", "waybill": "declaring"}, "sent"),
        ({"order": "accepted", "waybill": "accepted"}, "accepted"),
        ({"order": "accepted", "waybill": "rejected", "list": "released"}, "rejected"),
        ({"list": "cleared"}, "released"),
        ({"all": "accepted"}, "accepted"),
        ({"list": "inspection", "order": "accepted", "waybill": "accepted"}, "accepted"),
    ],
)
def test_documents_decide_where_the_dossier_stands(
    statuses: dict[str, str], expected: str | None
) -> None:
    assert standing(statuses) == expected


def test_two_secrets_are_good_during_a_rotation(
    app: Flask, settings: Settings, dossier: Dossier, tell: Tell
) -> None:
    fresh = "whsec_" + "ZnJlc2ggc2VjcmV0IG9mIHRoZSBjb25uZWN0b3Ih"
    quiet_use(settings, customs_receipt_secrets=(fresh, *settings.customs_receipt_secrets))
    assert tell().status_code == 202
    assert tell(secret=fresh).status_code == 202


def test_without_a_secret_nothing_is_believed(
    app: Flask, settings: Settings, dossier: Dossier, tell: Tell
) -> None:
    quiet_use(settings, customs_receipt_secrets=())
    assert tell().status_code == 401


def test_the_published_form_can_be_fetched_by_anyone(app: Flask) -> None:
    answer = app.test_client().get("/api/customs/v1/schema")
    assert (answer.status_code, answer.mimetype) == (200, "application/schema+json")
    assert answer.json == json.loads(json.dumps(customs.schema()))
    assert answer.json["$schema"].endswith("2020-12/schema")


def test_receipts_can_only_be_posted(app: Flask) -> None:
    assert app.test_client().get(PATH).status_code == 405


def test_an_early_receipt_finds_the_dossier_before_we_noted_its_delivery(
    dossier: Dossier, tell: Tell
) -> None:
    assert state(dossier) == "ready"
    tell(document="all", occurred_at=(clock.now() - timedelta(seconds=1)).isoformat()[:19] + "Z")
    assert state(dossier) == "accepted"

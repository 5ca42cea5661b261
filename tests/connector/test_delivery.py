"""Deliveries: what is proven is stored once, everything else is refused with a reason."""

import json
import sqlite3
import threading

import pytest


def test_the_example_dossier_is_stored_and_answered_202(shop, event, connector):
    answer = shop.deliver(event, x_customs_attempt="3")
    assert answer.status == 202
    assert answer.json["received"] is True
    assert answer.json["receipt_id"].startswith("rcp_")
    found = shop.dossier(event["data"]["dossier_id"])
    assert found["comparison"]["result"] == "pass"
    assert found["data"] == event["data"]
    row = connector.store.db.execute("SELECT attempt, body FROM deliveries").fetchone()
    assert (row["attempt"], json.loads(row["body"])) == ("3", event)


def test_hooks_is_another_name_for_the_same_door(shop, event):
    assert shop.deliver(event, path="/hooks").status == 202


def test_a_ping_is_answered_200_each_time(shop):
    ping = {"type": "connector.ping", "timestamp": "2026-11-23T09:41:07Z", "data": {}}
    assert shop.deliver(ping, webhook_id="msg_ping").status == 200
    assert shop.deliver(ping, webhook_id="msg_ping").status == 200


@pytest.mark.parametrize("secret_no", [0, 1])
def test_both_secrets_are_good_during_a_rotation(shop, event, secrets_of_the_test, secret_no):
    assert shop.deliver(event, secret=secrets_of_the_test[secret_no]).status == 202


def test_one_good_signature_among_several_is_enough(shop, event, secrets_of_the_test):
    from storefront.connector import key_of, sign

    raw, now = json.dumps(event).encode(), int(__import__("time").time())
    good = sign(key_of(secrets_of_the_test[0]), "msg_two", now, raw)
    answer = shop.deliver(
        raw,
        webhook_id="msg_two",
        webhook_timestamp=str(now),
        webhook_signature=f"v1a,xxxx nonsense v1,AAAA {good}",
    )
    assert answer.status == 202


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "whsec_" + "c29tZW9uZS1lbHNlcy1zZWNyZXQtZW50aXJl"},
        {"webhook_signature": "v1,bm90IGEgc2lnbmF0dXJl"},
        {"webhook_signature": "v1"},
        {"webhook_id": "msg_other", "webhook_signature": "v1,AAAA"},
        {"webhook_timestamp": "yesterday"},
        {"webhook_timestamp": "1" * 40},
        {"age": 301 + 2},
        {"age": -(301 + 2)},
    ],
)
def test_forged_old_and_future_messages_are_refused(shop, event, wrong, connector):
    answer = shop.deliver(event, **wrong)
    assert answer.status == 401
    assert answer.json["code"] == "signature_invalid"
    assert shop.get("/dossiers").json["total"] == 0
    assert connector.store.db.execute("SELECT count(*) FROM deliveries").fetchone()[0] == 0


@pytest.mark.parametrize("age", [290, -290])
def test_five_minutes_of_clock_difference_are_forgiven(shop, event, age):
    assert shop.deliver(event, age=age).status == 202


def test_a_body_changed_on_the_way_is_refused(shop, event, connector):
    captured = {}
    raw = json.dumps(event).encode()
    from storefront.connector import key_of
    from storefront.connector.signatures import headers_for

    now = int(__import__("time").time())
    captured = headers_for(key_of(connector.connector.settings.secrets[0]), "msg_x", now, raw)
    changed = raw.replace(b"51.79", b"1.79")
    answer = shop.deliver(changed, **{k.replace("-", "_"): v for k, v in captured.items()})
    assert answer.status == 401


def test_unsigned_messages_are_refused(shop, event):
    assert shop.deliver(event, webhook_signature="").status == 401


def test_another_content_type_is_refused(shop, event):
    assert shop.deliver(event, content_type="text/plain").status == 415


def test_more_than_a_megabyte_is_refused(shop, event):
    event["data"]["order"]["note"] = "x" * 1_048_576
    assert shop.deliver(event).status == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"type": NaN}',
        b'{"a": "\\ud800"}',
        b"[" * 100_000,
        b'{"type": "customs.dossier.ready"}',
        b'{"type": 5, "data": null}',
    ],
)
def test_malformed_bodies_are_a_422_with_errors(shop, body, connector):
    from storefront.connector import key_of
    from storefront.connector.signatures import headers_for

    now = int(__import__("time").time())
    signed = headers_for(key_of(connector.connector.settings.secrets[0]), "msg_bad", now, body)
    answer = shop.deliver(body, **{k.replace("-", "_"): v for k, v in signed.items()})
    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["errors"][0]["code"] == "schema_invalid"
    noted = connector.store.db.execute("SELECT answer FROM deliveries").fetchone()
    assert noted["answer"] == 422


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        (("payment", "amount"), 51.79, "/data/payment/amount"),
        (("payment", "amount"), "5e1", "/data/payment/amount"),
        (("payment", "amount"), "51.79\n", "/data/payment/amount"),
        (("payment", "amount"), "５1.79", "/data/payment/amount"),
        (("payment", "paid_at"), "2026-13-45T25:61:00Z", "/data/payment/paid_at"),
        (("dossier_id",), "dsr_1\n", "/data/dossier_id"),
        (("order", "lines"), [], "/data/order/lines"),
        (("order", "currency"), "euro", "/data/order/currency"),
        (("revision",), 0, "/data/revision"),
        (("revision",), 2**63, "/data/revision"),
        (("dossier_id",), "../../etc", "/data/dossier_id"),
        (("waybill", "waybill_no"), "X" * 33, "/data/waybill/waybill_no"),
    ],
)
def test_a_wrong_value_is_named_by_its_pointer(shop, event, path, value, pointer):
    place = event["data"]
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    answer = shop.deliver(event)
    assert answer.status == 422
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


def test_an_unknown_event_or_version_is_a_422(shop, event):
    assert shop.deliver({**event, "type": "customs.dossier.eaten"}).status == 422
    assert shop.deliver(event, x_customs_protocol="2019-01-01").status == 422
    assert shop.deliver(event, x_customs_dossier="dsr_other;rev=1").status == 422


def test_a_message_mended_under_the_same_id_is_taken(shop, event):
    assert shop.deliver({**event, "api_version": "1"}, webhook_id="msg_mend").status == 422
    assert shop.deliver(event, webhook_id="msg_mend").status == 202


def test_a_replayed_message_is_a_duplicate_with_one_effect(shop, event):
    first = shop.deliver(event, webhook_id="msg_again")
    second = shop.deliver(event, webhook_id="msg_again")
    assert (first.status, second.status) == (202, 200)
    assert second.json["receipt_id"] == first.json["receipt_id"]
    (listed,) = shop.get("/dossiers").json["dossiers"]
    assert listed["effects_applied"] == 1


def test_the_same_event_under_a_new_id_is_a_duplicate_too(shop, event):
    first = shop.deliver(event, webhook_id="msg_1")
    event["data"]["match"]["checked_at"] = "2026-11-23T10:00:00Z"
    second = shop.deliver(event, webhook_id="msg_2")
    assert second.status == 200
    assert second.json["receipt_id"] == first.json["receipt_id"]
    assert len(shop.dossier(event["data"]["dossier_id"])["declarations"]) == 1


def test_twenty_copies_at_once_have_one_effect(shop, event):
    statuses = []

    def send():
        statuses.append(shop.deliver(event, webhook_id="msg_race").status)

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 19 + [202]
    assert len(shop.dossier(event["data"]["dossier_id"])["declarations"]) == 1


def test_an_older_revision_is_stale_and_changes_nothing(shop, another):
    assert shop.deliver(another(1, revision=3)).status == 202
    answer = shop.deliver(another(1, revision=2))
    assert answer.status == 409
    assert answer.json["code"] == "stale_revision"
    assert answer.json["stored_revision"] == 3
    assert shop.dossier("dsr_test_1")["revision"] == 3


def test_one_revision_cannot_say_two_things(shop, another):
    shop.deliver(another(1))
    changed = another(1)
    changed["data"]["order"]["lines"][0]["name"] = "Something else"
    assert shop.deliver(changed).status == 409


def test_a_newer_revision_supersedes(shop, another):
    shop.control(step_delay=30)
    shop.deliver(another(1))
    assert shop.deliver(another(1, 2, "customs.dossier.amended")).status == 202
    found = shop.dossier("dsr_test_1")
    assert (found["revision"], found["effects_applied"]) == (2, 2)
    assert [one["state"] for one in found["declarations"]] == ["superseded", "running"]


def test_state_is_one_sqlite_file_in_wal_mode(shop, event, connector):
    shop.deliver(event)
    with sqlite3.connect(connector.store.path) as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    db.close()

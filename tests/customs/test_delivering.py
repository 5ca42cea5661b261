"""Handing dossiers over: signed, patient, one at a time, and never to an inner address."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest
from flask import Flask
from standardwebhooks import Webhook

from storefront import clock, connector, customs, orders, outbox
from storefront.config import BadSettings, Settings, webhook_secret
from storefront.customs import Dossier, wire
from storefront.customs.validating import validator
from storefront.db import db, transaction
from storefront.orders import Order
from storefront.outbox.models import Promise
from tests.customs.conftest import Desk, later, quiet_use, until

Send = Callable[..., Dossier]


def promise() -> Promise:
    db.session.expire_all()
    return db.session.query(Promise).filter_by(topic="customs.deliver").one()


def outcomes(dossier: Dossier) -> list[str]:
    db.session.expire_all()
    return [attempt.outcome for attempt in customs.deliveries_of(dossier.id)]


def state(dossier: Dossier) -> str:
    db.session.expire_all()
    return customs.get_dossier(dossier.id).state


def one_piece(order: Order) -> dict[int, int]:
    return {order.lines[0].id: 1}


def test_a_delivery_is_signed_and_says_what_it_carries(
    order: Order, sent: Send, desk: Desk, settings: Settings
) -> None:
    dossier = sent(order)
    outbox.keep_due()

    ((headers, body),) = desk.taken
    event = Webhook(settings.customs_secrets[0]).verify(body, headers)
    assert list(validator().iter_errors(event)) == []
    assert headers["x-customs-protocol"] == "2026-11-01"
    assert headers["x-customs-dossier"] == f"{dossier.id};rev=1"
    assert headers["x-customs-attempt"] == "1"
    assert headers["content-type"] == "application/json"
    assert state(dossier) == "sent"
    assert outcomes(dossier) == ["accepted"]
    assert customs.events_after(0)[0].delivered_at is not None


def test_during_a_rotation_every_secret_signs(
    order: Order, sent: Send, desk: Desk, settings: Settings
) -> None:
    both = (webhook_secret(), *settings.customs_secrets)
    quiet_use(settings, customs_url=desk.url, customs_secrets=both)
    sent(order)
    outbox.keep_due()
    ((headers, body),) = desk.taken
    for secret in both:
        Webhook(secret).verify(body, headers)


def test_a_retry_carries_the_same_id_and_the_next_attempt_number(
    order: Order, sent: Send, desk: Desk
) -> None:
    desk.says(500)
    desk.says(202)
    dossier = sent(order)
    outbox.keep_due()
    assert promise().state == "pending"
    later(seconds=10)

    first, second = (headers for headers, _ in desk.taken)
    assert first["webhook-id"] == second["webhook-id"]
    assert (first["x-customs-attempt"], second["x-customs-attempt"]) == ("1", "2")
    assert desk.taken[0][1] == desk.taken[1][1]
    assert outcomes(dossier) == ["later", "accepted"]


def test_a_connector_that_has_it_already_is_believed(order: Order, sent: Send, desk: Desk) -> None:
    desk.says(200)
    dossier = sent(order)
    outbox.keep_due()
    assert (state(dossier), outcomes(dossier)) == ("sent", ["duplicate"])


@pytest.mark.parametrize("status", [413, 415])
def test_a_final_no_becomes_a_dead_letter(
    order: Order, sent: Send, desk: Desk, status: int
) -> None:
    desk.says(status)
    dossier = sent(order)
    outbox.keep_due()
    assert promise().state == "dead"
    assert state(dossier) == "ready"
    assert customs.deliveries_of(dossier.id)[0].status == status


def test_a_stale_revision_is_not_sent_again(order: Order, sent: Send, desk: Desk) -> None:
    desk.says(409)
    dossier = sent(order)
    outbox.keep_due()
    assert (promise().state, outcomes(dossier)) == ("done", ["stale"])


def test_a_refusal_with_reasons_asks_for_correction(order: Order, sent: Send, desk: Desk) -> None:
    desk.says(
        422,
        b'{"title": "no", "errors": [{"code": "hs_code_invalid",'
        b' "pointer": "/order/lines/0/hs_code", "detail": "Unknown \\u0000 code"}]}',
    )
    dossier = sent(order)
    outbox.keep_due()
    assert (promise().state, state(dossier)) == ("done", "rejected")
    (finding,) = customs.get_dossier(dossier.id).findings
    assert (finding["code"], finding["pointer"]) == ("hs_code_invalid", "/order/lines/0/hs_code")
    assert "correction" in orders.get(order.id).attention

    desk.answers.clear()
    with transaction():
        orders.get(order.id).lines[0].hs_code = "940531"
    with transaction():
        customs.match_again(dossier.id)
    outbox.keep_due()
    assert state(dossier) == "sent"
    assert json.loads(desk.taken[-1][1])["type"] == "customs.dossier.amended"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"errors": "x"}', b"[" * 9000, b"\xff"])
def test_a_refusal_in_any_form_is_understood(
    order: Order, sent: Send, desk: Desk, body: bytes
) -> None:
    desk.says(422, body)
    dossier = sent(order)
    outbox.keep_due()
    assert state(dossier) == "rejected"


@pytest.mark.parametrize("status", [401, 403])
def test_a_connector_that_does_not_know_us_is_left_alone_for_a_while(
    order: Order, sent: Send, desk: Desk, status: int
) -> None:
    desk.says(status)
    dossier = sent(order)
    outbox.keep_due()
    assert promise().due_at > clock.now() + timedelta(minutes=29)
    assert (state(dossier), outcomes(dossier)) == ("ready", ["locked_out"])


def test_a_connector_that_does_not_know_us_wears_no_dossier_out(
    order: Order, sent: Send, desk: Desk, settings: Settings
) -> None:
    desk.says(401)
    dossier = sent(order)
    outbox.keep_due()
    for _ in range(10):
        later(minutes=31)
    assert (promise().state, promise().attempts) == ("pending", 0)
    assert customs.endpoints.trouble().state == "paused"

    desk.answers.clear()
    later(minutes=31)
    assert (state(dossier), customs.endpoints.trouble()) == ("sent", None)


def test_while_a_connector_is_left_alone_others_do_not_knock(
    order: Order, sent: Send, desk: Desk
) -> None:
    desk.says(403)
    sent(order, one_piece(order))
    outbox.keep_due()
    waiting = sent(order, one_piece(order))
    outbox.keep_due()
    assert len(desk.taken) == 1
    assert outcomes(waiting) == []


def test_a_connector_that_is_gone_is_called_no_more_until_somebody_opens_it(
    order: Order, sent: Send, desk: Desk
) -> None:
    desk.says(410)
    gone = sent(order, one_piece(order))
    outbox.keep_due()
    assert outcomes(gone) == ["endpoint_gone"]
    assert customs.endpoints.trouble().state == "disabled"
    waiting = sent(order, one_piece(order))
    for _ in range(12):
        later(hours=9)
    assert len(desk.taken) == 1
    promised = db.session.query(Promise).filter_by(topic="customs.deliver")
    assert [each.state for each in promised] == ["pending", "pending"]

    desk.answers.clear()
    with transaction():
        assert customs.endpoints.open_again(customs.endpoints.trouble().id)
    outbox.keep_due()
    assert (state(gone), state(waiting)) == ("sent", "sent")
    with transaction():
        assert not customs.endpoints.open_again(1)


def test_a_pause_does_not_open_what_is_gone(app: Flask, desk: Desk) -> None:
    with transaction():
        customs.endpoints.disable(desk.url, "gone")
        customs.endpoints.pause(desk.url, "unknown")
        customs.endpoints.answered(desk.url)
    assert customs.endpoints.trouble().state == "disabled"


def test_retry_after_is_honoured_in_seconds_and_as_a_date(
    order: Order, sent: Send, desk: Desk
) -> None:
    desk.says(429, Retry_After="3600")
    sent(order)
    outbox.keep_due()
    wait = promise().due_at - clock.now()
    assert timedelta(minutes=59) < wait <= timedelta(hours=1)

    desk.answers.clear()
    then = clock.now() + timedelta(hours=3)
    desk.says(503, Retry_After=format_datetime(then, usegmt=False))
    later(hours=1, seconds=1)
    wait = promise().due_at - then
    assert abs(wait) < timedelta(seconds=5)


@pytest.mark.parametrize("told", ["soon", "-5", "9" * 40, ""])
def test_an_odd_retry_after_falls_back_to_the_schedule(
    order: Order, sent: Send, desk: Desk, told: str
) -> None:
    desk.says(503, Retry_After=told)
    sent(order)
    outbox.keep_due()
    assert promise().due_at - clock.now() < timedelta(seconds=10)


def test_redirects_are_not_followed(order: Order, sent: Send, desk: Desk) -> None:
    desk.says(307, Location=desk.url + "/elsewhere")
    dossier = sent(order)
    outbox.keep_due()
    assert len(desk.taken) == 1
    assert outcomes(dossier) == ["later"]


def test_after_three_days_it_is_a_dead_letter_and_can_be_sent_again(
    order: Order, sent: Send, desk: Desk
) -> None:
    desk.says(500)
    dossier = sent(order)
    outbox.keep_due()
    for _ in range(9):
        later(hours=30)
    assert promise().state == "dead"
    assert len(outcomes(dossier)) == 10

    desk.answers.clear()
    with transaction():
        customs.resend(dossier.id)
    outbox.keep_due()
    assert state(dossier) == "sent"


def test_only_the_newest_revision_is_sent(order: Order, sent: Send, desk: Desk) -> None:
    dossier = sent(order)
    with transaction():
        orders.get(order.id).lines[0].hs_code = "940531"
    with transaction():
        customs.match_again(dossier.id)
    outbox.keep_due()
    ((headers, _),) = desk.taken
    assert headers["x-customs-dossier"] == f"{dossier.id};rev=2"
    assert outcomes(dossier) == ["superseded", "accepted"]


def test_a_newer_revision_does_not_wait_for_an_older_ones_next_try(
    order: Order, sent: Send, desk: Desk
) -> None:
    desk.says(503, Retry_After="80000")
    dossier = sent(order)
    outbox.keep_due()
    desk.answers.clear()
    with transaction():
        orders.get(order.id).lines[0].hs_code = "940531"
    with transaction():
        customs.match_again(dossier.id)
    outbox.keep_due()
    assert state(dossier) == "sent"
    assert outcomes(dossier) == ["later", "superseded", "accepted"]


def test_a_revision_written_while_an_older_one_fails_goes_next(
    order: Order, sent: Send, desk: Desk, app: Flask
) -> None:
    dossier = sent(order)

    def amend() -> None:
        with app.app_context():
            with transaction():
                orders.get(order.id).lines[0].hs_code = "940531"
            with transaction():
                customs.match_again(dossier.id)
            desk.answers.clear()

    desk.says(503, Retry_After="80000")
    desk.meanwhile = amend
    outbox.keep_due()
    assert outcomes(dossier) == ["later", "superseded", "accepted"]


def test_an_inner_address_is_refused_unless_allowed(
    order: Order, sent: Send, desk: Desk, settings: Settings
) -> None:
    way = customs.connection_from(replace(settings, customs_url=desk.url))
    customs.use(replace(way, allow_private=False))
    dossier = sent(order)
    outbox.keep_due()
    assert desk.taken == []
    assert (promise().state, outcomes(dossier)) == ("dead", ["forbidden_address"])


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "10.1.2.3",
        "169.254.169.254",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "100.64.0.1",
    ],
)
def test_addresses_inside_a_network_are_known_as_such(host: str) -> None:
    with pytest.raises(wire.ForbiddenAddress):
        wire.post(f"http://{host}:9/", b"", {}, allow_private=False)


def test_an_answer_is_read_up_to_its_limit(desk: Desk) -> None:
    desk.says(202, b"x" * 200_000)
    assert len(wire.post(desk.url, b"{}", {}, True).text) == 64 * 1024


def test_a_connector_that_trickles_is_left_after_the_time_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def trickle() -> None:
            peer, _ = server.accept()
            with peer:
                try:
                    for byte in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100:
                        peer.sendall(bytes([byte]))
                        time.sleep(0.1)
                except OSError:
                    return

        thread = threading.Thread(target=trickle)
        thread.start()
        began = time.monotonic()
        with pytest.raises(wire.NotReached):
            wire.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, True)
        assert time.monotonic() - began < 3
        thread.join()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"HTTP/1.1 202 OK\r\ncontent-length: 900\r\n\r\n{", None),
        (b"", None),
        (b"\x00\xff" * 2_000, None),
        (b"HTTP/1.1 202 OK\r\ncontent-length: 99999999999\r\n\r\n" + b"x" * 9_000_000, 202),
        (b"HTTP/1.1 202 OK\r\n" + b"x: y\r\n" * 9_000, None),
    ],
    ids=["half a body", "nothing", "noise", "a gigabyte", "headers without end"],
)
def test_an_answer_that_is_no_answer_harms_nothing(said: bytes, status: int | None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            peer, _ = server.accept()
            with peer:
                try:
                    peer.recv(65_536)
                    peer.sendall(said)
                except OSError:
                    return

        thread = threading.Thread(target=answer)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        if status is None:
            with pytest.raises(wire.NotReached):
                wire.post(address, b"{}", {}, True)
        else:
            found = wire.post(address, b"{}", {}, True)
            assert found.status == status and len(found.text) == 64 * 1024
        thread.join()


def test_what_waited_for_a_connector_goes_out_in_order_and_once() -> None:
    """The drain that is measured with thousands, with a few."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.customs.drain", "--orders", "12"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2000:]
    assert "wrong                        0" in ran.stdout


def test_without_a_connector_dossiers_wait_until_there_is_one(
    order: Order, sent: Send, desk: Desk, settings: Settings
) -> None:
    quiet_use(settings, customs_url="")
    dossier = sent(order)
    outbox.keep_due()
    assert (state(dossier), dossier.revision) == ("ready", 1)
    assert db.session.query(Promise).filter_by(topic="customs.deliver").count() == 0

    quiet_use(settings, customs_url=desk.url)
    outbox.duties["customs_waiting"].action()
    outbox.duties["customs_waiting"].action()
    outbox.keep_due()
    assert state(dossier) == "sent"
    assert len(desk.taken) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"customs_url": "ftp://connector.example"},
        {"customs_url": "connector.example"},
        {"customs_secrets": ("secret",)},
        {"customs_receipt_secrets": ("whsec_c2hvcnQ=",)},
    ],
)
def test_a_way_that_leads_nowhere_is_refused_at_start(
    settings: Settings, changes: dict[str, object]
) -> None:
    with pytest.raises(BadSettings):
        customs.connection_from(replace(settings, **changes))


def test_the_reference_connector_takes_it_and_its_receipts_come_home(
    order: Order, sent: Send, office: connector.Running, app: Flask
) -> None:
    dossier = sent(order)
    outbox.keep_due()
    until(lambda: customs.get_dossier(dossier.id).state == "released")

    told = customs.get_dossier(dossier.id)
    shown = {name: receipt.status for name, receipt in customs.statuses(told).items()}
    assert shown == {
        "order": "accepted",
        "payment": "accepted",
        "waybill": "accepted",
        "list": "released",
    }
    assert len(told.receipts) == 10
    kinds = [event.kind for event in orders.get(order.id).events]
    assert kinds[:3] == ["shipped", "customs_ready", "customs_sent"]
    assert kinds[-1] == "customs_released"


def test_lost_answers_and_doubled_receipts_change_nothing(
    order: Order, sent: Send, office: connector.Running
) -> None:
    office.connector.faults.change(
        {"lose_answer_rate": 1, "duplicate_receipts": 2, "receipts_out_of_order": True}
    )
    dossier = sent(order)
    outbox.keep_due()
    office.connector.faults.change({"lose_answer_rate": 0})
    later(seconds=10)
    until(
        lambda: (
            customs.get_dossier(dossier.id).state == "released"
            and len(customs.get_dossier(dossier.id).receipts) == 10
        )
    )
    assert outcomes(dossier) == ["not_reached", "duplicate"]


def test_a_refusal_by_customs_is_corrected_and_cleared(
    order: Order, sent: Send, office: connector.Running
) -> None:
    office.connector.faults.change({"reject_reason": "hs_code_invalid"})
    dossier = sent(order)
    outbox.keep_due()
    until(lambda: customs.get_dossier(dossier.id).state == "rejected")
    assert customs.get_dossier(dossier.id).findings[0]["code"] == "hs_code_invalid"
    assert orders.get(order.id).attention

    office.connector.faults.reset()
    with transaction():
        orders.get(order.id).lines[0].hs_code = "940531"
    with transaction():
        customs.match_again(dossier.id)
    outbox.keep_due()
    until(lambda: customs.get_dossier(dossier.id).state == "released")
    assert customs.get_dossier(dossier.id).revision == 2

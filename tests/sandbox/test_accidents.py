"""Accidents to order, moved clocks, restarts, and what an attacker may not do."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe


def count(desk: Any) -> int:
    return len(desk.v1.checkout.sessions.list({"limit": 100}).data)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_makes_one_session(desk: Any, when: str) -> None:
    desk.control("faults", operation="sessions.create", when=when, kind="drop")
    session = desk.session()
    assert count(desk) == 1
    replayed = "Idempotent-Replayed" in session.last_response.headers
    assert replayed == (when == "after")


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("error", stripe.APIError),
        ("rate_limit", stripe.RateLimitError),
        ("drop", stripe.APIConnectionError),
    ],
)
def test_an_accident_that_lasts_reaches_the_shop(
    desk: Any, kind: str, error: type[stripe.StripeError]
) -> None:
    desk.control("faults", operation="refunds.*", kind=kind, times=100)
    intent = desk.paid().payment_intent
    with pytest.raises(error):
        desk.impatient.refunds.create({"payment_intent": intent})
    desk.browser.delete(f"{desk.url}/_sandbox/faults")
    assert desk.v1.refunds.create({"payment_intent": intent}).amount == 2000


def test_an_internal_error_after_the_change_stays_the_answer_of_its_key(desk: Any) -> None:
    desk.control("faults", operation="sessions.create", when="after", kind="error")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as refusal:
            desk.impatient.checkout.sessions.create(desk.order(), {"idempotency_key": "k"})
        assert refusal.value.http_status == 500
    assert count(desk) == 1


def test_a_conflict_is_retried_by_the_client(desk: Any) -> None:
    desk.control("faults", operation="refunds.create", kind="conflict", times=2)
    assert desk.v1.refunds.create({"payment_intent": desk.paid().payment_intent}).amount == 2000


def test_an_answer_may_be_late(desk: Any) -> None:
    desk.control("faults", operation="sessions.retrieve", kind="timeout", seconds=0.3)
    session = desk.session()
    started = time.monotonic()
    desk.again(session)
    assert time.monotonic() - started >= 0.3


def test_a_fault_can_wait_for_its_turn(desk: Any) -> None:
    desk.control("faults", operation="sessions.create", kind="drop", when="after", skip=1)
    assert "Idempotent-Replayed" not in desk.session().last_response.headers
    assert desk.session().last_response.headers["Idempotent-Replayed"] == "true"


def test_a_reset_brings_back_clock_settings_and_endpoints(desk: Any) -> None:
    desk.control("clock", advance=10**6)
    desk.control("config", drop_rate=1.0)
    desk.paid()
    desk.control("reset")
    assert abs(desk.look("clock")["now"] - time.time()) < 5
    assert desk.look("config")["drop_rate"] == 0
    assert desk.look("ledger")["sessions"] == []
    assert len(desk.v1.webhook_endpoints.list().data) == 1


def test_an_unknown_setting_is_refused(desk: Any) -> None:
    answer = requests.post(f"{desk.url}/_sandbox/config", json={"colour": "red"})
    assert answer.status_code == 400
    assert "No such setting: colour" in answer.text


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        ("config", {"drop_rate": "often"}),
        ("config", {"rates": [1]}),
        ("clock", {}),
        ("clock", {"advance": -60}),
        ("faults", {"operation": "("}),
        ("faults", {"kind": "fire"}),
        ("faults", {"times": "many"}),
        ("settle", {"session": "cs_test_nothing"}),
        ("disputes", {}),
        ("refunds", {"charge": "ch_nothing"}),
        ("pay/cs_test_nothing", {}),
    ],
)
def test_a_wish_that_cannot_be_granted_is_refused(
    desk: Any, path: str, wish: dict[str, Any]
) -> None:
    answer = requests.post(f"{desk.url}/_sandbox/{path}", json=wish)
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]["message"]


def test_it_says_that_it_is_well(desk: Any) -> None:
    assert requests.get(f"{desk.url}/healthz").text == "ok\n"


def test_every_request_is_logged(desk: Any) -> None:
    session = desk.session()
    log = desk.look("requests")
    assert log[-1]["id"] == session.last_response.request_id
    assert (log[-1]["method"], log[-1]["path"]) == ("POST", "/v1/checkout/sessions")


def test_another_site_cannot_press_buttons(desk: Any) -> None:
    session = desk.session()
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert requests.post(session.url, data=desk.card, headers=foreign).status_code == 403
    reset = requests.post(f"{desk.url}/_sandbox/reset", headers=foreign)
    assert reset.status_code == 403
    assert desk.again(session).status == "open"


def test_a_restart_keeps_everything(start: Any, tmp_path: Path) -> None:
    state = tmp_path / "deep" / "stripe.sqlite"
    with start(state=state, settings={"booking_delay": 300}) as desk:
        session = desk.paid(2000, "eur")
        made = desk.v1.checkout.sessions.create(desk.order(), {"idempotency_key": "k"})
        desk.control("clock", advance=100)
        moved = desk.look("clock")["now"]
    with start(state=state, settings={"booking_delay": 300}) as desk:
        assert desk.again(session).payment_status == "paid"
        assert len(desk.v1.webhook_endpoints.list().data) == 1
        again = desk.v1.checkout.sessions.create(desk.order(), {"idempotency_key": "k"})
        assert again.id == made.id
        assert desk.look("clock")["now"] >= moved
        assert desk.charge(session).balance_transaction is None
        desk.control("clock", advance=300)
        assert desk.booked(session).currency == "usd"


def test_undelivered_events_are_delivered_after_a_restart(start: Any, tmp_path: Path) -> None:
    state = tmp_path / "stripe.sqlite"
    with start(state=state, settings={"retry_delays": (0.3,) * 50}) as desk:
        desk.ear.failures = 10_000
        desk.v1.checkout.sessions.expire(desk.session().id)
    with start(state=state, settings={"retry_delays": (0.3,) * 50}) as desk:
        assert desk.heard("checkout.session.expired")


def test_a_killed_sandbox_has_kept_what_it_acknowledged(tmp_path: Path) -> None:
    state = tmp_path / "stripe.sqlite"
    program = (
        "from pathlib import Path; from storefront.sandbox.stripe import *;"
        f"serve(Options(state=Path({str(state)!r})), port=0, ready=lambda u: print(u, flush=True))"
    )

    def launch() -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        return process, process.stdout.readline().strip()

    def client(url: str, browser: requests.Session) -> Any:
        http = stripe.RequestsClient(session=browser)
        return stripe.StripeClient("sk_test_a", base_addresses={"api": url}, http_client=http).v1

    order = {
        "mode": "payment",
        "success_url": "http://shop.test/",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "usd",
                    "unit_amount": 900,
                    "product_data": {"name": "Cup"},
                },
            }
        ],
    }
    with requests.Session() as browser:
        process, url = launch()
        ids = [client(url, browser).checkout.sessions.create(order).id for _ in range(10)]
        assert browser.post(f"{url}/_sandbox/pay/{ids[0]}").json()["goes_to"]
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stdout
        process.stdout.close()
        process, url = launch()
        kept = client(url, browser).checkout.sessions.list({"limit": 100}).data
        assert [session.id for session in kept][::-1] == ids
        assert kept[-1].payment_status == "paid"
        process.terminate()
        assert process.wait(timeout=5) == 0
        assert process.stdout
        process.stdout.close()

"""The same key, the same answer, one effect."""

import threading
from typing import Any

import pytest
import stripe


def create(desk: Any, key: str, **more: Any) -> Any:
    return desk.v1.checkout.sessions.create(desk.order(**more), {"idempotency_key": key})


def count(desk: Any) -> int:
    return len(desk.v1.checkout.sessions.list({"limit": 100}).data)


def test_a_repeated_request_is_answered_and_not_repeated(desk: Any) -> None:
    first, second = create(desk, "k"), create(desk, "k")
    assert first.id == second.id
    assert count(desk) == 1
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert second.last_response.headers["Original-Request"] == first.last_response.request_id


def test_a_key_belongs_to_its_parameters(desk: Any) -> None:
    create(desk, "k")
    with pytest.raises(stripe.IdempotencyError):
        create(desk, "k", amount=2001)
    assert count(desk) == 1


def test_a_refused_request_is_kept_when_it_was_carried_out(desk: Any) -> None:
    session = desk.paid()
    wish = {"payment_intent": session.payment_intent, "amount": 5000}
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            desk.v1.refunds.create(wish, {"idempotency_key": "r"})
    assert refusal.value.headers["Idempotent-Replayed"] == "true"


def test_a_request_that_is_not_valid_is_not_kept(desk: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        create(desk, "k", colour="red")
    assert create(desk, "k").status == "open"


def test_a_key_is_forgotten_after_a_day(desk: Any) -> None:
    first = create(desk, "k")
    desk.control("clock", advance=24 * 3600 + 1)
    assert create(desk, "k").id != first.id


def test_two_at_once_conflict_and_the_client_tries_again(desk: Any) -> None:
    desk.control("faults", operation="sessions.create", when="after", kind="timeout", seconds=0.4)
    slow: list[Any] = []
    thread = threading.Thread(target=lambda: slow.append(create(desk, "k")))
    thread.start()
    desk.until(lambda: count(desk))
    with pytest.raises(stripe.APIError) as refusal:
        desk.impatient.checkout.sessions.create(desk.order(), {"idempotency_key": "k"})
    assert refusal.value.http_status == 409
    assert refusal.value.json_body["error"]["code"] == "idempotency_key_in_use"
    patient = create(desk, "k")
    thread.join()
    assert patient.id == slow[0].id
    assert count(desk) == 1

"""Events: listed, signed, delivered more than once, late, in disorder, or not at all."""

from collections import Counter
from typing import Any

import pytest
import stripe

COMPLETED = "checkout.session.completed"


def test_a_payment_is_told_in_signed_events(desk: Any) -> None:
    session = desk.paid()
    completed = desk.heard(COMPLETED)
    assert completed.data.object.id == session.id
    assert completed.api_version == stripe.api_version
    assert desk.heard("charge.updated")
    assert set(desk.ear.types) == {
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        COMPLETED,
        "charge.updated",
    }


def test_an_event_knows_the_request_that_caused_it(desk: Any) -> None:
    session = desk.session()
    expired = desk.v1.checkout.sessions.expire(session.id, {}, {"idempotency_key": "why"})
    event = desk.heard("checkout.session.expired")
    assert event.request.idempotency_key == "why"
    assert event.request.id == expired.last_response.request_id


def test_a_failing_endpoint_is_tried_again(desk: Any) -> None:
    desk.ear.failures = 2
    desk.paid()
    desk.until(lambda: len(desk.ear.events) >= 5)

    def two_were_tried_again() -> bool:
        attempts = [len(one["attempts"]) for one in desk.look("deliveries")]
        return sum(attempts) == len(attempts) + 2

    assert desk.until(two_were_tried_again)
    assert desk.until(lambda: all(e.pending_webhooks == 0 for e in desk.v1.events.list().data))


def test_an_endpoint_that_never_answers_is_given_up(desk: Any) -> None:
    desk.ear.failures = 10_000
    session = desk.session()
    desk.v1.checkout.sessions.expire(session.id)
    given_up = desk.until(lambda: [d for d in desk.look("deliveries") if d["state"] == "given_up"])
    assert [attempt["status"] for attempt in given_up[0]["attempts"]] == [500] * 4
    undelivered = desk.v1.events.list({"delivery_success": False}).data
    assert [event.type for event in undelivered] == ["checkout.session.expired"]
    assert undelivered[0].pending_webhooks == 1
    desk.ear.failures = 0
    desk.control(f"events/{undelivered[0].id}/resend")
    desk.heard("checkout.session.expired")
    assert desk.until(lambda: not desk.v1.events.list({"delivery_success": False}).data)


def test_duplicates_carry_the_same_id(desk: Any) -> None:
    desk.control("config", duplicate=2)
    desk.paid()
    desk.until(lambda: len(desk.ear.events) >= 15)
    counts = Counter(event.id for event in desk.ear.events)
    assert set(counts.values()) == {3}


def test_events_come_in_disorder_when_told_so(desk: Any) -> None:
    desk.control("config", shuffle_seed=3, booking_delay=0)
    for _ in range(4):
        desk.paid()
    desk.until(lambda: len(desk.ear.events) >= 16)
    sent = [event.id for event in desk.v1.events.list({"limit": 100}).data][::-1]
    assert [event.id for event in desk.ear.events] != sent
    assert sorted(event.id for event in desk.ear.events) == sorted(sent)


def test_lost_events_are_found_in_the_list(desk: Any) -> None:
    desk.control("config", drop_rate=1.0)
    session = desk.paid()
    desk.until(lambda: len(desk.look("deliveries")) >= 5)
    desk.until(lambda: desk.look("pending") == {"deliveries": 0, "tasks": 0})
    assert desk.ear.events == []
    found = desk.v1.events.list({"types": [COMPLETED], "created": {"gte": session.created}})
    assert [event.data.object.id for event in found.data] == [session.id]


def test_some_events_are_lost_the_same_way_for_the_same_seed(desk: Any) -> None:
    desk.control("config", drop_rate=0.5, fault_seed=11)
    for _ in range(4):
        desk.paid()
    desk.until(lambda: len(desk.look("deliveries")) == 20)
    desk.until(lambda: desk.look("pending") == {"deliveries": 0, "tasks": 0})
    states = Counter(one["state"] for one in desk.look("deliveries"))
    assert set(states) == {"lost", "delivered"}


def test_events_are_listed_by_type_and_page(desk: Any) -> None:
    for _ in range(3):
        desk.paid()
    of_type = desk.v1.events.list({"type": COMPLETED, "limit": 2})
    assert len(of_type.data) == 2
    assert len(list(of_type.auto_paging_iter())) == 3
    with pytest.raises(stripe.InvalidRequestError):
        desk.v1.events.list({"types": ["a"] * 21})
    event = desk.v1.events.retrieve(of_type.data[0].id)
    assert event.data.object.object == "checkout.session"


def test_slow_endpoints_never_slow_the_api(desk: Any) -> None:
    desk.control("config", webhook_timeout=0.2)
    # an address that takes connections and never answers
    import socket
    import time

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/hook"
        desk.v1.webhook_endpoints.create({"url": url, "enabled_events": ["*"]})
        started = time.monotonic()
        desk.paid()
        assert time.monotonic() - started < 1
        desk.until(lambda: any("Time" in str(d["attempts"]) for d in desk.look("deliveries")))


def test_endpoints_are_made_changed_and_taken_away(desk: Any) -> None:
    endpoints = desk.v1.webhook_endpoints
    made = endpoints.create({"url": desk.ear.url + "?two", "enabled_events": [COMPLETED]})
    assert made.secret.startswith("whsec_")
    assert len(endpoints.list().data) == 2
    assert not hasattr(endpoints.retrieve(made.id), "secret")
    assert endpoints.update(made.id, {"disabled": True}).status == "disabled"
    desk.paid()
    desk.heard(COMPLETED)
    assert {d["endpoint"] for d in desk.look("deliveries")} != {made.id}
    assert endpoints.delete(made.id).deleted
    with pytest.raises(stripe.InvalidRequestError):
        endpoints.create({"url": "http://x.test", "enabled_events": ["checkout.session.compleet"]})

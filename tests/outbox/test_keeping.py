"""Promises are kept once, in order, and never forgotten."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock, outbox
from storefront.db import db, transaction
from storefront.outbox.models import Promise
from storefront.outbox.promising import keepers

TOPIC = "test.parcel"


@pytest.fixture
def carried() -> Iterator[list[str]]:
    """What the test's keeper carried; payload {"fail": n} makes it fail n times first."""
    done: list[str] = []
    failures: dict[int, int] = {}

    @outbox.keeps(TOPIC, schedule=(10, 20))
    def carry(promise: outbox.Promise):
        if failures.setdefault(promise.id, promise.payload.get("fail", 0)):
            failures[promise.id] -= 1
            raise outbox.Retry("not now")
        time.sleep(promise.payload.get("slow", 0))
        if promise.payload.get("never"):
            raise outbox.GiveUp("never")
        return lambda: done.append(promise.key)

    yield done
    del keepers[TOPIC]


def promise(key: str, lane: str | None = None, **payload: object) -> None:
    with transaction():
        outbox.post(TOPIC, key, payload, lane=lane)


def state_of(key: str) -> str:
    db.session.rollback()
    return str(db.session.scalar(select(Promise.state).where(Promise.key == key)))


def test_a_promise_is_kept_once_whatever_how_often_it_is_made(
    app: Flask, carried: list[str]
) -> None:
    promise("a")
    promise("a")
    assert outbox.keep_due() == 1
    assert outbox.keep_due() == 0
    assert carried == ["a"]


def test_a_promise_dies_with_its_cause(app: Flask, carried: list[str]) -> None:
    with pytest.raises(RuntimeError), transaction():
        outbox.post(TOPIC, "a", {})
        raise RuntimeError
    assert outbox.keep_due() == 0


def test_a_failure_waits_for_its_time_and_then_succeeds(app: Flask, carried: list[str]) -> None:
    promise("a", fail=1)
    outbox.keep_due()
    assert carried == []
    assert outbox.keep_due() == 0
    clock.shift(timedelta(seconds=13))
    outbox.keep_due()
    assert carried == ["a"]


def test_after_the_last_try_a_person_must_look_and_can_send_it_again(
    app: Flask, carried: list[str]
) -> None:
    promise("a", fail=3)
    for _ in range(3):
        outbox.keep_due()
        clock.shift(timedelta(minutes=1))
    assert state_of("a") == "dead"
    (letter,) = outbox.dead_letters()
    assert letter.last_error == "not now"
    with transaction():
        assert outbox.revive(letter.id)
    outbox.keep_due()
    assert carried == ["a"]


def test_what_can_never_be_kept_is_not_tried_again(app: Flask, carried: list[str]) -> None:
    promise("a", never=True)
    outbox.keep_due()
    assert state_of("a") == "dead"


def test_a_lane_keeps_its_order_while_others_pass(app: Flask, carried: list[str]) -> None:
    promise("first", lane="dossier", fail=1)
    promise("second", lane="dossier")
    promise("other")
    outbox.keep_due()
    assert carried == ["other"]
    clock.shift(timedelta(minutes=1))
    outbox.keep_due()
    assert carried == ["other", "first", "second"]


def test_what_a_crash_interrupted_is_done_again_after_the_lease(
    app: Flask, carried: list[str]
) -> None:
    promise("a")
    assert len(outbox.claim()) == 1  # and then the worker died
    assert outbox.claim() == []
    clock.shift(timedelta(minutes=3))
    outbox.keep_due()
    assert carried == ["a"]


def test_many_workers_keep_each_promise_once(app: Flask, carried: list[str]) -> None:
    for number in range(40):
        promise(str(number))

    def work() -> None:
        with app.app_context():
            while outbox.keep_due():
                pass

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(carried, key=int) == [str(number) for number in range(40)]


def test_a_duty_is_done_by_one_worker_each_time_it_is_due(app: Flask) -> None:
    done: list[int] = []
    outbox.every("test.sweep", timedelta(minutes=5))(lambda: done.append(1))
    try:
        others = {
            name: outbox.duties.pop(name) for name in list(outbox.duties) if name != "test.sweep"
        }
        for expected in (1, 1, 2):
            outbox.run_due()
            assert len(done) == expected
            if expected == 1:
                clock.shift(timedelta(minutes=3))
    finally:
        outbox.duties.pop("test.sweep")
        outbox.duties.update(others)


def test_a_handful_is_leased_at_a_time_and_let_go_behind_a_slow_one(
    app: Flask, carried: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.outbox.keeping.SLOW_SECONDS", 0.05)
    promise("p00", slow=0.1)
    for number in range(1, 20):
        promise(f"p{number:02}")
    assert outbox.keep_due(limit=1) == 1
    assert outbox.keep_due(limit=100) == 19
    assert carried == [f"p{number:02}" for number in range(20)]
    promise("q00", slow=0.1)
    promise("q01")
    handful = outbox.claim(16)
    assert [each.key for each in handful] == ["q00", "q01"]
    clock.shift(timedelta(minutes=3))
    assert outbox.keep_due() == 2
    tries = {row.key: row.attempts for row in db.session.scalars(select(Promise))}
    assert tries["q00"] == 2 and tries["q01"] == 2  # let go behind the slow one: no try of it

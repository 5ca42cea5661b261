"""What counts tries stands the crowd that it is there for, and counts on without its Redis."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from limits.storage import MemoryStorage

from storefront.app import create_app
from storefront.config import Settings
from storefront.db import db
from storefront.web.security import limiter
from tests.ports import free_port

PEOPLE, ROUNDS = 8, 10


def put_down_slowly(storage: MemoryStorage, timer: threading.Timer) -> None:
    """Keep the library's new cleaning thread, and let others come before it is started."""
    storage.__dict__["timer"] = timer
    time.sleep(0.002)


@pytest.mark.timeout(60)
def test_people_who_try_in_the_same_moment_are_all_counted(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    timer = property(lambda storage: storage.__dict__["timer"], put_down_slowly)
    monkeypatch.setattr(MemoryStorage, "timer", timer, raising=False)
    gate = threading.Barrier(PEOPLE, timeout=5)

    def person(number: int) -> list[bool]:
        counted = []
        for _ in range(ROUNDS):
            gate.wait()
            counted.append(limiter.storage.acquire_entry(f"person {number}", ROUNDS - 1, 60))  # type: ignore[attr-defined]
            time.sleep(0.02)  # longer than the cleaning takes
        return counted

    with ThreadPoolExecutor(PEOPLE) as people:
        for answers in people.map(person, range(PEOPLE)):
            assert answers == [True] * (ROUNDS - 1) + [False]


def test_tries_are_counted_while_redis_is_away(app: Flask, settings: Settings) -> None:
    nobody = f"redis://127.0.0.1:{free_port()}"
    shop = create_app(replace(settings, redis_url=nobody))
    person = shop.test_client()

    answers = [person.post("/en-us/basket/code", data={"code": "HELLO"}) for _ in range(25)]
    with shop.app_context():
        db.engine.dispose()

    statuses = [answer.status_code for answer in answers]
    assert max(statuses) == 429, statuses
    assert statuses[0] == 422  # nobody knows this code

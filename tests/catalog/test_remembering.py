"""What pages show over and over is asked once, until somebody changes it."""

import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from storefront.catalog import versions
from storefront.catalog.models import CatalogVersion
from storefront.catalog.versions import remembered
from storefront.db import db, transaction


@pytest.fixture
def ask(app: Flask) -> Callable[[], int]:
    """How often somebody had to look."""
    asked: list[int] = []

    def find() -> int:
        asked.append(1)
        return len(asked)

    with transaction():
        versions.touched()
    return lambda: remembered("key", find)


def test_a_change_is_seen_at_once_by_the_process_that_made_it(ask: Callable[[], int]) -> None:
    assert [ask() for _ in range(3)] == [1, 1, 1]
    with transaction():
        versions.touched()
    assert [ask() for _ in range(3)] == [2, 2, 2]


def test_a_change_elsewhere_is_seen_a_second_later(
    ask: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask() == 1
    with transaction():  # as another process writes it
        db.session.execute(update(CatalogVersion).values(version=CatalogVersion.version + 1))
    assert ask() == 1
    later = time.monotonic() + 1
    monkeypatch.setattr(versions.time, "monotonic", lambda: later)
    assert [ask() for _ in range(3)] == [2, 2, 2]


def test_nothing_that_is_decided_rests_on_memory(ask: Callable[[], int]) -> None:
    assert ask() == 1
    with transaction():
        assert ask() == 2
    assert remembered("key", lambda: 0) == 1

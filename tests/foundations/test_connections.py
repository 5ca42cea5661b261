"""A server that closes its connections is noticed by no buyer."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from storefront import db as storage
from storefront.app import create_app
from storefront.db import db
from tests import postgres
from tests.conftest import make_settings
from tests.shop.databases import new_database


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Flask]:
    """A shop on PostgreSQL, whose tables do not matter."""
    try:
        with new_database("postgresql", tmp_path) as address:
            app = create_app(make_settings(tmp_path, address))
            with app.app_context():
                yield app
                db.session.remove()
                db.engine.dispose()
    except LookupError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def process() -> int:
    """Asks something, and tells which of the server's processes answered."""
    found = db.session.scalar(db.select(db.func.pg_backend_pid()))
    db.session.rollback()
    return int(found or 0)


def stop(*processes: int) -> None:
    """As a restart of the server does."""
    address = postgres.address("postgres").replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(address, autocommit=True) as server:
        for each in processes:
            server.execute("SELECT pg_terminate_backend(%s, 5000)", (each,))


def test_a_connection_is_used_again(shop: Flask) -> None:
    assert process() == process()


def test_a_connection_that_the_server_closed_is_replaced_before_use(shop: Flask) -> None:
    before = process()
    stop(before)
    assert process() not in (0, before)


def test_a_connection_that_rested_long_is_tried_first(
    shop: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = process()
    stop(before)
    monkeypatch.setattr(storage, "_has_something_to_read", lambda descriptor: False)
    hour = time.monotonic() + 3600
    monkeypatch.setattr(storage.time, "monotonic", lambda: hour)
    assert process() not in (0, before)

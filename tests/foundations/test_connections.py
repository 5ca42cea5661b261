"""A server that closes its connections is noticed by no buyer."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from storefront import engines
from storefront.app import create_app
from storefront.db import db, in_single_file, one_view, transaction
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


def is_in_transaction() -> bool:
    """What the driver knows of the connection that the session reads by."""
    db.session.scalar(db.select(1))
    driver = db.session.connection().connection.dbapi_connection
    return bool(driver.info.transaction_status != psycopg.pq.TransactionStatus.IDLE)


def test_pages_are_read_without_a_transaction_and_nothing_else_is(shop: Flask) -> None:
    assert not is_in_transaction()
    with one_view():
        assert is_in_transaction()
    assert not is_in_transaction()
    with transaction():
        assert is_in_transaction()
        with one_view():
            assert is_in_transaction()
    assert not is_in_transaction()
    with db.engine.connect() as connection:
        connection.execute(db.select(1))
        driver = connection.connection.dbapi_connection
        assert driver.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS


def test_a_queue_of_one_needs_a_transaction_to_last_as_long_as(shop: Flask) -> None:
    with pytest.raises(RuntimeError):
        in_single_file("waybills")
    with transaction():
        in_single_file("waybills")


def test_rows_come_by_and_by_from_a_cursor_of_the_server(shop: Flask) -> None:
    numbers = db.select(db.func.generate_series(1, 5000)).execution_options(yield_per=100)
    with one_view():
        assert sum(db.session.scalars(numbers)) == 12_502_500


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
    monkeypatch.setattr(engines, "_has_something_to_read", lambda descriptor: False)
    hour = time.monotonic() + 3600
    monkeypatch.setattr(engines.time, "monotonic", lambda: hour)
    assert process() not in (0, before)

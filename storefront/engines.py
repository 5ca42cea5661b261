"""How each database is spoken to: what it is told at the door, and what it is not asked."""

import select as select_module
import time
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

from storefront.per_shop import PerShop

WRITES = "storefront_writes"
"""The option of a connection in whose transaction something is written."""
READS = "storefront_reads"
"""The option of a connection that only reads, without a transaction."""
READING: PerShop[Engine] = PerShop("reading_engine")
"""The face of PostgreSQL's engine that reads so."""

RESTED = 60.0
"""After so many seconds without use a connection to PostgreSQL is pinged before it is used."""


def prepare_sqlite(engine: Engine) -> None:
    """Make SQLite tell the truth: real transactions, write-ahead log, foreign keys, durable writes.

    The driver's own transactions lose updates silently, and a reader that turns writer fails
    with "database is locked"; so writers say BEGIN IMMEDIATE from the start.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 10000")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA cache_size = -400")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get(WRITES)
        # Straight to the driver: this is said at every request, and means nothing to SQLAlchemy.
        driver = connection.connection.dbapi_connection
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def prepare_postgresql(engine: Engine) -> None:
    """Begin transactions only where they are asked for, and notice that the server has closed a
    connection before anybody is given it.

    A ping at every request would cost as much as a statement. A server that stops says so, and
    then there is something to read where nothing was asked; only a connection that rested for
    long, whose network may have gone without a word, is pinged.
    """

    READING.set(engine.execution_options(**{READS: True}))

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.autocommit = True  # the driver begins nothing by itself
        connection.cursor_factory = _cursor()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if not connection.get_execution_options().get(READS):
            connection.connection.dbapi_connection.execute("BEGIN")

    @event.listens_for(engine, "checkin")
    def rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def wake(connection: Any, record: Any, _proxy: Any) -> None:
        rested = time.monotonic() - record.info.get("rests_since", time.monotonic())
        if rested < RESTED and not _has_something_to_read(connection.fileno()):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as lost:
            raise InvalidatePoolError from lost


def _has_something_to_read(descriptor: int) -> bool:
    if not hasattr(select_module, "poll"):  # Windows
        return True
    watch = select_module.poll()
    watch.register(descriptor, select_module.POLLIN)
    return bool(watch.poll(0))


def engine_options(url: str) -> dict[str, Any]:
    """How to connect: a patient pool, small on SQLite."""
    # Values of statements are people's names and addresses; an error must not log them.
    usual = {"pool_size": 16, "max_overflow": 16, "pool_timeout": 30, "hide_parameters": True}
    # The connection that was used last is used next: its pages and prepared statements are there,
    # and those that only a crowd needs stay small.
    usual["pool_use_lifo"] = True
    if url.startswith("sqlite"):
        # One thread runs at a time, so three open files are enough but for a crowd; each keeps the
        # whole schema and its prepared statements in memory.
        return {**usual, "pool_size": 3, "max_overflow": 29}
    return usual


@cache
def _cursor() -> type[Any]:
    """A cursor of the driver's that describes its columns only to somebody who looks: SQLAlchemy
    asks for the description of every result, to see that there is one, and knows the rest."""
    import psycopg

    class Columns(Sequence[psycopg.Column]):
        def __init__(self, cursor: psycopg.Cursor[Any], count: int) -> None:
            self.cursor, self.fields = cursor, count

        def __len__(self) -> int:
            return self.fields

        def __getitem__(self, index: Any) -> Any:
            found = range(self.fields)[index]
            if isinstance(found, range):
                return [psycopg.Column(self.cursor, each) for each in found]
            return psycopg.Column(self.cursor, found)

    class Cursor(psycopg.Cursor[Any]):
        @property
        def description(self) -> Any:
            result = self.pgresult
            return Columns(self, result.nfields) if result and result.nfields else None

    return Cursor

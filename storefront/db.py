"""Storage: one database, SQLite or PostgreSQL, and the only place that commits."""

import select as select_module
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Engine,
    FromClause,
    Insert,
    MetaData,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import InterfaceError, InvalidatePoolError, OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from storefront.per_shop import PerShop
from storefront.turns import in_turn

RESTED = 60.0
"""After so many seconds without use a connection to PostgreSQL is pinged before it is used."""

AWAY = (OperationalError, InterfaceError, TimeoutError)
"""Raised when the database cannot be reached or has no time: the same may succeed later."""

Minor = Annotated[int, mapped_column(BigInteger)]
"""A column of money in minor units."""

Json = JSON().with_variant(postgresql.JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant; refuses naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs its zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table descends from."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json},
    )


Action = TypeVar("Action", bound=Callable[[], None])

_WRITES = "storefront_writes"
_READS = "storefront_reads"
_VIEW = "storefront_view"
_LAST = "storefront_last"

_reading: PerShop[Engine] = PerShop("reading_engine")


class ShopSession(Session):
    """Reads on PostgreSQL without a transaction where none was opened.

    BEGIN and ROLLBACK around the few statements of a page would cost as much as two more
    statements, and at READ COMMITTED give it nothing.
    """

    def get_bind(self, *of: Any, **told: Any) -> Engine | Connection:
        """The engine, or its face for reading."""
        engine = super().get_bind(*of, **told)
        if engine.dialect.name != "postgresql" or _VIEW in self.info or _WRITES in self.info:
            return engine
        return _reading.get()


db = SQLAlchemy(
    model_class=Base, session_options={"class_": ShopSession, "expire_on_commit": False}
)


@contextmanager
def transaction() -> Iterator[None]:
    """All or nothing, opened by the edge: web, cli, checkout and the worker.

    What was read before is forgotten and read again under the write lock, so that no decision
    rests on a stale row.
    """
    session = db.session
    if session.info.get(_WRITES):
        raise RuntimeError("A transaction is already open; the edge opens it once.")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed before the transaction was opened.")
    session.rollback()
    session.info[_WRITES] = True
    try:
        with _queue_for_writing():
            session.connection(execution_options={_WRITES: True})
            try:
                yield
                for action in list(session.info.get(_LAST, {}).values()):
                    action()
                session.commit()
            except BaseException:
                session.rollback()  # while it is still our turn
                raise
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_WRITES, None)
        session.info.pop(_LAST, None)


@contextmanager
def one_view() -> Iterator[None]:
    """Read in a transaction: what a cursor of the server hands over by and by needs one."""
    session = db.session
    if session.info.get(_WRITES) or session.info.get(_VIEW):
        yield
        return
    release()
    session.info[_VIEW] = True
    try:
        yield
    finally:
        session.commit()
        session.info.pop(_VIEW)


@contextmanager
def _queue_for_writing() -> Iterator[None]:
    """Wait for this writer's turn beside an SQLite file.

    SQLite's own waiting is polling without order, so that under load some writer waits for ever
    and fails with "database is locked".
    """
    url = db.engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    with in_turn(f"{url.database}-writers"):
        yield


def at_the_end(name: str, action: Action) -> Action:
    """Do this once, as the last thing before the transaction is committed; returns what will be
    done under this name, which may have been said before.

    For rows that everybody writes: taken last, their lock is short and can close no circle. And
    for what is gathered on the way.
    """
    if not db.session.info.get(_WRITES):
        raise RuntimeError("There is no transaction to be at the end of.")
    kept: Action = db.session.info.setdefault(_LAST, {}).setdefault(name, action)
    return kept


def release() -> None:
    """Give the connection back before waiting for the outside world; loaded rows stay readable."""
    session = db.session
    if session.info.get(_WRITES):
        raise RuntimeError("No call to the outside inside a transaction.")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed outside a transaction.")
    session.commit()


def in_single_file(name: str) -> None:
    """From here to the end of its transaction, one transaction at a time passes this name.

    SQLite has one writer anyway; PostgreSQL is asked for a lock.
    """
    if not db.session.info.get(_WRITES):
        raise RuntimeError("There is no transaction to keep others out of.")
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))


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
        writes = connection.get_execution_options().get(_WRITES)
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

    _reading.set(engine.execution_options(**{_READS: True}))

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.autocommit = True  # the driver begins nothing by itself

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if not connection.get_execution_options().get(_READS):
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


def count_again() -> None:
    """Have PostgreSQL count its rows after many were written; until it does so by itself, a minute
    later or more, it plans as if the tables were nearly empty. The caller holds the transaction."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))


def insert_new(table: FromClause) -> Insert:
    """An INSERT that leaves out what is there already, in the words of this database."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing()  # type: ignore[arg-type]

"""Storage: one database, SQLite or PostgreSQL, and the only place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
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
    Index,
    Insert,
    MetaData,
    func,
    select,
    text,
)
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

from storefront.engines import READING, WRITES
from storefront.turns import in_turn

AWAY = (OperationalError, InterfaceError, TimeoutError)
"""Raised when the database cannot be reached or has no time: the same may succeed later."""

Minor = Annotated[int, mapped_column(BigInteger)]
"""A column of money in minor units."""


class Json(TypeDecorator[Any]):
    """What JSON can say, and NULL for nothing; PostgreSQL keeps it ready to be looked into."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(_words_of("postgresql").JSONB(none_as_null=True))
        return dialect.type_descriptor(JSON(none_as_null=True))

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self.impl_instance.coerce_compared_value(op, value)


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


def index_some(name: str, *columns: str, where: str) -> Index:
    """An index of those rows alone for which a condition holds.

    Migrations make it. Said here in SQLAlchemy's own words for each database, it would load both.
    """
    return Index(name, *columns, info={"where": where})


class Base(DeclarativeBase):
    """What every table descends from."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json},
    )


Action = TypeVar("Action", bound=Callable[[], None])

_VIEW = "storefront_view"
_LAST = "storefront_last"


class ShopSession(Session):
    """Reads on PostgreSQL without a transaction where none was opened.

    BEGIN and ROLLBACK around the few statements of a page would cost as much as two more
    statements, and at READ COMMITTED give it nothing.
    """

    def get_bind(self, *of: Any, **told: Any) -> Engine | Connection:
        """The engine, or its face for reading."""
        engine = super().get_bind(*of, **told)
        if engine.dialect.name != "postgresql" or _VIEW in self.info or WRITES in self.info:
            return engine
        return READING.get()


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
    if session.info.get(WRITES):
        raise RuntimeError("A transaction is already open; the edge opens it once.")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed before the transaction was opened.")
    session.rollback()
    session.info[WRITES] = True
    try:
        with _queue_for_writing():
            session.connection(execution_options={WRITES: True})
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
        session.info.pop(WRITES, None)
        session.info.pop(_LAST, None)


def is_writing() -> bool:
    """Whether a transaction is open."""
    return bool(db.session.info.get(WRITES))


@contextmanager
def one_view() -> Iterator[None]:
    """Read in a transaction: what a cursor of the server hands over by and by needs one."""
    session = db.session
    if session.info.get(WRITES) or session.info.get(_VIEW):
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
    if not db.session.info.get(WRITES):
        raise RuntimeError("There is no transaction to be at the end of.")
    kept: Action = db.session.info.setdefault(_LAST, {}).setdefault(name, action)
    return kept


def release() -> None:
    """Give the connection back before waiting for the outside world; loaded rows stay readable."""
    session = db.session
    if session.info.get(WRITES):
        raise RuntimeError("No call to the outside inside a transaction.")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed outside a transaction.")
    session.commit()


def in_single_file(name: str) -> None:
    """From here to the end of its transaction, one transaction at a time passes this name.

    SQLite has one writer anyway; PostgreSQL is asked for a lock.
    """
    if not db.session.info.get(WRITES):
        raise RuntimeError("There is no transaction to keep others out of.")
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))


def count_again() -> None:
    """Have PostgreSQL count its rows after many were written; until it does so by itself, a minute
    later or more, it plans as if the tables were nearly empty. The caller holds the transaction."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))


def insert_new(table: FromClause) -> Insert:
    """An INSERT that leaves out what is there already, in the words of this database."""
    insert: Insert = _words_of(db.engine.dialect.name).insert(table).on_conflict_do_nothing()
    return insert


def _words_of(database: str) -> Any:
    """What only this database understands; the other's words are not loaded, which are large."""
    return import_module(f"sqlalchemy.dialects.{database}")

"""Runs migrations inside the shop's application context, on whichever database it uses."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from storefront.db import Base, Json, UtcDateTime, db

# The text indexes are made by migrations and known to no model.
UNMODELLED = ("search_index",)


def is_modelled(
    _object: object, name: str | None, kind: str, _reflected: bool, _other: object
) -> bool:
    return not (kind in ("table", "index") and (name or "").startswith(UNMODELLED))


def frozen(kind: str, thing: Any, _context: object) -> str | Literal[False]:
    """Migrations name plain column types: they must read the same when the code has moved on."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Json):
        return "JSON"
    return False


def let_parents_be_replaced(connection: sa.Connection, on: bool) -> None:
    """SQLite makes a table anew for what it cannot change in place, and minds that rows of others
    refer to the one that goes. Asked of the driver: inside a transaction SQLite does not listen."""
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys = {'OFF' if on else 'ON'}")


with db.engine.connect() as connection:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        connection = connection.execution_options(storefront_writes=True)
        let_parents_be_replaced(connection, True)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        include_object=is_modelled,
        render_item=frozen,
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite:
                lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if lost:
                    raise RuntimeError(
                        f"The migration would leave rows without a parent: {lost[:5]}"
                    )
        connection.commit()
    finally:
        if is_sqlite:
            connection.rollback()
            let_parents_be_replaced(connection, False)

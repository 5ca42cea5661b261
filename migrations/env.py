"""Runs migrations inside the shop's application context, on whichever database it uses."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from storefront.db import Base, UtcDateTime, db

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
    if kind == "type" and isinstance(thing, sa.JSON):
        return "JSON"
    return False


with db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        connection = connection.execution_options(storefront_writes=True)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        include_object=is_modelled,
        render_item=frozen,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()

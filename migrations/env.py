"""Runs migrations inside the shop's application context, on whichever database it uses."""

from alembic import context

from storefront.db import Base, db

# The text indexes are made by migrations and known to no model.
UNMODELLED = ("search_index",)


def is_modelled(
    _object: object, name: str | None, kind: str, _reflected: bool, _other: object
) -> bool:
    return not (kind in ("table", "index") and (name or "").startswith(UNMODELLED))


with db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        connection = connection.execution_options(storefront_writes=True)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        include_object=is_modelled,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()

"""The tables of a test database, made as a real installation makes them: by the migrations."""

from flask import Flask

from storefront.cli.setup import migrate_to_head
from storefront.db import db


def build(app: Flask) -> None:
    """Make every table, then let go of the database so that it can be copied."""
    migrate_to_head(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()

"""The tables of a test database, made as a real installation makes them."""

from flask import Flask

from storefront.db import db


def build(app: Flask) -> None:
    """Make every table, then let go of the database so that it can be copied."""
    with app.app_context():
        db.create_all()
        db.session.remove()
        with db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()

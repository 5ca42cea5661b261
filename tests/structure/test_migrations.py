"""Migrations and models tell the same story, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from storefront.cli.setup import is_at_head
from storefront.db import Base, db


def is_modelled(_object: object, name: str | None, kind: str, *_: object) -> bool:
    return not (kind in ("table", "index") and (name or "").startswith("search_index"))


def test_migrations_and_models_agree(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": is_modelled}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_migrated_shop_is_up_to_date(app: Flask) -> None:
    assert is_at_head(app)

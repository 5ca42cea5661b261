"""`storefront setup` and `storefront migrate`: the database of a shop."""

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from storefront import accounts
from storefront.config import PROJECT, Settings
from storefront.db import db, transaction


@click.command()
@click.option("--email", default="owner@lumenfold.example", show_default=True)
@click.option("--name", default="Shop owner", show_default=True)
def setup(email: str, name: str) -> None:
    """Make or update the tables and let the owner in.

    The owner's password is OWNER_PASSWORD from the environment; a development shop makes one up
    and keeps it in var/secrets.json.
    """
    from storefront.app import create_app

    app = create_app()
    migrate_to_head(app)
    let_owner_in(app, email, name)
    click.echo("The shop is ready.")


@click.command()
@click.option("--check", is_flag=True, help="Only say whether the tables are up to date.")
def migrate(check: bool) -> None:
    """Bring the tables up to date with this version of the shop."""
    from storefront.app import create_app

    app = create_app()
    if check:
        if not is_at_head(app):
            raise click.ClickException("The tables are behind; run `storefront migrate`.")
        click.echo("The tables are up to date.")
        return
    migrate_to_head(app)
    click.echo("The tables are up to date.")


def alembic_config() -> Config:
    """Where the migrations are."""
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def migrate_to_head(app: Flask) -> None:
    """Apply what is missing; the tables of an up-to-date shop are left alone."""
    with app.app_context():
        if is_at_head(app):
            return
        Path(app.extensions["settings"].data_folder).mkdir(parents=True, exist_ok=True)
        command.upgrade(alembic_config(), "head")
        db.session.remove()


def is_at_head(app: Flask) -> bool:
    """Whether the tables are those of this version."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with app.app_context(), db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return bool(found == head)


def let_owner_in(app: Flask, email: str, name: str = "Shop owner") -> None:
    """Make the owner's account if there is none; an existing one is left alone."""
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        if accounts.find_by_email(email):
            return
        if not settings.owner_password:
            raise click.ClickException("Set OWNER_PASSWORD to let the owner in.")
        with transaction():
            accounts.add_staff(email, name, settings.owner_password)

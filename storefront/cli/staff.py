"""`storefront staff`: who may sign in to the office."""

import click

from storefront import accounts
from storefront.db import transaction


@click.group()
def staff() -> None:
    """Let people into the office, or change their password."""


@staff.command()
@click.argument("email")
@click.option("--name", required=True)
@click.password_option()
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def add(email: str, name: str, password: str, language: str) -> None:
    """Let somebody in."""
    from storefront.app import create_app

    with create_app().app_context(), transaction():
        accounts.add_staff(email, name, password, language)
    click.echo(f"{email} may sign in.")


@staff.command()
@click.argument("email")
@click.password_option()
def password(email: str, password: str) -> None:
    """Give somebody a new password; their open sessions end."""
    from storefront.app import create_app

    with create_app().app_context(), transaction():
        person = accounts.find_by_email(email)
        if person is None:
            raise click.ClickException(f"Nobody signs in as {email}.")
        accounts.change_password(person, password)
    click.echo("Changed.")

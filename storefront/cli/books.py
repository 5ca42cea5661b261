"""`storefront verify-books` and `storefront reconcile`."""

import sys

import click
from flask import Flask

from storefront import checkout, clock
from storefront.config import Settings
from storefront.reports import books


@click.command()
@click.option("--drained", is_flag=True, help="Nothing should be under way any more: be strict.")
@click.option("--expect-sales", default=0, help="Fail unless at least so many orders were paid.")
@click.option("--connector", "connector_url", help="Where the connector is, if not CUSTOMS_URL.")
@click.option("--shop-only", is_flag=True, help="Do not ask Stripe and the connector.")
def verify_books(
    drained: bool, expect_sales: int, connector_url: str | None, shop_only: bool
) -> None:
    """Compare shop, Stripe and connector from the outside, to the minor unit.

    Reads the shop's tables, Stripe's lists and the connector's dossiers independently of the
    shop's own code, adds everything up again, and says what does not fit. Changes nothing. Exit
    code 0 when the books are right, 1 when they are not, 2 when a ledger could not be read.
    """
    from storefront.app import create_app

    try:
        found, paid = examine(create_app(), drained, connector_url, shop_only=shop_only)
    except books.Unreachable as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if paid < expect_sales:
        found[f"at least {expect_sales} orders were paid"] = [f"only {paid} were"]
    for name, problems in found.items():
        click.echo(f"{'ok ' if not problems else 'BAD'}  {name}")
        for problem in problems[:20]:
            click.echo(f"       {problem}")
        if len(problems) > 20:
            click.echo(f"       … and {len(problems) - 20} more")
    broken = sum(1 for problems in found.values() if problems)
    click.echo(f"{paid} paid orders, {len(found)} rules, {broken} broken")
    sys.exit(1 if broken else 0)


def examine(
    app: Flask, drained: bool, connector_url: str | None = None, *, shop_only: bool = False
) -> tuple[dict[str, list[str]], int]:
    """The audit's findings by rule, and how many orders were paid."""
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        shop = books.read_shop()
        provider = connector = None
        if not shop_only:
            provider = books.read_provider(settings.stripe_api_key, settings.stripe_api_base)
            url = connector_url or settings.customs_url
            connector = books.read_connector(url) if url else None
        found = books.audit(books.Books(shop, provider, connector, clock.now(), drained))
    paid = sum(1 for order in shop.orders.values() if order["paid_at"] is not None)
    return found, paid


@click.command()
def reconcile() -> None:
    """Ask Stripe about everything that is not settled; finds what webhooks lost."""
    from storefront.app import create_app

    with create_app().app_context():
        for name, count in checkout.reconcile().items():
            click.echo(f"{count:6}  {name}")

"""`storefront demo`: a shop to look at and to measure."""

import time

import click

from storefront.cli.setup import migrate_to_head
from storefront.db import count_again, transaction


@click.command()
@click.option("--seed", "wanted", is_flag=True, help="Make the demo shop, or repair it.")
@click.option(
    "--products",
    type=click.IntRange(0, 100_000),
    default=0,
    metavar="N",
    help="Fill up with more of the same until the shop has N products, for measuring.",
)
def demo(wanted: bool, products: int) -> None:
    """Make the demo shop: 36 products in five languages, always the same.

    Running it again changes nothing.
    """
    from storefront.app import create_app
    from storefront.demo import seed

    if not (wanted or products):
        raise click.UsageError("Say what to make: --seed, or --products N.")
    app = create_app()
    migrate_to_head(app)
    started = time.perf_counter()
    with app.app_context():
        done = seed.seed()
        click.echo(
            f"{done.made} products made, {done.changed} changed, {done.unchanged} as they were; "
            f"{done.pictures} pictures."
        )
        if products:
            click.echo(f"{seed.add_products(products)} more products made.")
        with transaction():
            count_again()
    click.echo(f"{time.perf_counter() - started:.1f} seconds.")

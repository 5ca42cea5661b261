"""`storefront import`: products from elsewhere."""

import resource
import sys
import time
from pathlib import Path

import click

from storefront import taxes
from storefront.catalog import Outcome
from storefront.catalog.importing import Import, Report, Sheet, Terms
from storefront.db import count_again, transaction
from storefront.errors import ShopError
from storefront.markets import MARKETS

MOST_NOTES = 40


class TakenBack(Exception):
    """A dry run writes like a real one, and then takes it back."""


@click.group(name="import")
def import_() -> None:
    """Bring in what another shop has exported."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--pictures",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Look here by file name before asking the Internet.",
)
@click.option("--no-fetch", is_flag=True, help="Ask the Internet for no picture.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--activate/--draft", default=None, help="For all products, whatever the file says.")
@click.option("--stock", is_flag=True, help="Also set the stock of products already here.")
def products(
    file: Path,
    pictures: Path | None,
    no_fetch: bool,
    dry_run: bool,
    activate: bool | None,
    stock: bool,
) -> None:
    """Bring in a Shopify product export (CSV) as it is.

    Prices are read as US dollars and made into each market's price list. Twice gives the same
    shop: products are found again by their handle, and the stock counted here is kept.
    """
    from storefront.app import create_app

    app = create_app()
    started = time.perf_counter()
    status = None if activate is None else "active" if activate else "draft"
    try:
        with app.app_context(), Sheet(file) as sheet:
            run = Import(
                sheet,
                Terms(vat_rates(), status),
                pictures=pictures,
                fetching=not (no_fetch or dry_run),
                recount=stock,
                dry=dry_run,
            )
            bring_in(run)
    except ShopError as refusal:
        raise click.ClickException(refusal.message) from None
    show(run.report, dry_run)
    show_effort(run.report.rows, time.perf_counter() - started)
    if run.report.refusals and not run.report.outcomes:
        sys.exit(1)


def vat_rates() -> dict[str, int]:
    """VAT that shown prices contain, in basis points by market: that of its first country."""
    return {
        code: taxes.standard_vat_bp(market.countries[0])
        for code, market in MARKETS.items()
        if market.prices_include_tax
    }


def bring_in(run: Import) -> None:
    """Batch by batch: pictures outside, whole products inside a transaction."""
    for batch in run.batches():
        run.collect(batch)
        try:
            with transaction():
                run.save(batch)
                if run.dry:
                    raise TakenBack
        except TakenBack:
            continue
    if not run.dry:
        with transaction():
            run.finish()
            count_again()


def show(report: Report, dry_run: bool) -> None:
    """What came of it, as a table, and each refused row with its reason."""
    refused = sum(len(each.rows) for each in report.refusals)
    table = {
        "rows read": report.rows,
        "products made": report.outcomes[Outcome.MADE],
        "products changed": report.outcomes[Outcome.CHANGED],
        "products unchanged": report.outcomes[Outcome.UNCHANGED],
        "variants": report.variants,
        "pictures": report.pictures,
        "rows refused": refused,
        "variants lacking customs facts": report.missing_facts,
    }
    if dry_run:
        click.echo("A dry run: nothing was written, no picture was fetched.")
    for name, count in table.items():
        click.echo(f"  {name:<32}{count:>8,}")
    if report.refusals:
        click.echo("\nRefused:")
    for each in sorted(report.refusals, key=lambda refusal: refusal.rows):
        named = f" ({each.handle})" if each.handle else ""
        click.echo(f"  {row_words(each.rows)}{named}: {each.reason}.")
    if report.notes:
        click.echo("\nNotes:")
    for note, count in report.notes.most_common(MOST_NOTES):
        click.echo(f"  {note}" + (f"  × {count:,}" if count > 1 else ""))
    if len(report.notes) > MOST_NOTES:
        click.echo(f"  … and {len(report.notes) - MOST_NOTES:,} more.")
    if report.missing_facts:
        click.echo(
            "\nWhat lacks customs facts can be sold, and shipped once they are filled in:"
            " office, products, “customs facts missing”."
        )


def row_words(rows: tuple[int, ...]) -> str:
    """`row 5`, `rows 5–7`, `rows 5, 9`."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    if rows[-1] - rows[0] == len(rows) - 1:
        return f"rows {rows[0]}–{rows[-1]}"
    more = f" and {len(rows) - 10} more" if len(rows) > 10 else ""
    return "rows " + ", ".join(map(str, rows[:10])) + more


def show_effort(rows: int, seconds: float) -> None:
    """How long it took and how much memory it needed at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
    click.echo(
        f"\n{seconds:.1f} seconds, {rows / max(seconds, 0.001):,.0f} rows a second,"
        f" {megabytes:.0f} MB of memory at most."
    )

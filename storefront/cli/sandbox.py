"""`storefront sandbox`: stand-ins for the outside world."""

import json
import os
import sys
from pathlib import Path

import click

from storefront.sandbox.stripe import Options, Webhook, parity, serve


@click.group()
def sandbox() -> None:
    """Stand-ins for the outside world, for demonstrations and tests."""


@sandbox.command()
@click.option("--port", default=8010, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Keep it on this machine.")
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    help="SQLite file that keeps every payment over restarts. Without it, memory only.",
)
@click.option("--webhook-url", help="Where events are sent, such as the shop's /hooks/stripe.")
@click.option("--webhook-secret", help="What their signatures are made with (whsec_…).")
@click.option(
    "--settlement-currency",
    default="usd",
    show_default=True,
    help="Currency of the account's balance; other currencies are exchanged into it.",
)
@click.option(
    "--account-country",
    default="US",
    show_default=True,
    help="Where the account is at home; cards of other countries cost more.",
)
@click.option("--shop-name", default="Storefront", show_default=True, help="Shown to buyers.")
@click.option("--public-url", help="How browsers reach it, when not at the host and port above.")
def stripe(
    port: int,
    host: str,
    state: Path | None,
    webhook_url: str | None,
    webhook_secret: str | None,
    settlement_currency: str,
    account_country: str,
    shop_name: str,
    public_url: str | None,
) -> None:
    """Run the Stripe sandbox until it is told to stop.

    Point the shop at it with any key that begins with sk_test_ and its address as the API base.
    Its front page lists the test cards and the last payments.
    """
    if bool(webhook_url) != bool(webhook_secret):
        raise click.UsageError("--webhook-url and --webhook-secret come together.")
    webhooks = (Webhook(webhook_url, webhook_secret),) if webhook_url and webhook_secret else ()
    options = Options(
        webhooks=webhooks,
        state=state,
        settlement_currency=settlement_currency.lower(),
        account_country=account_country.upper(),
        shop_name=shop_name,
        public_url=public_url,
    )
    try:
        serve(options, host, port, ready=lambda url: click.echo(f"Stripe sandbox at {url}"))
    except OSError as problem:
        raise click.ClickException(f"Cannot answer at {host}:{port}: {_reason(problem)}") from None


def _reason(problem: OSError) -> str:
    return os.strerror(problem.errno) if problem.errno else str(problem)


@sandbox.group("parity")
def parity_group() -> None:
    """Compare the sandbox with the real Stripe, without keeping anything of either.

    A recording holds shapes only: which keys an answer has and the types of their values, never
    the values. It takes three steps, of which the first needs your own test key:

    \b
      storefront sandbox parity record --key sk_test_… -o stripe.json
      storefront sandbox parity record --base http://127.0.0.1:8010 -o sandbox.json
      storefront sandbox parity diff stripe.json sandbox.json

    What only Stripe has is usually harmless: a new field. What only the sandbox has, or what has
    another type, is a mistake of the sandbox: tell its authors.

    Recording creates a Checkout Session in test mode, reads the account's lists, tries a few
    requests that must be refused, and expires the session. It pays nothing.
    """


@parity_group.command()
@click.option("--key", help="A test key of your own Stripe account (sk_test_… or rk_test_…).")
@click.option("--base", help="A sandbox's address; without it the real Stripe is asked.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def record(key: str | None, base: str | None, output: Path) -> None:
    """Write down the shapes of a drive through the API."""
    if not key and not base:
        raise click.UsageError("Say --key sk_test_… for the real Stripe, or --base for a sandbox.")
    try:
        shapes = parity.record(key or "sk_test_parity", base)
    except ValueError as refusal:
        raise click.UsageError(str(refusal)) from None
    output.write_text(json.dumps(shapes, indent=1, sort_keys=True) + "\n")
    click.echo(f"{len(shapes)} answers recorded in {output}")


@parity_group.command()
@click.argument("one", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("other", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def diff(one: Path, other: Path) -> None:
    """Tell where two recordings differ; ends with status 1 when they do."""
    lines = parity.diff(json.loads(one.read_text()), json.loads(other.read_text()))
    for line in lines:
        click.echo(line)
    click.echo(f"{len(lines)} differences")
    sys.exit(1 if lines else 0)

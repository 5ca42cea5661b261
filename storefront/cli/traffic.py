"""`storefront traffic`: how arrivals are recorded, explained."""

import csv
import sys
from typing import IO
from urllib.parse import urlsplit

import click

from storefront import traffic
from storefront.errors import ShopError

ADDED = ("channel", "source", "medium", "rule")
NEEDED = ("referrer", "landing_query")


OWN_HOSTS = ("shop.example.com", "localhost", "127.0.0.1")
"""Stand for the shop in examples; nobody else can own them."""


@click.group("traffic")
def traffic_group() -> None:
    """Where people come from: explain how an arrival would be recorded."""


@traffic_group.command()
@click.argument("url", required=False)
@click.option("--referrer", default="", help="The page that the link stood on.")
@click.option("--user-agent", default="", help="The browser; crawlers and scripts are kept apart.")
@click.option(
    "--own-host",
    multiple=True,
    default=OWN_HOSTS,
    show_default=True,
    help="A host of your own, which is never a source.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Read landings as CSV on standard input.")
def classify(
    url: str | None, referrer: str, user_agent: str, own_host: tuple[str, ...], as_csv: bool
) -> None:
    """Say by which rule an arrival at URL would be recorded, and as what.

    With --csv, landings are read from standard input (columns referrer and landing_query; others
    are kept) and written with channel, source, medium and rule added.
    """
    if as_csv:
        _classify_table(sys.stdin, sys.stdout, own_host)
        return
    if not url:
        raise ShopError("Name the address of a landing, or give --csv.")
    parts = urlsplit(url)
    hosts = {host.lower().removeprefix("www.") for host in (*own_host, parts.hostname or "")}
    origin = traffic.classify(referrer, parts.query, hosts)
    for name, value in (
        ("channel", origin.channel),
        ("source", origin.source),
        ("medium", origin.medium),
        ("campaign", origin.campaign),
        ("content", origin.content),
        ("term", origin.term),
        ("click ids", ", ".join(origin.click_ids)),
        ("rule", origin.rule),
    ):
        if value:
            click.echo(f"{name:10} {value}")
    agent = traffic.agent_of(user_agent) if user_agent else traffic.Agent.PERSON
    click.echo(f"{'recorded':10} {_recorded(origin, agent)}")


def _recorded(origin: traffic.Origin, agent: traffic.Agent) -> str:
    if agent is traffic.Agent.CRAWLER:
        return "not at all: a crawler"
    kept_apart = " (a script: left out of reports)" if agent is traffic.Agent.TOOL else ""
    if not origin.is_touch:
        return f"as a visit, without a new source{kept_apart}"
    return f"as a visit and a touch{kept_apart}"


def _classify_table(given: IO[str], told: IO[str], own_host: tuple[str, ...]) -> None:
    rows = csv.DictReader(given)
    names = list(rows.fieldnames or ())
    if not set(NEEDED) <= set(names):
        raise ShopError("The first line must name the columns referrer and landing_query.")
    hosts = {host.lower().removeprefix("www.") for host in own_host}
    writer = csv.DictWriter(
        told,
        [*(name for name in names if name not in ADDED), *ADDED],
        extrasaction="ignore",
        lineterminator="\n",
    )
    writer.writeheader()
    for row in rows:
        origin = traffic.classify(row["referrer"] or "", row["landing_query"] or "", hosts)
        writer.writerow({**row, **{name: getattr(origin, name) for name in ADDED}})

"""`storefront connector`: the reference customs connector on a port of its own."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from storefront.connector.ceb import Broker


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8020, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--state",
    default="var/connector",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the connector's SQLite file; kept between starts.",
)
@click.option(
    "--shop-url",
    default="http://127.0.0.1:8000",
    show_default=True,
    envvar="CUSTOMS_SHOP_URL",
    help="Where receipts go; the path of the protocol is added.",
)
@click.option(
    "--secret",
    "secrets",
    multiple=True,
    envvar="CUSTOMS_SECRET",
    help="whsec_… the shop signs with, or the whpk_… of its key pair; repeat during a rotation"
    " (in the environment: spaces).",
)
@click.option(
    "--receipt-secret",
    envvar="CUSTOMS_RECEIPT_SECRET",
    help="whsec_… or whsk_… this connector signs its receipts with.",
)
@click.option(
    "--step-delay",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, 3600),
    help="Seconds between two steps of the simulated office.",
)
@click.option(
    "--office",
    type=click.Choice(["simulated", "folder"]),
    default="simulated",
    show_default=True,
    help="Who answers: this program, or receipts (304, 404, 506, 604) put into STATE/ceb/in."
    " Either way CEB messages 303, 403, 505 and 603 are written to STATE/ceb/out.",
)
@click.option(
    "--broker",
    "broker",
    multiple=True,
    metavar="NAME=VALUE",
    help="What only the declarant knows, such as customs_code=5300, port_code=5301 or"
    " dxp_id=DXP…; repeat for each.",
)
def connector(
    host: str,
    port: int,
    state: Path,
    shop_url: str,
    secrets: tuple[str, ...],
    receipt_secret: str | None,
    step_delay: float,
    office: str,
    broker: tuple[str, ...],
) -> None:
    """Receive dossiers, compare the three documents, and answer as a customs office would.

    By itself nothing reaches an authority: the office is simulated, its answers are real in order
    and form.
    """
    import logging
    import signal

    from storefront.connector import Server, Settings

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    if not shop_url.startswith(("http://", "https://")):
        raise click.BadParameter("is not an http(s) address", param_hint="--shop-url")
    if not secrets or not receipt_secret:
        raise click.UsageError(
            "Two secrets are needed: the one the shop signs with (--secret or CUSTOMS_SECRET) and"
            " the one this connector signs with (--receipt-secret or CUSTOMS_RECEIPT_SECRET)."
        )
    settings = Settings(
        state,
        secrets,
        receipt_secret,
        shop_url,
        step_delay,
        simulated=office == "simulated",
        broker=_broker(broker),
    )
    try:
        server = Server(settings, host=host, port=port)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"Cannot listen on {host}:{port}: {error.strerror}.") from error
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    click.echo(f"Customs connector at {server.url} (how to write your own: {server.url}/docs)")
    server.serve()


def _broker(told: tuple[str, ...]) -> "Broker":
    from storefront.connector.ceb import Broker

    given = dict(each.partition("=")[::2] for each in told)
    unknown = given.keys() - Broker.__dataclass_fields__.keys()
    if unknown:
        known = ", ".join(Broker.__dataclass_fields__)
        raise click.BadParameter(
            f"knows no {', '.join(sorted(unknown))}; it knows {known}.", param_hint="--broker"
        )
    return Broker(**given)

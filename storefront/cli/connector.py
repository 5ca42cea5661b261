"""`storefront connector`: the reference customs connector on a port of its own."""

from pathlib import Path

import click


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
def connector(
    host: str,
    port: int,
    state: Path,
    shop_url: str,
    secrets: tuple[str, ...],
    receipt_secret: str | None,
    step_delay: float,
) -> None:
    """Receive dossiers, compare the three documents, and answer as a customs office would.

    Nothing reaches an authority: the office is simulated, its answers are real in order and form.
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
    settings = Settings(state, secrets, receipt_secret, shop_url, step_delay)
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

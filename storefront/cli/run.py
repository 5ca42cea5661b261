"""`storefront run`: the whole shop on one machine, for a first look and for development."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from storefront.cli.setup import let_owner_in, migrate_to_head
from storefront.config import PROJECT, development_secrets
from storefront.demo import seed

OWNER = "owner@lumenfold.example"


@dataclass(frozen=True)
class Program:
    """One of the programs that together are the shop."""

    name: str
    arguments: tuple[str, ...]
    health: str | None = None


@click.command()
@click.option(
    "--port",
    default=8000,
    show_default=True,
    envvar="PORT",
    help="The shop; Stripe's stand-in is at PORT+10, the connector at PORT+20.",
)
@click.option("--processes", default=1, show_default=True, help="Web processes.")
def run(port: int, processes: int) -> None:
    """Make a demo shop if there is none, and start everything on this machine.

    Data is kept under var/; remove that folder for a fresh shop. With STRIPE_API_KEY set to a
    real sk_test_ key the shop talks to Stripe instead of the stand-in.
    """
    environment = surroundings(port)
    os.environ.update(environment)
    prepare()
    programs = cast(port, processes, stand_in="STRIPE_API_BASE" in environment)
    sys.exit(perform(programs, port))


def surroundings(port: int) -> dict[str, str]:
    """What the programs are told through the environment, unless it says otherwise already."""
    data = Path(os.environ.get("STOREFRONT_DATA", PROJECT / "var")).resolve()
    kept = development_secrets(data)
    told = {
        "STOREFRONT_DATA": str(data),
        "PUBLIC_URL": os.environ.get("PUBLIC_URL", f"http://127.0.0.1:{port}"),
        "CUSTOMS_URL": os.environ.get("CUSTOMS_URL", f"http://127.0.0.1:{port + 20}/hooks"),
        "CUSTOMS_SECRET": os.environ.get("CUSTOMS_SECRET", kept["CUSTOMS_SECRET"]),
        "CUSTOMS_RECEIPT_SECRET": os.environ.get(
            "CUSTOMS_RECEIPT_SECRET", kept["CUSTOMS_RECEIPT_SECRET"]
        ),
    }
    if "STRIPE_API_KEY" not in os.environ:
        told["STRIPE_API_BASE"] = f"http://127.0.0.1:{port + 10}"
        told["STRIPE_API_KEY"] = kept["STRIPE_API_KEY"]
        told["STRIPE_WEBHOOK_SECRET"] = kept["STRIPE_WEBHOOK_SECRET"]
    return told


def prepare() -> None:
    """Tables, demo shop and owner, made once."""
    from storefront.app import create_app

    app = create_app()
    migrate_to_head(app)
    let_owner_in(app, OWNER)
    with app.app_context():
        if not seed.is_seeded():
            click.echo("Making the demo shop (once, under a minute) …")
            seed.seed()


def cast(port: int, processes: int, *, stand_in: bool) -> list[Program]:
    """Who plays; the outside world first."""
    data = Path(os.environ["STOREFRONT_DATA"])
    programs = [
        Program(
            "connector",
            (
                "connector",
                "--port",
                str(port + 20),
                "--state",
                str(data / "connector"),
                "--shop-url",
                f"http://127.0.0.1:{port}",
            ),
            f"http://127.0.0.1:{port + 20}/healthz",
        ),
        Program("worker", ("worker",)),
        Program(
            "web",
            ("web", "--port", str(port), "--processes", str(processes)),
            f"http://127.0.0.1:{port}/healthz",
        ),
    ]
    if stand_in:
        stripe = Program(
            "stripe",
            (
                "sandbox",
                "stripe",
                "--port",
                str(port + 10),
                "--state",
                str(data / "stripe-sandbox.db"),
                "--shop-name",
                "Lumenfold",
                "--webhook-url",
                f"http://127.0.0.1:{port}/hooks/stripe",
                "--webhook-secret",
                os.environ["STRIPE_WEBHOOK_SECRET"],
            ),
            f"http://127.0.0.1:{port + 10}/healthz",
        )
        programs.insert(0, stripe)
    return programs


def perform(programs: list[Program], port: int) -> int:
    """Run until Ctrl-C, or until one of them fails; then stop all, last started first."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        for program in programs:
            # A session of its own, so that one Ctrl-C reaches us and not all of them at once.
            running[program.name] = subprocess.Popen(
                [sys.executable, "-m", "storefront", *program.arguments], start_new_session=True
            )
        if not _wait_until_healthy(programs, running, lambda: stopping):
            return 0 if stopping else 1
        _announce(port, stand_in=programs[0].name == "stripe")
        while not stopping:
            for name, process in running.items():
                if process.poll() is not None:
                    click.echo(f"{name} stopped unexpectedly; stopping the rest.", err=True)
                    return 1
            time.sleep(0.2)
        return 0
    finally:
        for process in reversed(running.values()):
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
        click.echo("Stopped.")


def _wait_until_healthy(
    programs: list[Program],
    running: dict[str, subprocess.Popen[bytes]],
    stopped: Callable[[], bool],
) -> bool:
    waiting = [program for program in programs if program.health]
    deadline = time.monotonic() + 30
    while waiting and not stopped():
        if any(process.poll() is not None for process in running.values()):
            click.echo("A program could not start; see above.", err=True)
            return False
        if time.monotonic() > deadline:
            click.echo(f"{waiting[0].name} did not answer in time.", err=True)
            return False
        waiting = [program for program in waiting if not _healthy(str(program.health))]
        time.sleep(0.1)
    return not stopped()


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _announce(port: int, *, stand_in: bool) -> None:
    password = (
        os.environ.get("OWNER_PASSWORD")
        or development_secrets(Path(os.environ["STOREFRONT_DATA"]))["OWNER_PASSWORD"]
    )
    lines = [
        "",
        f"  Shop        http://127.0.0.1:{port}/",
        f"  Office      http://127.0.0.1:{port}/office/",
        f"              sign in as {OWNER} with {password}",
        f"  Connector   http://127.0.0.1:{port + 20}/",
    ]
    if stand_in:
        lines.append(
            f"  Stripe      http://127.0.0.1:{port + 10}/  (stand-in; card 4242 4242 4242 4242)"
        )
    click.echo("\n".join([*lines, "", "  Ctrl-C stops everything; the data stays.", ""]))

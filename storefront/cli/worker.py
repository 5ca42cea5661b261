"""`storefront worker`: keeps promises and the timetable."""

import signal
import threading
from collections.abc import Callable

import click
import structlog
from flask import Flask

from storefront import outbox

from .lean import start_again_lean
from .memory import loaded_for_good, share_memory_pools

log = structlog.get_logger()

SOON, SELDOM = 0.3, 1.0
"""Seconds until who had nothing to do looks again."""


@click.command()
@click.option("--threads", default=4, show_default=True, help="Promises kept at once.")
@click.option("--once", is_flag=True, help="Keep what is due now, then stop.")
def worker(threads: int, once: bool) -> None:
    """Carry letters, Stripe events, refunds and customs dossiers; run what recurs.

    Start as many as you like, on any machine that reaches the database: each promise is kept by
    one of them. On SIGTERM each finishes what it holds; what a crash interrupts is done again.
    """
    start_again_lean()
    share_memory_pools()
    with loaded_for_good():
        from storefront.app import create_app

        app = create_app()
    if once:
        with app.app_context():
            outbox.run_due()
            click.echo(f"{outbox.keep_due(limit=100_000)} promises were due.")
    else:
        work(app, threads)


def work(app: Flask, threads: int) -> None:
    """Keep promises until told to stop."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())

    def repeat(step: Callable[[], int], pause: float) -> None:
        while not stopping.is_set():
            try:
                with app.app_context():
                    done = step()
            except Exception:
                log.exception("worker_stumbled")
                done = 0
            if not done:
                stopping.wait(pause)

    def keep() -> int:
        return outbox.keep_due(limit=50)

    # One looks often for all; the others, who are for busy hours, look now and then.
    pauses = [SOON, *[SELDOM] * (threads - 1)]
    at_work = [threading.Thread(target=repeat, args=(keep, pause)) for pause in pauses]
    at_work.append(threading.Thread(target=repeat, args=(outbox.run_due, 1.0)))
    for thread in at_work:
        thread.daemon = True
        thread.start()
    stopping.wait()
    for thread in at_work:
        thread.join(timeout=30)

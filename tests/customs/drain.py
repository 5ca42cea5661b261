"""What waits for a connector that was away, and how fast it goes out when it is back.

    python -m tests.customs.drain --orders 2000 [--database postgresql] [--workers 2]

makes sales of every kind, lets the worker try for six simulated hours while nobody listens, then
starts the reference connector as a process of its own and lets workers hand over everything.
Prints the pace; fails when a dossier is not in effect there exactly once and in its newest
revision, or when one went out in a wrong order.
"""

import argparse
import logging
import multiprocessing
import sqlite3
import sys
import tempfile
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from flask import Flask

from storefront import clock, connector, customs, mail, outbox
from storefront.app import create_app
from storefront.cli.memory import loaded_for_good, share_memory_pools
from storefront.config import Settings
from storefront.customs.models import Delivery, Dossier, DossierRevision
from storefront.db import db
from storefront.outbox.models import Promise
from tests import postgres
from tests.conftest import make_settings
from tests.customs.many import Tally, make
from tests.ports import free_port
from tests.schema import build

AWAY = timedelta(hours=6)
TOPIC = "customs.deliver"
THREADS = 3
LATER = 86_400.0
TAKEN = (200, 202)
NOBODY = "http://127.0.0.1:9/"


@dataclass(frozen=True)
class Drained:
    """How it went; `wrong` says what did not hold."""

    dossiers: int
    waiting: int
    tries_in_vain: int
    delivered: int
    seconds: float
    wrong: list[str]

    @property
    def pace(self) -> float:
        """Promises kept in a second."""
        return self.waiting / self.seconds


def drain(app: Flask, settings: Settings, folder: Path, count: int, workers: int) -> Drained:
    """Six hours alone, then everything at once; leaves the clock as it is."""
    mail.use(mail.carrier_from(settings))
    customs.use(customs.connection_from(replace(settings, customs_url=NOBODY)))
    clock.shift(-AWAY - timedelta(hours=3))
    tally = Tally()
    make(count, 5, tally)
    _only_dossiers()
    _be_alone()
    tries = db.session.query(Delivery).count()
    waiting = db.session.query(Promise).filter_by(topic=TOPIC, state="pending").count()
    db.session.rollback()
    clock.reset()
    # Chosen only now: making many sales takes minutes, in which somebody else could take the port.
    address = f"http://127.0.0.1:{free_port()}/"
    there = replace(settings, customs_url=address)
    customs.use(customs.connection_from(there))
    with _connector(address, there, folder), _workers(there, workers) as begin:
        seconds = begin()
    outbox.keep_due(limit=1_000_000)  # what a thread could not take because another held its lane
    told = folder / "connector.sqlite3"
    delivered = db.session.query(Delivery).filter(Delivery.status.in_(TAKEN)).count()
    wrong = tally.wrong + _wrong(told)
    return Drained(_dossiers(), waiting, tries, delivered, seconds, wrong)


def _only_dossiers() -> None:
    """Letters and refunds are not what is measured."""
    db.session.query(Promise).filter(Promise.topic != TOPIC).delete()
    db.session.commit()


def _be_alone() -> None:
    """Try as the schedule says while nobody listens."""
    back = clock.now() + AWAY
    while True:
        outbox.keep_due(limit=1_000_000)
        due = db.session.scalar(
            db.select(db.func.min(Promise.due_at)).where(Promise.state == "pending")
        )
        db.session.rollback()
        if due is None or due > back:
            break
        clock.shift(max(due - clock.now(), timedelta(seconds=1)))
    # What is due only after the connector is back waits for its time, so this goes there.
    clock.shift(back - clock.now())


@contextmanager
def _workers(settings: Settings, count: int) -> Iterator[Callable[[], float]]:
    """Processes that are ready to work; the call lets them, and says how many seconds it took."""
    way = multiprocessing.get_context("spawn")
    begin = way.Event()
    ready = [way.Event() for _ in range(count)]
    team = [way.Process(target=_work, args=(settings, each, begin)) for each in ready]
    for process, each in zip(team, ready, strict=True):
        process.start()
        each.wait(60)
    outbox.hurry_all(TOPIC)
    db.session.commit()

    def work() -> float:
        began = time.perf_counter()
        begin.set()
        for process in team:
            process.join()
        return time.perf_counter() - began

    yield work


def _work(settings: Settings, ready: Any, begin: Any) -> None:
    """One worker with its threads, until nothing is due."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    share_memory_pools()
    with loaded_for_good():
        app = create_app(settings)

    def keep() -> None:
        with app.app_context():
            while outbox.keep_due(limit=100):
                pass
            db.session.remove()

    threads = [threading.Thread(target=keep) for _ in range(THREADS)]
    ready.set()
    begin.wait()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _dossiers() -> int:
    return db.session.query(Dossier).filter(Dossier.revision > 0).count()


def _wrong(told: Path) -> list[str]:
    """What is not there exactly once and newest, and what went out in a wrong order."""
    there = sqlite3.connect(told)
    has = dict(there.execute("SELECT dossier_id, revision FROM dossiers").fetchall())
    effects = there.execute("SELECT dossier_id, revision FROM effects").fetchall()
    there.close()
    wrong = []
    times: dict[tuple[str, int], int] = defaultdict(int)
    for one in effects:
        times[tuple(one)] += 1
    for dossier in db.session.query(Dossier).filter(Dossier.revision > 0):
        if has.get(dossier.id) != dossier.revision:
            wrong.append(f"{dossier.id}: there {has.get(dossier.id)}, here {dossier.revision}")
        if times[dossier.id, dossier.revision] != 1:
            wrong.append(f"{dossier.id}: {times[dossier.id, dossier.revision]} times in effect")
    went: dict[str, list[int]] = defaultdict(list)
    for dossier_id, revision in db.session.execute(
        db.select(DossierRevision.dossier_id, DossierRevision.revision)
        .join(Delivery, Delivery.sequence == DossierRevision.sequence)
        .where(Delivery.status.in_(TAKEN))
        .order_by(Delivery.id)
    ):
        went[dossier_id].append(revision)
    wrong += [
        f"{each}: went out as {order}" for each, order in went.items() if order != sorted(order)
    ]
    left = db.session.query(Promise).filter(Promise.topic == TOPIC, Promise.state != "done").count()
    db.session.rollback()
    return [*wrong, *([f"{left} promises are left"] if left else [])]


def _serve(port: int, state: Path, secrets: tuple[str, ...], ready: Any, stop: Any) -> None:
    logging.disable(logging.CRITICAL)
    told = connector.Settings(
        state=state, secrets=secrets, receipt_secret=secrets[0], step_delay=LATER
    )
    with connector.running(told, port=port):
        ready.set()
        stop.wait()


@contextmanager
def _connector(address: str, settings: Settings, folder: Path) -> Iterator[None]:
    """The reference connector as a process of its own; its office answers tomorrow."""
    way = multiprocessing.get_context("spawn")
    ready, stop = way.Event(), way.Event()
    port = int(address.rstrip("/").rpartition(":")[2])
    process = way.Process(target=_serve, args=(port, folder, settings.customs_secrets, ready, stop))
    process.start()
    ready.wait(60)
    try:
        yield
    finally:
        stop.set()
        process.join(30)


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description="Drain what waited for a connector.")
    asked.add_argument("--orders", type=int, default=2_000)
    asked.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--workers", type=int, default=2)
    told = asked.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{name}/shop.db"
        if told.database == "postgresql":
            base = f"drain_{uuid.uuid4().hex[:8]}"
            postgres.execute(f"CREATE DATABASE {base}")
            url = postgres.address(base)
        settings = make_settings(Path(name), url)
        app = create_app(settings)
        build(app)
        with app.app_context():
            done = drain(app, settings, Path(name) / "connector", told.orders, told.workers)
            db.session.remove()
            db.engine.dispose()
    print(f"dossiers                     {done.dossiers}")
    print(f"tries while it was away      {done.tries_in_vain}")
    print(f"promises waiting afterwards  {done.waiting}")
    print(f"delivered                    {done.delivered} in {done.seconds:.1f} s")
    print(f"pace                         {done.pace:.0f} a second")
    print(f"wrong                        {len(done.wrong)}")
    for said in done.wrong[:20]:
        print("  " + said)
    sys.exit(bool(done.wrong) or not done.delivered)


if __name__ == "__main__":
    main()

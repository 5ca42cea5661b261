"""A shop as it really runs: database, Stripe's stand-in, connector, web and worker."""

import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, or_, select, update

from storefront import checkout, clock
from storefront.app import create_app
from storefront.cli.books import examine
from storefront.config import Settings, webhook_secret
from storefront.db import db
from storefront.orders.models import Order, OrderLine
from storefront.outbox.models import Appointment, Promise, State
from storefront.payments.models import Attempt
from tests.ports import free_port
from tests.schema import build

from .browsing import Browser
from .databases import new_database
from .owner import Owner
from .programs import Program
from .shelves import stock_the_shelves

PASSWORD = "correct horse battery staple"
DRAIN_SECONDS = 60


class Shop:
    """Everything that runs, its addresses, and what an onlooker may do to it."""

    def __init__(self, folder: Path, database_url: str, *, processes: int = 1) -> None:
        self.folder = folder
        ports = {name: free_port() for name in ("web", "stripe", "connector")}
        self.url = f"http://127.0.0.1:{ports['web']}"
        self.stripe_url = f"http://127.0.0.1:{ports['stripe']}"
        self.connector_url = f"http://127.0.0.1:{ports['connector']}"
        self.environment = surroundings(self, database_url)
        self.settings = Settings.from_env(self.environment)
        self.app: Flask = create_app(self.settings)
        self.control = Browser(self.stripe_url)
        self.programs: dict[str, Program] = {}
        for name, arguments, health in self._cast(ports, processes):
            self.programs[name] = Program(
                name,
                ["-m", "storefront", *arguments],
                self.environment,
                folder / f"{name}.log",
                health,
            )
        self.variants: Mapping[str, int] = {}

    def _cast(
        self, ports: Mapping[str, int], processes: int
    ) -> Iterator[tuple[str, list[str], str | None]]:
        yield (
            "stripe",
            [
                *("sandbox", "stripe", "--port", str(ports["stripe"])),
                *("--state", str(self.folder / "stripe.db")),
                *("--webhook-url", f"{self.url}/hooks/stripe"),
                *("--webhook-secret", self.settings.stripe_webhook_secrets[0]),
            ],
            f"{self.stripe_url}/healthz",
        )
        yield (
            "connector",
            [
                *("connector", "--port", str(ports["connector"]), "--shop-url", self.url),
                *("--state", str(self.folder / "connector"), "--step-delay", "0.05"),
            ],
            f"{self.connector_url}/healthz",
        )
        web = ["web", "--port", str(ports["web"]), "--processes", str(processes)]
        yield "web", web, f"{self.url}/readyz"
        yield "worker", ["worker"], None

    # Its programs

    @property
    def web(self) -> Program:
        """What answers buyers."""
        return self.programs["web"]

    @property
    def worker(self) -> Program:
        """What keeps promises."""
        return self.programs["worker"]

    @property
    def is_on_sqlite(self) -> bool:
        """Whether its database is a file."""
        return self.settings.database_url.startswith("sqlite")

    @property
    def owner(self) -> Owner:
        """The owner at the desk."""
        return Owner(self.app)

    def desk(self, number: str) -> Program:
        """A process in which the owner ships an order; not started yet."""
        arguments = ["-m", "tests.shop.owner", number]
        return Program("owner", arguments, self.environment, self.folder / "owner.log")

    def start(self) -> None:
        """Start what does not run, and wait until all answers."""
        for program in self.programs.values():
            if not program.is_running:
                program.start()
        for program in self.programs.values():
            program.wait_until_healthy()

    def restart(self, name: str, **environment: str) -> Program:
        """Kill a program, and start it again with this in its environment."""
        program = self.programs[name]
        program.kill()
        program.start(**environment)
        program.wait_until_healthy()
        return program

    def stop(self) -> None:
        """End everything."""
        for program in reversed(self.programs.values()):
            program.stop()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    # What an onlooker may do

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Look at the shop's tables."""
        with self.app.app_context():
            db.session.remove()
            try:
                yield
            finally:
                db.session.remove()

    def stripe(self, path: str, body: Any = None) -> Any:
        """Ask the control plane of Stripe's stand-in."""
        return self.control.json(f"{self.stripe_url}/_sandbox/{path}", body)

    def reconcile(self, later: timedelta = timedelta()) -> dict[str, int]:
        """What the timetable does every few minutes, seen so much later."""
        clock.shift(later)
        try:
            with self.inside():
                return dict(checkout.reconcile())
        finally:
            clock.reset()

    def paid_number(self, session_id: str) -> str | None:
        """The number of the order that this session paid, once the shop knows it."""
        query = (
            select(Order.number)
            .join(Attempt, Attempt.order_id == Order.id)
            .where(Attempt.session_id == session_id, Order.paid_at.is_not(None))
        )
        with self.inside():
            return db.session.scalar(query)

    def first_line(self, number: str) -> dict[int, int]:
        """One piece of an order's first line, as a refund takes it."""
        query = (
            select(OrderLine.id)
            .join(Order, Order.id == OrderLine.order_id)
            .where(Order.number == number, OrderLine.position == 1)
        )
        with self.inside():
            found = db.session.scalar(query)
        assert found is not None, number
        return {found: 1}

    def hurry(self) -> None:
        """Let the waiting pass that follows a failure or a dead worker, and the timetable's."""
        now = clock.now()
        with self.inside():
            fresh = now + timedelta(minutes=2) - timedelta(seconds=4)
            db.session.execute(
                update(Promise)
                .where(
                    Promise.state == State.PENDING,
                    or_(Promise.leased_until.is_(None), Promise.leased_until < fresh),
                )
                .values(due_at=now, leased_until=None)
            )
            db.session.execute(update(Appointment).values(due_at=now))
            db.session.commit()

    def is_quiet(self) -> bool:
        """Whether nothing is under way: no promise, no booking at Stripe, no receipt."""
        return not any(self.burden())

    def burden(self) -> tuple[int, ...]:
        """How much is still under way: promises, bookings, dossiers, receipts."""
        with self.inside():
            pending = db.session.scalar(
                select(func.count()).select_from(Promise).where(Promise.state == State.PENDING)
            )
        figures = self.control.json(f"{self.connector_url}/healthz")
        booking = self.stripe("pending")["tasks"]
        return pending or 0, booking, figures["under_way"], figures["receipts_pending"]

    def drain(self, seconds: float = DRAIN_SECONDS) -> None:
        """Let everything that was begun come to its end, at the pace of a shop in a hurry.

        Fails after so many seconds in which nothing moved: a slow machine is no reason.
        """
        moved, before = time.monotonic(), self.burden()
        quiet = 0
        while quiet < 2:
            self.hurry()
            self.reconcile(timedelta(minutes=10))
            wait_for(self.is_quiet, 3)
            now = self.burden()
            quiet = 0 if any(now) else quiet + 1
            if now != before:
                moved, before = time.monotonic(), now
            if time.monotonic() > moved + seconds:
                raise AssertionError(f"nothing moved for {seconds} s: {self.under_way()}")

    def under_way(self) -> str:
        """What still keeps the shop from being quiet."""
        with self.inside():
            rows = db.session.scalars(select(Promise).where(Promise.state == State.PENDING)).all()
            promises = [(row.topic, row.attempts, row.last_error) for row in rows[:10]]
        figures = self.control.json(f"{self.connector_url}/healthz")
        return f"{promises} {figures} {self.stripe('pending')} worker: {self.worker.tail(15)}"

    def broken_rules(self, *, drained: bool = True) -> tuple[dict[str, list[str]], int]:
        """The rules of the books that do not hold, and how many orders were paid."""
        found, paid = examine(self.app, drained)
        return {name: problems for name, problems in found.items() if problems}, paid

    def assert_books(self, sales: int, *, drained: bool = True) -> None:
        """The books are right, and so many sales are in them: a run without one proves nothing."""
        broken, paid = self.broken_rules(drained=drained)
        assert not broken, "\n".join(f"{name}: {lines[:5]}" for name, lines in broken.items())
        assert paid >= sales > 0, f"{paid} paid orders instead of {sales}"

    def bugs(self) -> list[str]:
        """What the programs wrote about mistakes of their own, with the trace."""
        found = []
        for name in ("web", "worker"):
            text = self.programs[name].log.read_text(errors="replace")
            for mark in ("bug   ", "promise_failed", "worker_stumbled", "duty_failed"):
                found += [f"{name}: {text[at - 40 : at + 6000]}" for at in places(text, mark)]
        return found

    def violations(self) -> list[Any]:
        """Requests and answers that did not fit Stripe's own types."""
        found: list[Any] = self.stripe("violations")
        return found


def places(text: str, mark: str) -> list[int]:
    """Where something stands in a text."""
    return [found.start() for found in re.finditer(re.escape(mark), text)]


def surroundings(shop: Shop, database_url: str) -> dict[str, str]:
    """What all programs of one shop are told."""
    return {
        "STOREFRONT_ENV": "development",
        "STOREFRONT_DATA": str(shop.folder),
        "DATABASE_URL": database_url,
        "PUBLIC_URL": shop.url,
        "SECRET_KEY": secrets.token_hex(32),
        "STRIPE_API_KEY": "sk_test_" + secrets.token_hex(12),
        "STRIPE_API_BASE": shop.stripe_url,
        "STRIPE_WEBHOOK_SECRET": "whsec_" + secrets.token_hex(16),
        "CUSTOMS_URL": f"{shop.connector_url}/hooks",
        "CUSTOMS_SECRET": webhook_secret(),
        "CUSTOMS_RECEIPT_SECRET": webhook_secret(),
        "CUSTOMS_SHOP_URL": shop.url,
        "OWNER_PASSWORD": PASSWORD,
        "TRUSTED_PROXIES": "1",  # so that each buyer comes from an address of their own
    }


@contextmanager
def open_shop(
    folder: Path,
    kind: str = "sqlite",
    *,
    processes: int = 1,
    stock: Callable[[], Mapping[str, int]] = stock_the_shelves,
) -> Iterator[Shop]:
    """A stocked shop that runs until the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    with new_database(kind, folder) as url:
        shop = Shop(folder, url, processes=processes)
        try:
            build(shop.app)
            with shop.inside():
                shop.variants = stock()
            shop.start()
            yield shop
        finally:
            shop.stop()


def wait_for(holds: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Wait until something holds; returns whether it did in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True

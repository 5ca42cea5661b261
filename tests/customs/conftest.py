"""A paid order, a parcel of it, a connector, and a shop that answers over real HTTP."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from storefront import checkout, clock, connector, customs, mail, outbox, taxes
from storefront.config import Settings
from storefront.db import db, transaction
from storefront.orders import Order
from storefront.shipping.waybills import s10_check_digit
from tests.customs import making

_serial = iter(range(12_345_678, 99_999_999))


def waybill() -> str:
    """A China Post number that was never used."""
    serial = f"{next(_serial):08d}"
    return f"LX{serial}{s10_check_digit(serial)}CN"


def quiet_use(settings: Settings, **changes: Any) -> None:
    """Connect customs with some settings changed."""
    customs.use(customs.connection_from(replace(settings, **changes)))


@pytest.fixture
def charges(app: Flask, settings: Settings) -> None:
    """The demo's import charges, and letters into a folder."""
    mail.use(mail.carrier_from(settings))
    with transaction():
        taxes.demo_charges()


@pytest.fixture
def order(charges: None) -> Order:
    """Two lamps for Berlin, paid."""
    with transaction():
        return making.order()


@pytest.fixture
def sent() -> Callable[..., customs.Dossier]:
    """Ship an order, or some of it, and give back the parcel's dossier."""

    def send(
        order: Order, quantities: dict[int, int] | None = None, grams: int = 20_000, **more: Any
    ) -> customs.Dossier:
        facts = {"carrier": "china-post", "waybill_no": waybill(), **more}
        shipment = checkout.ship(
            order, checkout.Packing(quantities=quantities, gross_weight_g=grams, **facts)
        )
        return next(d for d in customs.dossiers_of(order.id) if d.shipment_id == shipment.id)

    return send


@dataclass
class Desk:
    """A connector of our own that answers as it is told, and remembers what it got."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    meanwhile: Callable[[], None] | None = None

    def says(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        """The next answers; the last one is repeated."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, named, body))

    def next(self) -> tuple[int, dict[str, str], bytes]:
        """What to say now."""
        if not self.answers:
            return 202, {}, b'{"received": true}'
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def desk(settings: Settings, app: Flask) -> Iterator[Desk]:
    """A desk that listens, and customs connected to it."""
    told = Desk()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.taken.append(({k.lower(): v for k, v in self.headers.items()}, body))
            status, headers, answer = told.next()
            meanwhile, told.meanwhile = told.meanwhile, None
            if meanwhile:
                meanwhile()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told.url = f"http://127.0.0.1:{server.server_port}/hooks"
    quiet_use(settings, customs_url=told.url)
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def shop_url(app: Flask) -> Iterator[str]:
    """The shop itself, over HTTP."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def office(settings: Settings, shop_url: str, tmp_path: Path) -> Iterator[connector.Running]:
    """The reference connector with a quick customs office, and customs connected to it."""
    told = connector.Settings(
        state=tmp_path / "connector",
        secrets=settings.customs_secrets,
        receipt_secret=settings.customs_receipt_secrets[0],
        shop_url=shop_url,
        step_delay=0.05,
        retry_base=0.1,
    )
    with connector.running(told) as running:
        quiet_use(settings, customs_url=running.url)
        yield running


def until(question: Callable[[], bool], seconds: float = 15) -> None:
    """Wait for an answer of yes, reading anew each time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        db.session.rollback()
        db.session.expire_all()
        if question():
            return
        time.sleep(0.05)
    raise AssertionError("It did not happen in time.")


def later(**by: float) -> None:
    """Let time pass, and keep what is due."""
    clock.shift(timedelta(**by))
    outbox.keep_due()

"""A running connector, a shop that signs like the protocol says, and a shop that takes receipts."""

import copy
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from storefront.connector import Running, Settings, running

SHOP_SECRET = "whsec_" + "c2hvcC1zaWducy13aXRoLXRoaXMtc2VjcmV0"
NEXT_SECRET = "whsec_" + "dGhlLW5leHQtc2VjcmV0LW9mLXRoZS1zaG9w"
RECEIPT_SECRET = "whsec_" + "Y29ubmVjdG9yLXNpZ25zLXdpdGgtdGhpcy0x"


@dataclass
class Answer:
    """What came back: status, headers and body; status 0 when nothing did."""

    status: int
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def ask(url: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    request = urllib.request.Request(url, data, headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return Answer(response.status, response.read().decode(), dict(response.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read().decode(), dict(error.headers))
    except (urllib.error.URLError, ConnectionError):
        return Answer(0)


class Shop:
    """Signs with the public library, so that two implementations check each other."""

    def __init__(self, url: str) -> None:
        self.url, self._count = url, 0

    def deliver(
        self,
        body: dict[str, Any] | bytes,
        *,
        webhook_id: str | None = None,
        secret: str = SHOP_SECRET,
        age: float = 0,
        path: str = "/",
        **headers: str,
    ) -> Answer:
        self._count += 1
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        message = webhook_id or f"msg_{self._count}"
        at = datetime.fromtimestamp(time.time() - age, UTC)
        signed = {
            "webhook-id": message,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(message, at, raw.decode("utf-8", "replace")),
            "content-type": "application/json",
            "x-customs-protocol": "2026-11-01",
        }
        changes = {name.replace("_", "-"): value for name, value in headers.items()}
        return ask(self.url + path, raw, {**signed, **changes})

    def control(self, **wishes: Any) -> Answer:
        raw = json.dumps(wishes).encode()
        return ask(self.url + "/_control/config", raw, {"content-type": "application/json"})

    def get(self, path: str) -> Answer:
        return ask(self.url + path)

    def dossier(self, dossier_id: str) -> Any:
        return self.get(f"/dossiers/{dossier_id}.json").json


@dataclass
class Taken:
    """A receipt as it arrived at the shop."""

    webhook_id: str
    body: dict[str, Any]


class ReceiptDesk:
    """The shop's receiving end: verifies each receipt, may be told to answer otherwise."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.attempts: list[Taken] = []
        self.answers: Callable[[int], int] = lambda _: 202
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["content-length"]))
                body = Webhook(RECEIPT_SECRET).verify(raw, dict(self.headers))
                assert self.path == "/api/customs/v1/receipts"
                one = Taken(self.headers["webhook-id"], body)
                desk.attempts.append(one)
                status = desk.answers(len(desk.attempts))
                if status < 300:
                    desk.taken.append(one)
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def wait_for(self, count: int, seconds: float = 8) -> list[dict[str, Any]]:
        until(lambda: len(self.taken) >= count, seconds, lambda: f"{len(self.taken)} of {count}")
        return [one.body for one in self.taken]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def until(
    holds: Callable[[], bool], seconds: float = 8, told: Callable[[], str] = lambda: ""
) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"did not happen in {seconds} s: {told()}")
        time.sleep(0.01)


@pytest.fixture
def wait_until() -> Callable[..., None]:
    return until


@pytest.fixture(scope="session")
def _example() -> dict[str, Any]:
    text = files("storefront.connector").joinpath("example.dossier.json").read_text("utf-8")
    return json.loads(text)


@pytest.fixture
def event(_example: dict[str, Any]) -> dict[str, Any]:
    """The published example, to be changed at will."""
    return copy.deepcopy(_example)


@pytest.fixture
def another(_example: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Example events of other dossiers, each with a waybill of its own."""

    def make(number: int, revision: int = 1, type: str = "customs.dossier.ready") -> dict[str, Any]:
        made = copy.deepcopy(_example)
        made["type"] = type
        data = made["data"]
        data["dossier_id"], data["revision"] = f"dsr_test_{number}", revision
        for name in ("order", "payment", "waybill"):
            data[name]["order_no"] = f"LG-{number}"
        data["waybill"]["waybill_no"] = f"TRACK-{number}"
        return made

    return make


@pytest.fixture
def receipts() -> Iterator[ReceiptDesk]:
    desk = ReceiptDesk()
    yield desk
    desk.close()


@pytest.fixture
def settings(tmp_path: Path, receipts: ReceiptDesk) -> Settings:
    return Settings(
        state=tmp_path / "state",
        secrets=(SHOP_SECRET, NEXT_SECRET),
        receipt_secret=RECEIPT_SECRET,
        shop_url=receipts.url,
        step_delay=0.02,
        retry_base=0.02,
    )


@pytest.fixture
def connector(settings: Settings) -> Iterator[Running]:
    with running(settings) as one:
        yield one


@pytest.fixture
def shop(connector: Running) -> Shop:
    return Shop(connector.url)


@pytest.fixture
def shop_at() -> type[Shop]:
    return Shop


@pytest.fixture
def secrets_of_the_test() -> tuple[str, str, str]:
    return SHOP_SECRET, NEXT_SECRET, RECEIPT_SECRET

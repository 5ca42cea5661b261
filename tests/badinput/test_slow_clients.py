"""Three hundred people who never finish their sentence leave the shop answering the others."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from storefront.app import create_app
from storefront.config import Settings
from tests.schema import build
from tests.shop import Program, free_port, stock_the_shelves

SLOW, PROBES = 300, 10


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    environment = {
        "STOREFRONT_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shop.db'}",
        "STRIPE_API_BASE": "http://127.0.0.1:9",
    }
    app = create_app(Settings.from_env(environment))
    build(app)
    with app.app_context():
        stock_the_shelves()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    arguments = ["-m", "storefront", "web", "--port", str(port)]
    program = Program("web", arguments, environment, tmp_path / "web.log", f"{url}/readyz")
    program.start()
    program.wait_until_healthy()
    yield url
    program.kill()


@pytest.mark.timeout(60)
def test_three_hundred_half_sent_requests_leave_the_shop_answering(web: str) -> None:
    host = urlsplit(web)
    head = b"GET /de-de/ HTTP/1.1\r\nHost: shop\r\n"
    body = (
        b"POST /de-de/basket/lines HTTP/1.1\r\nHost: shop\r\nContent-Length: 5000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nvariant="
    )
    clients = []
    for number in range(SLOW):
        slow = socket.create_connection((host.hostname or "", host.port or 0), timeout=10)
        slow.sendall(body if number % 2 else head)
        clients.append(slow)
    stopping = threading.Event()

    def drip() -> None:
        while not stopping.wait(0.5):
            for number, slow in enumerate(clients):
                try:
                    slow.sendall(b"x" if number % 2 else b"X-Slow: 1\r\n")
                except OSError:
                    continue

    dripping = threading.Thread(target=drip, daemon=True)
    dripping.start()
    try:
        took = [probe(host.netloc, f"/de-de/?probe={number}") for number in range(PROBES)]
    finally:
        stopping.set()
        dripping.join()
        for slow in clients:
            slow.close()
    assert max(took) < 1, f"{PROBES} probes took {[round(seconds, 3) for seconds in took]} s"


def probe(host: str, path: str) -> float:
    """Seconds until a page is there."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection(host, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200
    return time.perf_counter() - began


@pytest.mark.timeout(60)
def test_a_huge_body_is_refused_and_none_is_cut_short(web: str) -> None:
    host = urlsplit(web)
    for headers, start in (
        ({"Content-Length": str(1 << 30)}, b""),
        ({"Transfer-Encoding": "chunked"}, b"400\r\n" + b"x" * 1024 + b"\r\n0\r\n\r\n"),
    ):
        connection = http.client.HTTPConnection(host.netloc, timeout=10)
        connection.putrequest("POST", "/de-de/basket/lines")
        connection.putheader("Content-Type", "application/x-www-form-urlencoded")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        if start:
            connection.send(start)
        answer = connection.getresponse()
        assert answer.status in (400, 411, 413), answer.status
        connection.close()

"""Pictures are fetched from the public Internet only, and neither too large nor too slowly."""

import ipaddress
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from storefront.catalog import fetching
from storefront.catalog.fetching import Unreachable, fetch, is_public


class Server(BaseHTTPRequestHandler):
    """A picture host with bad habits."""

    def do_GET(self) -> None:
        told = {
            "/picture.png": (200, {}, b"\x89PNG"),
            "/moved": (302, {"Location": "/picture.png"}, b""),
            "/circle": (302, {"Location": "/circle"}, b""),
            "/inwards": (302, {"Location": "http://localhost/secret"}, b""),
            "/file": (302, {"Location": "file:///etc/passwd"}, b""),
            "/nowhere": (302, {}, b""),
            "/missing": (404, {}, b""),
            "/large": (200, {}, b"x" * (11 * 1024 * 1024)),
            "/gr%C3%BCn.png?a=%20b": (200, {}, b"green"),
        }
        status, headers, body = told.get(self.path, (500, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):  # the other side had enough
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def only_ipv4_loopback(address: object) -> bool:
    return str(address) == "127.0.0.1"


def get(port: int, path: str, host: str = "127.0.0.1") -> bytes:
    url = f"http://{host}:{port}{path}"
    return fetch(url, allowed=only_ipv4_loopback, ports=frozenset({port}))


def test_a_picture_is_fetched_also_when_it_has_moved(port: int) -> None:
    assert get(port, "/picture.png") == b"\x89PNG" == get(port, "/moved")
    assert get(port, "/grün.png?a=%20b") == b"green"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/circle", "circle"),
        ("/inwards", "unusual port|not on the public"),
        ("/file", "not an http"),
        ("/nowhere", "circle|answered"),
        ("/missing", "404"),
        ("/large", "10 MB"),
    ],
)
def test_bad_answers_are_refused_with_a_reason(port: int, path: str, reason: str) -> None:
    with pytest.raises(Unreachable, match=reason):
        get(port, path)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "https://user:password@example.com/",
        "http://example.com:22/",
        "ftp://example.com/x",
        "file:///etc/passwd",
        "gopher://example.com",
        "//example.com/x",
        "http://",
        "http://[::1",
        "http://exa mple.com/\r\nHost: x",
        "http://" + "a" * 300 + ".com/",
        "javascript:alert(1)",
        "",
    ],
)
def test_nothing_inside_is_ever_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_connection(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", no_connection)
    with pytest.raises(Unreachable):
        fetch(url)


def test_the_connection_goes_to_the_address_that_was_checked(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["127.0.0.1", "10.0.0.1"])

    def changing(host: str, port: int, *_: object, **__: object) -> list[object]:
        address = next(answers) if host == "picture.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(fetching.socket, "getaddrinfo", changing)
    assert get(port, "/picture.png", "picture.example") == b"\x89PNG"


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def two(host: str, port: int, **_: object) -> list[object]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in ("93.184.216.34", "192.168.0.1")
        ]

    monkeypatch.setattr(fetching.socket, "getaddrinfo", two)
    with pytest.raises(Unreachable, match="public Internet"):
        fetch("http://rebind.example/x.png")


def test_public_addresses_are_public() -> None:
    for text in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"):
        assert is_public(ipaddress.ip_address(text))


def test_a_server_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Unreachable, match="too long"):
            get(port, "/x")

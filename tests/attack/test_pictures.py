"""Pictures and files that mean harm stop no import and fill no memory."""

import io
import resource
import socket
import threading
import time
from contextlib import suppress

import pytest
from flask.testing import FlaskClient
from PIL import Image

from storefront.catalog import fetching
from storefront.catalog.fetching import Unreachable, fetch
from storefront.catalog.pictures import decode


@pytest.mark.parametrize("place", ["http://[", "//[evil", "http://[::1]:x/"])
def test_a_redirect_to_no_address_is_a_note(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setattr(fetching, "_ask", lambda *_: place)
    with pytest.raises(Unreachable):
        fetch("https://pictures.example/lamp.jpg")


def test_a_small_file_of_very_many_pixels_takes_little_memory() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (6000, 6000)).save(file, "PNG")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    image = decode(file.getvalue())
    assert max(image.size) == 2160
    # ru_maxrss counts kilobytes on Linux: the pixels once (140 MB), not once for every step
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 250_000


def test_browsers_do_not_guess_what_a_file_is(client: FlaskClient) -> None:
    with client.get("/static/favicon.svg") as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_server_that_drips_its_headers_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    server = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        with suppress(OSError), server.accept()[0] as visitor:
            visitor.sendall(b"HTTP/1.1 200 OK\r\n")
            for _ in range(50):
                visitor.sendall(b"X")
                time.sleep(0.1)

    threading.Thread(target=drip, daemon=True).start()
    port = server.getsockname()[1]
    began = time.monotonic()
    with server, pytest.raises(Unreachable):
        fetch(f"http://127.0.0.1:{port}/", allowed=lambda _: True, ports=frozenset({port}))
    assert time.monotonic() - began < 2

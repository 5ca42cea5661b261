"""Pages that are the same for everyone, kept ready to send by each web process.

Works like a shared HTTP cache in front of the shop: it keeps what says `Cache-Control: public`,
which only pages without anything personal say. A change of the catalogue makes all of it old.
"""

import gzip
import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask

from storefront import catalog
from storefront.db import db
from storefront.markets import find_locale
from storefront.traffic import tracking_parameters

from .arriving import is_to_ask
from .ringfile import RingFile

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CAPACITY_BYTES = 8 * 1024 * 1024
"""Well over a thousand pages."""
FRESH_SECONDS = 60.0
VERSION_SECONDS = 1.0
MOST_PARAMETERS = 8
LONGEST_QUERY = 1000
"""Letters. What stands for a page in memory must stay small beside the page on disk."""
EFFORT = 1
"""Of gzip's nine: a third of the time of the usual six for a seventh more bytes. Words that people
search for make pages that may never be asked for again."""


ASKING = " asking"
"""No path ends so: a blank never comes unescaped."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, compressed."""

    headers: list[tuple[str, str]]
    body: bytes

    @property
    def etag(self) -> str:
        """The name of these very contents."""
        return next(value for name, value in self.headers if name == "ETag")

    def pack(self) -> bytes:
        """As it is kept: headers line by line, an empty line, the body."""
        lines = "\n".join(f"{name}: {value}" for name, value in self.headers)
        return lines.encode() + b"\n\n" + self.body

    @classmethod
    def unpack(cls, kept: bytes) -> "Page":
        """What `pack` made."""
        lines, _, body = kept.partition(b"\n\n")
        pairs = (line.split(": ", 1) for line in lines.decode().split("\n"))
        return cls([(name, value) for name, value in pairs], body)


class PageCache:
    """WSGI middleware. `X-Page-Cache` on the answer says hit or miss."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self.app = app
        self.inner = inner
        self.kept = RingFile(CAPACITY_BYTES)
        self.version = -1
        self.version_read = -VERSION_SECONDS
        self.ignored = tracking_parameters()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self.inner(environ, start_response)
        if is_to_ask(environ, key[4:6].upper()):  # the same page with the question above it
            key += ASKING
            start_response = _kept_by_nobody(start_response)
        version = self._current_version()
        place = self.kept.find(key)
        if place and place.version == version and time.monotonic() - place.stored < FRESH_SECONDS:
            packed = self.kept.read(place)
            if packed is not None:
                return _send(Page.unpack(packed), environ, start_response)
        return self._make(key, version, environ, start_response)

    def _key(self, environ: "WSGIEnvironment") -> str | None:
        """What a page depends on: its path and the parameters that change what it shows."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        path = environ.get("PATH_INFO", "")
        tag = path[1:6]
        if path[6:7] != "/" or len(path) > 200 or find_locale(tag) is None:
            return None
        query = environ.get("QUERY_STRING", "")
        if not query:
            return str(path)
        if len(query) > LONGEST_QUERY:
            return None
        try:
            pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=60)
        except ValueError:
            return None
        told = [pair for pair in pairs if pair[0] not in self.ignored]
        if len(told) > MOST_PARAMETERS:
            return None
        return f"{path}?{urlencode(told)}" if told else str(path)

    def _current_version(self) -> int:
        now = time.monotonic()
        if now - self.version_read >= VERSION_SECONDS:
            self.version_read = now
            with self.app.app_context():
                self.version = catalog.look_at_version()
                db.session.remove()
        return self.version

    def _make(
        self,
        key: str,
        version: int,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        told: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            told.update(status=status, headers=headers, exc_info=exc_info)
            return lambda data: None

        answer = self.inner(environ, start)
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        headers: list[tuple[str, str]] = told["headers"]
        if environ["REQUEST_METHOD"] != "GET" or not _may_keep(told["status"], headers):
            start_response(told["status"], headers, told["exc_info"])
            return [body]
        page = _compressed(headers, body)
        self.kept.put(key, page.pack(), version, time.monotonic())
        return _send(page, environ, start_response, hit=False)


def _kept_by_nobody(start_response: "StartResponse") -> "StartResponse":
    """A page with a question is shown until it is answered and not a minute longer, so browsers
    and caches ask each time; an unchanged page is still not sent twice."""

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        told = [
            (name, "private, no-cache" if name == "Cache-Control" and "public" in value else value)
            for name, value in headers
        ]
        return start_response(status, told, exc_info)

    return start


def _may_keep(status: str, headers: list[tuple[str, str]]) -> bool:
    if not status.startswith("200 "):
        return False
    by_name = {name.lower(): value for name, value in headers}
    return (
        "public" in by_name.get("cache-control", "")
        and "set-cookie" not in by_name
        and by_name.get("content-type", "").startswith("text/html")
    )


def _compressed(headers: list[tuple[str, str]], body: bytes) -> Page:
    dropped = ("content-length", "x-request-id", "content-encoding", "vary")
    kept = [(name, value) for name, value in headers if name.lower() not in dropped]
    if any(name.lower() == "content-encoding" for name, _ in headers):
        body = gzip.decompress(body)
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    kept += [("Vary", "Accept-Encoding"), ("ETag", etag)]
    return Page(kept, gzip.compress(body, EFFORT))


def _send(
    page: Page, environ: "WSGIEnvironment", start_response: "StartResponse", *, hit: bool = True
) -> Iterable[bytes]:
    headers = [*page.headers, ("X-Page-Cache", "hit" if hit else "miss")]
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    if known and page.etag in known:
        start_response("304 Not Modified", headers)
        return []
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body = page.body
        headers.append(("Content-Encoding", "gzip"))
    else:
        body = gzip.decompress(page.body)
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

"""Serves a connector over HTTP, for a terminal or inside a test."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from waitress import create_server, wasyncore

from .connector import Connector
from .settings import MAX_BODY_BYTES, Settings
from .store import Store
from .web import create_app


class Server:
    """A connector and its listening socket; `serve()` returns after `stop()`."""

    def __init__(self, settings: Settings, host: str = "127.0.0.1", port: int = 0) -> None:
        # Clients that leave early are everyday life and need no line each.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self.connector = Connector(settings)
        self._http: Any = create_server(
            create_app(self.connector),
            host=host,
            port=port,
            threads=8,
            ident="storefront-connector",
            max_request_body_size=2 * MAX_BODY_BYTES,
            clear_untrusted_proxy_headers=True,
        )
        self._stopping = threading.Event()
        # Again and again by one thread, because a signal may come while it closes.
        self._closing = threading.RLock()
        self._closed = False
        self.url = f"http://{host}:{self._http.effective_port}"

    def serve(self) -> None:
        """Answers until `stop()`, then lets the work in hand finish."""
        self.connector.start()
        try:
            while not self._stopping.is_set():
                wasyncore.loop(timeout=1, map=self._http._map, count=1)
        finally:
            self._http.task_dispatcher.shutdown()
            with self._closing:
                self._closed = True
                wasyncore.close_all(self._http._map, ignore_all=True)
            self.connector.stop()

    def stop(self) -> None:
        """May be called from a signal handler or another thread."""
        self._stopping.set()
        with self._closing:
            if not self._closed:  # else the number of the trigger's file may be another file's
                self._http.pull_trigger()


@dataclass(frozen=True)
class Running:
    """A connector that answers at `url` and remembers in `store`."""

    url: str
    store: Store
    connector: Connector


@contextmanager
def running(settings: Settings, port: int = 0) -> Iterator[Running]:
    """A connector in this process, on a free port by default, stopped at the end of the block."""
    server = Server(settings, port=port)
    thread = threading.Thread(target=server.serve, name="connector", daemon=True)
    thread.start()
    try:
        yield Running(server.url, server.connector.store, server.connector)
    finally:
        server.stop()
        thread.join(timeout=30)

"""Running a sandbox: for a while inside a test, or as a process of its own."""

import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from storefront.sandbox.stripe.app import Sandbox, create_sandbox
from storefront.sandbox.stripe.options import Options

THREADS = 16
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Running:
    """A sandbox that answers at `url`."""

    url: str
    sandbox: Sandbox


@contextmanager
def running(options: Options | None = None, host: str = HOST, port: int = 0) -> Iterator[Running]:
    """A sandbox on a free port (or the given one) until the block ends."""
    listener = socket.create_server((host, port))
    url = f"http://{host}:{listener.getsockname()[1]}"
    sandbox = create_sandbox(options, url)
    server, stopping = _server(sandbox, listener), threading.Event()
    thread = threading.Thread(target=_loop, args=(server, stopping), name="sandbox-server")
    sandbox.pulse.start()
    thread.start()
    try:
        yield Running(url, sandbox)
    finally:
        stopping.set()
        with suppress(OSError):  # the loop may have ended by itself
            server.pull_trigger()
        thread.join()
        sandbox.pulse.stop()
        sandbox.world.store.close()


def serve(
    options: Options,
    host: str = HOST,
    port: int = 8010,
    ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Answer until SIGTERM or SIGINT, then end cleanly; `ready` hears the address first."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with running(options, host, port) as sandbox:
        ready(sandbox.url)
        stop.wait()


def _loop(server: Any, stopping: threading.Event) -> None:
    while not stopping.is_set():
        wasyncore.loop(timeout=1, map=server._map, count=1)
    wasyncore.close_all(server._map)
    server.task_dispatcher.shutdown()


def _server(sandbox: Sandbox, listener: socket.socket) -> Any:
    # dropped connections are ordered here, and a full queue is no news
    logging.getLogger("waitress").setLevel(logging.ERROR)
    return create_server(sandbox, sockets=[listener], threads=THREADS, ident="storefront-sandbox")

"""`storefront web`: the shop and the office over HTTP."""

import os
import signal
import socket
import sys
from typing import Any

import click
import waitress

from .lean import start_again_lean
from .memory import load_what_is_shared, loaded_for_good, share_memory_pools


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
@click.option(
    "--processes", default=1, show_default=True, help="How many processes share the port."
)
@click.option("--threads", default=8, show_default=True, help="Requests at once in each process.")
def web(host: str, port: int, processes: int, threads: int) -> None:
    """Serve the shop at / and the office at /office/.

    Waits patiently for slow clients without keeping others waiting, refuses bodies above 12 MB
    before they are read, and finishes what it is doing on SIGTERM.
    """
    start_again_lean()
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise click.ClickException(f"Port {port} cannot be opened: {error.strerror}.") from None
    if processes > 1:
        _share(listening, processes, threads)
    else:
        serve(listening, threads)


def serve(listening: socket.socket, threads: int) -> None:
    """Answer requests on a socket until told to stop."""
    signal.signal(signal.SIGTERM, _stop)
    share_memory_pools()
    with loaded_for_good():
        from storefront.app import create_app

        app = create_app()
    door = app.extensions["door_counter"]
    door.wake()
    server = waitress.create_server(app, sockets=[listening], **options(threads))
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        server.close()
    door.flush_or_log()


def options(threads: int) -> dict[str, Any]:
    """Waitress as a public shop needs it: many slow clients, no large bodies, no server name."""
    return {
        "threads": threads,
        "connection_limit": 2000,
        "channel_timeout": 20,
        "cleanup_interval": 5,
        "max_request_body_size": 12 * 1024 * 1024,
        "max_request_header_size": 32 * 1024,
        "ident": None,
        "clear_untrusted_proxy_headers": False,
    }


def _share(listening: socket.socket, processes: int, threads: int) -> None:
    """Fork workers that accept from one socket; a worker that dies is replaced.

    The program is loaded before: workers share its memory, and a new one is there at once.
    """
    listening.listen(1024)
    share_memory_pools()
    with loaded_for_good():
        import storefront.app  # noqa: F401  # loaded, but nothing is opened that a fork would break

        load_what_is_shared()
    children: set[int] = set()
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        for child in children:
            os.kill(child, signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping or children:
        while not stopping and len(children) < processes:
            child = os.fork()
            if child == 0:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                serve(listening, threads)
                os._exit(0)
            children.add(child)
        try:
            ended, _status = os.wait()
        except (InterruptedError, ChildProcessError):
            continue
        children.discard(ended)


def _stop(*_: object) -> None:
    sys.exit(0)

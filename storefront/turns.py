"""Waiting for one's turn among all threads and processes of a machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks; one process serves there
    fcntl = None  # type: ignore[assignment]


@contextmanager
def in_turn(path: str | Path) -> Iterator[None]:
    """Be alone with this file's name, which is made when it is not there.

    Waiting happens in the kernel, and a process that is killed leaves the turn free.
    """
    if fcntl is None:
        yield
        return
    door = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # a file object would take twice as long
    try:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
    finally:
        os.close(door)

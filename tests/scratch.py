"""Where tests keep their files: thousands of small ones, each for a second."""

import os
import shutil
from functools import cache
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 3 * 2**30
"""Bytes that have to be free, lest a whole run fills a small machine's memory."""


@cache
def folder() -> str:
    """In memory where there is room: making a database there takes a tenth of the time."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return str(MEMORY)
    return "/tmp"  # not the system's own: the path of PostgreSQL's socket has to be short

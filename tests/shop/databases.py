"""A fresh database of each kind, with all tables, for a shop that other processes share."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres

KINDS = ("sqlite", "postgresql")


@contextmanager
def new_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database, dropped at the end of the block."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'shop.db'}"
        return
    if postgres.server_url() is None:
        raise LookupError("PostgreSQL was not found.")
    name = f"shop_{uuid.uuid4().hex[:12]}"
    postgres.execute(f"CREATE DATABASE {name}")
    try:
        yield postgres.address(name)
    finally:
        postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")

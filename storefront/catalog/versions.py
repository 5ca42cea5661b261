"""The catalogue's version: one number that every change counts up that shoppers can see, of things
and prices, of what is charged on them and how they are sent."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from storefront.db import at_the_end, db, is_writing
from storefront.per_shop import PerShop

from .models import CatalogVersion

Found = TypeVar("Found")

ROW = 1
LOOKED_AT_EVERY = 1.0
"""Seconds. So old may be what a page is made of, as pages themselves may be."""
_row: Table = CatalogVersion.__table__  # type: ignore[assignment]
_VERSION = select(_row.c.version).where(_row.c.id == ROW)


def version() -> int:
    """The number of changes so far; cached pages of another number are old."""
    return db.session.scalar(_VERSION) or 0


@dataclass(frozen=True)
class Kept:
    """What was found at one version."""

    version: int = -1
    found: dict[Hashable, Any] = field(default_factory=dict)


@dataclass
class Memory:
    """What one process remembers of the catalogue."""

    looked_at: float = -LOOKED_AT_EVERY
    kept: Kept = field(default_factory=Kept)


_memory: PerShop[Memory] = PerShop("catalog_memory", Memory)


def look_at_version() -> int:
    """The number now. What was remembered of an older one is forgotten, so nothing that is made
    after this can be older than the number says."""
    here = _memory.get()
    here.looked_at, current = time.monotonic(), version()
    if current > here.kept.version:
        here.kept = Kept(current)
    return here.kept.version


def remembered(key: Hashable, find: Callable[[], Found]) -> Found:
    """What was found under this key at this version of the catalogue, found anew at another.

    For what every page shows and few changes touch; nothing that is decided may rest on it.
    """
    if is_writing():
        return find()
    here = _memory.get()
    if time.monotonic() - here.looked_at >= LOOKED_AT_EVERY:
        look_at_version()
    kept = here.kept
    if key in kept.found:
        known: Found = kept.found[key]
        return known
    # A page that began to read before a change still sees what was; that is not for others.
    is_current = version() >= kept.version
    found = find()
    if is_current:
        kept.found[key] = found
    return found


def touched() -> None:
    """Count a change that shoppers can see, when the caller's transaction ends."""
    at_the_end("catalog version", _count)


def _count() -> None:
    _memory.get().looked_at = -LOOKED_AT_EVERY
    counted = update(_row).where(_row.c.id == ROW).values(version=_row.c.version + 1)
    if db.session.execute(counted).rowcount:  # type: ignore[attr-defined]
        return
    try:
        with db.session.begin_nested():
            db.session.execute(insert(_row).values(id=ROW, version=1))
    except IntegrityError:  # somebody counted first in the same moment
        db.session.execute(counted)

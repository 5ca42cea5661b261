"""The catalogue's version: one number that every visible change counts up."""

from sqlalchemy import Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from storefront.db import at_the_end, db

from .models import CatalogVersion

ROW = 1
_row: Table = CatalogVersion.__table__  # type: ignore[assignment]
_VERSION = select(_row.c.version).where(_row.c.id == ROW)


def version() -> int:
    """The number of changes so far; cached pages of another number are old."""
    return db.session.scalar(_VERSION) or 0


def touched() -> None:
    """Count a change that shoppers can see, when the caller's transaction ends."""
    at_the_end("catalog version", _count)


def _count() -> None:
    counted = update(_row).where(_row.c.id == ROW).values(version=_row.c.version + 1)
    if db.session.execute(counted).rowcount:  # type: ignore[attr-defined]
        return
    try:
        with db.session.begin_nested():
            db.session.execute(insert(_row).values(id=ROW, version=1))
    except IntegrityError:  # somebody counted first in the same moment
        db.session.execute(counted)

"""Codes that were typed and refused: counted by the hour, never kept, for a wrong code may be a
right one somewhere else."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from storefront import clock
from storefront.db import db, insert_new

from .models import RefusedCodes

KEPT = timedelta(days=30)
STORM = 60
"""Refused codes within an hour that no shop's ordinary buyers type."""


def note_refused_code() -> None:
    """One more. The caller holds the transaction."""
    hour = _hour(clock.now())
    db.session.execute(insert_new(RefusedCodes.__table__), {"hour": hour, "tries": 0})
    db.session.execute(
        update(RefusedCodes)
        .where(RefusedCodes.hour == hour)
        .values(tries=RefusedCodes.tries + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(delete(RefusedCodes).where(RefusedCodes.hour < hour - KEPT))


def refused_codes(hours: int = 2) -> int:
    """How many in this hour and those just before."""
    since = _hour(clock.now()) - timedelta(hours=hours - 1)
    found = select(func.coalesce(func.sum(RefusedCodes.tries), 0))
    return int(db.session.scalar(found.where(RefusedCodes.hour >= since)) or 0)


def _hour(when: datetime) -> datetime:
    return when.replace(minute=0, second=0, microsecond=0)

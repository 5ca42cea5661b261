"""The shop's only clock. Instants are aware and in UTC; days are those at the owner's desk."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHOP_ZONE = ZoneInfo("Asia/Shanghai")
"""Where the owner's desk stands; its days are the days of reports."""

_offset = timedelta()


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC) + _offset


def shop_day(when: datetime | None = None) -> date:
    """The day that an instant (or this one) belongs to at the owner's desk."""
    return (when or now()).astimezone(SHOP_ZONE).date()


def begin_of(day: date) -> datetime:
    """The first instant of a day at the owner's desk, in UTC."""
    return datetime.combine(day, time(), SHOP_ZONE).astimezone(UTC)


def shift(by: timedelta) -> None:
    """Move this process's clock, so that tests and demos can live through days in seconds."""
    global _offset
    _offset += by


def reset() -> None:
    """Back to the wall clock."""
    global _offset
    _offset = timedelta()

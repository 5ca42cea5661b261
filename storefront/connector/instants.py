"""Instants as the protocol writes them: RFC 3339, UTC, milliseconds, `Z`."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def stamp(instant: datetime) -> str:
    """`2026-11-23T09:41:07.123Z`: fixed width, so that text order is time order."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(text: str) -> datetime:
    """The instant a stamp names; raises ValueError for anything else."""
    return datetime.fromisoformat(text)


def in_seconds(seconds: float) -> str:
    """The stamp of the instant that many seconds from now."""
    return stamp(now() + timedelta(seconds=seconds))


def six_months_before(instant: datetime) -> datetime:
    """The same day six calendar months earlier, or the last day of that month."""
    month = instant.month - 6
    year = instant.year if month > 0 else instant.year - 1
    month = month if month > 0 else month + 12
    for day in range(instant.day, 0, -1):
        try:
            return instant.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")

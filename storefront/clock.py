"""The shop's only clock. Instants are aware and in UTC."""

from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC) + _offset


def shift(by: timedelta) -> None:
    """Move this process's clock, so that tests and demos can live through days in seconds."""
    global _offset
    _offset += by


def reset() -> None:
    """Back to the wall clock."""
    global _offset
    _offset = timedelta()

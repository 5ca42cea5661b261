"""When a parcel will be at the door."""

from datetime import date, timedelta

HANDLING_DAYS = 1
"""Working days from payment to hand-over."""

SATURDAY = 5


def working_days_after(start: date, days: int) -> date:
    """The day that lies so many working days later; weekends do not count, holidays do."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            days -= 1
    return day


def arrival_between(
    start: date, days_min: int, days_max: int, handling_days: int = HANDLING_DAYS
) -> tuple[date, date]:
    """The first and the last likely day, for an order of this day.

    A parcel that was handed over already has `handling_days=0`.
    """
    return (
        working_days_after(start, handling_days + days_min),
        working_days_after(start, handling_days + days_max),
    )

"""When a parcel should be there."""

from datetime import date, timedelta

from babel.dates import format_interval
from flask import g

from storefront import clock
from storefront.shipping import ShippingOffer

SHENZHEN_HOURS = timedelta(hours=8)


def arrival(offer: ShippingOffer) -> tuple[date, date]:
    """The first and last likely day: packed on the next working day, then the carrier's days."""
    today = (clock.now() + SHENZHEN_HOURS).date()
    handed_over = working_days_after(today, 1)
    return (
        working_days_after(handed_over, offer.days_min),
        working_days_after(handed_over, offer.days_max),
    )


def working_days_after(day: date, count: int) -> date:
    """So many Mondays to Fridays later."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day


def arrival_text(offer: ShippingOffer) -> str:
    """`Dec 2 – 8` as the reader's locale writes it."""
    first, last = arrival(offer)
    text: str = format_interval(first, last, "MMMd", locale=g.locale.babel)
    return text

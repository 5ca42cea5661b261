"""The calendar of activities, as a page and as a feed for calendar programs."""

from datetime import date, timedelta
from itertools import groupby

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import reports as figures
from storefront.markets import MARKETS

from . import frame
from .blueprint import blueprint
from .words import MARKETS as MARKET_NAMES

DAYS = 120


@blueprint.get("/campaigns/calendar")
def campaigns_calendar() -> ResponseReturnValue:
    """What is planned and what is coming, month by month."""
    market = request.args.get("market", "")
    market = market if market in MARKETS else ""
    first = _month(request.args.get("from", "")) or frame.today()
    entries = figures.calendar(first, first + timedelta(days=DAYS), market)
    months = [
        (month, list(rows))
        for month, rows in groupby(entries, key=lambda each: max(each.first, first).replace(day=1))
    ]
    return render_template(
        "office/calendar.html",
        months=sorted(months, key=lambda pair: pair[0]),
        market=market,
        markets=[(code, str(MARKET_NAMES[code])) for code in MARKETS],
        earlier=first - timedelta(days=DAYS),
        later=first + timedelta(days=DAYS),
        today=frame.today(),
        feed=url_for("calendar.feed", token=figures.calendar_token(), _external=True),
    )


def _month(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(2020, 1, 1) <= found <= date(2100, 1, 1) else None

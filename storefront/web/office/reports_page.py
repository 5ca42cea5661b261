"""Sales of the last days, looked at from four sides."""

from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from storefront import reports as figures
from storefront.markets import gettext as _

from . import frame
from .blueprint import blueprint

DAYS = (7, 30, 90)


@blueprint.get("/reports")
def reports() -> ResponseReturnValue:
    """Paid orders by day, market, channel and campaign."""
    text = request.args.get("days", "30")
    days = int(text) if text in {str(each) for each in DAYS} else 30
    last = frame.today()
    first = last - timedelta(days=days - 1)
    since, until = frame.begin_of(first), frame.end_of(last)
    rows = {by: figures.sales(by, since, until, frame.SHOP_ZONE) for by in figures.BY}
    rows["day"] = _every_day(rows["day"], first, days)
    return render_template(
        "office/reports.html",
        days=days,
        choices=DAYS,
        first=first,
        last=last,
        tables=[(by, _titles()[by], rows[by]) for by in figures.BY],
        most={by: max((row.orders for row in rows[by]), default=0) for by in figures.BY},
        channels=figures.channels(since, until),
        amounts=frame.amounts,
        read_day=date.fromisoformat,
    )


def _titles() -> dict[str, str]:
    return {
        "day": _("By day"),
        "market": _("By market"),
        "channel": _("By channel of the last visit"),
        "campaign": _("By campaign of the last visit"),
    }


def _every_day(rows: list[figures.SalesRow], first: date, days: int) -> list[figures.SalesRow]:
    """Days without a sale are days too; newest first."""
    known = {row.key: row for row in rows}
    keys = [(first + timedelta(days=n)).isoformat() for n in range(days)]
    return [known.get(key) or figures.SalesRow(key) for key in reversed(keys)]

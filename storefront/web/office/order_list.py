"""All orders: looked through, found, and taken away as a table."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from storefront import reports
from storefront.markets import MARKETS
from storefront.orders import State

from . import frame
from .blueprint import blueprint
from .tables import harmless

FILTERS = ("q", "state", "fulfilment", "customs", "market", "attention", "from", "to", "sort")


@blueprint.get("/orders")
def orders() -> ResponseReturnValue:
    """Orders, newest first unless asked otherwise."""
    asked = asked_for()
    found = reports.order_rows(asked, page=page_number())
    told: dict[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}

    def page_url(page: int) -> str:
        return url_for("office.orders", **told, page=page)

    return render_template(
        "office/orders.html",
        found=found,
        told=told,
        states=[each.value for each in State],
        fulfilments=reports.FULFILMENT,
        customs=list(reports.CUSTOMS),
        markets=list(MARKETS),
        page_url=page_url,
        csv_url=url_for("office.orders_csv", **told),
        sort_url=url_for(
            "office.orders",
            **{**told, "sort": "newest" if asked.oldest_first else "oldest"},
        ),
        oldest_first=asked.oldest_first,
    )


@blueprint.get("/orders.csv")
def orders_csv() -> ResponseReturnValue:
    """The same orders as a table for a spreadsheet; sent while it is being read."""
    asked = replace(asked_for(), oldest_first=True)
    response = Response(stream_with_context(_table(asked)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename=orders-{frame.today()}.csv"
    return response


def asked_for() -> reports.OrderFilter:
    """The filter in the address; odd values ask for nothing."""
    args = request.args
    since, until = _day(args.get("from")), _day(args.get("to"))
    return reports.OrderFilter(
        query=args.get("q", "").strip()[:100],
        state=_one_of(args.get("state"), [each.value for each in State]),
        fulfilment=_one_of(args.get("fulfilment"), reports.FULFILMENT),
        customs=_one_of(args.get("customs"), reports.CUSTOMS),
        market=_one_of(args.get("market"), MARKETS),
        needs_attention=bool(args.get("attention")),
        since=frame.begin_of(since) if since else None,
        until=frame.end_of(until) if until else None,
        oldest_first=args.get("sort") == "oldest",
    )


def page_number() -> int:
    """The page in the address; the first for odd values."""
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _one_of(text: str | None, known: Any) -> str | None:
    return text if text in known else None


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


HEADS = (
    "number",
    "placed_at",
    "paid_at",
    "state",
    "fulfilment",
    "customs",
    "name",
    "email",
    "market",
    "country",
    "pieces",
    "currency",
    "total",
    "gift_cards_bought",
    "gift_cards",
    "refunded",
    "channel",
    "campaign",
    "attention",
)


def _table(asked: reports.OrderFilter) -> Iterator[str]:
    yield "\ufeff" + _line(HEADS)  # the mark by which spreadsheets know UTF-8
    for row in reports.all_order_rows(asked):
        yield _line(
            (
                row.number,
                row.placed_at.isoformat(timespec="seconds"),
                row.paid_at.isoformat(timespec="seconds") if row.paid_at else "",
                row.state,
                row.fulfilment,
                row.customs or "",
                row.name,
                row.email,
                row.market,
                row.country,
                str(row.pieces),
                row.total.currency,
                row.total.plain(),
                row.gift_cards.plain(),
                row.credit.plain(),
                row.refunded.plain(),
                row.channel or "",
                row.campaign,
                row.attention or "",
            )
        )


def _line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()

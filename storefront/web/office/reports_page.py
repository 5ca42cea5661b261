"""Reports: any days beside the days before, cut by market, channel, source; with CSV and charts."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import reports as figures
from storefront.markets import MARKETS
from storefront.markets import gettext as _
from storefront.money import Money
from storefront.reports import Cut, Overview

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

from . import frame
from .blueprint import blueprint
from .tables import table_file
from .words import CHANNELS
from .words import COUNTRIES as COUNTRY_NAMES
from .words import MARKETS as MARKET_NAMES

SPANS = (7, 30, 90)
MOST_DAYS = 400
SHOWN = 12
"""Rows of a table on the page; its CSV has all."""


@blueprint.get("/reports")
def reports() -> ResponseReturnValue:
    """What happened in some days, and in as many days before."""
    cut = _cut()
    told = figures.overview(cut)
    return render_template(
        "office/reports.html",
        cut=cut,
        told=told,
        before=figures.overview(cut.before),
        sides=[(side, _titles()[side], _named(side, told)[:SHOWN]) for side in figures.SIDES[1:]],
        days=told.rows("day"),
        products=figures.product_figures(cut, SHOWN, g.locale.language),
        assistants=figures.assistant_figures(cut, g.locale.language)[:SHOWN],
        codes=figures.code_figures(cut)[:SHOWN],
        funnel=_funnel(told),
        spans=[(days, _address(_last_days(cut, days))) for days in SPANS],
        markets=[(code, str(MARKET_NAMES[code])) for code in MARKETS],
        sources=sorted({key.partition(" / ")[0] for key, _row in told.rows("source") if key}),
        channels=[(code, str(name)) for code, name in CHANNELS.items()],
        charts=[
            (title, _address(cut, "office.reports_chart", of=of))
            for of, title in (("visits", _("Visits")), ("orders", _("Paid orders")))
        ],
        file_of=lambda table: _address(cut, "office.reports_file", table=table),
        titles=_titles(),
        amounts=frame.amounts,
        change=_change,
        shown=SHOWN,
    )


@blueprint.get("/reports/<any(visits, orders):of>.svg")
def reports_chart(of: str) -> ResponseReturnValue:
    """Visits or orders by day, drawn."""
    answer = Response(_drawn(figures.overview(_cut()), of), mimetype="image/svg+xml")
    # A picture in an <img> runs nothing; its own style is all it brings.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


@blueprint.get(
    "/reports/<any(day, channel, source, campaign, market, country, products, assistants, codes)"
    ":table>.csv"
)
def reports_file(table: str) -> ResponseReturnValue:
    """One table with all its rows; amounts one column a currency, in its own units."""
    cut = _cut()
    head, rows = _table(table, cut)
    return table_file(f"{table}-{cut.first}-{cut.last}", head, rows)


def _cut() -> Cut:
    """What the address asks for; what makes no sense is as if it were not said."""
    last = min(_day("to") or frame.today(), frame.today())
    first = _day("from") or last - timedelta(days=29)
    if not first <= last < first + timedelta(days=MOST_DAYS):
        first = last - timedelta(days=29)
    market, channel = request.args.get("market", ""), request.args.get("channel", "")
    return Cut(
        first,
        last,
        market if market in MARKETS else "",
        channel if channel in CHANNELS else "",
        request.args.get("source", "").strip().replace("\x00", "")[:100],
    )


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if date(2020, 1, 1) <= found <= date(2100, 1, 1) else None


def _last_days(cut: Cut, days: int) -> Cut:
    last = frame.today()
    return replace(cut, first=last - timedelta(days=days - 1), last=last)


def _address(cut: Cut, endpoint: str = "office.reports", **more: str) -> str:
    """A cut as an address that stays what it is."""
    told = {"from": str(cut.first), "to": str(cut.last)}
    told |= {
        name: getattr(cut, name) for name in ("market", "channel", "source") if getattr(cut, name)
    }
    return url_for(endpoint, **told, **more)  # type: ignore[arg-type]


def _titles() -> dict[str, str]:
    return {
        "day": _("By day"),
        "market": _("By market"),
        "country": _("By country"),
        "channel": _("By channel"),
        "source": _("By source"),
        "campaign": _("By campaign"),
        "products": _("Products"),
        "codes": _("Promotions and codes"),
    }


def _named(side: str, told: Overview) -> list[tuple[str, Any]]:
    """A side's rows with the words people use for their keys."""
    return [(_name(side, key), row) for key, row in told.rows(side)]


def _name(side: str, key: str) -> str:
    if not key:
        return _("none") if side == "campaign" else _("unknown")
    names = {"market": MARKET_NAMES, "channel": CHANNELS, "country": COUNTRY_NAMES}
    return str(names[side].get(key, key)) if side in names else key


def _funnel(told: Overview) -> list[tuple[str, int, float | None]]:
    """Each step with how many got there, and the part of the step before."""
    total = told.total
    steps = [
        (_("Visits"), total.visits),
        (_("Saw a product"), total.products),
        (_("Filled a basket"), total.baskets),
        (_("Went to checkout"), total.checkouts),
        (_("Paid"), total.orders),
    ]
    before = [None, *(count for _name, count in steps)]
    return [
        (name, count, count / earlier if earlier else None)
        for (name, count), earlier in zip(steps, before, strict=False)
    ]


def _change(now: int, before: int) -> str:
    """How much more or less than before, for people."""
    if not before:
        return "" if not now else _("new")
    return f"{(now - before) / before:+.0%}".replace("-", "−")


def _drawn(told: Overview, of: str) -> bytes:
    """Visits or orders by day. pygal takes 80 ms and 17 MB: it is loaded when a chart is drawn and
    not before."""
    import pygal
    from pygal.style import Style

    # It leaves an import hook of old behind, without the method that others ask every hook for.
    sys.meta_path[:] = [each for each in sys.meta_path if hasattr(each, "find_spec")]

    days = sorted(told.by["day"])
    counts = [getattr(told.by["day"][day], of) for day in days]
    labels = [day[5:] for day in days]
    ticks = _ticks(max(counts, default=0))
    chart = pygal.Bar(
        width=640,
        height=200,
        js=[],
        margin=4,
        show_legend=False,
        x_labels=labels,
        x_labels_major=labels[:: max(1, -(-len(labels) // 8))],
        show_minor_x_labels=False,
        truncate_label=-1,
        x_label_rotation=0.01,  # pygal leaves room for slanted labels unless it is told a slant
        y_labels=ticks,
        range=(0, ticks[-1]),
        formatter=lambda count: f"{count:.0f}",
        style=Style(
            background="transparent",
            plot_background="transparent",
            colors=("#2b6350",) if of == "visits" else ("#c8472b",),
            font_family="system-ui, sans-serif",
            label_font_size=12,
            major_label_font_size=12,
            opacity="1",
        ),
    )
    chart.add("", counts)
    chart.add_xml_filter(_without_scripts)
    drawn: bytes = chart.render()
    return drawn


def _ticks(most: int) -> list[int]:
    """Round numbers up the side of a chart, whole ones, the last at or above the most."""
    step = 1
    while most > 4 * step:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return [number * step for number in range(-(-max(most, 1) // step) + 1)]


def _without_scripts(root: "Element") -> "Element":
    for parent in root.iter():
        for child in [each for each in parent if str(each.tag).endswith("script")]:
            parent.remove(child)
    return root


def _table(table: str, cut: Cut) -> tuple[list[str], Iterable[Sequence[object]]]:
    if table == "products":
        return _products_table(cut)
    if table == "assistants":
        return _assistants_table(cut)
    if table == "codes":
        return _codes_table(cut)
    rows = figures.overview(cut).rows(table)
    codes = sorted({code for _key, row in rows for code in (*row.revenue, *row.refunds)})
    head = [table, "visits", "saw_product", "filled_basket", "checkout", "orders"]
    head += [f"revenue_{code}" for code in codes] + [f"refunds_{code}" for code in codes]
    return head, [
        [
            _safe(key),
            *(row.visits, row.products, row.baskets, row.checkouts, row.orders),
            *_by_currency(row.revenue, codes),
            *_by_currency(row.refunds, codes),
        ]
        for key, row in rows
    ]


def _products_table(cut: Cut) -> tuple[list[str], Iterable[Sequence[object]]]:
    rows = figures.product_figures(cut, most=100_000)
    codes = sorted({code for row in rows for code in row.revenue})
    head = ["product", "name", "views", "added", "sold", "refunded", "in_stock", "cover_days"]
    return [*head, *(f"revenue_{code}" for code in codes)], [
        [
            *(_safe(row.slug), _safe(row.name), row.views, row.added, row.sold, row.refunded),
            *(row.in_stock, row.cover_days),
            *_by_currency(row.revenue, codes),
        ]
        for row in rows
    ]


def _assistants_table(cut: Cut) -> tuple[list[str], Iterable[Sequence[object]]]:
    rows = figures.assistant_figures(cut)
    crawlers = sorted({name for row in rows for name in row.reads})
    return ["product", "name", *(f"reads_{name}" for name in crawlers), "visits", "sold"], [
        [
            *(_safe(row.slug), _safe(row.name)),
            *(row.reads[name] for name in crawlers),
            *(row.visits, row.sold),
        ]
        for row in rows
    ]


def _codes_table(cut: Cut) -> tuple[list[str], Iterable[Sequence[object]]]:
    rows = figures.code_figures(cut)
    codes = sorted({code for row in rows for code in row.revenue})
    head = ["promotion", "code", "orders"]
    head += [f"revenue_{code}" for code in codes] + [f"given_{code}" for code in codes]
    return head, [
        [
            *(_safe(row.name), row.code, row.orders),
            *_by_currency(row.revenue, codes),
            *_by_currency(row.given, codes),
        ]
        for row in rows
    ]


def _by_currency(sums: dict[str, int], codes: Sequence[str]) -> list[str]:
    return [Money(sums[code], code).plain() if code in sums else "" for code in codes]


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: sources and tags are anybody's words."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text

"""The office's first page: how it goes, and what waits for a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from storefront import clock, reports
from storefront.markets import gettext as _
from storefront.money import Money

from . import frame
from .blueprint import blueprint
from .words import CAMPAIGN_ALARMS, CONNECTOR_STATES, DIFFERENCES, DISPUTE_STATUSES, DOSSIER_STATES

DAYS = 7


Values = list[str | Money]


@dataclass(frozen=True)
class Figure:
    """One number of today beside yesterday's at this time and a week's average day; money has
    one value a currency."""

    title: str
    today: Values
    yesterday: Values
    usual: Values


@dataclass(frozen=True)
class Work:
    """What waits: said in words, with the way to it."""

    kind: str
    colour: str
    title: str
    advice: str
    href: str
    count: int
    items: list[tuple[str, str, str]]
    """Title, detail, address."""


@blueprint.get("/")
def today() -> ResponseReturnValue:
    """How it goes today."""
    now = clock.now()
    begin = frame.begin_of(frame.today())
    day = timedelta(days=1)
    here = reports.figures(begin, now)
    before = reports.figures(begin - day, now - day)
    week = reports.figures(begin - DAYS * day, begin)
    latest = reports.order_rows(reports.OrderFilter(), size=8)
    return render_template(
        "office/today.html",
        figures=_figures(here, before, week),
        works=[_work(task) for task in reports.open_tasks()],
        latest=latest.rows,
        channels=reports.channels(begin, now),
        day=frame.today(),
    )


def _figures(here: reports.Figures, before: reports.Figures, week: reports.Figures) -> list[Figure]:
    rows = [
        _count(_("Visits"), here.visits, before.visits, week.visits),
        _count(_("Orders placed"), here.placed, before.placed, week.placed),
        _count(_("Orders paid"), here.paid, before.paid, week.paid),
    ]
    for title, told in ((_("Money in"), "revenue"), (_("Money back"), "refunds")):
        here_, before_, week_ = (getattr(each, told) for each in (here, before, week))
        codes = sorted({*here_, *before_, *week_})
        rows.append(
            Figure(
                title,
                [Money(here_.get(code, 0), code) for code in codes],
                [Money(before_.get(code, 0), code) for code in codes],
                [Money(week_.get(code, 0) // DAYS, code) for code in codes],
            )
        )
    return rows


def _count(title: str, here: int, before: int, week: int) -> Figure:
    usual = f"{week / DAYS:.1f}".removesuffix(".0")
    return Figure(title, [str(here)], [str(before)], [usual])


def _order(item: reports.TaskItem) -> str:
    return url_for("office.order", number=item.key)


def _product(item: reports.TaskItem) -> str:
    return url_for("office.product", product_id=int(item.key))


def _campaign(item: reports.TaskItem) -> str:
    if not item.key:
        return url_for("office.reports")
    return url_for("office.campaigns_one", campaign_id=int(item.key))


def _outbox(_item: reports.TaskItem) -> str:
    return url_for("office.outbox")


def _money(_item: reports.TaskItem) -> str:
    return url_for("office.money")


def _work(task: reports.Task) -> Work:
    orders = "office.orders"
    told: dict[str, tuple[str, str, str, str, Callable[[reports.TaskItem], str]]] = {
        "attention": (
            "bad",
            _("Orders that need a decision"),
            _("Something does not fit. Read what it says, act, then note what you did."),
            url_for(orders, attention="yes"),
            _order,
        ),
        "dispute": (
            "bad",
            _("Disputes"),
            _("A buyer's bank wants the money back. Answer at Stripe before its deadline."),
            url_for(orders, attention="yes"),
            _order,
        ),
        "refund": (
            "bad",
            _("Refunds that failed"),
            _("The buyer still waits for this money. Open the order and refund again."),
            url_for(orders, attention="yes"),
            _order,
        ),
        "ledger": (
            "bad",
            _("Stripe's ledger and our books differ"),
            _("Money moved at Stripe that the shop does not know, or knows as another sum."),
            url_for("office.money"),
            _money,
        ),
        "payout": (
            "bad",
            _("Payouts that went wrong"),
            _("The bank sent money back, or what is in a payout does not sum to it."),
            url_for("office.money"),
            _money,
        ),
        "customs": (
            "bad",
            _("Parcels that customs will not pass"),
            _("Facts are missing or documents do not agree. Correct them, then send again."),
            url_for(orders, customs="problem"),
            _order,
        ),
        "connector": (
            "bad",
            _("The customs connector is not being called"),
            _("Dossiers wait until it is open again; none of them is lost."),
            url_for("office.outbox"),
            _outbox,
        ),
        "promise": (
            "bad",
            _("Promises given up"),
            _("A letter, a refund or a dossier did not get out. Look why, and try again."),
            url_for("office.outbox", state="dead"),
            _outbox,
        ),
        "may_leave": (
            "good",
            _("Parcels that may leave"),
            _("Customs has accepted what they waited for. Hand them over."),
            url_for("office.shipping_waiting"),
            _order,
        ),
        "to_ship": (
            "watch",
            _("Orders to pack"),
            _("Paid, and waiting for a waybill. The longest wait comes first."),
            url_for(orders, fulfilment="to_ship"),
            _order,
        ),
        "partial": (
            "watch",
            _("Orders with a parcel still to come"),
            _("Something has left, something has not."),
            url_for(orders, fulfilment="partial"),
            _order,
        ),
        "campaigns": (
            "watch",
            _("Campaigns to look at"),
            _("Money is spent or lost without anybody seeing it."),
            url_for("office.campaigns"),
            _campaign,
        ),
        "facts": (
            "watch",
            _("Variants that cannot travel yet"),
            _(
                "Customs asks for facts that nobody has filled in. Without an HS code a thing is"
                " sold at a price without duty, and the duty falls on you."
            ),
            url_for("office.products", facts="missing"),
            _product,
        ),
        "stock": (
            "watch",
            _("Nearly sold out"),
            _("Fewer than %(count)s pieces are left to sell.") % {"count": 5},
            url_for("office.products", status="active"),
            _product,
        ),
    }
    colour, title, advice, href, address = told[task.kind]
    items = [
        (each.title or _("All campaigns"), _detail(task.kind, each), address(each))
        for each in task.items
    ]
    if address is _order:
        items = [
            (f"{each.key} · {each.title}", detail, href_)
            for each, (_title, detail, href_) in zip(task.items, items, strict=True)
        ]
    return Work(task.kind, colour, title, advice, href, task.count, items)


def _detail(kind: str, item: reports.TaskItem) -> str:
    if kind == "customs":
        return str(DOSSIER_STATES.get(item.detail, item.detail))
    if kind == "connector":
        return str(CONNECTOR_STATES[item.detail])
    if kind == "campaigns":
        alarm, _blank, word = item.detail.partition(" ")
        return f"{CAMPAIGN_ALARMS.get(alarm, alarm)} {word}".strip()
    if kind == "ledger":
        return str(DIFFERENCES[item.detail])
    if kind == "dispute":
        return str(DISPUTE_STATUSES.get(item.detail, item.detail))
    if kind == "stock":
        return _("%(count)s left") % {"count": item.detail}
    return item.detail

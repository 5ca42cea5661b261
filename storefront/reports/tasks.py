"""What needs a person, most urgent first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from storefront import catalog, customs, payments
from storefront.catalog.models import Product, Stock, Variant
from storefront.customs.models import Dossier
from storefront.db import db
from storefront.markets import spoken
from storefront.orders.models import Order
from storefront.outbox.models import Promise
from storefront.payments.models import Dispute, RefundJob
from storefront.shipping.models import Shipment

from .leaving import CONDITIONS
from .order_rows import CUSTOMS_GROUPS
from .watchdog import alarms

SHOWN = 5
LOW = 5
"""Pieces that can still be sold, of something for sale, below which somebody should reorder."""

SETTLED_DISPUTES = ("won", "lost", "warning_closed", "prevented")


@dataclass(frozen=True, slots=True)
class TaskItem:
    """One thing to look at: an order number or a product id, and a word about it."""

    key: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of work: how much of it there is, and the first few."""

    kind: str
    count: int
    items: tuple[TaskItem, ...]


def open_tasks() -> list[Task]:
    """Everything that waits for a person; kinds without work are left out."""
    return [task for make in _KINDS for task in make() if task.count]


def _attention() -> Iterator[Task]:
    yield _orders("attention", Order.attention.is_not(None), newest_first=True)


def _disputes() -> Iterator[Task]:
    open_ = Dispute.status.not_in(SETTLED_DISPUTES)
    rows = db.session.execute(
        select(Order.number, Order.name, Dispute.status)
        .join(Dispute, Dispute.order_id == Order.id)
        .where(open_)
        .order_by(Dispute.created_at)
        .limit(SHOWN)
    )
    count = db.session.scalar(select(func.count()).select_from(Dispute).where(open_))
    yield Task("dispute", count or 0, tuple(TaskItem(*row) for row in rows))


def _refunds() -> Iterator[Task]:
    failed = RefundJob.state == "failed"
    rows = db.session.execute(
        select(Order.number, Order.name, RefundJob.error)
        .join(RefundJob, RefundJob.order_id == Order.id)
        .where(failed)
        .order_by(RefundJob.id)
        .limit(SHOWN)
    )
    count = db.session.scalar(select(func.count()).select_from(RefundJob).where(failed))
    yield Task("refund", count or 0, tuple(TaskItem(n, who, why or "") for n, who, why in rows))


def _customs() -> Iterator[Task]:
    stuck = Dossier.state.in_(CUSTOMS_GROUPS["problem"])
    rows = db.session.execute(
        select(Order.number, Order.name, Dossier.state)
        .join(Dossier, Dossier.order_id == Order.id)
        .where(stuck)
        .order_by(Dossier.updated_at)
        .limit(SHOWN)
    )
    count = db.session.scalar(select(func.count()).select_from(Dossier).where(stuck))
    yield Task("customs", count or 0, tuple(TaskItem(*row) for row in rows))


def _promises() -> Iterator[Task]:
    dead = Promise.state == "dead"
    rows = db.session.execute(
        select(Promise.topic, Promise.last_error)
        .where(dead)
        .order_by(Promise.id.desc())
        .limit(SHOWN)
    )
    count = db.session.scalar(select(func.count()).select_from(Promise).where(dead))
    yield Task("promise", count or 0, tuple(TaskItem("", topic, why or "") for topic, why in rows))


def _connector() -> Iterator[Task]:
    """The customs connector, when it is not being called."""
    resting = customs.endpoints.trouble()
    if resting is not None:
        yield Task("connector", 1, (TaskItem("", resting.url, resting.state),))


def _ledger() -> Iterator[Task]:
    """Where Stripe's ledger and the books differ, and payouts that went wrong."""
    differences = payments.open_differences()
    shown = (TaskItem(str(each.id), each.source_id, each.kind) for each in differences[:SHOWN])
    yield Task("ledger", len(differences), tuple(shown))
    payouts = payments.wrong_payouts()
    items = (TaskItem(str(each.id), each.payout_id, each.failure) for each in payouts[:SHOWN])
    yield Task("payout", len(payouts), tuple(items))


def _to_ship() -> Iterator[Task]:
    for kind in ("to_ship", "partial"):
        yield _orders(kind, CONDITIONS[kind], newest_first=False)


def _may_leave() -> Iterator[Task]:
    """Parcels that waited for customs, and need not any more."""
    may = (Shipment.state == "packed") & Dossier.state.in_(("accepted", "released"))
    found = (
        select(Order.number, Order.name, Shipment.waybill_no)
        .join(Shipment, Shipment.order_id == Order.id)
        .join(Dossier, Dossier.shipment_id == Shipment.id)
        .where(may)
    )
    count = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = db.session.execute(found.order_by(Shipment.id).limit(SHOWN))
    yield Task("may_leave", count, tuple(TaskItem(*row) for row in rows))


def _campaigns() -> Iterator[Task]:
    """What the watchdog found while campaigns run."""
    found = alarms()
    items = (
        TaskItem(str(each.campaign_id or ""), each.campaign, f"{each.kind} {each.detail}".strip())
        for each in found[:SHOWN]
    )
    yield Task("campaigns", len(found), tuple(items))


def _facts() -> Iterator[Task]:
    count = catalog.missing_facts_count()
    if count:
        rows = catalog.list_products(status="active", missing_facts=True).rows[:SHOWN]
        yield Task("facts", count, tuple(TaskItem(str(row.id), row.name) for row in rows))


def _stock() -> Iterator[Task]:
    free = Stock.on_hand - Stock.reserved
    low: Select[Any] = (
        select(Product.id, Product.card, Variant.sku, free.label("free"))
        .join(Variant, Variant.product_id == Product.id)
        .join(Stock, Stock.variant_id == Variant.id)
        .where(Product.status == "active", Variant.active, free < LOW)
    )
    count = db.session.scalar(select(func.count()).select_from(low.subquery())) or 0
    rows = db.session.execute(low.order_by(free, Variant.id).limit(SHOWN))
    items = (
        TaskItem(str(row.id), f"{_name(row.card) or row.sku} ({row.sku})", str(row.free))
        for row in rows
    )
    yield Task("stock", count, tuple(items))


def _name(card: dict[str, Any]) -> str:
    texts = card.get("texts", {})
    return str((texts.get(spoken()) or texts.get("en") or [""])[0])


def _orders(kind: str, condition: ColumnElement[bool], *, newest_first: bool) -> Task:
    order = Order.placed_at.desc() if newest_first else Order.placed_at
    rows = db.session.execute(
        select(Order.number, Order.name, Order.attention)
        .where(condition)
        .order_by(order)
        .limit(SHOWN)
    )
    count = db.session.scalar(select(func.count()).select_from(Order).where(condition))
    told = kind == "attention"
    items = (TaskItem(number, name, (why or "") if told else "") for number, name, why in rows)
    return Task(kind, count or 0, tuple(items))


_KINDS: tuple[Callable[[], Iterator[Task]], ...] = (
    _attention,
    _disputes,
    _refunds,
    _ledger,
    _customs,
    _connector,
    _promises,
    _may_leave,
    _to_ship,
    _campaigns,
    _facts,
    _stock,
)

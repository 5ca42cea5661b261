"""The customs queue: dossiers that wait, for a person or for the connector, oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from storefront import clock
from storefront.customs.models import Dossier
from storefront.db import db
from storefront.orders.models import Order
from storefront.outbox.models import Promise

PAGE = 50
DELIVERY = "customs.deliver"

_IS_DEAD = (
    select(Promise.id)
    .where(Promise.topic == DELIVERY, Promise.lane == Dossier.id, Promise.state == "dead")
    .exists()
)
QUEUES: Mapping[str, ColumnElement[bool]] = {
    "data_missing": Dossier.state == "data_missing",
    "mismatch": Dossier.state == "mismatch",
    "rejected": Dossier.state.in_(("rejected", "withdrawn")),
    "dead": _IS_DEAD,
    "ready": Dossier.state.in_(("ready", "amended")) & ~_IS_DEAD,
}
"""What must be mended, what could not be handed over, and what is on its way."""

AGES: Mapping[str, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
}
"""Waiting at least this long."""


@dataclass(frozen=True)
class QueueFilter:
    """What somebody looks for."""

    queue: str
    market: str | None = None
    age: str | None = None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A dossier that waits, its order, and the first thing that does not fit."""

    dossier: Dossier
    order: Order
    finding: Mapping[str, Any] | None
    more: int
    """How many further findings there are."""
    since: datetime


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some of a queue; pages count from 1."""

    rows: tuple[QueueRow, ...]
    total: int
    page: int
    pages: int


def queue_counts() -> dict[str, int]:
    """How many dossiers stand in each queue."""
    return {name: _count(select(Dossier.id).where(where)) for name, where in QUEUES.items()}


def customs_queue(asked: QueueFilter, page: int = 1) -> QueuePage:
    """One page of a queue, those that wait longest first."""
    wanted = (
        select(Dossier, Order).join(Order, Order.id == Dossier.order_id).where(*_conditions(asked))
    )
    total = _count(wanted)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    found = db.session.execute(
        wanted.order_by(Dossier.updated_at, Dossier.id).limit(PAGE).offset((page - 1) * PAGE)
    )
    return QueuePage(tuple(_row(dossier, order) for dossier, order in found), total, page, pages)


def dead_deliveries(dossier_id: str) -> list[int]:
    """Promises to hand over a dossier that were given up."""
    return list(
        db.session.scalars(
            select(Promise.id).where(
                Promise.topic == DELIVERY, Promise.lane == dossier_id, Promise.state == "dead"
            )
        )
    )


def _conditions(asked: QueueFilter) -> list[ColumnElement[bool]]:
    wanted = [QUEUES[asked.queue]]
    if asked.market:
        wanted.append(Order.market == asked.market)
    if asked.age:
        wanted.append(Dossier.updated_at <= clock.now() - AGES[asked.age])
    return wanted


def _row(dossier: Dossier, order: Order) -> QueueRow:
    findings = dossier.findings
    return QueueRow(
        dossier,
        order,
        findings[0] if findings else None,
        max(0, len(findings) - 1),
        dossier.updated_at,
    )


def _count(rows: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0

"""Dossiers that could not be handed over, and what they would tell the connector anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storefront.customs.models import Dossier, DossierRevision
from storefront.db import db
from storefront.orders.models import Order
from storefront.outbox import Promise

from .customs_queue import DELIVERY

MOST = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in a dossier: what the connector has, and what it would get."""

    pointer: str
    had: str
    gets: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was given up."""

    promise_id: int
    order_number: str
    dossier_id: str
    revision: int
    delivered: int | None
    """The newest revision that arrived; None when none ever did."""
    differences: Sequence[Difference]
    reason: str
    since: datetime


def dead_letters() -> list[DeadLetter]:
    """Newest first, at most a hundred."""
    rows = db.session.execute(
        select(Promise, Dossier, Order)
        .join(Dossier, Dossier.id == Promise.lane)
        .join(Order, Order.id == Dossier.order_id)
        .where(Promise.topic == DELIVERY, Promise.state == "dead")
        .order_by(Promise.id.desc())
        .limit(MOST)
    )
    return [_letter(promise, dossier, order) for promise, dossier, order in rows]


def _letter(promise: Promise, dossier: Dossier, order: Order) -> DeadLetter:
    newest = _revision(dossier.id)
    delivered = _revision(dossier.id, delivered=True)
    had = delivered.body["data"] if delivered else None
    gets = newest.body["data"] if newest else {}
    return DeadLetter(
        promise.id,
        order.number,
        dossier.id,
        dossier.revision,
        delivered.revision if delivered else None,
        differences(had, gets) if had is not None else [],
        promise.last_error or "",
        promise.due_at,
    )


def _revision(dossier_id: str, delivered: bool = False) -> DossierRevision | None:
    wanted = select(DossierRevision).where(DossierRevision.dossier_id == dossier_id)
    if delivered:
        wanted = wanted.where(DossierRevision.delivered_at.is_not(None))
    return db.session.scalar(wanted.order_by(DossierRevision.revision.desc()).limit(1))


COUNTERS = ("revision", "supersedes_revision", "changed", "operation", "match")
"""Of these it goes without saying that they differ."""


def differences(had: Any, gets: Any, at: str = "") -> list[Difference]:
    """Where two dossiers differ, leaf by leaf."""
    if had == gets:
        return []
    if isinstance(had, dict) and isinstance(gets, dict):
        names = [name for name in {**had, **gets} if name not in COUNTERS]
        pairs = [(f"{at}/{name}", had.get(name), gets.get(name)) for name in names]
    elif isinstance(had, list) and isinstance(gets, list):
        longest = max(len(had), len(gets))
        pairs = [(f"{at}/{n}", _item(had, n), _item(gets, n)) for n in range(longest)]
    else:
        return [Difference(at, _shown(had), _shown(gets))]
    return [found for pointer, old, new in pairs for found in differences(old, new, pointer)]


def _item(items: list[Any], n: int) -> Any:
    return items[n] if n < len(items) else None


def _shown(value: Any) -> str:
    return "—" if value is None else str(value)[:200]

"""Promises to the outside world, each with the order it is about."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storefront.db import db
from storefront.outbox.models import Promise


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise, and why it is not kept yet."""

    id: int
    topic: str
    key: str
    state: str
    attempts: int
    due_at: datetime
    created_at: datetime
    last_error: str | None


def list_promises(state: str, limit: int = 100) -> list[PromiseRow]:
    """Promises in a state: waiting ones by when they are due, others newest first."""
    order = (Promise.due_at, Promise.id) if state == "pending" else (Promise.id.desc(),)
    rows = db.session.scalars(
        select(Promise).where(Promise.state == state).order_by(*order).limit(limit)
    )
    return [
        PromiseRow(
            row.id,
            row.topic,
            row.key,
            row.state,
            row.attempts,
            row.due_at,
            row.created_at,
            row.last_error,
        )
        for row in rows
    ]

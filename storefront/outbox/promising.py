"""Making a promise, and saying who keeps it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from storefront import clock
from storefront.db import db

from .models import Promise, State

Confirm = Callable[[], None]
Handler = Callable[[Promise], Confirm | None]


class Retry(Exception):
    """Not now. Try again on the schedule, or after `after` if the other side said when."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Wait(Exception):
    """Not now, for a reason that has nothing to do with this promise: this was no try of it."""

    def __init__(self, reason: str, after: timedelta) -> None:
        super().__init__(reason)
        self.after = after


class GiveUp(Exception):
    """Never: trying again cannot help. A person must look."""


@dataclass(frozen=True)
class Keeper:
    """Who keeps the promises of a topic, and when to try again (seconds after each failure)."""

    handler: Handler
    schedule: tuple[int, ...]


# 75 hours, after the Standard Webhooks 1.0 recommendation.
PATIENT = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)

keepers: dict[str, Keeper] = {}


def keeps(topic: str, schedule: tuple[int, ...] = PATIENT) -> Callable[[Handler], Handler]:
    """Register the handler of a topic.

    It runs outside any transaction and may call the outside world. What it returns runs in the
    transaction that marks the promise as kept. It must be idempotent: a crash runs it again.
    """

    def register(handler: Handler) -> Handler:
        keepers[topic] = Keeper(handler, schedule)
        return handler

    return register


def post(
    topic: str,
    key: str,
    payload: dict[str, Any],
    *,
    lane: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Promise something in the current transaction; a key that was used before is a no-op.

    Promises of one lane are kept in order and one at a time.
    """
    if db.session.scalar(select(Promise.id).where(Promise.key == key)) is not None:
        return
    now = clock.now()
    db.session.add(
        Promise(
            topic=topic,
            key=key,
            lane=lane,
            payload=payload,
            state=State.PENDING,
            due_at=due_at or now,
            created_at=now,
            attempts=0,
        )
    )
    db.session.flush()


def hurry_all(topic: str) -> None:
    """Make everything that waits under a topic due now, because what it waited for has come."""
    now = clock.now()
    db.session.execute(
        update(Promise)
        .where(Promise.topic == topic, Promise.state == State.PENDING, Promise.due_at > now)
        .values(due_at=now)
    )


def hurry(lane: str) -> None:
    """Make what waits in a lane due now, because something newer stands behind it."""
    now = clock.now()
    db.session.execute(
        update(Promise)
        .where(Promise.lane == lane, Promise.state == State.PENDING, Promise.due_at > now)
        .values(due_at=now)
    )

"""Keeping promises: claim, call, confirm."""

import random
import secrets
import time
from datetime import timedelta

import structlog
from sqlalchemy import Select, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from storefront import clock, crash
from storefront.db import db, release, transaction

from .models import Promise, State
from .promising import Confirm, GiveUp, Retry, Wait, keepers

LEASE = timedelta(minutes=2)
HANDFUL = 16
SLOW_SECONDS = 0.5

log = structlog.get_logger()


def keep_due(limit: int = 100) -> int:
    """Keep what is due; returns how many were tried.

    A handful is leased at a time, because leasing costs a write. Where keeping one takes long, the
    others are let go, so that nothing waits behind a slow stranger.
    """
    tried = 0
    while tried < limit:
        promises = claim(min(HANDFUL, limit - tried))
        if not promises:
            break
        begun = time.monotonic()
        for position, promise in enumerate(promises):
            if time.monotonic() - begun > SLOW_SECONDS:
                _let_go(promises[position:])
                break
            begun = time.monotonic()
            keep(promise)
            tried += 1
    return tried


def claim(most: int = 1) -> list[Promise]:
    """Lease what is due to this worker, so that no other takes it; copies, at most so many."""
    with transaction():
        due = list(db.session.scalars(_due(most)))
        if not due:
            return []
        now, lease = clock.now(), secrets.token_hex(8)
        db.session.execute(
            update(Promise)
            .where(
                Promise.id.in_([promise.id for promise in due]),
                Promise.state == State.PENDING,
                or_(Promise.leased_until.is_(None), Promise.leased_until <= now),
            )
            .values(lease=lease, leased_until=now + LEASE, attempts=Promise.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        mine = db.session.scalars(
            select(Promise)
            .where(Promise.lease == lease, Promise.id.in_([promise.id for promise in due]))
            .order_by(Promise.due_at, Promise.id)
            .execution_options(populate_existing=True)
        ).all()
        # What we were leased must not turn into what another worker was leased later.
        for promise in due:
            db.session.expunge(promise)
        return list(mine)


def _let_go(promises: list[Promise]) -> None:
    """Give back what was leased and not tried."""
    with transaction():
        db.session.execute(
            update(Promise)
            .where(
                Promise.id.in_([promise.id for promise in promises]),
                Promise.lease == promises[0].lease,
                Promise.state == State.PENDING,
            )
            .values(lease=None, leased_until=None, attempts=Promise.attempts - 1)
            .execution_options(synchronize_session=False)
        )


def _due(most: int) -> Select[Promise]:
    now = clock.now()
    earlier = aliased(Promise)
    waiting = exists().where(
        earlier.lane == Promise.lane, earlier.state == State.PENDING, earlier.id < Promise.id
    )
    query = (
        select(Promise)
        .where(
            Promise.state == State.PENDING,
            Promise.due_at <= now,
            or_(Promise.leased_until.is_(None), Promise.leased_until <= now),
            Promise.topic.in_(keepers),
            or_(Promise.lane.is_(None), ~waiting),
        )
        .order_by(Promise.due_at, Promise.id)
        .limit(most)
    )
    return query.with_for_update(skip_locked=True, of=Promise)


def keep(promise: Promise) -> None:
    """Do what was promised; then mark it kept together with what came of it, or try later."""
    keeper = keepers[promise.topic]
    release()
    try:
        confirm = keeper.handler(promise)
    except GiveUp as refusal:
        _bury(promise, str(refusal))
    except Retry as refusal:
        _postpone(promise, str(refusal), refusal.after)
    except Wait as obstacle:
        _set_aside(promise, str(obstacle), obstacle.after)
    except Exception as error:
        db.session.rollback()
        log.exception("promise_failed", topic=promise.topic, promise=promise.id)
        _postpone(promise, f"{type(error).__name__}: {error}", None)
    else:
        crash.point(f"outbox.{promise.topic}.called")
        _confirm(promise, confirm)


_KEPT = (
    update(Promise)
    .where(Promise.id == bindparam("promise"), Promise.lease == bindparam("mine"))
    .values(state=State.DONE, done_at=bindparam("now"), leased_until=None, last_error=None)
    .execution_options(synchronize_session=False)
)


def _confirm(promise: Promise, confirm: Confirm | None) -> None:
    with transaction():
        mine = {"promise": promise.id, "mine": promise.lease, "now": clock.now()}
        kept = db.session.execute(_KEPT, mine)
        # A lost lease means that another worker is keeping this promise; the handler is idempotent,
        # and what it found out may still be recorded.
        if kept.rowcount == 0:  # type: ignore[attr-defined]
            log.warning("lease_lost", promise=promise.id)
        if confirm is not None:
            confirm()
    crash.point(f"outbox.{promise.topic}.confirmed")


def _postpone(promise: Promise, reason: str, after: timedelta | None) -> None:
    schedule = keepers[promise.topic].schedule
    if promise.attempts > len(schedule):
        _bury(promise, reason)
        return
    if after is None:
        wait = schedule[promise.attempts - 1]
        after = timedelta(seconds=wait * random.uniform(0.8, 1.2))
    with transaction():
        db.session.execute(
            update(Promise)
            .where(Promise.id == promise.id, Promise.lease == promise.lease)
            .values(due_at=clock.now() + after, leased_until=None, last_error=reason[:1000])
        )


def _set_aside(promise: Promise, reason: str, after: timedelta) -> None:
    """Give the try back and come again later: no obstacle of this kind wears a promise out."""
    with transaction():
        db.session.execute(
            update(Promise)
            .where(Promise.id == promise.id, Promise.lease == promise.lease)
            .values(
                due_at=clock.now() + after,
                leased_until=None,
                last_error=reason[:1000],
                attempts=Promise.attempts - 1,
            )
        )


def _bury(promise: Promise, reason: str) -> None:
    log.error("promise_dead", topic=promise.topic, promise=promise.id, reason=reason[:200])
    with transaction():
        db.session.execute(
            update(Promise)
            .where(Promise.id == promise.id, Promise.lease == promise.lease)
            .values(state=State.DEAD, leased_until=None, last_error=reason[:1000])
        )


def revive(promise_id: int) -> bool:
    """Try a dead promise again from the start; the caller holds the transaction."""
    revived = db.session.execute(
        update(Promise)
        .where(Promise.id == promise_id, Promise.state == State.DEAD)
        .values(state=State.PENDING, attempts=0, due_at=clock.now(), lease=None)
    )
    return bool(revived.rowcount)  # type: ignore[attr-defined]


def counts() -> dict[str, int]:
    """How many promises are in each state."""
    rows = db.session.execute(select(Promise.state, func.count()).group_by(Promise.state))
    return {state: count for state, count in rows}


def oldest_due_seconds() -> float:
    """How long the oldest due promise has been waiting, in seconds."""
    oldest = db.session.scalar(
        select(func.min(Promise.due_at)).where(Promise.state == State.PENDING)
    )
    return max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0


def dead_letters() -> list[Promise]:
    """Promises that a person must look at, newest first."""
    return list(
        db.session.scalars(
            select(Promise)
            .where(Promise.state == State.DEAD)
            .order_by(Promise.id.desc())
            .limit(200)
        )
    )

"""Recurring duties, kept by one worker at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from storefront import clock
from storefront.db import db, transaction

from .models import Appointment

log = structlog.get_logger()

Action = TypeVar("Action", bound=Callable[[], object])


@dataclass(frozen=True)
class Duty:
    """Something to do every so often."""

    name: str
    every: timedelta
    action: Callable[[], object]


duties: dict[str, Duty] = {}


def every(name: str, interval: timedelta) -> Callable[[Action], Action]:
    """Register a recurring duty; it opens its own transactions."""

    def register(action: Action) -> Action:
        duties[name] = Duty(name, interval, action)
        return action

    return register


def run_due() -> int:
    """Do what the timetable says is due; returns how many duties ran."""
    return sum(1 for duty in list(duties.values()) if _take(duty) and _perform(duty))


def _take(duty: Duty) -> bool:
    now = clock.now()
    due_at = db.session.scalar(select(Appointment.due_at).where(Appointment.name == duty.name))
    if due_at is not None and due_at > now:
        return False
    try:
        with transaction():
            if due_at is None:
                db.session.add(Appointment(name=duty.name, due_at=now + duty.every))
                return True
            taken = db.session.execute(
                update(Appointment)
                .where(Appointment.name == duty.name, Appointment.due_at == due_at)
                .values(due_at=now + duty.every)
            )
            return bool(taken.rowcount)  # type: ignore[attr-defined]
    except IntegrityError:
        return False  # another worker wrote the first appointment in the same moment


def _perform(duty: Duty) -> bool:
    try:
        duty.action()
    except Exception:
        db.session.rollback()
        log.exception("duty_failed", duty=duty.name)
    return True

"""The promises table."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, index_some


class State(StrEnum):
    """What became of a promise."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class Promise(Base):
    """Something owed to the outside world, written in the same transaction as its cause."""

    __tablename__ = "promises"
    __table_args__ = (
        index_some("ix_promises_due", "due_at", where="state = 'pending'"),
        index_some("ix_promises_lane", "lane", "id", where="state = 'pending'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    lane: Mapped[str | None]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default=State.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    lease: Mapped[str | None]
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Appointment(Base):
    """When a recurring duty is due next, so that many workers keep one timetable."""

    __tablename__ = "appointments"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]

"""Where a dossier stands, and where it may go from there."""

from enum import StrEnum

from sqlalchemy import select

from storefront import clock, orders
from storefront.db import db

from .models import Dossier


class State(StrEnum):
    """What became of a dossier."""

    DATA_MISSING = "data_missing"
    MISMATCH = "mismatch"
    READY = "ready"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RELEASED = "released"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


S = State

MOVES: dict[State, frozenset[State]] = {
    S.DATA_MISSING: frozenset({S.MISMATCH, S.READY, S.CANCELLED}),
    S.MISMATCH: frozenset({S.DATA_MISSING, S.READY, S.AMENDED, S.CANCELLED}),
    S.READY: frozenset(
        {
            S.SENT,
            S.ACCEPTED,
            S.REJECTED,
            S.RELEASED,
            S.AMENDED,
            S.MISMATCH,
            S.WITHDRAWN,
            S.CANCELLED,
        }
    ),
    S.SENT: frozenset(
        {S.ACCEPTED, S.REJECTED, S.RELEASED, S.AMENDED, S.MISMATCH, S.WITHDRAWN, S.CANCELLED}
    ),
    S.ACCEPTED: frozenset({S.RELEASED, S.REJECTED, S.AMENDED, S.WITHDRAWN, S.CANCELLED}),
    S.REJECTED: frozenset(
        {S.SENT, S.ACCEPTED, S.RELEASED, S.AMENDED, S.MISMATCH, S.WITHDRAWN, S.CANCELLED}
    ),
    S.AMENDED: frozenset(
        {S.SENT, S.ACCEPTED, S.REJECTED, S.RELEASED, S.MISMATCH, S.WITHDRAWN, S.CANCELLED}
    ),
    S.CANCELLED: frozenset({S.WITHDRAWN, S.REJECTED}),
    S.RELEASED: frozenset(),
    S.WITHDRAWN: frozenset({S.AMENDED, S.MISMATCH, S.CANCELLED}),
}
"""Receipts may overtake our own note that something was sent, so `ready` can become `accepted`."""


def may_become(dossier: Dossier, to: State) -> bool:
    """Whether a dossier may go there from where it stands."""
    return to in MOVES[State(dossier.state)]


def move(dossier: Dossier, to: State) -> bool:
    """Go there if that is allowed; says whether anything changed."""
    if not may_become(dossier, to):
        return False
    dossier.state = to
    dossier.updated_at = clock.now()
    show_on_order(dossier.order_id)
    return True


def show_on_order(order_id: int) -> None:
    """Let the order show where its parcels are."""
    db.session.flush()
    order = orders.get(order_id)
    if order is not None:
        states = select(Dossier.state).where(Dossier.order_id == order_id)
        orders.follow_customs(order, db.session.scalars(states))

"""Reading dossiers: for the office, for the buyer's page, and for connectors that poll."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from storefront.db import db

from .models import Delivery, Dossier, DossierRevision, Receipt
from .standing import is_too_late, shown
from .states import State

Json = dict[str, Any]

EVENTS_PAGE = 100
AWAITING = (State.DATA_MISSING, State.MISMATCH, State.REJECTED, State.WITHDRAWN)


def get_dossier(dossier_id: str) -> Dossier | None:
    """One dossier."""
    return db.session.get(Dossier, dossier_id)


def dossiers_of(order_id: int) -> list[Dossier]:
    """The dossiers of an order, one a parcel, oldest first, with revisions and receipts."""
    return list(
        db.session.scalars(
            select(Dossier)
            .where(Dossier.order_id == order_id)
            .order_by(Dossier.shipment_id)
            .options(selectinload(Dossier.revisions), selectinload(Dossier.receipts))
        )
    )


def list_dossiers(
    state: str | None = None,
    updated_after: datetime | None = None,
    after: str = "",
    limit: int = 50,
) -> list[Dossier]:
    """Dossiers by id, which sorts by time; `after` is the last id of the page before."""
    query = select(Dossier).where(Dossier.id > after).order_by(Dossier.id).limit(limit)
    if state is not None:
        query = query.where(Dossier.state == state)
    if updated_after is not None:
        query = query.where(Dossier.updated_at > updated_after)
    return list(db.session.scalars(query))


def awaits_correction(dossier_id: str) -> bool:
    """Whether a person must mend something before customs can go on."""
    dossier = get_dossier(dossier_id)
    return dossier is not None and dossier.state in AWAITING


def needing_correction(limit: int = 200) -> list[Dossier]:
    """Dossiers that wait for a person, oldest first."""
    return list(
        db.session.scalars(
            select(Dossier)
            .where(Dossier.state.in_(AWAITING))
            .order_by(Dossier.updated_at)
            .limit(limit)
        )
    )


def statuses(dossier: Dossier) -> dict[str, Receipt]:
    """The receipt that counts for each document (order, payment, waybill, list, …).

    That an earlier revision came too late says nothing of what stands.
    """
    return shown(
        one
        for one in dossier.receipts
        if one.revision == dossier.revision or not is_too_late(one.body)
    )


def documents(dossier: Dossier) -> Json | None:
    """The newest sent event, or None when nothing was ready yet."""
    last = max(dossier.revisions, key=lambda one: one.revision, default=None)
    return last.body if last else None


def deliveries_of(dossier_id: str) -> list[Delivery]:
    """Every try to hand over a dossier, oldest first."""
    return list(
        db.session.scalars(
            select(Delivery)
            .join(DossierRevision, DossierRevision.sequence == Delivery.sequence)
            .where(DossierRevision.dossier_id == dossier_id)
            .order_by(Delivery.id)
        )
    )


def events_after(sequence: int, limit: int = EVENTS_PAGE) -> list[DossierRevision]:
    """Events with a higher number than this, in order and without a gap."""
    return list(
        db.session.scalars(
            select(DossierRevision)
            .where(DossierRevision.sequence > sequence)
            .order_by(DossierRevision.sequence)
            .limit(limit)
        )
    )

"""What customs was told about an order, and what it answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from storefront import customs
from storefront.customs.models import Delivery, Dossier, DossierRevision, Receipt
from storefront.db import db

DOCUMENTS = ("order", "payment", "waybill", "list")


@dataclass(frozen=True, slots=True)
class DocumentStatus:
    """Where one document of a dossier is: its newest receipt, or none."""

    document: str
    receipt: Receipt | None


@dataclass(frozen=True)
class DossierStory:
    """A dossier with its revisions (newest first), receipts and deliveries."""

    dossier: Dossier
    documents: Sequence[DocumentStatus]
    receipts: Sequence[Receipt]
    revisions: Sequence[DossierRevision]
    deliveries: Mapping[int, Sequence[Delivery]]
    """By sequence."""


def papers_of(order_id: int) -> list[DossierStory]:
    """Every dossier of an order, in the order of its parcels; four statements."""
    dossiers = customs.dossiers_of(order_id)
    sequences = [revision.sequence for each in dossiers for revision in each.revisions]
    tried: dict[int, list[Delivery]] = {}
    for delivery in db.session.scalars(
        select(Delivery).where(Delivery.sequence.in_(sequences)).order_by(Delivery.id)
    ):
        tried.setdefault(delivery.sequence, []).append(delivery)
    return [
        DossierStory(
            each,
            _documents(customs.statuses(each)),
            sorted(each.receipts, key=lambda receipt: (receipt.occurred_at, receipt.id)),
            sorted(each.revisions, key=lambda revision: -revision.revision),
            {revision.sequence: tried.get(revision.sequence, []) for revision in each.revisions},
        )
        for each in dossiers
    ]


def _documents(newest: Mapping[str, Receipt]) -> list[DocumentStatus]:
    """Each document's own word; what was said of all counts where nothing else was said."""
    others = [name for name in newest if name not in (*DOCUMENTS, "all")]
    return [
        DocumentStatus(name, newest.get(name) or newest.get("all"))
        for name in (*DOCUMENTS, *others)
    ]


def dossier_body(dossier_id: str, revision: int) -> dict[str, Any] | None:
    """A dossier word for word as it was sent."""
    return db.session.scalar(
        select(DossierRevision.body).where(
            DossierRevision.dossier_id == dossier_id, DossierRevision.revision == revision
        )
    )

"""What we told customs, and what customs answered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, Minor


class Dossier(Base):
    """One parcel's three documents; the latest revision wins."""

    __tablename__ = "dossiers"
    __table_args__ = (
        CheckConstraint(
            "state in ('data_missing','mismatch','ready','sent','accepted','rejected','released',"
            "'amended','withdrawn','cancelled')",
            name="state",
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    """`dsr_` and 26 characters: at most 30, because China's copNo has no more."""
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    state: Mapped[str]
    revision: Mapped[int] = mapped_column(default=0)
    findings: Mapped[list[Any]] = mapped_column(default=list)
    """What does not fit, or is missing: [{"code", "documents", "pointer", "expected", "found",
    "message", "severity", "fix"}]."""
    ruleset: Mapped[str] = mapped_column(default="", server_default="")
    """The version of the rules that it was last compared by."""
    payment: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The money as it was when the parcel left: the order's payment, copied at the door."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revisions: Mapped[list["DossierRevision"]] = relationship(order_by="DossierRevision.revision")
    receipts: Mapped[list["Receipt"]] = relationship(order_by="Receipt.id")


class DossierRevision(Base):
    """A dossier as it was sent; `sequence` numbers all events of the shop without a gap."""

    __tablename__ = "dossier_revisions"
    __table_args__ = (UniqueConstraint("dossier_id", "revision"),)

    sequence: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"))
    revision: Mapped[int]
    event_type: Mapped[str]
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]


class Delivery(Base):
    """One attempt to hand a revision to the connector, and its answer."""

    __tablename__ = "customs_deliveries"
    __table_args__ = (Index("ix_customs_deliveries_sequence", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(ForeignKey("dossier_revisions.sequence"))
    webhook_id: Mapped[str]
    attempt: Mapped[int]
    at: Mapped[datetime]
    status: Mapped[int | None]
    outcome: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")


class Endpoint(Base):
    """A connector's address, once there was a reason not to call it; without a row it is active."""

    __tablename__ = "customs_endpoints"
    __table_args__ = (CheckConstraint("state in ('active','paused','disabled')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    paused_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class Token(Base):
    """A key to the pull interface, by its digest: the key itself was shown once."""

    __tablename__ = "customs_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    ending: Mapped[str]
    """Its last four characters, by which a person tells it from others."""
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Receipt(Base):
    """What customs said of a document, brought home by the connector; all are kept."""

    __tablename__ = "customs_receipts"
    __table_args__ = (Index("ix_customs_receipts_dossier", "dossier_id", "document"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[str] = mapped_column(unique=True)
    webhook_id: Mapped[str] = mapped_column(unique=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"))
    revision: Mapped[int]
    document: Mapped[str]
    status: Mapped[str]
    final: Mapped[bool]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    body: Mapped[dict[str, Any]]


class ImportRegime(Base):
    """How a country takes parcels in, as the operator wrote it down; see `regimes.Regime`."""

    __tablename__ = "import_regimes"

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    currency: Mapped[str]
    above_minor: Mapped[Minor | None]
    up_to_minor: Mapped[Minor | None]
    by: Mapped[str] = mapped_column(default="")
    seller_numbers: Mapped[list[Any]] = mapped_column(default=list)
    consignee_id: Mapped[str] = mapped_column(default="")
    needs: Mapped[list[Any]] = mapped_column(default=list)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")

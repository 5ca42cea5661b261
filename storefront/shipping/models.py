"""How parcels travel, as tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, Minor


class ShippingMethod(Base):
    """A way to send a parcel that a buyer can choose."""

    __tablename__ = "shipping_methods"

    key: Mapped[str] = mapped_column(primary_key=True)
    names: Mapped[dict[str, Any]]
    """By language."""
    carrier: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class ShippingRate(Base):
    """What a method costs to a market up to a weight; the amount is what the buyer sees."""

    __tablename__ = "shipping_rates"

    id: Mapped[int] = mapped_column(primary_key=True)
    method_key: Mapped[str] = mapped_column(ForeignKey("shipping_methods.key"))
    market: Mapped[str] = mapped_column(index=True)
    up_to_g: Mapped[int]
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    free_from_minor: Mapped[Minor | None]
    """Free when the shown goods value reaches this."""
    days_min: Mapped[int]
    days_max: Mapped[int]
    """Working days from hand-over to the door."""


class CarrierRow(Base):
    """A carrier that the operator added, or changed from what the directory says."""

    __tablename__ = "carriers"
    __table_args__ = (
        CheckConstraint("rule in ('','s10','digits','signs')", name="rule"),
        CheckConstraint(
            "transport_mode in ('air','post','sea','rail','road')", name="transport_mode"
        ),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_local: Mapped[str]
    tracking: Mapped[str]
    rule: Mapped[str] = mapped_column(default="")
    shortest: Mapped[int]
    longest: Mapped[int]
    transport_mode: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]


class Shipment(Base):
    """One parcel of one order."""

    __tablename__ = "shipments"
    __table_args__ = (
        CheckConstraint("state in ('packed','shipped','delivered','cancelled')", name="state"),
        Index("ix_shipments_waybill", "carrier", "waybill_no"),
        Index("ix_shipments_created", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    carrier: Mapped[str]
    waybill_no: Mapped[str]
    state: Mapped[str] = mapped_column(default="packed")
    packages: Mapped[int] = mapped_column(default=1)
    gross_weight_g: Mapped[int]
    created_at: Mapped[datetime]
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    freight_billed_minor: Mapped[Minor | None]
    """What its carrier charged for it, once the bill is there."""
    freight_billed_currency: Mapped[str] = mapped_column(default="", server_default="")
    lines: Mapped[list["ShipmentLine"]] = relationship(cascade="all, delete-orphan")


class ReplacedWaybill(Base):
    """A number that a parcel had before it got another; used all the same."""

    __tablename__ = "replaced_waybills"
    __table_args__ = (Index("ix_replaced_waybills_number", "carrier", "waybill_no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    carrier: Mapped[str]
    waybill_no: Mapped[str]
    replaced_at: Mapped[datetime]


class ShipmentLine(Base):
    """How many of an order line are in a parcel."""

    __tablename__ = "shipment_lines"

    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"), primary_key=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), primary_key=True)
    quantity: Mapped[int]


class CarrierEvent(Base):
    """What a carrier said of a parcel; each of its events is kept once."""

    __tablename__ = "carrier_events"
    __table_args__ = (UniqueConstraint("carrier", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    carrier: Mapped[str]
    event_id: Mapped[str]
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"), index=True)
    status: Mapped[str]
    at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    heard_at: Mapped[datetime]


class Label(Base):
    """The label that a carrier gave for a parcel, as it is printed."""

    __tablename__ = "labels"

    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"), primary_key=True)
    pdf: Mapped[bytes]
    made_at: Mapped[datetime]

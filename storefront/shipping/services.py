"""Carriers that can be asked: for a price, for a label, for news."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select

from storefront import clock
from storefront.db import db
from storefront.money import Money
from storefront.per_shop import PerShop

from .models import Label
from .tracking import News


class CarrierDown(Exception):
    """The carrier could not be asked; trying again may help."""


class CarrierRefused(Exception):
    """The carrier will not take this parcel, for the reason it says."""


@dataclass(frozen=True)
class Consignment:
    """A parcel as a carrier is told of it; weight in grams, packing included.

    `contents` are what is inside, as the label prints it: pieces and customs name.
    """

    reference: str
    country: str
    name: str
    lines: tuple[str, ...]
    phone: str
    gross_weight_g: int
    packages: int
    contents: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Given:
    """A waybill number and the label to stick on the parcel."""

    waybill_no: str
    pdf: bytes


class CarrierService(Protocol):
    """What a carrier's interface must do; none of it runs inside a transaction."""

    def rate(self, consignment: Consignment) -> Money:
        """What the carrier will bill; raises CarrierDown and CarrierRefused."""

    def label(self, consignment: Consignment, key: str) -> Given:
        """A number and its label, the same for the same key; raises as `rate` does."""

    def track(self, waybill_no: str, handed_over_at: datetime | None) -> Sequence[News]:
        """What happened so far, each event with an id that stays; raises CarrierDown."""


_services: PerShop[Mapping[str, CarrierService]] = PerShop("carrier_services")


def use_services(services: Mapping[str, CarrierService]) -> None:
    """Say which carriers this shop can ask, by carrier code."""
    _services.set(dict(services))


def service_of(carrier: str) -> CarrierService | None:
    """The way to ask a carrier, if there is one."""
    return _services.get().get(carrier)


def carriers_with_service() -> list[str]:
    """Codes of the carriers that can be asked."""
    return sorted(_services.get())


def keep_label(shipment_id: int, pdf: bytes) -> None:
    """Keep a parcel's label; the caller holds the transaction."""
    db.session.add(Label(shipment_id=shipment_id, pdf=pdf, made_at=clock.now()))


def label_of(shipment_id: int) -> bytes | None:
    """A parcel's label as PDF, if a carrier gave one."""
    found = db.session.get(Label, shipment_id)
    return found.pdf if found else None


def has_label(shipment_ids: Sequence[int]) -> set[int]:
    """Those of the parcels that have one."""
    rows = db.session.scalars(select(Label.shipment_id).where(Label.shipment_id.in_(shipment_ids)))
    return set(rows)

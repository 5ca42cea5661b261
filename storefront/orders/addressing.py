"""Correcting where an order goes, before customs has taken it in."""

from datetime import datetime

from sqlalchemy import update

from storefront import sealing
from storefront.db import db

from .models import Order

FIELDS = (
    "name",
    "phone",
    "address_line1",
    "address_line2",
    "city",
    "region",
    "postal_code",
)
"""What may change; the country decided prices and taxes, so it may not."""


def correct_address(order: Order, changes: dict[str, str]) -> list[str]:
    """Write what differs; returns the names of what changed. The caller holds the transaction."""
    changed = [name for name in FIELDS if name in changes and changes[name] != getattr(order, name)]
    for name in changed:
        setattr(order, name, changes[name])
    return changed


def write_consignee_id(order: Order, kind: str, number: str) -> None:
    """Keep, sealed, the number that the destination asks for. The caller holds the transaction."""
    order.consignee_id_kind = kind
    order.consignee_id = sealing.seal(number)


def erase_consignee_ids(placed_before: datetime) -> int:
    """Erase the numbers of older orders; returns how many. The caller holds the transaction."""
    erased = db.session.execute(
        update(Order)
        .where(Order.placed_at < placed_before, Order.consignee_id != "")
        .values(consignee_id="")
    )
    return int(erased.rowcount)  # type: ignore[attr-defined]

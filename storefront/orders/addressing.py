"""Correcting where an order goes, before customs has taken it in."""

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

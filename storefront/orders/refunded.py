"""How many pieces of a line were given back."""

from collections.abc import Mapping

from storefront.db import db

from .models import Order


def count_refunded(order: Order, quantities: Mapping[int, int]) -> None:
    """Count pieces by line as refunded, or no longer so when negative."""
    for line in order.lines:
        line.refunded_quantity += quantities.get(line.id, 0)
    db.session.flush()

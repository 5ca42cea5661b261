"""`storefront web` with the guard of the stock taken away: how it must not be done.

Looks first and writes what it saw, as most shops do; the pause between is what a slow moment of
the machine would be. Shows that the race which the shop wins is a real one.
"""

import threading
import time
from typing import Any

from sqlalchemy import select, update

from storefront import catalog, checkout
from storefront.catalog.models import Stock
from storefront.catalog.stock import OutOfStock
from storefront.db import db

PAUSE_SECONDS = 0.1

_place = checkout.place
_seen = threading.local()


def place(*told: Any, **named: Any) -> Any:
    """Look at the shelf before the order's transaction begins, and think a moment."""
    with db.engine.connect() as onlooker:
        rows = onlooker.execute(select(Stock.variant_id, Stock.on_hand, Stock.reserved))
        _seen.stock = {row.variant_id: (row.on_hand, row.reserved) for row in rows}
    time.sleep(PAUSE_SECONDS)
    return _place(*told, **named)


def reserve(variant_id: int, quantity: int, order_id: int | None = None) -> None:
    """Decide by what was seen, and write what follows from it."""
    on_hand, reserved = _seen.stock[variant_id]
    if on_hand - reserved < quantity:
        raise OutOfStock("It is sold out.")
    db.session.execute(
        update(Stock).where(Stock.variant_id == variant_id).values(reserved=reserved + quantity)
    )


def take_the_guard_away() -> None:
    """Put the careless verbs in the place of the careful ones."""
    checkout.place = place
    catalog.reserve = reserve


if __name__ == "__main__":
    from storefront.cli import main

    take_the_guard_away()
    main()

"""Baskets that nobody came back for."""

from datetime import timedelta

from sqlalchemy import delete, select

from storefront import clock, outbox
from storefront.db import db, transaction

from .models import Basket, BasketLine

KEPT = timedelta(days=60)
"""As long as the cookie that finds them."""


@outbox.every("purge baskets", timedelta(days=1))
def purge_baskets() -> int:
    """Let go of baskets that were not touched for sixty days; returns how many."""
    with transaction():
        old = select(Basket.id).where(Basket.updated_at < clock.now() - KEPT)
        db.session.execute(delete(BasketLine).where(BasketLine.basket_id.in_(old)))
        gone = db.session.execute(delete(Basket).where(Basket.updated_at < clock.now() - KEPT))
        return int(gone.rowcount)  # type: ignore[attr-defined]

"""Taking a dossier in hand: its order first, as everybody does, so that nobody waits in a ring."""

from sqlalchemy import select

from storefront import orders
from storefront.db import db

from .models import Dossier


def locked(dossier_id: str) -> Dossier | None:
    """The dossier as it is now, which nobody else may change until the transaction ends."""
    order_id = db.session.scalar(select(Dossier.order_id).where(Dossier.id == dossier_id))
    if order_id is None:
        return None
    orders.lock(order_id)
    return db.session.scalar(
        select(Dossier)
        .where(Dossier.id == dossier_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )

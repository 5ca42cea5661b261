"""Taking a dossier in hand: its order first, as everybody does, so that nobody waits in a ring."""

from sqlalchemy import bindparam, select

from storefront import orders
from storefront.db import db

from .models import Dossier

_ORDER = select(Dossier.order_id).where(Dossier.id == bindparam("dossier"))
_LOCKED = (
    select(Dossier)
    .where(Dossier.id == bindparam("dossier"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def locked(dossier_id: str) -> Dossier | None:
    """The dossier as it is now, which nobody else may change until the transaction ends."""
    order_id = db.session.scalar(_ORDER, {"dossier": dossier_id})
    if order_id is None:
        return None
    orders.lock(order_id)
    return db.session.scalar(_LOCKED, {"dossier": dossier_id})

"""Baskets: found by a token that only their owner has, and filled a piece at a time."""

import secrets
from datetime import datetime
from functools import cache
from hashlib import sha256

from sqlalchemy import Select, bindparam, delete, func, select, update
from sqlalchemy.orm import joinedload

from storefront import catalog, clock
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext

from .models import Basket, BasketLine

MOST_PIECES = 99
"""Of one thing in one order."""
MOST_LINES = 50


@cache
def _found() -> Select[Basket]:
    """A basket and its lines in one statement; made when first asked for, not at the start."""
    lines = joinedload(Basket.lines)
    return select(Basket).options(lines).where(Basket.token_hash == bindparam("token_hash"))


def find_basket(token: str) -> Basket | None:
    """The basket of this token, if there is one."""
    if not token:
        return None
    return db.session.scalars(_found(), {"token_hash": _hash(token)}).unique().one_or_none()


def new_basket(visit_id: str | None = None) -> tuple[Basket, str]:
    """An empty basket and the token that finds it again; the caller holds the transaction."""
    token, now = secrets.token_urlsafe(24), clock.now()
    basket = Basket(token_hash=_hash(token), visit_id=visit_id, created_at=now, updated_at=now)
    basket.lines = []
    db.session.add(basket)
    db.session.flush()
    return basket, token


def add(basket: Basket, variant_id: int, quantity: int) -> None:
    """Put more pieces of a variant in; raises ShopError. The caller holds the transaction."""
    _check(quantity, least=1)
    _lock(basket)
    line = _line(basket, variant_id)
    if line is not None:
        _check(line.quantity + quantity, least=1)
        line.quantity += quantity
        return
    if not 0 < variant_id < 2**31 or catalog.customs_facts(variant_id) is None:
        raise NotFound(gettext("We could not find what you wanted to put into the basket."))
    if len(basket.lines) >= MOST_LINES:
        raise ShopError(
            gettext("A basket holds at most %(count)s different things.") % {"count": MOST_LINES},
            409,
        )
    basket.lines.append(BasketLine(variant_id=variant_id, quantity=quantity))
    db.session.flush()


def change(basket: Basket, variant_id: int, quantity: int) -> None:
    """Set how many pieces of a variant are wanted, 0 for none; raises ShopError."""
    _check(quantity, least=0)
    _lock(basket)
    line = _line(basket, variant_id)
    if line is None:
        return
    if quantity:
        line.quantity = quantity
    else:
        basket.lines.remove(line)
    db.session.flush()


def count(token: str) -> int:
    """How many pieces are in the basket of this token."""
    total = db.session.scalar(
        select(func.sum(BasketLine.quantity))
        .join(Basket, Basket.id == BasketLine.basket_id)
        .where(Basket.token_hash == _hash(token))
    )
    return int(total or 0)


def empty(basket_id: int, since: datetime) -> None:
    """Take out what was bought, unless the basket was changed after this moment."""
    untouched = db.session.execute(
        update(Basket)
        .where(Basket.id == basket_id, Basket.updated_at <= since)
        .values(updated_at=clock.now())
    )
    if untouched.rowcount:  # type: ignore[attr-defined]
        db.session.execute(delete(BasketLine).where(BasketLine.basket_id == basket_id))


def _lock(basket: Basket) -> None:
    """One change at a time, so that two clicks make one line and not two."""
    locked = select(Basket).where(Basket.id == basket.id).with_for_update()
    db.session.execute(locked.execution_options(populate_existing=True))
    db.session.expire(basket, ["lines"])
    basket.updated_at = clock.now()


def _line(basket: Basket, variant_id: int) -> BasketLine | None:
    return next((line for line in basket.lines if line.variant_id == variant_id), None)


def _check(quantity: int, least: int) -> None:
    if not least <= quantity <= MOST_PIECES:
        raise ShopError(
            gettext("Please choose a quantity from %(least)s to %(most)s.")
            % {"least": least, "most": MOST_PIECES}
        )


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

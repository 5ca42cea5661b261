"""Baskets: found by a token that only their owner has, and filled a piece at a time.

Rows and not objects: every step of a purchase asks for a basket, and the statements are few.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from storefront import clock
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext

from . import models

MOST_PIECES = 99
"""Of one thing in one order."""
MOST_LINES = 50

_baskets: Table = models.Basket.__table__  # type: ignore[assignment]
_lines: Table = models.BasketLine.__table__  # type: ignore[assignment]

_FOUND = (
    select(
        _baskets.c.id,
        _lines.c.variant_id,
        _lines.c.quantity,
        _baskets.c.code,
        _baskets.c.gift_cards,
    )
    .outerjoin(_lines, _lines.c.basket_id == _baskets.c.id)
    .where(_baskets.c.token_hash == bindparam("token"))
    .order_by(_lines.c.id)
)
_CONTENTS = (
    select(_lines.c.variant_id, _lines.c.quantity)
    .where(_lines.c.basket_id == bindparam("basket"))
    .order_by(_lines.c.id)
)
_LOCKED = (
    select(_baskets.c.id, _baskets.c.code, _baskets.c.gift_cards)
    .where(_baskets.c.token_hash == bindparam("token"))
    .with_for_update()
)
_TOUCHED = update(_baskets).where(_baskets.c.id == bindparam("basket"))
_LINE = (_lines.c.basket_id == bindparam("basket")) & (_lines.c.variant_id == bindparam("variant"))
_NEW_LINE = insert(_lines)
_CHANGED = update(_lines).where(_LINE)
_TAKEN_OUT = delete(_lines).where(_LINE)
_COUNTED = (
    select(func.sum(_lines.c.quantity))
    .join(_baskets, _baskets.c.id == _lines.c.basket_id)
    .where(_baskets.c.token_hash == bindparam("token"))
)


@dataclass(frozen=True, slots=True)
class BasketLine:
    """So many pieces of one variant."""

    variant_id: int
    quantity: int


@dataclass(slots=True)
class Basket:
    """What someone is about to buy, as it was when it was read."""

    id: int
    lines: list[BasketLine] = field(default_factory=list)
    code: str = ""
    gift_cards: list[int] = field(default_factory=list)
    """Cards to pay with, by id."""

    def pieces(self, variant_id: int) -> int:
        """How many of a variant are in it."""
        return sum(line.quantity for line in self.lines if line.variant_id == variant_id)


def find_basket(token: str) -> Basket | None:
    """The basket of this token, if there is one."""
    rows = db.session.execute(_FOUND, {"token": _hash(token)}).all() if token else ()
    if not rows:
        return None
    lines = [BasketLine(*row[1:3]) for row in rows if row.variant_id]
    return Basket(rows[0].id, lines, rows[0].code, list(rows[0].gift_cards))


def new_basket(visit_id: str | None = None) -> tuple[Basket, str]:
    """An empty basket and the token that finds it again; the caller holds the transaction."""
    token, now = secrets.token_urlsafe(24), clock.now()
    row = {"token_hash": _hash(token), "visit_id": visit_id, "created_at": now, "updated_at": now}
    made = db.session.execute(insert(_baskets), row)
    return Basket(made.inserted_primary_key[0]), token  # type: ignore[attr-defined]


def lock_basket(token: str) -> Basket | None:
    """The basket of this token as it is now; nobody else changes it in this transaction."""
    row = db.session.execute(_LOCKED, {"token": _hash(token)}).one_or_none()
    if row is None:
        return None
    basket = Basket(row.id, code=row.code, gift_cards=list(row.gift_cards))
    _read(basket)
    return basket


def add(basket: Basket, variant_id: int, quantity: int) -> None:
    """Put more pieces of a variant in; raises ShopError. The caller holds the transaction."""
    _check(quantity, least=1)
    if not 0 < variant_id < 2**31:
        raise _unknown()
    _touch(basket)
    before = basket.pieces(variant_id)
    _check(before + quantity, least=1)
    if not before and len(basket.lines) >= MOST_LINES:
        raise ShopError(
            gettext("A basket holds at most %(count)s different things.") % {"count": MOST_LINES},
            409,
        )
    try:
        _write(basket, variant_id, before, before + quantity)
    except IntegrityError:
        raise _unknown() from None


def change(basket: Basket, variant_id: int, quantity: int) -> None:
    """Set how many pieces of a variant are wanted, 0 for none; raises ShopError."""
    _check(quantity, least=0)
    _touch(basket)
    before = basket.pieces(variant_id)
    if before:
        _write(basket, variant_id, before, quantity)


def set_code(basket: Basket, code: str) -> None:
    """Keep the word that was typed for a promotion, or forget it. The caller holds the
    transaction."""
    db.session.execute(update(_baskets).where(_baskets.c.id == basket.id).values(code=code))
    basket.code = code


def set_gift_cards(basket: Basket, card_ids: list[int]) -> None:
    """Keep which cards its owner pays with. The caller holds the transaction."""
    db.session.execute(
        update(_baskets).where(_baskets.c.id == basket.id).values(gift_cards=card_ids)
    )
    basket.gift_cards = card_ids


def count(token: str) -> int:
    """How many pieces are in the basket of this token."""
    return int(db.session.scalar(_COUNTED, {"token": _hash(token)}) or 0)


def empty(basket_id: int, since: datetime) -> None:
    """Take out what was bought, unless the basket was changed after this moment."""
    untouched = db.session.execute(
        update(_baskets)
        .where(_baskets.c.id == basket_id, _baskets.c.updated_at <= since)
        .values(updated_at=clock.now(), code="", gift_cards=[])
    )
    if untouched.rowcount:  # type: ignore[attr-defined]
        db.session.execute(delete(_lines).where(_lines.c.basket_id == basket_id))


def _touch(basket: Basket) -> None:
    """One change at a time, so that two clicks make one line and not two."""
    db.session.execute(_TOUCHED, {"basket": basket.id, "updated_at": clock.now()})
    _read(basket)


def _read(basket: Basket) -> None:
    rows = db.session.execute(_CONTENTS, {"basket": basket.id}).all()
    basket.lines = [BasketLine(*row) for row in rows]


def _write(basket: Basket, variant_id: int, before: int, after: int) -> None:
    told: dict[str, Any] = {"basket": basket.id, "variant": variant_id}
    if not before:
        row = {"basket_id": basket.id, "variant_id": variant_id, "quantity": after}
        db.session.execute(_NEW_LINE, row)
    elif after:
        db.session.execute(_CHANGED, {**told, "quantity": after})
    else:
        db.session.execute(_TAKEN_OUT, told)
    others = [line for line in basket.lines if line.variant_id != variant_id]
    basket.lines = [*others, BasketLine(variant_id, after)] if after else others


def _unknown() -> NotFound:
    return NotFound(gettext("We could not find what you wanted to put into the basket."))


def _check(quantity: int, least: int) -> None:
    if not least <= quantity <= MOST_PIECES:
        raise ShopError(
            gettext("Please choose a quantity from %(least)s to %(most)s.")
            % {"least": least, "most": MOST_PIECES}
        )


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

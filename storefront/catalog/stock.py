"""Stock: pieces on the shelf and pieces promised, changed only by conditional updates.

The condition stands in the UPDATE itself, so two buyers of the last piece cannot both get it on
any database. Whoever changes several variants at once does so in ascending order of their ids.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Table, bindparam, insert, select, update

from storefront import clock
from storefront.db import at_the_end, db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext, spoken

from .models import Product, Stock, StockMove, Variant
from .versions import touched
from .wording import choice_text, pick

_stock: Table = Stock.__table__  # type: ignore[assignment]
FREE = Stock.on_hand - Stock.reserved
MOST = 1_000_000

_PIECES = bindparam("pieces", type_=Integer)


class _Move:
    """What a kind of move does to one variant's row, where it is allowed."""

    def __init__(self, on_hand: int, reserved: int, allowed: ColumnElement[bool]) -> None:
        self.on_hand, self.reserved = on_hand, reserved
        self.statement = (
            update(_stock)
            .where(_stock.c.variant_id == bindparam("variant"), allowed)
            .values(
                on_hand=_stock.c.on_hand + on_hand * _PIECES,
                reserved=_stock.c.reserved + reserved * _PIECES,
            )
            .returning(_stock.c.on_hand, _stock.c.reserved)
        )


_MOVES = {
    "reserve": _Move(0, 1, _stock.c.on_hand - _stock.c.reserved >= _PIECES),
    "release": _Move(0, -1, _stock.c.reserved >= _PIECES),
    "sell": _Move(-1, -1, _stock.c.reserved >= _PIECES),
    "return": _Move(1, 0, _stock.c.on_hand <= MOST),
}


class OutOfStock(ShopError):
    """There are fewer pieces than were asked for."""

    status = 409


def reserve(variant_id: int, quantity: int, order_id: int | None = None) -> None:
    """Promise pieces to an order that is not paid yet; raises OutOfStock naming the product."""
    _move("reserve", variant_id, quantity, order_id)


def release(variant_id: int, quantity: int, order_id: int | None = None) -> None:
    """Take a promise back."""
    _move("release", variant_id, quantity, order_id)


def sell(variant_id: int, quantity: int, order_id: int | None = None) -> None:
    """Turn promised pieces into sold ones; raises OutOfStock when they were not promised."""
    _move("sell", variant_id, quantity, order_id)


def restock(variant_id: int, quantity: int, order_id: int | None = None) -> None:
    """Put returned pieces back on the shelf."""
    _move("return", variant_id, quantity, order_id)


def count_stock(variant_id: int, on_hand: int) -> None:
    """Write down what was counted; raises ShopError below what is promised to open orders."""
    if not 0 <= on_hand <= MOST:
        raise ShopError(
            gettext("Stock is a whole number from 0 to %(most)s.") % {"most": f"{MOST:,}"}
        )
    held = db.session.execute(
        select(Stock.on_hand, Stock.reserved)
        .where(Stock.variant_id == variant_id)
        .with_for_update()
    ).one_or_none()
    if held is None:
        if db.session.get(Variant, variant_id) is None:
            raise NotFound(gettext("There is no such variant."))
        first_counts({variant_id: on_hand})
        touched()
        return
    if on_hand < held.reserved:
        raise ShopError(
            gettext("%(count)s pieces are promised to open orders; stock cannot be below that.")
            % {"count": held.reserved},
            409,
        )
    if on_hand == held.on_hand:
        return
    counted = update(_stock).where(_stock.c.variant_id == variant_id).values(on_hand=on_hand)
    db.session.execute(counted)
    _note("count", variant_id, None, on_hand=on_hand - held.on_hand)
    if (held.on_hand > held.reserved) != (on_hand > held.reserved):
        touched()


def first_counts(counts: Mapping[int, int]) -> None:
    """Begin the ledger of new variants."""
    if not counts:
        return
    now = clock.now()
    rows = [{"variant_id": key, "on_hand": count, "reserved": 0} for key, count in counts.items()]
    db.session.execute(insert(_stock), rows)
    _insert_moves(
        {"kind": "count", "variant_id": key, "on_hand": count, "reserved": 0, "at": now}
        for key, count in counts.items()
        if count
    )


def _move(kind: str, variant_id: int, quantity: int, order_id: int | None) -> None:
    if not 0 < quantity <= MOST:
        raise ShopError(gettext("Choose a quantity of at least 1."))
    move = _MOVES[kind]
    told = {"variant": variant_id, "pieces": quantity}
    left = db.session.execute(move.statement, told).one_or_none()
    if left is None:
        raise _refusal(variant_id)
    on_hand, reserved = move.on_hand * quantity, move.reserved * quantity
    _note(kind, variant_id, order_id, on_hand=on_hand, reserved=reserved)
    free = left.on_hand - left.reserved
    before = free - on_hand + reserved
    if (free > 0) != (before > 0):  # pages say "sold out" from now on, or no longer
        touched()


def _note(
    kind: str, variant_id: int, order_id: int | None, *, on_hand: int = 0, reserved: int = 0
) -> None:
    move = {"kind": kind, "variant_id": variant_id, "order_id": order_id, "at": clock.now()}
    gathered = at_the_end("stock moves", _Moves())
    gathered.append({**move, "on_hand": on_hand, "reserved": reserved})


class _Moves(list[dict[str, Any]]):
    """Moves of a transaction, written down together."""

    def __call__(self) -> None:
        _insert_moves(self)


def _insert_moves(moves: Iterable[dict[str, Any]]) -> None:
    rows = list(moves)
    if rows:
        db.session.execute(insert(StockMove.__table__), rows)  # type: ignore[arg-type]


def _refusal(variant_id: int) -> ShopError:
    found = db.session.execute(
        select(Product.card, Product.options, Variant.choice, FREE.label("free"))
        .join(Variant, Variant.product_id == Product.id)
        .outerjoin(Stock, Stock.variant_id == Variant.id)
        .where(Variant.id == variant_id)
    ).one_or_none()
    if found is None:
        return NotFound(gettext("There is no such variant."))
    name = (pick(found.card.get("texts", {}), spoken()) or ["?"])[0]
    choice = choice_text(found.options, found.choice, spoken())
    name = f"{name} ({choice})" if choice else name
    free = max(found.free or 0, 0)
    if free == 0:
        return OutOfStock(gettext("%(product)s is sold out.") % {"product": name})
    return OutOfStock(
        gettext("Only %(count)s of %(product)s are left.") % {"count": free, "product": name}
    )

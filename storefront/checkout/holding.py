"""The pieces of an order, its promotions and its gift cards: held, sold, let go, put back; each
once, under the order's lock."""

from collections.abc import Iterable

from storefront import catalog, credit, orders, promotions
from storefront.credit import CreditUse
from storefront.orders import Order, StockState

# Promotions, cards, pieces, everywhere: two orders must not wait for each other in a circle.


def hold(order_id: int, wanted: Iterable[tuple[int, int]]) -> None:
    """Promise pieces, as (variant id, quantity), to an order; raises OutOfStock."""
    for variant_id, quantity in sorted(wanted):
        catalog.reserve(variant_id, quantity, order_id)


def hold_again(order: Order) -> None:
    """Promise pieces that were let go to a late payer; raises OutOfStock, or CreditGone when a gift
    card that was to pay a part was spent meanwhile."""
    orders.mark_stock(order, StockState.RESERVED)
    promotions.hold_again(order.id)
    credit.hold_again(order.id)
    hold(order.id, pieces(order))


def sell(order: Order) -> list[CreditUse]:
    """Promised pieces belong to the buyer, and the promotions are used; returns what gift cards
    paid."""
    promotions.commit(order.id)
    paid = credit.commit(order.id)
    orders.mark_stock(order, StockState.SOLD)
    for variant_id, quantity in pieces(order):
        catalog.sell(variant_id, quantity, order.id)
    return paid


def let_go(order: Order) -> None:
    """Nobody will pay: promised pieces are for others again."""
    orders.mark_stock(order, StockState.RELEASED)
    promotions.release(order.id)
    credit.release(order.id)
    release_pieces(order)


def release_pieces(order: Order) -> None:
    """Take the promise of its pieces back."""
    for variant_id, quantity in pieces(order):
        catalog.release(variant_id, quantity, order.id)


def put_back(order: Order, quantities: dict[int, int]) -> None:
    """Pieces of order lines are on the shelf again."""
    of_variant = {line.id: line.variant_id for line in order.lines}
    back = sorted((of_variant[line], count) for line, count in quantities.items() if count)
    for variant_id, count in back:
        catalog.restock(variant_id, count, order.id)


def pieces(order: Order) -> list[tuple[int, int]]:
    """(variant id, quantity) in ascending order, so that two orders never lock in a circle."""
    return sorted((line.variant_id, line.quantity) for line in order.lines)

"""What an order may become, and what it must not."""

import itertools

import pytest

from storefront import orders
from storefront.orders import MOVES, IllegalMove, Order, State, StockState

VERBS = {
    State.PENDING: orders.mark_pending,
    State.PROCESSING: orders.mark_processing,
    State.PAID: orders.mark_paid,
    State.CANCELLED: orders.cancel,
}


@pytest.mark.parametrize(("start", "to"), list(itertools.product(State, State)))
def test_only_the_moves_in_the_table_are_possible(start: State, to: State) -> None:
    order = Order(number="LF-1", state=start)
    if to in MOVES[start]:
        VERBS[to](order)
        assert order.state == to
        return
    with pytest.raises(IllegalMove):
        VERBS[to](order)
    assert order.state == start


def test_pieces_are_sold_once_and_let_go_once() -> None:
    order = Order(number="LF-1", stock_state="reserved")
    orders.mark_stock(order, StockState.SOLD)
    with pytest.raises(IllegalMove):
        orders.mark_stock(order, StockState.SOLD)
    orders.mark_stock(order, StockState.RELEASED)
    with pytest.raises(IllegalMove):
        orders.mark_stock(order, StockState.SOLD)


def test_a_second_question_to_the_owner_keeps_the_first() -> None:
    order = Order(number="LF-1")
    for sentence in ("A.", "B.", "A."):
        orders.set_attention(order, sentence)
    assert order.attention == "A. B."
    orders.clear_attention(order)
    assert order.attention is None

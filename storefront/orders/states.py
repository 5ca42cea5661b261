"""What an order may become. Stock, refunds and disputes have states of their own."""

from collections.abc import Iterable
from enum import StrEnum

from storefront import clock
from storefront.errors import ShopError
from storefront.markets import gettext

from .models import Order


class State(StrEnum):
    """Where an order is with its payment."""

    PENDING = "pending"
    PROCESSING = "processing"
    PAID = "paid"
    CANCELLED = "cancelled"


class StockState(StrEnum):
    """What became of the pieces of an order."""

    RESERVED = "reserved"
    SOLD = "sold"
    RELEASED = "released"


# A cancelled order becomes paid when money came late and the pieces were still there.
MOVES: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.PROCESSING, State.PAID, State.CANCELLED}),
    State.PROCESSING: frozenset({State.PENDING, State.PAID, State.CANCELLED}),
    State.PAID: frozenset({State.CANCELLED}),
    State.CANCELLED: frozenset({State.PAID}),
}

# Late money takes released pieces again; a cancelled sale puts sold ones back.
STOCK_MOVES: dict[StockState, frozenset[StockState]] = {
    StockState.RESERVED: frozenset({StockState.SOLD, StockState.RELEASED}),
    StockState.SOLD: frozenset({StockState.RELEASED}),
    StockState.RELEASED: frozenset({StockState.RESERVED}),
}


class CustomsState(StrEnum):
    """Where an order is with customs: its most troubled parcel, else its least advanced."""

    NOT_REQUIRED = "not_required"
    DATA_MISSING = "data_missing"
    MISMATCH = "mismatch"
    READY = "ready"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RELEASED = "released"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


C = CustomsState

WORST_FIRST: tuple[CustomsState, ...] = (
    C.REJECTED,
    C.MISMATCH,
    C.DATA_MISSING,
    C.WITHDRAWN,
    C.AMENDED,
    C.READY,
    C.SENT,
    C.ACCEPTED,
    C.RELEASED,
    C.CANCELLED,
)
"""What an order of several parcels shows: first what needs a person, then what is least far. A
cancelled parcel counts only when there is no other."""

CUSTOMS_MOVES: dict[CustomsState, frozenset[CustomsState]] = {
    state: frozenset(WORST_FIRST) - {state} for state in CustomsState
}
"""A parcel's own moves are `customs.MOVES`. An order may go anywhere among them, since any of its
parcels may be the one that counts, but never back to where nothing was declared."""


class IllegalMove(ShopError):
    """The order cannot become that from where it is."""

    status = 409


def mark_processing(order: Order) -> None:
    """The buyer's bank is still confirming."""
    _move(order, State.PROCESSING)


def mark_pending(order: Order) -> None:
    """A delayed payment failed, and another try to pay is still open."""
    _move(order, State.PENDING)


def mark_paid(order: Order) -> None:
    """The money is there."""
    _move(order, State.PAID)
    order.paid_at = clock.now()
    order.cancelled_at = None


def cancel(order: Order) -> None:
    """Nothing will be sent."""
    _move(order, State.CANCELLED)
    order.cancelled_at = clock.now()


def mark_stock(order: Order, to: StockState) -> None:
    """What became of its pieces; raises IllegalMove so that nothing is moved twice."""
    if to not in STOCK_MOVES[StockState(order.stock_state)]:
        raise IllegalMove(
            gettext("The pieces of order %(number)s are %(state)s already.")
            % {"number": order.number, "state": order.stock_state}
        )
    order.stock_state = to


def follow_customs(order: Order, parcels: Iterable[str]) -> None:
    """Show on an order where its parcels' dossiers are; the only writer of this."""
    states = {CustomsState(state) for state in parcels}
    to = next((state for state in WORST_FIRST if state in states), None)
    if to is None or to == order.customs_state:
        return
    if to not in CUSTOMS_MOVES[CustomsState(order.customs_state)]:
        raise IllegalMove(f"{order.number}: customs {order.customs_state} cannot become {to}.")
    order.customs_state = to


def set_attention(order: Order, sentence: str) -> None:
    """Ask the owner to look; an earlier question is kept beside it."""
    asked = order.attention or ""
    if sentence not in asked:
        order.attention = f"{asked} {sentence}".strip()


def answer_attention(order: Order, sentence: str) -> None:
    """What was asked for in this sentence has been done; other questions stay."""
    left = (order.attention or "").replace(sentence, " ").split()
    order.attention = " ".join(left) or None


def clear_attention(order: Order) -> None:
    """The owner has looked."""
    order.attention = None


def _move(order: Order, to: State) -> None:
    if to not in MOVES[State(order.state)]:
        raise IllegalMove(
            gettext("Order %(number)s is %(state)s; it cannot become %(to)s.")
            % {"number": order.number, "state": order.state, "to": to}
        )
    order.state = to

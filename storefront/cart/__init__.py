"""What someone is about to buy, and the quote for it."""

from .baskets import (
    MOST_LINES,
    MOST_PIECES,
    Basket,
    BasketLine,
    add,
    change,
    count,
    empty,
    find_basket,
    lock_basket,
    new_basket,
    set_code,
    set_gift_cards,
)
from .purging import purge_baskets
from .quoting import Buyer, Quote, QuoteLine, quote

__all__ = [
    "MOST_LINES",
    "MOST_PIECES",
    "Basket",
    "BasketLine",
    "Buyer",
    "Quote",
    "QuoteLine",
    "add",
    "change",
    "count",
    "empty",
    "find_basket",
    "lock_basket",
    "new_basket",
    "purge_baskets",
    "quote",
    "set_code",
    "set_gift_cards",
]

"""Who buys, as far as a promotion asks: how they came, what they bought before; and what their
gift cards pay."""

from collections.abc import Callable
from typing import Any

from storefront import clock, credit, orders, promotions
from storefront.cart import Basket, Buyer
from storefront.credit import Cover
from storefront.money import Money

Touch = dict[str, Any]


def buyer(email: str, last_touch: Callable[[], Touch | None]) -> Buyer:
    """The buyer with this address, if one was given, who came by this touch, if one is known."""

    def source() -> promotions.Source:
        told = last_touch() or {}
        return promotions.Source(
            *(str(told.get(name) or "") for name in ("channel", "campaign", "link"))
        )

    return Buyer(source, lambda: _history(email))


def cover(basket: Basket, total: Money) -> Cover:
    """How the basket's gift cards pay a total. What they hold for an unpaid order from this basket
    counts as there: a new order takes its place."""
    if not basket.gift_cards:
        return Cover((), total)
    earlier = orders.unpaid_from_basket(basket.id)
    return credit.cover(total, basket.gift_cards, credit.held_for(each.id for each in earlier))


def _history(email: str) -> promotions.History:
    if "@" not in email:
        return promotions.History()
    customer = promotions.customer_of(email)
    count, last = orders.paid_by(customer)
    days = (clock.now() - last).days if last else None
    return promotions.History(count, days, customer, promotions.groups_of(customer))

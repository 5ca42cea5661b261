"""Who buys, as far as a promotion asks: how they came, and what they bought before."""

from collections.abc import Callable
from typing import Any

from storefront import clock, orders, promotions
from storefront.cart import Buyer

Touch = dict[str, Any]


def buyer(email: str, last_touch: Callable[[], Touch | None]) -> Buyer:
    """The buyer with this address, if one was given, who came by this touch, if one is known."""

    def source() -> promotions.Source:
        told = last_touch() or {}
        return promotions.Source(
            *(str(told.get(name) or "") for name in ("channel", "campaign", "link"))
        )

    return Buyer(source, lambda: _history(email))


def _history(email: str) -> promotions.History:
    if "@" not in email:
        return promotions.History()
    customer = promotions.customer_of(email)
    count, last = orders.paid_by(customer)
    days = (clock.now() - last).days if last else None
    return promotions.History(count, days, customer, promotions.groups_of(customer))

"""Steps of a buyer who has a gift card."""

from storefront import cart, checkout, credit
from storefront.credit import GiftCard
from storefront.db import db, transaction
from storefront.markets import Locale
from storefront.money import Money
from storefront.orders import Order
from tests.checkout.conftest import GERMANY, Till


def card(minor: int, currency: str = "EUR") -> GiftCard:
    """A card with so much on it."""
    with transaction():
        return credit.issue(Money(minor, currency), "gift", by="test")


def basket_with(till: Till, *cards: GiftCard, quantities: dict[str, int] | None = None) -> str:
    """A basket whose owner pays with these cards."""
    token = till.fill(quantities)
    with transaction():
        basket = cart.find_basket(token)
        assert basket is not None
        cart.set_gift_cards(basket, [each.id for each in cards])
    return token


def order_of(
    till: Till, token: str, locale: Locale = GERMANY, key: str = "k1", **changes: str
) -> Order:
    """The order of a basket at the total and with the credit that were shown."""
    basket = cart.find_basket(token)
    assert basket is not None
    wanted = [(line.variant_id, line.quantity) for line in basket.lines]
    total = cart.quote(wanted, locale, "standard").total
    paid = checkout.cover(basket, total).amount_minor
    details = till.details(locale, **changes)
    return checkout.place(
        token, details, locale, "standard", key, total.minor, expected_credit_minor=paid
    )


def settle(till: Till, order: Order) -> Order:
    """The rest is paid at Stripe."""
    session_id = till.pay(order)
    till.press(session_id)
    checkout.sync_session(session_id)
    return till.again(order)


def left_on(one: GiftCard) -> int:
    """What is on a card now (minor units)."""
    db.session.rollback()
    found = db.session.get(GiftCard, one.id, populate_existing=True)
    assert found is not None
    return found.balance_minor

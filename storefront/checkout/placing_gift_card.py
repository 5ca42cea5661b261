"""Buying a gift card: an order of it alone, without goods, parcel or tax, to be paid at Stripe.

No discount and no other gift card applies: it is money of its holder, and what they buy with it is
priced, taxed and declared as if it were paid in cash.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from storefront import credit, orders, promotions
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import Locale, gettext
from storefront.money import Money
from storefront.orders import Order, OrderDraft

from .placing import Origin, key_of, placed_before, refuse_too_many_unpaid


@dataclass(frozen=True)
class GiftCardWish:
    """What somebody wants to give: an amount (minor units), and to whom."""

    amount_minor: int
    email: str
    name: str
    recipient: str
    """The e-mail address that gets the code."""
    message: str = ""
    send_at: datetime | None = None


def place_gift_card(
    wish: GiftCardWish, locale: Locale, key: str = "", origin: Origin = (None, None, None, "")
) -> Order:
    """An unpaid order of one gift card; the same form sent twice gives the same order.

    Raises ShopError when a card cannot hold as much, when none are sold in this currency, or when
    this person has too many unpaid orders.
    """
    code = locale.market.currency
    least, most = credit.bounds(code)
    amount = Money(wish.amount_minor, code)
    if not credit.may_hold(amount):
        raise ShopError(
            gettext("A gift card holds from %(least)s to %(most)s %(currency)s.")
            % {"least": least.plain(), "most": most.plain(), "currency": code}
        )
    key, before = placed_before(key_of("gift card", key, wish, locale))
    if before is not None:
        return before
    try:
        with transaction():
            if not credit.sells(code):
                raise ShopError(gettext("Gift cards are not sold here at the moment."), 410)
            refuse_too_many_unpaid(wish.email, origin[0])
            order = orders.place(_draft(wish, amount, locale, key, origin))
            credit.note_purchase(order.id, wish.recipient, wish.message, wish.send_at)
            return order
    except IntegrityError:
        made = orders.find_by_placing_key(key)
        if made is None:
            raise
        return made  # the same click, a moment earlier


def _draft(
    wish: GiftCardWish, amount: Money, locale: Locale, key: str, origin: Origin
) -> OrderDraft:
    visit_id, first_touch, last_touch, source_basis = origin
    return OrderDraft(
        placing_key=key,
        basket_id=None,
        market=locale.market.code,
        language=locale.language,
        country=locale.country,
        currency=amount.currency,
        prices_include_tax=locale.market.prices_include_tax,
        email=wish.email,
        customer=promotions.customer_of(wish.email),
        phone="",
        name=wish.name,
        address_line1="",
        address_line2="",
        city="",
        region="",
        postal_code="",
        goods_minor=0,
        discount_minor=0,
        freight_minor=0,
        freight_vat_minor=0,
        insurance_minor=0,
        import_vat_minor=0,
        import_duty_minor=0,
        fees_minor=0,
        gift_cards_minor=amount.minor,
        total_minor=amount.minor,
        shipping_method="",
        shipping_name="",
        days_min=0,
        days_max=0,
        visit_id=visit_id,
        first_touch=first_touch,
        last_touch=last_touch,
        source_basis=source_basis,
        lines=(),
    )

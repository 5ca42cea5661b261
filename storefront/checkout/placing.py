"""Placing: the quote the buyer saw becomes an order, and its pieces are held."""

import json
import secrets
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError

from storefront import (
    cart,
    catalog,
    clock,
    crash,
    credit,
    customs,
    orders,
    payments,
    promotions,
)
from storefront.cart import Quote, QuoteLine
from storefront.credit import Cover
from storefront.db import release, transaction
from storefront.errors import ShopError
from storefront.markets import Locale, gettext
from storefront.money import Money
from storefront.orders import LineDraft, Order, OrderDraft

from . import holding
from .buying import Touch, buyer
from .giving_up import give_up

log = structlog.get_logger()

MOST_UNPAID = 5
"""Unpaid orders of one person that may hold pieces; more would keep others from them."""


class TooManyUnpaid(ShopError):
    """This person holds enough pieces already."""

    status = 429


Origin = tuple[str | None, Touch | None, Touch | None, str]
"""The visit, its first and last touch, and how they are known or why not."""


@dataclass(frozen=True)
class BuyerDetails:
    """Who buys and where it goes; `country` and `region` are ISO codes."""

    email: str
    phone: str
    name: str
    address_line1: str
    address_line2: str
    city: str
    region: str
    postal_code: str
    country: str
    consignee_id: str = field(default="", repr=False)
    """The number that the country asks of its people, where it does."""


def place(
    basket_token: str,
    details: BuyerDetails,
    locale: Locale,
    shipping_key: str | None,
    placing_key: str = "",
    expected_total_minor: int = -1,
    visit_id: str | None = None,
    first_touch: Touch | None = None,
    last_touch: Touch | None = None,
    source_basis: str = "",
    expected_credit_minor: int = 0,
) -> Order:
    """Freeze the basket into an unpaid order and hold its pieces.

    The same form sent twice gives the same order. Raises ShopError with nothing lost when the
    basket is empty, something is sold out, or the total, or what gift cards pay of it, is not what
    the buyer saw.
    """
    if details.country != locale.country:
        raise ShopError(gettext("Please choose the country of the delivery address again."))
    key, before = placed_before(key_of(basket_token, placing_key, details, locale, shipping_key))
    if before is not None:
        return before
    known = _replace_unpaid(basket_token, key)
    try:
        with transaction():
            order = _place(
                basket_token,
                details,
                locale,
                shipping_key,
                key,
                (expected_total_minor, expected_credit_minor),
                (visit_id, first_touch, last_touch, source_basis),
                known,
            )
            crash.point("place.before_commit")
    except IntegrityError:
        made = orders.find_by_placing_key(key)
        if made is None:
            raise
        return made  # the same click, a moment earlier
    crash.point("place.committed")
    return order


def _place(
    basket_token: str,
    details: BuyerDetails,
    locale: Locale,
    shipping_key: str | None,
    key: str,
    expected: tuple[int, int],
    origin: Origin,
    known: frozenset[int],
) -> Order:
    basket = cart.lock_basket(basket_token)
    wanted = [(line.variant_id, line.quantity) for line in basket.lines] if basket else []
    if basket is None or not wanted:
        raise ShopError(gettext("Your basket is empty."), 409)
    others = [order for order in orders.unpaid_from_basket(basket.id) if order.id not in known]
    if any(order.placing_key != key for order in others):
        raise ShopError(gettext("This basket was ordered in another window just now."), 409)
    refuse_too_many_unpaid(details.email, origin[0])
    who = buyer(details.email, lambda: origin[2])
    quote = cart.quote(wanted, locale, shipping_key, basket.code, who)
    if quote.problems:
        raise ShopError(" ".join(quote.problems), 409)
    if quote.shipping is None:
        raise ShopError(gettext("Please choose a delivery."), 409)
    if quote.total.minor != expected[0]:
        raise ShopError(
            gettext(
                "The total has changed to %(total)s %(currency)s while you were here."
                " Please look at it again before you pay."
            )
            % {"total": quote.total.plain(), "currency": quote.currency},
            409,
        )
    kind, number = _consignee_id(details)
    cover = credit.cover(quote.total, basket.gift_cards)
    if cover.amount_minor != expected[1]:
        raise credit.CreditGone(
            gettext(
                "Your gift card pays %(amount)s %(currency)s now."
                " Please look at what is left to pay again."
            )
            % {
                "amount": Money(cover.amount_minor, quote.currency).plain(),
                "currency": quote.currency,
            }
        )
    order = orders.place(_draft(quote, basket.id, details, locale, key, origin, cover))
    if number:
        orders.write_consignee_id(order, kind, number)
    promotions.hold(
        order.id, quote.evaluation.applied, quote.code_ids, details.email, quote.currency
    )
    credit.hold(order.id, cover.shares)
    holding.hold(order.id, ((line.offer.variant_id, line.quantity) for line in quote.lines))
    return order


def _consignee_id(details: BuyerDetails) -> tuple[str, str]:
    """The kind of number that the country asks for, and the buyer's; empty where it asks none."""
    kind = customs.asked_of_consignee(details.country, clock.now().date())
    if not kind:
        return "", ""
    try:
        return kind, customs.checked(kind, details.consignee_id)
    except ValueError as problem:
        raise ShopError(str(problem), 422) from None


def refuse_too_many_unpaid(email: str, visit_id: str | None) -> None:
    """Raises TooManyUnpaid for who has enough orders that nobody pays."""
    if orders.unpaid_of(email, visit_id) >= MOST_UNPAID:
        raise TooManyUnpaid(
            gettext(
                "You have %(count)s orders that are not paid yet. Please pay or cancel one of them,"
                " or wait half an hour; your basket stays as it is."
            )
            % {"count": MOST_UNPAID}
        )


def key_of(whose: str, placing_key: str, *content: Any) -> str:
    """What makes two submissions the same: the form's own key, whose it is, and what it says.

    A form without a key is never the same as another; a form that was changed neither.
    """
    told = [each if isinstance(each, str | None) else asdict(each) for each in content]
    placing_key = placing_key or secrets.token_hex(16)
    return sha256(json.dumps([whose, placing_key, told], default=str).encode()).hexdigest()


def placed_before(key: str) -> tuple[str, Order | None]:
    """The order that this form made; none when it ran out of time, with a key for another."""
    before = orders.find_by_placing_key(key)
    while before is not None and before.state == "cancelled":
        key = sha256(f"{key} after {before.id}".encode()).hexdigest()
        before = orders.find_by_placing_key(key)
    return key, before


def _replace_unpaid(basket_token: str, key: str) -> frozenset[int]:
    """A buyer who came back and orders anew must not compete with their own unpaid order.

    The same click's order, made a moment earlier under the same key, is not another. Returns the
    ids of the orders that were looked at, whatever became of them.
    """
    basket = cart.find_basket(basket_token)
    unpaid = orders.unpaid_from_basket(basket.id) if basket else []
    known = frozenset(order.id for order in unpaid)
    release()
    for order in unpaid:
        if order.placing_key == key:
            continue
        try:
            give_up(order.id, "replaced", "buyer")
        except (ShopError, payments.PaymentUnavailable) as refusal:
            log.info("unpaid_order_stays", order=order.number, reason=str(refusal))
    return known


def _draft(
    quote: Quote,
    basket_id: int,
    details: BuyerDetails,
    locale: Locale,
    key: str,
    origin: Origin,
    cover: Cover,
) -> OrderDraft:
    shipping = quote.shipping
    assert shipping is not None
    visit_id, first_touch, last_touch, source_basis = origin
    return OrderDraft(
        placing_key=key,
        basket_id=basket_id,
        market=locale.market.code,
        language=locale.language,
        customer=promotions.customer_of(details.email),
        currency=quote.currency,
        prices_include_tax=quote.prices_include_tax,
        **{name: each for name, each in vars(details).items() if name != "consignee_id"},
        goods_minor=quote.goods_minor,
        discount_minor=quote.discount_minor,
        freight_minor=quote.freight_minor,
        freight_vat_minor=quote.freight_vat_minor,
        insurance_minor=quote.insurance_minor,
        import_vat_minor=quote.import_vat_minor,
        import_duty_minor=quote.import_duty_minor,
        fees_minor=quote.fees_minor,
        total_minor=quote.total_minor,
        credit_minor=cover.amount_minor,
        shipping_method=shipping.key,
        shipping_name=shipping.name,
        days_min=shipping.days_min,
        days_max=shipping.days_max,
        visit_id=visit_id,
        first_touch=first_touch,
        last_touch=last_touch,
        source_basis=source_basis,
        lines=[_line(line) for line in quote.lines],
    )


_COPIED = tuple(
    name for name in LineDraft.__dataclass_fields__ if name in catalog.Offer.__dataclass_fields__
)


def _line(line: QuoteLine) -> LineDraft:
    return LineDraft(
        **{name: getattr(line.offer, name) for name in _COPIED},
        product_slug=line.offer.slug,
        quantity=line.quantity,
        unit_price_minor=line.unit_price.minor,
        unit_net_minor=line.unit_net_minor,
        goods_minor=line.goods_minor,
        discount_minor=line.discount_minor,
        vat_minor=line.vat_minor,
        duty_minor=line.duty_minor,
        fees_minor=line.fees_minor,
        total_minor=line.parts_minor,
    )

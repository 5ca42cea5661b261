"""Refer a friend: asked for on the page of a paid order, brought along by the friend."""

from dataclasses import dataclass

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from storefront import promotions
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.orders import Order

from ..security import limiter
from .basket import bring_code
from .caching import private
from .offer_words import benefit_of, terms_of
from .page import public_url
from .paying import known_order


@dataclass(frozen=True)
class Friends:
    """What a buyer can give friends, in words, empty when nothing now; and how they stand once they
    asked for a code."""

    terms: list[str]
    thanks: str
    """What the buyer gets for a friend now, if anything."""
    invitation: promotions.Invitation | None
    address: str
    rewards: list[tuple[str, str]]
    """Codes for thanks that can be used, and what each gives."""


def friends_of(order: Order) -> Friends | None:
    """Refer-a-friend for the page of an order; None while nothing was paid, or friends get nothing
    now and no thanks wait to be used."""
    if order.state != "paid":
        return None
    offer = promotions.friend_offer()
    told = promotions.as_promotion(offer.id, offer.kind, offer.rule) if offer else None
    known = promotions.invitation_of(order.customer)
    rewards = [(code, _gives(code, order)) for code in (known.rewards if known else ())]
    if offer is None or told is None or not told.is_payable_in(order.currency):
        return Friends([], "", known, "", rewards) if rewards else None
    address = public_url() + url_for("shop.friend", code=known.code) if known else ""
    return Friends(terms_of(told, offer.ends_at), _thanks(order), known, address, rewards)


def _gives(code: str, order: Order) -> str:
    """What a code for thanks does, for whoever holds it; empty when it does nothing now."""
    found = [
        each for each in promotions.promotions_with(code) if each.is_payable_in(order.currency)
    ]
    return benefit_of(found[0]) if found else ""


def _thanks(order: Order) -> str:
    offer = promotions.reward_offer()
    told = promotions.as_promotion(offer.id, offer.kind, offer.rule) if offer else None
    return benefit_of(told) if told and told.is_payable_in(order.currency) else ""


def invite(token: str) -> ResponseReturnValue:
    """Give the buyer of a paid order a code for friends."""
    order = known_order(token)
    if order.state != "paid":
        raise ShopError(_("Friends can be invited once the order is paid."), 409)
    with transaction():
        promotions.invite(order.id, order.customer)
    return redirect(url_for("shop.order", token=token, _anchor="friends"), 303)


@limiter.limit("30/minute")
def welcome(code: str) -> ResponseReturnValue:
    """An invited friend: the code comes along; whoever guesses sees the same page."""
    response = private(redirect(url_for("shop.home")))
    if promotions.is_friends_code(code) and promotions.is_code_open(code):
        bring_code(response, promotions.normal_code(code))
    return response

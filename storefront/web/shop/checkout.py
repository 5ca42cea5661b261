"""The last page before paying: who, where, how, and what it comes to."""

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import cart, checkout
from storefront.cart import Basket, Quote
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.orders import Order
from storefront.traffic import Step

from ..security import limiter
from ..visits import DoorCounter
from . import basket, paying
from .arrival import arrival_text
from .basket_offers import code_sentence
from .caching import private
from .checkout_form import CheckoutForm
from .page import page
from .visits import current_touches, last_touch


def open(blueprint: Blueprint) -> None:
    """Put checkout at its address."""
    blueprint.route("/checkout", methods=["GET", "POST"], endpoint="checkout")(details)


@limiter.limit("120/minute", methods=["POST"])
def details() -> ResponseReturnValue:
    """Ask what a parcel needs; when all is there, place the order and go on to Stripe."""
    mine = basket.found()
    if mine is None or not mine.lines:
        return redirect(url_for("shop.basket"), 303)
    counter: DoorCounter = current_app.extensions["door_counter"]
    counter.reach(request.environ, Step.CHECKOUT)
    form = CheckoutForm(g.locale)
    if request.method == "GET" or "update" in request.form:
        quote = quote_for(form, mine)
        if quote.problems and request.method == "GET":
            return redirect(url_for("shop.basket"), 303)
        return show(form, quote, mine)
    if not form.validate():
        return show(form, quote_for(form, mine), mine, status=422)
    try:
        order = place(form)
    except ShopError as refusal:
        return show(form, quote_for(form, mine), mine, refusal.message, refusal.status)
    return paying.go_and_pay(order)


def quote_for(form: CheckoutForm, mine: Basket) -> Quote:
    """What it comes to for the country and delivery in the form; the cheapest if none."""
    lines = basket.wanted_lines(mine)
    buyer = checkout.buyer(form.email.data or "", last_touch)
    quote = cart.quote(lines, form.destination, form.shipping.data, mine.code, buyer)
    if quote.shipping is None and form.shipping.data is not None:
        quote = cart.quote(lines, form.destination, code=mine.code, buyer=buyer)
    form.shipping.data = quote.shipping.key if quote.shipping else None
    form.shipping.choices = [(offer.key, offer.name) for offer in quote.shipping_offers]
    return quote


def place(form: CheckoutForm) -> Order:
    """Make it an order at the total the person saw; raises ShopError when that has changed."""
    visit_id, first_touch, last_touch, source_basis = current_touches()
    return checkout.place(
        basket.token(),
        form.details(),
        form.destination,
        form.shipping.data,
        placing_key=(form.placing_key.data or "")[:100],
        expected_total_minor=_seen(form.expected_total.data),
        expected_credit_minor=_seen(form.expected_credit.data or "0"),
        visit_id=visit_id,
        first_touch=first_touch,
        last_touch=last_touch,
        source_basis=source_basis,
    )


def _seen(text: str | None) -> int:
    """An amount that stood on the page (minor units); -1, which no amount is, for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 16 else -1


def show(
    form: CheckoutForm, quote: Quote, mine: Basket, refusal: str | None = None, status: int = 200
) -> ResponseReturnValue:
    """The page with what was typed kept."""
    code, cover = mine.code, basket.cover_of(mine, quote)
    form.expected_total.data = str(quote.total.minor)
    form.expected_credit.data = str(cover.amount_minor)
    html = render_template(
        "shop/checkout.html",
        page=page(_("Checkout"), indexed=False),
        form=form,
        quote=quote,
        cover=cover,
        code_said=code_sentence(quote, code, knows_buyer="@" in (form.email.data or ""))
        if code
        else "",
        refusal=refusal,
        arrivals={offer.key: arrival_text(offer) for offer in quote.shipping_offers},
    )
    return private(Response(html, status))

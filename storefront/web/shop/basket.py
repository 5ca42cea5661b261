"""The basket: a cookie with an unguessable token, a page, a number in the header."""

from flask import Blueprint, Response, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import cart
from storefront.cart import Basket, Quote
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.markets import ngettext

from ..security import csrf, require_same_origin
from .arrival import arrival_text
from .caching import private
from .page import page, public_url

COOKIE = "basket"
SIXTY_DAYS = 60 * 24 * 3600


def open(blueprint: Blueprint) -> None:
    """Put the basket at its addresses; its forms stand on pages that carry no token."""
    blueprint.get("/basket", endpoint="basket")(show)
    blueprint.get("/basket/summary", endpoint="basket_summary")(summary)
    blueprint.post("/basket/lines", endpoint="add_line")(csrf.exempt(add_line))
    blueprint.post("/basket/lines/<int:variant_id>", endpoint="change_line")(
        csrf.exempt(change_line)
    )


def token() -> str:
    """The basket's token from the cookie, or nothing."""
    return request.cookies.get(COOKIE, "")[:100]


def found() -> Basket | None:
    """The person's basket, if there is one."""
    return cart.find_basket(token()) if token() else None


def wanted_lines(basket: Basket | None) -> list[tuple[int, int]]:
    """What is in it, as a quote takes it."""
    return [(line.variant_id, line.quantity) for line in basket.lines] if basket else []


def remember(response: Response, token: str) -> None:
    """Keep the basket for sixty days from now."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=SIXTY_DAYS,
        httponly=True,
        samesite="Lax",
        secure=public_url().startswith("https://"),
    )


def show() -> ResponseReturnValue:
    """What is in the basket, and what it comes to."""
    quote: Quote = cart.quote(wanted_lines(found()), g.locale)
    head = page(_("Basket"), indexed=False)
    html = render_template(
        "shop/basket.html",
        page=head,
        quote=quote,
        arrives=arrival_text(quote.shipping) if quote.shipping else "",
    )
    return private(Response(html))


def summary() -> Response:
    """How many things are in the basket."""
    count = cart.count(token()) if token() else 0
    label = ngettext("Basket, %(num)d thing", "Basket, %(num)d things", count) % {"num": count}
    return private(jsonify(count=count, label=label))


def add_line() -> ResponseReturnValue:
    """Put something into the basket; the first thing brings the basket with it."""
    require_same_origin()
    variant_id, quantity = _whole("variant"), _whole("quantity", "1")
    if variant_id is None:
        raise ShopError(_("Please choose what you would like to buy."))
    if quantity is None:
        raise ShopError(_("Please give a whole number of pieces."))
    with transaction():
        basket, key = found(), token()
        if basket is None:
            basket, key = cart.new_basket()
        cart.add(basket, variant_id, quantity)
    response = redirect(url_for("shop.basket"), 303)
    assert isinstance(response, Response)
    remember(response, key)
    return response


def change_line(variant_id: int) -> ResponseReturnValue:
    """Take more or less of a line, or none."""
    require_same_origin()
    with transaction():
        basket = found()
        if basket is not None:
            cart.change(basket, variant_id, _new_quantity())
    return redirect(url_for("shop.basket"), 303)


def _new_quantity() -> int:
    if "remove" in request.form:
        return 0
    quantity = _whole("quantity")
    if quantity is None:
        raise ShopError(_("Please give a whole number of pieces."))
    step = {"1": 1, "-1": -1}.get(request.form.get("step", ""), 0)
    return max(quantity + step, 0)


def _whole(name: str, usual: str = "") -> int | None:
    text = request.form.get(name, usual).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None

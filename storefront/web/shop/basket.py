"""The basket: a cookie with an unguessable token, a page, a number in the header."""

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug import Response as AnyResponse

from storefront import cart, checkout, credit, promotions
from storefront.cart import Basket, Quote
from storefront.credit import Cover
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.markets import ngettext

from ..security import csrf, limiter, require_same_origin
from ..visits import DoorCounter
from .arrival import arrival_text
from .basket_offers import code_sentence, gifts, hints
from .caching import private
from .page import page, public_url
from .visits import last_touch

COOKIE = "basket"
SIXTY_DAYS = 60 * 24 * 3600
OFFER_COOKIE = "offer"
OFFER_SECONDS = 7 * 24 * 3600


def open(blueprint: Blueprint) -> None:
    """Put the basket at its addresses; its forms stand on pages that carry no token."""
    blueprint.get("/basket", endpoint="basket")(show)
    blueprint.get("/basket/summary", endpoint="basket_summary")(summary)
    blueprint.post("/basket/code", endpoint="basket_code")(csrf.exempt(use_code))
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


def bring_code(response: AnyResponse, code: str) -> None:
    """Let a visitor take a code along from a link or a page, until there is a basket for it.

    The cookie is signed: one that anybody could write would be a way to guess codes.
    """
    response.set_cookie(
        OFFER_COOKIE,
        _offers().dumps(code),
        max_age=OFFER_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=public_url().startswith("https://"),
    )


def brought_code() -> str:
    """The code that this visitor took along, if any."""
    try:
        return str(_offers().loads(request.cookies.get(OFFER_COOKIE, ""), max_age=OFFER_SECONDS))
    except BadSignature:
        return ""


def take_brought_code(basket: Basket) -> None:
    """Put the code that was taken along into a basket that has none. The caller holds the
    transaction."""
    code = "" if basket.code else brought_code()
    if code and promotions.is_code_open(code):
        cart.set_code(basket, code)


def _offers() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="offer")


def show() -> ResponseReturnValue:
    """What is in the basket, and what it comes to."""
    if request.cookies.get(OFFER_COOKIE):
        with transaction():
            basket = found()
            if basket is not None:
                take_brought_code(basket)
        response = _page()
        if basket is not None:
            response.delete_cookie(OFFER_COOKIE)
        return response
    return _page()


def _page(typed_code: str = "", code_problem: str = "", status: int = 200) -> Response:
    basket = found()
    code = basket.code if basket else ""
    buyer = checkout.buyer("", last_touch)
    wanted = wanted_lines(basket)
    quote: Quote = cart.quote(wanted, g.locale, code=code, buyer=buyer)
    html = render_template(
        "shop/basket.html",
        page=page(_("Basket"), indexed=False),
        quote=quote,
        arrives=arrival_text(quote.shipping) if quote.shipping else "",
        code=code,
        cover=cover_of(basket, quote),
        code_said=code_sentence(quote, code),
        hints=hints(quote),
        gifts=gifts(quote, wanted, code, buyer),
        typed_code=typed_code,
        code_problem=code_problem,
    )
    return private(Response(html, status))


@limiter.limit("20/minute;200/day", methods=["POST"])
def use_code() -> ResponseReturnValue:
    """Keep the code of an offer or of a gift card, or take one out again.

    Whatever is wrong with a code is said in one sentence, so that nobody learns by guessing.
    """
    require_same_origin()
    if "card" in request.form:
        return _without_card(request.form["card"])
    typed = request.form.get("code", "")
    card = credit.usable_card(typed)
    if card is not None:
        return _with_card(card.id)
    code = promotions.normal_code(typed)
    if code and not promotions.is_code_open(code):
        with transaction():
            promotions.note_refused_code()
        return _page(code, _("This code cannot be used. Please compare it letter by letter."), 422)
    with transaction():
        basket = found()
        if basket is not None:
            cart.set_code(basket, code)
    return redirect(url_for("shop.basket"), 303)


def _with_card(card_id: int) -> ResponseReturnValue:
    with transaction():
        basket = found()
        if basket is not None and card_id not in basket.gift_cards:
            if len(basket.gift_cards) >= credit.MOST_CARDS:
                raise ShopError(
                    _("One order can be paid with %(count)s gift cards. Please take one out first.")
                    % {"count": credit.MOST_CARDS}
                )
            cart.set_gift_cards(basket, [*basket.gift_cards, card_id])
    return redirect(url_for("shop.basket", _anchor="sums"), 303)


def _without_card(ending: str) -> ResponseReturnValue:
    with transaction():
        basket = found()
        if basket is not None:
            cards = [(each, credit.find_card(each)) for each in basket.gift_cards]
            kept = [each for each, card in cards if card is not None and card.ending != ending]
            cart.set_gift_cards(basket, kept)
    return redirect(url_for("shop.basket", _anchor="sums"), 303)


def cover_of(basket: Basket | None, quote: Quote) -> Cover:
    """How the gift cards of a basket pay what it comes to."""
    return checkout.cover(basket, quote.total) if basket else Cover((), quote.total)


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
        take_brought_code(basket)
    counter: DoorCounter = current_app.extensions["door_counter"]
    counter.take(request.environ, variant_id, g.locale.country)
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

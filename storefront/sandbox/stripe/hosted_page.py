"""The pages a buyer sees: the payment form, 3-D Secure, the bank, and what is left afterwards."""

import re
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, get_currency_name
from flask import Blueprint, Response, redirect, render_template, request

from storefront.sandbox.stripe import checkout
from storefront.sandbox.stripe.cards import CARDS, Decline
from storefront.sandbox.stripe.currencies import currency
from storefront.sandbox.stripe.methods import DELAYED, METHOD_NAMES, REDIRECTS
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.words import LANGUAGES, Words, sentence_for, words
from storefront.sandbox.stripe.world import World

HINTED = ("4242424242424242", "4000002760003184", "4000000000000002")
DECLINED_STATUS = 402


def pages(world: World) -> Blueprint:
    """The addresses under `/c/`."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/c/pay/<id>")
    def form(id: str) -> Any:
        session = _session(world, id)
        if session["status"] != "open":
            return _over(world, session)
        return _form(world, session, checkout.Outcome(), {})

    @blueprint.post("/c/pay/<id>")
    def pay(id: str) -> Any:
        typed = {name: value[:200] for name, value in request.form.items()}
        return _next(world, id, typed)

    @blueprint.get("/c/3ds/<id>")
    def challenge(id: str) -> Any:
        return _away(world, id, "challenge.html")

    @blueprint.get("/c/bank/<id>")
    def bank(id: str) -> Any:
        return _away(world, id, "bank.html")

    @blueprint.post("/c/3ds/<id>")
    @blueprint.post("/c/bank/<id>")
    def answer(id: str) -> Any:
        succeeded = request.form.get("answer") == "authorize"
        with world.change():
            outcome = checkout.come_back(world, _session(world, id), succeeded)
            session = dict(_session(world, id))
        if outcome.goes_to:
            return redirect(outcome.goes_to, 303)
        return _form(world, session, outcome, {})

    @blueprint.errorhandler(Refusal)
    def lost(refusal: Refusal) -> tuple[str, int]:
        return render_template("lost.html", words=words("en"), lang="en"), refusal.status

    return blueprint


def submit(world: World, id: str, typed: dict[str, str]) -> checkout.Outcome:
    """Exactly what the form's button does."""
    with world.change():
        session = _session(world, id)
        return checkout.pay(world, session, typed)


def _next(world: World, id: str, typed: dict[str, str]) -> Any:
    outcome = submit(world, id, typed)
    if outcome.goes_to:
        return redirect(outcome.goes_to, 303)
    return _form(world, _session(world, id), outcome, typed)


def _session(world: World, id: str) -> Thing:
    with world.change():
        session = world.store.get("checkout.session", id, "session")
        checkout.close_if_late(world, session)
        return session


def _form(
    world: World, session: Thing, outcome: checkout.Outcome, typed: dict[str, str]
) -> Response:
    text = _words(session)
    problems = {name: text[key] for name, key in outcome.problems.items()}
    method = typed.get("method") or session["payment_method_types"][0]
    page = render_template(
        "pay.html",
        **_common(world, session, text),
        items=[_item(item, text) for item in session["_items"]],
        shipping=_shipping(session, text),
        methods=session["payment_method_types"],
        chosen=method,
        method_names=METHOD_NAMES | {"card": text["card"]},
        redirects=REDIRECTS,
        delayed=DELAYED,
        typed=_shown_again(session, typed),
        problems=problems,
        first_problem=next(iter(problems), None),
        declined=_sentence(outcome.decline, text),
        hints=[CARDS[number] for number in HINTED],
    )
    refused = problems or outcome.decline
    return _page(page, DECLINED_STATUS if refused else 200)


def _shown_again(session: Thing, typed: dict[str, str]) -> dict[str, str]:
    """What the buyer typed before, without anything that could pay."""
    known = session["customer_details"] or {}
    return {
        "name": typed.get("name", known.get("name") or ""),
        "email": typed.get("email", known.get("email") or ""),
        "exp": typed.get("exp", ""),
        "iban": typed.get("iban", ""),
    }


def _over(world: World, session: Thing) -> Response:
    text = _words(session)
    goes_on = checkout.success_url(session) if session["status"] == "complete" else None
    return _page(
        render_template("over.html", **_common(world, session, text), goes_on=goes_on), 200
    )


def _away(world: World, id: str, template: str) -> Any:
    session = _session(world, id)
    intent = world.store.find(session["payment_intent"] or "")
    if session["status"] != "open" or not intent or intent["status"] != "requires_action":
        return redirect(f"/c/pay/{id}", 303)
    presented = world.store.get("payment_method", intent["payment_method"])
    text = _words(session)
    return _page(
        render_template(
            template,
            **_common(world, session, text),
            method_name=METHOD_NAMES.get(presented["type"], text["card"]),
            last4=presented["_details"].get("card", {}).get("last4"),
        ),
        200,
    )


def _page(html: str, status: int) -> Response:
    response = Response(html, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def _common(world: World, session: Thing, text: Words) -> dict[str, Any]:
    return {
        "session": session,
        "words": text,
        "lang": text.code,
        "shop": world.options.shop_name,
        "total": money(session["amount_total"], session["currency"], text.code),
        "currency_name": get_currency_name(session["currency"].upper(), locale=text.babel),
    }


def _words(session: Thing) -> Words:
    asked = session["locale"]
    if asked in (None, "auto"):
        wished = (tag.split("-")[0].lower() for tag in request.accept_languages.values())
        asked = next((tag for tag in wished if tag in LANGUAGES), "en")
    return words(asked)


def _item(item: Thing, text: Words) -> dict[str, Any]:
    quantity = item["quantity"]
    each = item["amount_subtotal"] // quantity
    return {
        "name": item["description"],
        "detail": item["_detail"],
        "quantity": quantity,
        "each": money(each, item["currency"], text.code) if quantity > 1 else None,
        "amount": money(item["amount_total"], item["currency"], text.code),
    }


def _shipping(session: Thing, text: Words) -> str | None:
    amount = session["total_details"]["amount_shipping"]
    return money(amount, session["currency"], text.code) if amount else None


def _sentence(decline: Decline | None, text: Words) -> str | None:
    return sentence_for(decline.decline_code or decline.code, text) if decline else None


def money(amount: int, code: str, language: str) -> str:
    """An amount as a reader of the language writes it."""
    exponent = currency(code).exponent
    value = Decimal(amount).scaleb(-exponent)
    written = format_currency(value, code.upper(), locale=words(language).babel)
    # CLDR's spacing between a currency's letters and the digits, which babel leaves out
    return re.sub(r"([A-Za-z])(?=\d)", "\\1\N{NO-BREAK SPACE}", written)

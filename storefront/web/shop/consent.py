"""Asking whether we may recognise a visitor again, and keeping the answer."""

from flask import Blueprint, current_app, g, redirect, request
from flask.typing import ResponseReturnValue

from storefront import traffic
from storefront.db import transaction

from ..arriving import CONSENT_COOKIE, COOKIE, stay_of
from ..security import csrf, limiter, require_same_origin
from ..visits import DoorCounter
from .caching import private
from .page import public_url


def open(blueprint: Blueprint) -> None:
    """Put the answer's address up; its forms stand on pages that carry no token."""
    blueprint.post("/consent", endpoint="consent")(csrf.exempt(answer))


@limiter.limit("20/minute;200/day")
def answer() -> ResponseReturnValue:
    """Keep the answer in the browser and, with the words that were shown, in the books; then on
    with the page. Whoever says no is forgotten at once."""
    require_same_origin()
    agreed = request.form.get("answer") == "yes"
    stay = stay_of(request.environ)
    with transaction():
        traffic.record_answer(
            agreed, g.locale.country, g.locale.language, stay.visit if stay else ""
        )
    path = "".join(char for char in request.form.get("path", "/")[:500] if char.isprintable())
    response = redirect(f"/{g.locale.tag}/" + path.lstrip("/\\"), 303)
    response.set_cookie(
        CONSENT_COOKIE,
        "yes" if agreed else "no",
        max_age=traffic.ANSWER_DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=public_url().startswith("https://"),
    )
    if not agreed:
        response.delete_cookie(COOKIE)
    elif stay is not None:
        counter: DoorCounter = current_app.extensions["door_counter"]
        response.headers.add("Set-Cookie", counter.cookie(stay, traffic.Basis.AGREED))
    return private(response)

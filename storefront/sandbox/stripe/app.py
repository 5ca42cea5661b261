"""The sandbox as a WSGI application."""

from typing import Any

from flask import Flask, Response, abort, render_template, request

from storefront.sandbox.stripe.api import api
from storefront.sandbox.stripe.cards import CARDS
from storefront.sandbox.stripe.contract import API_VERSION
from storefront.sandbox.stripe.control import control
from storefront.sandbox.stripe.hosted_page import money, pages
from storefront.sandbox.stripe.options import Options
from storefront.sandbox.stripe.pulse import Pulse
from storefront.sandbox.stripe.webhooks import ensure_endpoints
from storefront.sandbox.stripe.words import words
from storefront.sandbox.stripe.world import World

SHOWN_PAYMENTS = 25
LARGEST_BODY = 1_000_000
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Sandbox(Flask):
    """A stand-in for Stripe; `world` is its memory, `pulse` its background work."""

    world: World
    pulse: Pulse


def create_sandbox(options: Options | None = None, base_url: str | None = None) -> Sandbox:
    """A sandbox whose pages are reached at `base_url`; start its `pulse` to let time pass."""
    app = Sandbox(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.world = world = World(options or Options())
    if base_url and not world.base_url:
        world.base_url = base_url
    with world.change():
        ensure_endpoints(world, world.options.webhooks)
    app.pulse = Pulse(world)
    app.register_blueprint(api(world))
    app.register_blueprint(pages(world))
    app.register_blueprint(control(world))

    @app.get("/")
    def front() -> str:
        return _front(world)

    @app.get("/healthz")
    def health() -> tuple[str, int, dict[str, str]]:
        return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}

    @app.before_request
    def same_site_only() -> None:
        # a page elsewhere on the web must not press buttons here through a visitor's browser
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        return response

    return app


def _front(world: World) -> str:
    intents = world.store.every("payment_intent")[-SHOWN_PAYMENTS:][::-1]
    return render_template(
        "front.html",
        words=words("en"),
        lang="en",
        shop=world.options.shop_name,
        api_version=API_VERSION,
        base_url=world.base_url,
        cards=list(CARDS.values()),
        payments=[_line(world, intent) for intent in intents],
        violations=len(world.violations),
    )


def _line(world: World, intent: dict[str, Any]) -> dict[str, Any]:
    charge = world.store.find(intent["latest_charge"] or "")
    refunded = charge["amount_refunded"] if charge else 0
    disputes = world.store.every("dispute") if charge and charge["disputed"] else []
    return {
        "id": intent["id"],
        "amount": money(intent["amount"], intent["currency"], "en"),
        "status": intent["status"].replace("_", " "),
        "refunded": money(refunded, intent["currency"], "en") if refunded else None,
        "left": charge["amount_captured"] - refunded if charge else 0,
        "dispute": next((d for d in disputes if d["payment_intent"] == intent["id"]), None),
        "reference": intent["description"] or "",
    }

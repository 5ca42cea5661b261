"""The control plane: what tests and a person at the console may do to the sandbox's world."""

from typing import Any, cast

from flask import Blueprint, Response, jsonify, redirect, request

from storefront.sandbox.stripe import checkout, hosted_page
from storefront.sandbox.stripe.disputes import decide_dispute, open_dispute
from storefront.sandbox.stripe.faults import add_fault
from storefront.sandbox.stripe.payouts import fail_payout, pay_out
from storefront.sandbox.stripe.pulse import catch_up
from storefront.sandbox.stripe.refunds import finish_refund, refund
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.webhooks import ensure_endpoints, resend
from storefront.sandbox.stripe.world import DELIVER, WAITING, World, public

# What an outside auditor sees.
LEDGER = {
    "sessions": "checkout.session",
    "payment_intents": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "balance_transactions": "balance_transaction",
    "disputes": "dispute",
    "payouts": "payout",
    "events": "event",
}
FARTHEST = 10 * 366 * 86400  # seconds
BUYER = {
    "method": "card",
    "card_number": "4242 4242 4242 4242",
    "exp": "12 / 49",
    "cvc": "123",
    "name": "Kim Example",
    "email": "buyer@example.com",
}


def control(world: World) -> Blueprint:
    """The addresses under `/_sandbox/`: JSON in, JSON out."""
    blueprint = Blueprint("control", __name__, url_prefix="/_sandbox")
    _world_routes(blueprint, world)
    _money_routes(blueprint, world)
    _bank_routes(blueprint, world)
    _view_routes(blueprint, world)

    @blueprint.after_request
    def back_to_the_front(response: Response) -> Response:
        # a button of the front page was pressed: show the front page again
        pressed = "back" in request.form and response.status_code == 200
        return cast(Response, redirect("/", 303)) if pressed else response

    @blueprint.errorhandler(Refusal)
    def refused(refusal: Refusal) -> tuple[Response, int]:
        return jsonify(refusal.body), refusal.status

    return blueprint


def _wish() -> dict[str, Any]:
    wish = request.get_json(silent=True)
    return wish if isinstance(wish, dict) else request.form.to_dict()


def _world_routes(blueprint: Blueprint, world: World) -> None:
    """Settings, time, accidents."""

    @blueprint.route("/config", methods=["GET", "POST"])
    def config() -> Response:
        with world.change():
            world.configure(**(_wish() if request.method == "POST" else {}))
        return jsonify(world.settings_as_json())

    @blueprint.post("/clock")
    def clock() -> Response:
        with world.change():
            world.advance(_seconds(_wish().get("advance")))
        catch_up(world)
        return jsonify(now=world.now())

    @blueprint.get("/clock")
    def time() -> Response:
        return jsonify(now=world.now())

    @blueprint.post("/faults")
    def fault() -> Response:
        return jsonify(add_fault(world, _wish()))

    @blueprint.get("/faults")
    def faults() -> Response:
        return jsonify(world.faults)

    @blueprint.delete("/faults")
    def no_faults() -> Response:
        world.faults.clear()
        return jsonify([])

    @blueprint.post("/reset")
    def reset() -> Response:
        with world.change():
            world.reset()
            ensure_endpoints(world, world.options.webhooks)
        world.calm_down()
        return jsonify(now=world.now())


def _money_routes(blueprint: Blueprint, world: World) -> None:
    """What buyers do, and what becomes of their delayed payments."""

    @blueprint.post("/pay/<id>")
    def pay(id: str) -> Response:
        outcome = hosted_page.submit(world, id, BUYER | _wish())
        return jsonify(
            goes_to=outcome.goes_to,
            problems=outcome.problems,
            declined=outcome.decline.decline_code or outcome.decline.code
            if outcome.decline
            else None,
        )

    @blueprint.post("/settle")
    def settle() -> Response:
        wish = _wish()
        with world.change():
            session = _session_of(world, wish)
            if not checkout.settle(world, session, _yes(wish.get("succeeds", True))):
                raise Refusal("No delayed payment is under way for this session.")
        return jsonify(public(session))


def _bank_routes(blueprint: Blueprint, world: World) -> None:
    """What banks and the Dashboard do."""

    @blueprint.post("/disputes")
    def dispute() -> Response:
        wish = _wish()
        with world.change():
            opened = open_dispute(world, _charge_of(world, wish), wish.get("reason", "fraudulent"))
        return jsonify(public(opened))

    @blueprint.post("/disputes/<id>/close")
    def verdict(id: str) -> Response:
        status = _wish().get("status", "lost")
        if status not in ("won", "lost"):
            raise Refusal("A dispute is `won` or `lost`.")
        with world.change():
            decided = decide_dispute(world, world.store.get("dispute", id), status)
        return jsonify(public(decided))

    @blueprint.post("/refunds")
    def dashboard_refund() -> Response:
        wish = _wish()
        with world.change():
            charge = _charge_of(world, wish)
            left = charge["amount_captured"] - charge["amount_refunded"]
            amount = int(wish.get("amount") or left)
            if not 0 < amount <= left:
                raise Refusal(f"{left} is left to refund.")
            made = refund(world, charge, amount, "requested_by_customer", {})
        return jsonify(public(made))

    @blueprint.post("/refunds/<id>/finish")
    def refund_outcome(id: str) -> Response:
        with world.change():
            finish_refund(world, id, _yes(_wish().get("succeeds", True)))
        return jsonify(public(world.store.get("refund", id)))

    @blueprint.post("/payouts")
    def payout() -> Response:
        with world.change():
            return jsonify(public(pay_out(world)))

    @blueprint.post("/payouts/<id>/fail")
    def payout_fails(id: str) -> Response:
        with world.change():
            return jsonify(public(fail_payout(world, id)))

    @blueprint.post("/events/<id>/resend")
    def send_again(id: str) -> Response:
        with world.change():
            count = resend(world, world.store.get("event", id))
        return jsonify(deliveries=count)


def _view_routes(blueprint: Blueprint, world: World) -> None:
    """What happened."""

    @blueprint.get("/deliveries")
    def deliveries() -> Response:
        return jsonify(
            [
                {key: task[key] for key in ("event", "type", "endpoint", "state", "attempts")}
                for task in world.store.every("_task")
                if task["does"] == DELIVER
            ]
        )

    @blueprint.get("/pending")
    def pending() -> Response:
        tasks = world.store.every("_task")
        waiting = [t for t in tasks if t["does"] == DELIVER and t["state"] == WAITING]
        books = [t for t in tasks if t["does"] not in (DELIVER, "expire")]
        return jsonify(deliveries=len(waiting), tasks=len(books))

    @blueprint.get("/requests")
    def requests() -> Response:
        return jsonify(list(world.requests))

    @blueprint.get("/violations")
    def violations() -> Response:
        return jsonify(world.violations)

    @blueprint.get("/ledger")
    def ledger() -> Response:
        with world.store.lock:
            return jsonify(
                {
                    name: [public(thing) for thing in world.store.every(kind)]
                    for name, kind in LEDGER.items()
                }
            )


def _seconds(value: Any) -> float:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = -1.0
    if not 0 <= seconds < FARTHEST:
        raise Refusal("`advance` is a number of seconds, and time only goes forward.")
    return seconds


def _yes(value: Any) -> bool:
    return value not in (False, "false", "0", 0, "no", None)


def _session_of(world: World, wish: dict[str, Any]) -> Thing:
    if "session" in wish:
        return world.store.get("checkout.session", wish["session"], "session")
    for session in world.store.every("checkout.session"):
        if session["payment_intent"] and session["payment_intent"] == wish.get("payment_intent"):
            return session
    raise Refusal("Name a `session` or its `payment_intent`.", status=404)


def _charge_of(world: World, wish: dict[str, Any]) -> Thing:
    if "charge" in wish:
        return world.store.get("charge", wish["charge"])
    if "session" in wish:
        wish = {"payment_intent": _session_of(world, wish)["payment_intent"]}
    intent = world.store.get("payment_intent", wish.get("payment_intent") or "")
    return world.store.get("charge", intent["latest_charge"] or "")

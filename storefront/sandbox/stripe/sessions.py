"""Checkout Sessions: what a buyer is asked to pay, for how long, and how it ends."""

import re
from typing import Any

from storefront.sandbox.stripe.contract import blank
from storefront.sandbox.stripe.currencies import check_charge
from storefront.sandbox.stripe.events import emit
from storefront.sandbox.stripe.ids import new_id
from storefront.sandbox.stripe.lines import line_items, shipping_amount
from storefront.sandbox.stripe.methods import offered_methods
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.world import World

Params = dict[str, Any]

SHORTEST, LONGEST = 30 * 60, 24 * 3600
LEEWAY = 5  # seconds a request may have been under way
MOST_METADATA, KEY_LENGTH, VALUE_LENGTH = 50, 40, 500
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL_FIELDS = ("success_url", "cancel_url", "return_url")


def create_session(world: World, params: Params) -> Thing:
    """`POST /v1/checkout/sessions`, for payments only."""
    ui_mode = params.get("ui_mode", "hosted_page")
    _check_ways(params, ui_mode)
    _check_texts(params)
    items = line_items(params)
    code = items[0]["currency"]
    subtotal = sum(item["amount_subtotal"] for item in items)
    shipping = shipping_amount(params)
    total = subtotal + shipping
    check_charge(total, code, "line_items")
    id = new_id("cs_test_a1", 56)
    hosted = ui_mode == "hosted_page"
    payment = params.get("payment_intent_data") or {}
    session = world.make(
        blank("checkout.session"),
        "cs_test_",
        id=id,
        mode="payment",
        ui_mode=ui_mode,
        status="open",
        payment_status="unpaid",
        currency=code,
        amount_subtotal=subtotal,
        amount_total=total,
        total_details=blank_totals(shipping),
        expires_at=_expiry(world, params),
        url=f"{world.base_url}/c/pay/{id}" if hosted else None,
        client_secret=None if hosted else f"{id}_secret_{new_id('', 24)}",
        success_url=params.get("success_url"),
        cancel_url=params.get("cancel_url"),
        return_url=params.get("return_url"),
        client_reference_id=params.get("client_reference_id"),
        customer_email=params.get("customer_email"),
        customer_creation=params.get("customer_creation", "if_required"),
        metadata=params.get("metadata") or {},
        locale=params.get("locale"),
        submit_type=params.get("submit_type"),
        adaptive_pricing={"enabled": params.get("adaptive_pricing", {}).get("enabled", False)},
        billing_address_collection=params.get("billing_address_collection"),
        payment_method_collection="if_required",
        payment_method_types=offered_methods(world, params, code),
        allowed_payment_method_types=params.get("allowed_payment_method_types"),
        excluded_payment_method_types=params.get("excluded_payment_method_types"),
        _items=items,
        _payment=payment,
    )
    world.later(session["expires_at"] - world.instant(), "expire", session=id)
    return session


def blank_totals(shipping: int) -> dict[str, Any]:
    """The parts of a total that are not line items."""
    return {"amount_discount": 0, "amount_shipping": shipping, "amount_tax": 0}


def update_session(world: World, params: Params, id: str) -> Thing:
    """`POST /v1/checkout/sessions/{id}`: its metadata."""
    session = world.store.get("checkout.session", id, "session")
    if "metadata" in params:
        world.store.update(session, metadata=merged_metadata(session, params["metadata"]))
    if surplus := set(params) - {"metadata"}:
        name = surplus.pop()
        raise Refusal(f"The sandbox cannot update {name} of a Checkout Session.", param=name)
    return session


def expire_session(world: World, params: Params, id: str) -> Thing:
    """`POST /v1/checkout/sessions/{id}/expire`; refuses a session that is not open."""
    session = world.store.get("checkout.session", id, "session")
    if session["status"] != "open":
        raise Refusal(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout'
            f" Session has a status of `{session['status']}`."
        )
    return end_session(world, session)


def end_session(world: World, session: Thing) -> Thing:
    """An open session's time is over: its payment, if one was begun, is canceled with it."""
    world.store.update(session, status="expired", url=None)
    intent = session["payment_intent"] and world.store.find(session["payment_intent"])
    if intent and intent["status"] in ("requires_payment_method", "requires_action"):
        world.store.update(intent, status="canceled", canceled_at=world.now(), next_action=None)
        emit(world, "payment_intent.canceled", intent)
    emit(world, "checkout.session.expired", session)
    return session


def expire_if_due(world: World, id: str) -> None:
    """The agenda's way to end a session."""
    session = world.store.find(id)
    if session and session["status"] == "open" and session["expires_at"] <= world.instant():
        end_session(world, session)


def merged_metadata(thing: Thing, given: Any) -> dict[str, str]:
    """Metadata after an update: keys are added, emptied keys go, an empty value clears all."""
    if given == "":
        return {}
    check_metadata(given, "metadata")
    merged = (thing["metadata"] or {}) | given
    return {key: value for key, value in merged.items() if value != ""}


def check_metadata(metadata: Any, param: str) -> None:
    """Refuse more metadata than an object can carry."""
    if not isinstance(metadata, dict):
        return
    if len(metadata) > MOST_METADATA:
        raise Refusal(f"Metadata can have up to {MOST_METADATA} keys", param=param)
    for key, value in metadata.items():
        if len(key) > KEY_LENGTH or len(value) > VALUE_LENGTH:
            raise Refusal(
                f"Metadata keys can be up to {KEY_LENGTH} characters long and values up to"
                f" {VALUE_LENGTH}.",
                param=f"{param}[{key[:KEY_LENGTH]}]",
            )


def _check_ways(params: Params, ui_mode: str) -> None:
    """The rules between fields, which types cannot tell."""
    if params.get("mode", "payment") != "payment":
        raise Refusal("This sandbox takes payments only: mode must be `payment`", param="mode")
    needs, forbids = (
        ("success_url", ("return_url",))
        if ui_mode == "hosted_page"
        else ("return_url", ("success_url", "cancel_url"))
    )
    for name in ("line_items", needs):
        if not params.get(name):
            raise Refusal(f"Missing required param: {name}.", "parameter_missing", name)
    for name in forbids:
        if name in params:
            raise Refusal(f"`{name}` can not be used with `ui_mode: {ui_mode}`.", param=name)
    if "allowed_payment_method_types" in params and "excluded_payment_method_types" in params:
        raise Refusal(
            "You may only specify one of these parameters: allowed_payment_method_types,"
            " excluded_payment_method_types."
        )
    _check_absent(params)


def _check_absent(params: Params) -> None:
    """What Stripe has and this sandbox has not is refused, never silently ignored."""
    if id := params.get("customer"):
        raise Refusal(f"No such customer: '{id}'", "resource_missing", "customer")
    for name in ("discounts", "subscription_data", "setup_intent_data", "invoice_creation"):
        if params.get(name):
            raise Refusal(f"This sandbox has no {name}.", param=name)
    if params.get("automatic_tax", {}).get("enabled"):
        raise Refusal("This sandbox calculates no taxes.", param="automatic_tax[enabled]")
    if params.get("adaptive_pricing", {}).get("enabled"):
        raise Refusal("This sandbox has no Adaptive Pricing.", param="adaptive_pricing[enabled]")


def _check_texts(params: Params) -> None:
    for name in URL_FIELDS:
        if name in params and not re.match(r"https?://[^\s/]+", params[name]):
            raise Refusal("Not a valid URL", "url_invalid", name)
    if "customer_email" in params and not EMAIL.fullmatch(params["customer_email"]):
        raise Refusal(
            f"Invalid email address: {params['customer_email']}", "email_invalid", "customer_email"
        )
    if len(params.get("client_reference_id", "")) > 200:
        raise Refusal("Must be at most 200 characters", param="client_reference_id")
    payment = params.get("payment_intent_data", {})
    suffix = payment.get("statement_descriptor_suffix", "")
    if len(suffix) > 22 or re.search(r"[<>\\'\"*]", suffix):
        raise Refusal(
            "The statement descriptor suffix must be at most 22 characters, without <>\\'\"*",
            "invalid_characters",
            "payment_intent_data[statement_descriptor_suffix]",
        )
    check_metadata(params.get("metadata"), "metadata")
    check_metadata(payment.get("metadata"), "payment_intent_data[metadata]")


def _expiry(world: World, params: Params) -> int:
    at: int = params.get("expires_at", world.now() + LONGEST)
    if not SHORTEST - LEEWAY <= at - world.now() <= LONGEST + LEEWAY:
        bound = "at least 30 minutes" if at < world.now() + LONGEST else "less than 24 hours"
        raise Refusal(
            f"The `expires_at` timestamp must be {bound} from Checkout Session creation.",
            param="expires_at",
        )
    return at

"""What happens when a buyer presses «Pay», or comes back from the bank."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from storefront.sandbox.stripe import intents
from storefront.sandbox.stripe.cards import (
    CARDS,
    LIVE_CARD,
    NOT_AUTHENTICATED,
    Card,
    Decline,
    is_card_number,
)
from storefront.sandbox.stripe.contract import blank_part
from storefront.sandbox.stripe.events import emit
from storefront.sandbox.stripe.methods import DELAYED, REDIRECTS
from storefront.sandbox.stripe.sessions import EMAIL, end_session
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.world import World

FAILING_IBAN = "DE62370400440532013001"


@dataclass(frozen=True)
class Outcome:
    """Where the buyer goes next, or what is wrong with what was typed.

    `problems` maps a form field to the key of a sentence; `decline` is the bank's no.
    """

    goes_to: str | None = None
    problems: dict[str, str] = field(default_factory=dict)
    decline: Decline | None = None


def pay(world: World, session: Thing, form: dict[str, str]) -> Outcome:
    """The buyer presses «Pay»: safe to press twice, for only an open session can be paid."""
    if session["status"] != "open":
        return _ended(session)
    method = form.get("method") or session["payment_method_types"][0]
    problems, buyer = _read(world, session, method, form)
    if problems:
        return Outcome(problems=problems)
    card = CARDS.get(buyer["number"]) if method == "card" else None
    intent = intents.intent_for(world, session)
    shown = (card or _unknown(buyer)) if method == "card" else None
    presented = intents.attach_method(world, intent, method, shown, buyer)
    _remember_buyer(world, session, presented, buyer)
    if method in REDIRECTS:
        return _send_away(world, session, intent, "bank")
    if method in DELAYED:
        return _accept_delayed(world, session, intent, buyer)
    if method == "card" and card is None:
        intents.decline(world, intent, presented, LIVE_CARD)
        return Outcome(decline=LIVE_CARD)
    if card and card.challenge:
        return _send_away(world, session, intent, "3ds")
    if card and card.decline:
        intents.decline(world, intent, presented, card.decline)
        return Outcome(decline=card.decline)
    return _paid(world, session, intent, presented)


def come_back(world: World, session: Thing, succeeded: bool) -> Outcome:
    """The buyer returns from 3-D Secure or the bank, having agreed or not."""
    intent = world.store.find(session["payment_intent"] or "")
    if session["status"] != "open" or not intent or intent["status"] != "requires_action":
        return _ended(session)
    presented = world.store.get("payment_method", intent["payment_method"])
    card = CARDS.get(presented["_card"] or "")
    why = (card.decline if card else None) if succeeded else NOT_AUTHENTICATED
    if why:
        intents.decline(world, intent, presented, why)
        return Outcome(decline=why)
    return _paid(world, session, intent, presented)


def settle(world: World, session: Thing, succeeds: bool) -> bool:
    """A delayed payment arrives or fails; False when none was under way."""
    intent = world.store.find(session["payment_intent"] or "")
    if not intent or intent["status"] != "processing":
        return False
    presented = world.store.get("payment_method", intent["payment_method"])
    if succeeds:
        intents.succeed(world, intent, presented)
        world.store.update(session, payment_status="paid")
        emit(world, "checkout.session.async_payment_succeeded", session)
    else:
        no = Decline("payment_intent_payment_attempt_failed", None, "The payment failed.")
        intents.decline(world, intent, presented, no)
        emit(world, "checkout.session.async_payment_failed", session)
    return True


def settle_if_due(world: World, id: str, succeeds: bool) -> None:
    """The agenda's way to settle a delayed payment."""
    if session := world.store.find(id):
        settle(world, session, succeeds)


def close_if_late(world: World, session: Thing) -> None:
    """A page asked for after the session's time must not show a form."""
    if session["status"] == "open" and session["expires_at"] <= world.instant():
        end_session(world, session)


def success_url(session: Thing) -> str:
    """Where a buyer goes after paying."""
    url: str = session["success_url"] or session["return_url"]
    return url.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _ended(session: Thing) -> Outcome:
    """Nothing left to pay: the buyer of a paid session goes where payers go."""
    if session["status"] == "complete":
        return Outcome(goes_to=success_url(session))
    return Outcome(goes_to=f"/c/pay/{session['id']}")


def _paid(world: World, session: Thing, intent: Thing, presented: Thing) -> Outcome:
    intents.succeed(world, intent, presented)
    world.store.update(session, status="complete", payment_status="paid", url=None)
    emit(world, "checkout.session.completed", session)
    return Outcome(goes_to=success_url(session))


def _send_away(world: World, session: Thing, intent: Thing, where: str) -> Outcome:
    path = f"/c/{where}/{session['id']}"
    intents.ask_for_action(world, intent, world.base_url + path)
    return Outcome(goes_to=path)


def _accept_delayed(world: World, session: Thing, intent: Thing, buyer: Thing) -> Outcome:
    intents.begin_processing(world, intent)
    world.store.update(session, status="complete", payment_status="unpaid", url=None)
    emit(world, "checkout.session.completed", session)
    after = world.settings.delayed_settles_after
    if after is not None:
        succeeds = buyer["iban"] != FAILING_IBAN
        world.later(after, "settle", session=session["id"], succeeds=succeeds)
    return Outcome(goes_to=success_url(session))


def _remember_buyer(world: World, session: Thing, presented: Thing, buyer: Thing) -> None:
    details = blank_part("checkout.session", "customer_details") | {
        "email": buyer["email"],
        "name": buyer["name"] or None,
        "address": presented["_billing"]["address"],
        "tax_exempt": "none",
        "tax_ids": [],
    }
    world.store.update(session, customer_details=details)


def _read(
    world: World, session: Thing, method: str, form: dict[str, str]
) -> tuple[dict[str, str], dict[str, Any]]:
    """What was typed, and what is wrong with it: sentence keys by field, as the page has them."""
    problems: dict[str, str] = {}
    buyer: dict[str, Any] = {
        "name": form.get("name", "").strip(),
        "email": session["customer_email"] or form.get("email", "").strip(),
        "number": re.sub(r"\D", "", form.get("card_number", "")),
        "iban": re.sub(r"\s", "", form.get("iban", "")).upper(),
    }
    if method not in session["payment_method_types"]:
        problems["method"] = "method_unknown"
    if not EMAIL.fullmatch(buyer["email"]):
        problems["email"] = "email_invalid"
    if method == "card":
        if not is_card_number(buyer["number"]):
            problems["card_number"] = "card_number_invalid"
        if problem := _read_expiry(world, form.get("exp", ""), buyer):
            problems["exp"] = problem
        if not re.fullmatch(r"\d{3,4}", form.get("cvc", "").strip()):
            problems["cvc"] = "cvc_incomplete"
        if not buyer["name"]:
            problems["name"] = "name_missing"
    return problems, buyer


def _read_expiry(world: World, typed: str, buyer: dict[str, Any]) -> str | None:
    match = re.fullmatch(r"\s*(\d{1,2})\s*[/\-.]?\s*(\d{2}|\d{4})\s*", typed)
    if not match or not 1 <= int(match[1]) <= 12:
        return "exp_incomplete"
    month, year = int(match[1]), int(match[2])
    buyer["exp_month"], buyer["exp_year"] = month, year + 2000 if year < 100 else year
    today = datetime.fromtimestamp(world.instant(), UTC)
    return "exp_past" if (buyer["exp_year"], month) < (today.year, today.month) else None


def _unknown(buyer: dict[str, Any]) -> Card:
    """A real-looking card that is no test card: known by its last digits alone."""
    return Card("0" * 12 + buyer["number"][-4:], "unknown")

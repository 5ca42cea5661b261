"""PaymentIntents and their charges: one intent for a session, one charge for every try."""

from hashlib import sha256
from typing import Any

from storefront.sandbox.stripe import ledger
from storefront.sandbox.stripe.cards import CARDS, Card, Decline
from storefront.sandbox.stripe.contract import blank, blank_part
from storefront.sandbox.stripe.disputes import open_dispute, warn_of_fraud
from storefront.sandbox.stripe.events import emit
from storefront.sandbox.stripe.ids import new_id, random_text
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.world import World

BANK_COUNTRY = {"ideal": "NL", "bancontact": "BE", "sepa_debit": "DE"}


def intent_for(world: World, session: Thing) -> Thing:
    """The session's intent; it is made when the buyer first tries to pay."""
    if session["payment_intent"]:
        return world.store.get("payment_intent", session["payment_intent"])
    wishes = session["_payment"]
    id = new_id("pi_3")
    intent = world.make(
        blank("payment_intent"),
        "pi_3",
        id=id,
        amount=session["amount_total"],
        currency=session["currency"],
        status="requires_payment_method",
        capture_method=wishes.get("capture_method", "automatic_async"),
        confirmation_method="automatic",
        client_secret=f"{id}_secret_{random_text(25)}",
        metadata=wishes.get("metadata") or {},
        description=wishes.get("description"),
        receipt_email=wishes.get("receipt_email"),
        statement_descriptor=wishes.get("statement_descriptor"),
        statement_descriptor_suffix=wishes.get("statement_descriptor_suffix"),
        shipping=_shipping(wishes),
        payment_method_types=session["payment_method_types"],
    )
    world.store.update(session, payment_intent=id)
    emit(world, "payment_intent.created", intent)
    return intent


def _shipping(wishes: dict[str, Any]) -> Thing | None:
    given = wishes.get("shipping")
    if not given:
        return None
    shape = blank_part("payment_intent", "shipping")
    address = blank_part("payment_intent", "shipping", "address")
    return shape | given | {"address": address | given["address"]}


def attach_method(
    world: World, intent: Thing, method: str, card: Card | None, buyer: dict[str, Any]
) -> Thing:
    """The payment method the buyer presents, as an object of its own."""
    country = card.country if card else BANK_COUNTRY.get(method)
    address = blank_part("charge", "billing_details", "address") | {"country": country}
    billing = blank_part("charge", "billing_details") | {
        "name": buyer.get("name") or None,
        "email": buyer.get("email") or None,
        "address": address,
    }
    details = _details(method, card, buyer)
    presented = world.make(
        blank("payment_method"),
        "pm_1",
        type=method,
        billing_details=billing,
        _card=card.number if card else None,
        _details=details,
        _billing=billing,
        _country=country or world.options.account_country,
    )
    world.store.update(intent, payment_method=presented["id"])
    return presented


def _details(method: str, card: Card | None, buyer: dict[str, Any]) -> dict[str, Any]:
    """What a charge tells about how it was paid."""
    details: dict[str, Any] = {"type": method}
    if card is None:
        details[method] = blank_part("charge", "payment_method_details", method)
        return details
    details["card"] = blank_part("charge", "payment_method_details", "card") | {
        "brand": card.brand,
        "country": card.country,
        "exp_month": buyer["exp_month"],
        "exp_year": buyer["exp_year"],
        "fingerprint": sha256(card.number.encode()).hexdigest()[:16],
        "funding": "credit",
        "last4": card.last4,
        "network": card.brand,
        "checks": blank_part("charge", "payment_method_details", "card", "checks")
        | {"cvc_check": "pass"},
    }
    return details


def ask_for_action(world: World, intent: Thing, url: str) -> None:
    """The buyer must go somewhere else first: to the bank, or through 3-D Secure."""
    action = blank_part("payment_intent", "next_action") | {
        "type": "redirect_to_url",
        "redirect_to_url": {"url": url, "return_url": None},
    }
    world.store.update(
        intent, status="requires_action", next_action=action, last_payment_error=None
    )
    emit(world, "payment_intent.requires_action", intent)


def begin_processing(world: World, intent: Thing) -> None:
    """A delayed method was accepted; money may come in days."""
    world.store.update(intent, status="processing", next_action=None, last_payment_error=None)
    emit(world, "payment_intent.processing", intent)


def decline(world: World, intent: Thing, presented: Thing, why: Decline) -> Thing:
    """The try failed: a failed charge, and the intent waits for another method."""
    charge = _charge(world, intent, presented, why)
    error = blank_part("payment_intent", "last_payment_error") | {
        "type": "card_error",
        "code": why.code,
        "decline_code": why.decline_code,
        "message": why.message,
        "charge": charge["id"],
    }
    world.store.update(
        intent,
        status="requires_payment_method",
        latest_charge=charge["id"],
        last_payment_error={k: v for k, v in error.items() if v is not None},
        payment_method=None,
        next_action=None,
    )
    emit(world, "charge.failed", charge)
    emit(world, "payment_intent.payment_failed", intent)
    return charge


def succeed(world: World, intent: Thing, presented: Thing) -> Thing:
    """The money came: a charge, whose fees are booked a little later."""
    charge = _charge(world, intent, presented, None)
    world.store.update(
        intent,
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
    )
    if world.settings.booking_delay <= 0:
        _enter(world, charge)
    emit(world, "charge.succeeded", charge)
    emit(world, "payment_intent.succeeded", intent)
    if world.settings.booking_delay > 0:
        world.later(world.settings.booking_delay, "book", charge=charge["id"])
    if charge["_afterwards"] == "dispute":
        open_dispute(world, charge)
    elif charge["_afterwards"] == "early_fraud_warning":
        warn_of_fraud(world, charge)
    return charge


def book_charge(world: World, id: str) -> None:
    """The agenda's way to book a charge: its balance transaction, and `charge.updated`."""
    charge = world.store.find(id)
    if charge and charge["balance_transaction"] is None:
        _enter(world, charge)
        emit(world, "charge.updated", charge, {"balance_transaction": None})


def _enter(world: World, charge: Thing) -> None:
    entry = ledger.book(
        world,
        "charge" if charge["id"].startswith("ch_") else "payment",
        charge["amount"],
        charge["currency"],
        charge["id"],
        ledger.charge_fees(world, charge["amount"], charge["currency"], charge["_country"]),
        charge["description"],
    )
    world.store.update(charge, balance_transaction=entry["id"])


def _charge(world: World, intent: Thing, presented: Thing, why: Decline | None) -> Thing:
    paid = why is None
    card = CARDS.get(presented["_card"] or "")
    outcome = blank_part("charge", "outcome") | {
        "network_status": "approved_by_network" if paid else "declined_by_network",
        "seller_message": "Payment complete." if paid else "The bank declined the payment.",
        "type": "authorized" if paid else "issuer_declined",
    }
    return world.make(
        blank("charge"),
        "ch_3" if presented["type"] in ("card", "link") else "py_3",
        amount=intent["amount"],
        amount_captured=intent["amount"] if paid else 0,
        currency=intent["currency"],
        status="succeeded" if paid else "failed",
        paid=paid,
        captured=paid,
        payment_intent=intent["id"],
        payment_method=presented["id"],
        payment_method_details=presented["_details"],
        billing_details=presented["_billing"],
        metadata=dict(intent["metadata"]),
        description=intent["description"],
        receipt_email=intent["receipt_email"],
        shipping=intent["shipping"],
        statement_descriptor_suffix=intent["statement_descriptor_suffix"],
        outcome=outcome,
        failure_code=why.code if why else None,
        failure_message=why.message if why else None,
        _afterwards=card.afterwards if card else None,
        _country=presented["_country"],
    )

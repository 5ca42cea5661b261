"""Refunds: never more than was paid, sometimes slow, sometimes failing after they succeeded."""

from typing import Any

from storefront.sandbox.stripe import ledger
from storefront.sandbox.stripe.contract import blank
from storefront.sandbox.stripe.disputes import blocks_refund
from storefront.sandbox.stripe.events import emit
from storefront.sandbox.stripe.intents import book_charge
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.sessions import check_metadata, merged_metadata
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.world import World

Params = dict[str, Any]


def create_refund(world: World, params: Params) -> Thing:
    """`POST /v1/refunds`; refuses what is already refunded, disputed, or more than is left."""
    check_metadata(params.get("metadata"), "metadata")
    charge = _charge_to_refund(world, params)
    if blocks_refund(world, charge):
        raise Refusal(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            "charge_disputed",
        )
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left <= 0:
        raise Refusal(
            f"Charge {charge['id']} has already been refunded.", "charge_already_refunded"
        )
    amount = params.get("amount", left)
    if amount <= 0:
        raise Refusal("Invalid positive integer", "parameter_invalid_integer", "amount")
    if amount > left:
        raise Refusal(
            f"Refund amount ({amount} {charge['currency']}) is greater than unrefunded amount on"
            f" charge ({left} {charge['currency']})",
            "amount_too_large",
            "amount",
        )
    return refund(world, charge, amount, params.get("reason"), params.get("metadata") or {})


def refund(
    world: World, charge: Thing, amount: int, reason: str | None, metadata: dict[str, str]
) -> Thing:
    """Give money back; the fee stays with the processor."""
    book_charge(world, charge["id"])
    is_card = charge["id"].startswith("ch_")
    pends = charge["_afterwards"] == "refund_pends" or not is_card
    made = world.make(
        blank("refund"),
        "re_3" if is_card else "pyr_1",
        amount=amount,
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        reason=reason,
        metadata=metadata,
        status="pending" if pends else "succeeded",
        pending_reason="processing" if pends else None,
    )
    entry = ledger.book(
        world,
        "refund" if is_card else "payment_refund",
        -amount,
        charge["currency"],
        made["id"],
        description=f"REFUND FOR {charge['id']}",
    )
    world.store.update(made, balance_transaction=entry["id"])
    _count(world, charge, amount)
    emit(world, "refund.created", made)
    emit(world, "charge.refunded", charge)
    if charge["_afterwards"] == "refund_fails":
        world.later(world.settings.refund_delay, "refund", refund=made["id"], succeeds=False)
    elif pends:
        world.later(world.settings.refund_delay, "refund", refund=made["id"], succeeds=True)
    return made


def finish_refund(world: World, id: str, succeeds: bool) -> None:
    """The bank's last word on a refund."""
    made = world.store.find(id)
    if made is None or made["status"] in ("failed", "canceled"):
        return
    if not succeeds:
        _return_money(world, made, "failed", failure_reason="expired_or_canceled_card")
        emit(world, "refund.failed", made)
    elif made["status"] == "pending":
        world.store.update(made, status="succeeded", pending_reason=None)
        emit(world, "refund.updated", made, {"status": "pending"})
        emit(world, "charge.refund.updated", made, {"status": "pending"})


def update_refund(world: World, params: Params, id: str) -> Thing:
    """`POST /v1/refunds/{id}`: its metadata."""
    made = world.store.get("refund", id)
    if "metadata" in params:
        world.store.update(made, metadata=merged_metadata(made, params["metadata"]))
        emit(world, "refund.updated", made)
    return made


def cancel_refund(world: World, params: Params, id: str) -> Thing:
    """`POST /v1/refunds/{id}/cancel`, which only a refund that waits for the buyer allows."""
    made = world.store.get("refund", id)
    if made["status"] != "requires_action":
        raise Refusal(
            f"Refund {id} cannot be canceled because it has a status of {made['status']}. Only"
            " refunds with a status of `requires_action` can be canceled."
        )
    _return_money(world, made, "canceled")
    emit(world, "refund.updated", made)
    return made


def _return_money(world: World, made: Thing, status: str, **facts: Any) -> None:
    """Undo a refund in the books, at the rate it was made with."""
    charge = world.store.get("charge", made["charge"])
    first = world.store.get("balance_transaction", made["balance_transaction"])
    entry = ledger.book(
        world,
        "refund_failure",
        made["amount"],
        made["currency"],
        made["id"],
        description=f"REFUND FAILURE FOR {charge['id']}",
        rate=first["exchange_rate"],
    )
    world.store.update(
        made,
        status=status,
        pending_reason=None,
        failure_balance_transaction=entry["id"],
        **facts,
    )
    _count(world, charge, -made["amount"])


def _count(world: World, charge: Thing, amount: int) -> None:
    refunded = charge["amount_refunded"] + amount
    world.store.update(
        charge, amount_refunded=refunded, refunded=refunded == charge["amount_captured"]
    )


def _charge_to_refund(world: World, params: Params) -> Thing:
    if "payment_intent" in params:
        intent = world.store.get("payment_intent", params["payment_intent"], "payment_intent")
        if intent["status"] != "succeeded":
            raise Refusal(
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
                "payment_intent_unexpected_state",
                "payment_intent",
            )
        return world.store.get("charge", intent["latest_charge"])
    if "charge" not in params:
        raise Refusal(
            "One of the following params should be provided for this request: payment_intent or"
            " charge.",
            "parameter_missing",
        )
    charge = world.store.get("charge", params["charge"], "charge")
    if not charge["paid"]:
        raise Refusal(f"Charge {charge['id']} is not successful and cannot be refunded.")
    return charge

"""Disputes: the money goes at once, and comes back only when the dispute is won."""

from typing import Any

from storefront.sandbox.stripe import ledger
from storefront.sandbox.stripe.contract import blank
from storefront.sandbox.stripe.events import emit
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.world import World

Params = dict[str, Any]

OPEN = frozenset({"needs_response", "under_review"})
DAYS_TO_ANSWER = 9
# Texts that decide a test dispute when they are sent as evidence.
VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}


def open_dispute(world: World, charge: Thing, reason: str = "fraudulent") -> Thing:
    """A buyer's bank takes the money of a charge back, and the processor its fee."""
    if not charge["paid"] or charge["disputed"]:
        raise Refusal(f"Charge {charge['id']} cannot be disputed (again).")
    dispute = world.make(
        blank("dispute"),
        "du_1",
        amount=charge["amount"] - charge["amount_refunded"],
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response",
        is_charge_refundable=False,
        balance_transactions=[],
    )
    details = dispute["evidence_details"] | {
        "due_by": world.now() + DAYS_TO_ANSWER * 86400,
        "has_evidence": False,
        "past_due": False,
        "submission_count": 0,
    }
    taken = _move(world, dispute, -dispute["amount"], ledger.dispute_fees(world))
    world.store.update(dispute, evidence_details=details, balance_transactions=[taken])
    world.store.update(charge, disputed=True)
    emit(world, "charge.dispute.created", dispute)
    emit(world, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def update_dispute(world: World, params: Params, id: str) -> Thing:
    """`POST /v1/disputes/{id}`: evidence, which is submitted unless `submit` is false."""
    dispute = world.store.get("dispute", id)
    if dispute["status"] not in OPEN:
        raise Refusal("This dispute is already closed", "dispute_already_closed")
    if isinstance(params.get("metadata"), dict):
        world.store.update(dispute, metadata=dispute["metadata"] | params["metadata"])
    evidence = params.get("evidence") or {}
    if evidence:
        details = dispute["evidence_details"]
        submits = params.get("submit", True)
        world.store.update(
            dispute,
            evidence=dispute["evidence"] | evidence,
            status="under_review" if submits else dispute["status"],
            evidence_details=details
            | {"has_evidence": True, "submission_count": details["submission_count"] + submits},
        )
        if submits and (verdict := VERDICTS.get(evidence.get("uncategorized_text", ""))):
            world.later(world.settings.refund_delay, "dispute", dispute=id, status=verdict)
    emit(world, "charge.dispute.updated", dispute)
    return dispute


def close_dispute(world: World, params: Params, id: str) -> Thing:
    """`POST /v1/disputes/{id}/close`: the shop accepts that it lost."""
    return decide_dispute(world, world.store.get("dispute", id), "lost")


def decide_dispute(world: World, dispute: Thing, status: str) -> Thing:
    """The bank's verdict, `won` or `lost`."""
    if dispute["status"] not in OPEN:
        raise Refusal("This dispute is already closed", "dispute_already_closed")
    before = {"status": dispute["status"]}
    world.store.update(dispute, status=status)
    if status == "won":
        taken = dispute["balance_transactions"][0]
        back = _move(world, dispute, dispute["amount"], [], taken["exchange_rate"])
        world.store.update(
            dispute,
            balance_transactions=[*dispute["balance_transactions"], back],
            is_charge_refundable=True,
        )
        emit(world, "charge.dispute.funds_reinstated", dispute)
    emit(world, "charge.dispute.closed", dispute, before)
    return dispute


def decide_if_open(world: World, id: str, status: str) -> None:
    """The agenda's way to decide a dispute."""
    dispute = world.store.find(id)
    if dispute and dispute["status"] in OPEN:
        decide_dispute(world, dispute, status)


def blocks_refund(world: World, charge: Thing) -> bool:
    """Whether the buyer already has the money, or may get it, from the bank."""
    return charge["disputed"] and any(
        dispute["charge"] == charge["id"] and dispute["status"] != "won"
        for dispute in world.store.every("dispute")
    )


def warn_of_fraud(world: World, charge: Thing) -> None:
    """The buyer's bank suspects fraud, before any dispute."""
    warning = world.make(
        blank("radar.early_fraud_warning"),
        "issfr_1",
        actionable=True,
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        fraud_type="made_with_stolen_card",
    )
    emit(world, "radar.early_fraud_warning.created", warning)


def _move(
    world: World, dispute: Thing, amount: int, fees: list[dict[str, Any]], rate: Any = None
) -> Thing:
    entry = ledger.book(
        world,
        "adjustment",
        amount,
        dispute["currency"],
        dispute["id"],
        fees,
        f"Chargeback {'withdrawal' if amount < 0 else 'reversal'} for {dispute['charge']}",
        rate,
    )
    return {key: value for key, value in entry.items() if not key.startswith("_")}

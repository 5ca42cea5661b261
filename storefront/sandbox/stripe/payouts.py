"""Payouts: what the account has earned goes to its bank, entry by entry."""

from storefront.sandbox.stripe.contract import blank
from storefront.sandbox.stripe.events import emit
from storefront.sandbox.stripe.ids import new_id
from storefront.sandbox.stripe.ledger import book
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.world import World

REVERSIBLE = frozenset({"pending", "in_transit", "paid"})


def pay_out(world: World) -> Thing:
    """Send everything that is not yet paid out; refuses when nothing is left to send."""
    entries = [
        entry for entry in world.store.every("balance_transaction") if entry["_payout"] is None
    ]
    amount = sum(entry["net"] for entry in entries)
    if amount <= 0:
        raise Refusal("You have insufficient funds in your account.", "balance_insufficient")
    currency = world.settings.settlement_currency
    payout = world.make(
        blank("payout"),
        "po_1",
        amount=amount,
        currency=currency,
        arrival_date=world.now(),
        automatic=True,
        description="STRIPE PAYOUT",
        destination=new_id("ba_1"),
        method="standard",
        source_type="card",
        status="in_transit",
        type="bank_account",
        reconciliation_status="in_progress",
    )
    emit(world, "payout.created", payout)
    own = book(world, "payout", -amount, currency, payout["id"], description="STRIPE PAYOUT")
    for entry in [*entries, own]:
        world.store.update(entry, _payout=payout["id"], status="available")
    world.store.update(
        payout,
        status="paid",
        balance_transaction=own["id"],
        reconciliation_status="completed",
    )
    emit(world, "payout.paid", payout)
    emit(world, "payout.reconciliation_completed", payout)
    return payout


def fail_payout(world: World, id: str) -> Thing:
    """The bank sends a payout back."""
    payout = world.store.get("payout", id)
    if payout["status"] not in REVERSIBLE:
        raise Refusal(f"Payout {id} is {payout['status']}.")
    back = book(
        world, "payout_failure", payout["amount"], payout["currency"], id, None, "PAYOUT FAILURE"
    )
    world.store.update(
        payout,
        status="failed",
        failure_code="account_closed",
        failure_message="The bank account has been closed.",
        failure_balance_transaction=back["id"],
    )
    emit(world, "payout.failed", payout)
    return payout

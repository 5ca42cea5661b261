"""Fees, exchange, refunds, disputes and payouts: the books always balance."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import stripe


def books_balance(desk: Any) -> None:
    """What an auditor would check without asking the sandbox how it works."""
    ledger = desk.look("ledger")
    entries = {entry["id"]: entry for entry in ledger["balance_transactions"]}
    for entry in entries.values():
        assert entry["net"] == entry["amount"] - entry["fee"]
        assert entry["fee"] == sum(fee["amount"] for fee in entry["fee_details"])
    for charge in ledger["charges"]:
        refunds = [r for r in ledger["refunds"] if r["charge"] == charge["id"]]
        kept = [r["amount"] for r in refunds if r["status"] not in ("failed", "canceled")]
        assert charge["amount_refunded"] == sum(kept) <= charge["amount_captured"]
        assert (
            not charge["paid"] or entries[charge["balance_transaction"]]["source"] == charge["id"]
        )


def refusal(desk: Any, **params: Any) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        desk.v1.refunds.create(params)
    return refused.value


def test_the_fee_is_booked_a_moment_after_the_charge(desk: Any) -> None:
    desk.control("config", booking_delay=0.3)
    session = desk.paid(2000, "usd")
    assert desk.charge(session).balance_transaction is None
    entry = desk.booked(session)
    assert (entry.amount, entry.fee, entry.net) == (2000, 88, 1912)
    assert entry.exchange_rate is None
    updated = desk.heard("charge.updated")
    assert updated.data.object.balance_transaction == entry.id
    assert updated.data.previous_attributes.to_dict() == {"balance_transaction": None}
    succeeded = desk.heard("charge.succeeded")
    assert succeeded.data.object.balance_transaction is None
    books_balance(desk)


@pytest.mark.parametrize(
    ("amount", "currency", "settled", "rate"),
    [(1500, "jpy", 1005, 0.67), (2000, "eur", 2180, 1.09), (10500, "kwd", 3413, 0.325)],
)
def test_exchange_is_a_ratio_of_minor_units(
    desk: Any, amount: int, currency: str, settled: int, rate: float
) -> None:
    entry = desk.booked(desk.paid(amount, currency))
    assert (entry.currency, entry.amount, entry.exchange_rate) == ("usd", settled, rate)
    assert entry.net == entry.amount - entry.fee


def test_a_foreign_card_and_an_exchange_cost_more(desk: Any) -> None:
    home = desk.booked(desk.paid(10000, "usd"))
    abroad = desk.booked(desk.paid(10000, "usd", card_number="4000002760000016"))
    exchanged = desk.booked(desk.paid(10000, "eur", card_number="4000002760000016"))
    assert (home.fee, abroad.fee) == (320, 470)
    assert exchanged.fee == round(10900 * 0.054) + 30


def test_another_settlement_currency_and_rate(desk: Any) -> None:
    desk.control("config", settlement_currency="eur", rates={"eur": "2", "usd": "1"})
    entry = desk.booked(desk.paid(2000, "usd"))
    assert (entry.currency, entry.amount, entry.exchange_rate) == ("eur", 1000, 0.5)


def test_partial_refunds_up_to_the_whole_and_no_further(desk: Any) -> None:
    intent = desk.paid(2000, "eur").payment_intent
    first = desk.v1.refunds.create({"payment_intent": intent, "amount": 500})
    assert (first.status, first.amount, first.currency) == ("succeeded", 500, "eur")
    assert "greater than unrefunded" in str(refusal(desk, payment_intent=intent, amount=1501))
    desk.v1.refunds.create({"payment_intent": intent})
    charge = desk.v1.charges.list({"payment_intent": intent}).data[0]
    assert (charge.refunded, charge.amount_refunded) == (True, 2000)
    assert refusal(desk, payment_intent=intent).code == "charge_already_refunded"
    assert len(desk.v1.refunds.list({"payment_intent": intent}).data) == 2
    entry = desk.v1.balance_transactions.retrieve(first.balance_transaction)
    assert (entry.amount, entry.fee, entry.type) == (-545, 0, "refund")
    books_balance(desk)


def test_many_refunds_at_once_give_back_no_more_than_was_paid(desk: Any) -> None:
    intent = desk.paid(2000).payment_intent

    def give_back(_: int) -> bool:
        wish = {"payment_intent": intent, "amount": 300}
        return requests.post(f"{desk.url}/v1/refunds", data=wish, auth=("sk_test_x", "")).ok

    with ThreadPoolExecutor(8) as clerks:
        assert sum(clerks.map(give_back, range(16))) == 6
    books_balance(desk)


@pytest.mark.parametrize("amount", [0, -5])
def test_a_refund_of_nothing_is_refused(desk: Any, amount: int) -> None:
    session = desk.paid()
    assert refusal(desk, payment_intent=session.payment_intent, amount=amount).param == "amount"


def test_an_unpaid_intent_cannot_be_refunded(desk: Any) -> None:
    session = desk.session()
    desk.press_pay(session, card_number="4000000000000002")
    intent = desk.again(session).payment_intent
    assert "does not have a successful charge" in str(refusal(desk, payment_intent=intent))


def test_a_refund_may_be_pending_and_then_succeed(desk: Any) -> None:
    session = desk.paid(card_number="4000000000007726")
    refund = desk.v1.refunds.create({"payment_intent": session.payment_intent})
    assert refund.status == "pending"
    assert desk.heard("refund.updated").data.object.status == "succeeded"
    assert desk.v1.refunds.retrieve(refund.id).status == "succeeded"


def test_a_refund_may_succeed_and_then_fail(desk: Any) -> None:
    session = desk.paid(2000, "eur", card_number="4000000000005126")
    refund = desk.v1.refunds.create({"payment_intent": session.payment_intent})
    assert refund.status == "succeeded"
    desk.heard("refund.failed")
    failed = desk.v1.refunds.retrieve(
        refund.id, {"expand": ["balance_transaction", "failure_balance_transaction"]}
    )
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert failed.failure_balance_transaction.amount == -failed.balance_transaction.amount
    charge = desk.charge(session)
    assert (charge.refunded, charge.amount_refunded) == (False, 0)
    books_balance(desk)


def test_the_owner_can_refund_outside_the_shop(desk: Any) -> None:
    session = desk.paid()
    desk.control("refunds", session=session.id, amount=700)
    assert desk.heard("refund.created").request.id is None
    refunds = desk.v1.refunds.list({"payment_intent": session.payment_intent}).data
    assert [refund.amount for refund in refunds] == [700]


def test_a_refund_that_does_not_wait_cannot_be_canceled(desk: Any) -> None:
    refund = desk.v1.refunds.create({"payment_intent": desk.paid().payment_intent})
    with pytest.raises(stripe.InvalidRequestError, match="cannot be canceled"):
        desk.v1.refunds.cancel(refund.id)


def test_a_dispute_takes_the_money_and_blocks_refunds(desk: Any) -> None:
    session = desk.paid(card_number="4000000000000259")
    assert desk.heard("charge.dispute.funds_withdrawn")
    dispute = desk.v1.disputes.list({"payment_intent": session.payment_intent}).data[0]
    assert (dispute.status, dispute.amount) == ("needs_response", 2000)
    taken = dispute.balance_transactions[0]
    assert (taken.amount, taken.fee, taken.net) == (-2000, 1500, -3500)
    assert refusal(desk, payment_intent=session.payment_intent).code == "charge_disputed"


def test_a_won_dispute_brings_the_money_back(desk: Any) -> None:
    session = desk.paid(2000, "eur")
    dispute = desk.control("disputes", session=session.id, reason="product_not_received")
    evidence = {"evidence": {"uncategorized_text": "winning_evidence"}}
    assert desk.v1.disputes.update(dispute["id"], evidence).status == "under_review"
    assert desk.heard("charge.dispute.closed").data.object.status == "won"
    assert desk.heard("charge.dispute.funds_reinstated")
    won = desk.v1.disputes.retrieve(dispute["id"])
    assert sum(entry.amount for entry in won.balance_transactions) == 0
    assert desk.v1.refunds.create({"payment_intent": session.payment_intent}).amount == 2000


def test_a_dispute_is_lost_by_accepting_it_and_then_stays_closed(desk: Any) -> None:
    session = desk.paid()
    dispute = desk.control("disputes", session=session.id)
    assert desk.v1.disputes.close(dispute["id"]).status == "lost"
    assert desk.heard("charge.dispute.closed").data.object.status == "lost"
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        desk.v1.disputes.close(dispute["id"])


def test_the_bank_decides_when_told_to(desk: Any) -> None:
    dispute = desk.control("disputes", session=desk.paid().id)
    assert desk.control(f"disputes/{dispute['id']}/close", status="won")["status"] == "won"


def test_an_early_fraud_warning_follows_its_card(desk: Any) -> None:
    session = desk.paid(card_number="4000000000005423")
    warning = desk.heard("radar.early_fraud_warning.created").data.object
    assert warning.payment_intent == session.payment_intent


def test_a_payout_ties_to_its_entries(desk: Any) -> None:
    for amount in (2000, 3000):
        desk.booked(desk.paid(amount))
    desk.v1.refunds.create({"payment_intent": desk.paid(1000).payment_intent})
    payout = desk.control("payouts")
    desk.heard("payout.reconciliation_completed")
    listed = desk.v1.balance_transactions.list({"payout": payout["id"], "limit": 100}).data
    earned = [entry for entry in listed if entry.type != "payout"]
    assert sum(entry.net for entry in earned) == payout["amount"]
    assert len(earned) == 4
    assert desk.v1.payouts.retrieve(payout["id"]).status == "paid"
    assert desk.v1.payouts.list({"status": "paid"}).data[0].id == payout["id"]
    assert desk.control(f"payouts/{payout['id']}/fail")["status"] == "failed"
    assert desk.heard("payout.failed")
    books_balance(desk)


def test_the_balance_is_the_sum_of_its_entries(desk: Any) -> None:
    entry = desk.booked(desk.paid(2000))
    assert desk.v1.balance.retrieve().pending[0].amount == entry.net
    desk.control("clock", advance=3 * 86400)
    assert desk.v1.balance.retrieve().available[0].amount == entry.net
    assert desk.v1.accounts.retrieve_current().default_currency == "usd"


def test_entries_are_found_by_source_and_type(desk: Any) -> None:
    session = desk.paid()
    entry = desk.booked(session)
    charge = desk.charge(session).id
    found = desk.v1.balance_transactions.list({"source": charge, "expand": ["data.source"]}).data
    assert [one.id for one in found] == [entry.id]
    assert found[0].source.payment_intent == session.payment_intent
    assert desk.v1.balance_transactions.list({"type": "refund"}).data == []

"""Stripe's ledger beside the shop's books: what differs is mended, or waits for a person."""

from storefront import checkout, payments
from storefront.db import db, transaction
from storefront.payments.models import Attempt, Payment, Refund
from storefront.reports import open_tasks

from .conftest import AMERICA, Till


def audited(till: Till) -> dict[str, int]:
    """What the audit finds two hours from now, when Stripe's newest movements are old enough."""
    till.wait(hours=2)
    found = checkout.audit()
    db.session.rollback()
    assert not found["failed"]
    return found


def tasks() -> dict[str, int]:
    return {task.kind: task.count for task in open_tasks() if task.kind in ("ledger", "payout")}


def test_books_that_are_right_show_no_difference(till: Till) -> None:
    order = till.paid({"lamp": 2}, AMERICA)
    till.paid({"mug": 1})
    till.deliver()
    order = till.again(order)
    checkout.refund(order, {order.lines[0].id: 1})
    till.work()
    till.deliver()
    found = audited(till)
    assert found["entries"] == 3, found
    assert (found["differences"], found["mended"], tasks()) == (0, 0, {})


def test_a_fee_and_a_refund_that_nobody_told_are_mended(till: Till) -> None:
    order = till.paid()
    payment = payments.main_payment(order.id)
    assert payment is not None
    till.deliver()
    payments.gateway().refund(payment.intent_id, 100, "requested_by_customer", {}, "by-hand")
    with transaction():
        db.session.execute(db.update(Payment).values(net_minor=1))
    found = audited(till)
    assert (found["mended"], found["differences"]) == (2, 0), found
    assert db.session.scalar(db.select(Refund.amount_minor)) == 100
    assert audited(till)["mended"] == 0


def test_a_payment_of_this_shop_that_it_lost_waits_for_a_person(till: Till) -> None:
    till.paid()
    till.deliver()
    with transaction():  # as after a backup was laid back
        db.session.execute(db.delete(Payment))
        db.session.execute(db.update(Attempt).values(session_id="cs_gone", params={}))
    till.excused = tuple(till.wrong_books())
    found = audited(till)
    assert found["differences"] == 1, found
    assert audited(till)["differences"] == 0, "the same difference is shown once"
    (difference,) = payments.open_differences()
    assert (difference.kind, difference.ours_minor) == ("charge", None)
    assert tasks() == {"ledger": 1}
    with transaction():
        payments.settle_difference(difference.id, "me@example.com")
    assert tasks() == {} and audited(till)["differences"] == 0


def test_another_shops_payment_on_the_same_account_is_left_alone(till: Till) -> None:
    till.paid()
    till.deliver()
    gateway = payments.gateway()
    mine, gateway.shop = gateway.shop, "storefront@elsewhere"
    with transaction():
        db.session.execute(db.delete(Payment))
    try:
        found = audited(till)
    finally:
        gateway.shop = mine
    assert (found["differences"], found["mended"]) == (0, 0), found
    till.excused = tuple(till.wrong_books())


def test_a_payout_is_added_up_and_one_that_came_back_is_shown(till: Till) -> None:
    for _ in range(3):
        till.paid({"mug": 1})
    till.deliver()
    sent = till.control("payouts")
    assert audited(till)["payouts"] == 1
    (payout,) = payments.list_payouts()
    assert (payout.payout_id, payout.status, payout.entries) == (sent["id"], "paid", 3)
    assert payout.ties and payout.entries_minor == sent["amount"]
    assert tasks() == {}

    till.control(f"payouts/{sent['id']}/fail")
    audited(till)
    assert tasks() == {"payout": 1}
    (payout,) = payments.wrong_payouts()
    assert "closed" in payout.failure
    with transaction():
        payments.see_payout(payout.id)
    assert tasks() == {}


def test_an_audit_that_cannot_reach_stripe_says_so(till: Till) -> None:
    till.control(
        "faults", operation="balance_transactions.list", when="before", kind="drop", times=9
    )
    assert checkout.audit()["failed"] == 1

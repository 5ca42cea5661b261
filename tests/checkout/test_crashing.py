"""Dying between two steps: what was begun is finished by whoever comes next."""

import pytest

from storefront import checkout, crash, payments
from storefront.db import db

from .conftest import URLS, Till


class Died(BaseException):
    """The process is gone."""


@pytest.fixture
def die(monkeypatch: pytest.MonkeyPatch) -> "Die":
    return Die(monkeypatch)


class Die:
    """Ends the next step at a named point, once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch

    def at(self, name: str) -> None:
        def point(reached: str) -> None:
            if reached == name:
                self.monkeypatch.undo()
                raise Died(name)

        self.monkeypatch.setattr(crash, "point", point)


def test_an_order_that_was_not_committed_holds_nothing(till: Till, die: Die) -> None:
    die.at("place.before_commit")
    with pytest.raises(Died):
        till.order()
    db.session.rollback()
    assert till.stock() == (10, 0)


@pytest.mark.parametrize("moment", ["pay.session_opened", "pay.bound"])
def test_a_session_that_was_opened_is_found_and_paid(till: Till, die: Die, moment: str) -> None:
    order = till.order()
    die.at(moment)
    with pytest.raises(Died):
        checkout.pay(order, URLS)
    db.session.rollback()
    url = checkout.pay(till.again(order), URLS)
    assert len(till.look("ledger")["sessions"]) == 1
    till.press(url.rsplit("/", 1)[-1])
    till.deliver()
    assert till.again(order).state == "paid"


@pytest.mark.parametrize("moment", ["settle.before_commit", "settle.committed"])
def test_a_payment_is_settled_by_the_next_try(till: Till, die: Die, moment: str) -> None:
    order = till.order()
    session_id = till.pay(order)
    till.press(session_id)
    die.at(moment)
    with pytest.raises(Died):
        checkout.sync_session(session_id)
    db.session.rollback()
    till.deliver()
    assert till.again(order).state == "paid"
    assert till.kinds(order).count("paid") == 1
    assert till.stock() == (9, 0)


def test_a_refund_that_was_made_and_not_written_down_is_made_once(till: Till, die: Die) -> None:
    order = till.paid()
    till.deliver()
    checkout.refund(order)
    die.at("refund.called")
    with pytest.raises(Died):
        till.work()
    db.session.rollback()
    till.wait(hours=30)  # Stripe has forgotten the key
    till.deliver()
    assert len(till.look("ledger")["refunds"]) == 1
    assert [job.state for job in payments.jobs_of(order.id)] == ["done"]


def test_an_event_that_was_stored_is_looked_into_later(till: Till, die: Die) -> None:
    order = till.order()
    till.press(till.pay(order))
    event = next(
        each
        for each in till.look("ledger")["events"]
        if each["type"] == "checkout.session.completed"
    )
    die.at("hook.stored")
    with pytest.raises(Died):
        till.send(event)
    db.session.rollback()
    till.work()
    assert till.again(order).state == "paid"
    assert till.send(event) == 200

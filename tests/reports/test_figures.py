"""The office's numbers agree with the orders behind them."""

from datetime import timedelta

from flask import Flask

from storefront import checkout, clock, orders, reports, traffic
from storefront.db import transaction
from tests.checkout.conftest import AMERICA, Till, place, settings, template, till

__all__ = ["place", "settings", "template", "till"]


def test_figures_are_sums_by_currency_of_what_arrived_and_went_back(till: Till) -> None:
    first = till.paid({"lamp": 2})
    till.place(till.fill(), AMERICA, "form-2")
    (line,) = first.lines
    job = checkout.refund(first, {line.id: 1})
    till.deliver()
    told = reports.figures(clock.now() - timedelta(days=1), clock.now() + timedelta(minutes=1))
    assert (told.placed, told.paid) == (2, 1)
    assert told.revenue == {"EUR": first.total_minor}
    assert told.refunds == {"EUR": job.amount_minor}
    before = reports.figures(clock.now() - timedelta(days=2), clock.now() - timedelta(days=1))
    assert (before.placed, before.paid, before.revenue) == (0, 0, {})


def test_the_money_of_an_order_ends_with_what_the_shop_keeps(till: Till) -> None:
    order = till.paid({"lamp": 2})
    till.deliver()
    story = reports.money_of(till.again(order))
    (payment,) = story.payments
    assert story.paid_minor == order.total_minor
    assert story.fees_known
    assert story.kept == {payment.settlement_currency: payment.net_minor}
    checkout.refund(till.again(order))
    till.deliver()
    till.deliver()
    story = reports.money_of(till.again(order))
    (refund,) = story.refunds
    assert story.refunded_minor == order.total_minor
    assert story.kept[payment.settlement_currency or ""] == (payment.net_minor or 0) + (
        refund.net_minor or 0
    )


def test_fulfilment_is_the_same_for_the_database_and_for_people(till: Till) -> None:
    order = till.paid({"lamp": 2, "mug": 1})
    first, second = order.lines

    def found() -> dict[str, str]:
        return {
            each: row.fulfilment
            for each in reports.FULFILMENT
            for row in reports.order_rows(reports.OrderFilter(fulfilment=each)).rows
        }

    assert found() == {"to_ship": "to_ship"}
    checkout.ship(order, checkout.Packing("dhl", "1234567890", {first.id: 2}, 2000))
    assert found() == {"partial": "partial"}
    checkout.refund(till.again(order), {second.id: 1})
    assert found() == {"shipped": "shipped"}


def test_what_waits_for_a_person_is_listed_with_its_reason(till: Till) -> None:
    order = till.paid()
    with transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        orders.set_attention(locked, "Look at this.")
    tasks = {task.kind: task for task in reports.open_tasks()}
    assert tasks["attention"].items[0].detail == "Look at this."
    assert tasks["to_ship"].count == 1
    assert {item.detail for item in tasks["stock"].items} == {"1"}
    assert "dispute" not in tasks


def test_visits_are_counted_by_the_channel_of_their_first_source(app: Flask) -> None:
    def landing(n: int, referrer: str, automated: bool = False) -> traffic.Landing:
        origin = traffic.classify(referrer, "", set())
        visit = f"{n:032x}"
        return traffic.Landing(visit, visit, clock.now(), "DE", "de", "/", origin, automated)

    google = "https://www.google.com/"
    with transaction():
        traffic.record([landing(1, google), landing(2, ""), landing(3, google)])
        traffic.record([landing(4, google, automated=True)])
    since, until = clock.now() - timedelta(hours=1), clock.now() + timedelta(minutes=1)
    told = [(each.channel, each.visits) for each in reports.channels(since, until)]
    assert told == [("Organic Search", 2), ("Direct", 1)]


def test_all_orders_come_in_batches_without_gaps(till: Till) -> None:
    numbers = [till.place(till.fill(), key=f"form-{n}").number for n in range(5)]
    rows = [row.number for row in reports.all_order_rows(reports.OrderFilter(), batch=2)]
    assert rows == numbers

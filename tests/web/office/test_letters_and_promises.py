"""Letters are read safely; promises that were given up are tried again."""

import pytest

from storefront import mail, orders, outbox
from storefront.db import db, transaction
from tests.checkout.conftest import Till

from .conftest import Desk


def test_a_letter_is_shown_where_nothing_in_it_can_run(
    desk: Desk, till: Till, order_number: str
) -> None:
    order = orders.find_by_number(order_number)
    assert order is not None
    (letter,) = mail.letters_of(order.id)
    assert letter.subject in desk.get("/office/letters")
    page = desk.get(f"/office/letters/{letter.id}")
    assert "sandbox title=" in page
    answer = desk.open(f"/office/letters/{letter.id}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    desk.post(f"/office/letters/{letter.id}/again")
    assert "will be sent again" in desk.follow()


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 40])
def test_odd_places_in_the_list_of_letters_show_a_list(desk: Desk, before: str) -> None:
    desk.get(f"/office/letters?before={before}")


def test_a_promise_that_was_given_up_is_tried_again(desk: Desk) -> None:
    with transaction():
        outbox.post("catalog.renditions", "picture-lost", {"digest": "0" * 24})
    outbox.keep_due()
    page = desk.get("/office/outbox")
    assert "Given up" in page
    assert "picture-lost" in page
    (dead,) = outbox.dead_letters()
    desk.post(f"/office/outbox/{dead.id}/again")
    db.session.rollback()
    assert outbox.counts() == {"pending": 1}
    outbox.keep_due()
    desk.post("/office/outbox/again")
    assert "1 promise will be tried again" in desk.follow()
    desk.post("/office/outbox/99999999999/again", 404)


def test_the_first_page_says_what_waits(desk: Desk, till: Till, order_number: str) -> None:
    page = desk.get("/office/")
    assert "Orders to pack" in page
    assert order_number in page
    assert "Nearly sold out" in page
    assert "Money in" in page


def test_reports_count_what_was_paid(desk: Desk, till: Till, order_number: str) -> None:
    page = desk.get("/office/reports?days=7")
    assert "Germany and Austria" in page
    assert "No order was paid" not in page
    desk.get("/office/reports?days=odd")

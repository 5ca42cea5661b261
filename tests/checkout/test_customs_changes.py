"""What happens to a dossier after it was sent: every change has its event and its revision."""

import secrets
from decimal import Decimal
from typing import Any

import pytest

from storefront import checkout, clock, customs, orders, payments, shipping
from storefront.customs.documents import instant
from storefront.customs.receipts import Told
from storefront.customs.validating import validator
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.orders import Order
from storefront.shipping.waybills import s10_check_digit

from .conftest import AMERICA, GERMANY, JAPAN, Till

_serial = iter(range(31_000_000, 32_000_000))
MARKETS = pytest.mark.parametrize(
    "locale", [GERMANY, JAPAN, AMERICA], ids=lambda each: each.country
)


def waybill() -> str:
    serial = str(next(_serial))
    return f"LX{serial}{s10_check_digit(serial)}CN"


def send(order: Order, quantities: dict[int, int] | None = None) -> str:
    """Ship a parcel; returns its dossier's id."""
    parcel = checkout.ship(order, checkout.Packing("china-post", waybill(), quantities, 9_000))
    return next(d.id for d in customs.dossiers_of(order.id) if d.shipment_id == parcel.id)


def answer(dossier_id: str, **statuses: str) -> None:
    """Customs says this of the newest revision's documents."""
    with transaction():
        dossier = customs.get_dossier(dossier_id)
        assert dossier is not None
        for document, status in statuses.items():
            number = secrets.token_hex(8)
            told = {
                "receipt_id": f"rcp_{number}",
                "dossier_id": dossier_id,
                "revision": dossier.revision,
                "document": document,
                "status": status,
                "final": True,
                "occurred_at": instant(clock.now()),
                "reasons": [],
            }
            customs.take_receipt(Told(f"msg_{number}", told))


def accept(dossier_id: str) -> None:
    answer(dossier_id, order="accepted", waybill="accepted")


def events(dossier_id: str) -> list[tuple[str, int]]:
    """(type, revision) of everything that was said of a dossier."""
    db.session.expire_all()
    dossier = customs.get_dossier(dossier_id)
    assert dossier is not None
    return [(each.event_type, each.revision) for each in dossier.revisions]


def newest(dossier_id: str) -> dict[str, Any]:
    """What was said last; its sums are looked at each time."""
    db.session.expire_all()
    dossier = customs.get_dossier(dossier_id)
    assert dossier is not None
    data: dict[str, Any] = dossier.revisions[-1].body["data"]
    totals = {name: Decimal(value) for name, value in data["order"]["totals"].items()}
    paid = Decimal(data["payment"]["amount"])
    added = sum(totals.values()) - totals["grand_total"] - 2 * totals["discount"]
    assert added == totals["grand_total"] == paid and min(totals.values()) >= 0
    return data


def state(dossier_id: str) -> str:
    db.session.expire_all()
    dossier = customs.get_dossier(dossier_id)
    assert dossier is not None
    return dossier.state


def refund(till: Till, order: Order, quantities: dict[int, int] | None = None, **more: Any) -> int:
    """Give money back at Stripe; returns how much went back in all."""
    checkout.refund(till.again(order), quantities, **more)
    till.work()
    till.deliver()
    return till.refunded()


@MARKETS
def test_a_piece_refunded_before_acceptance_amends_what_is_declared(
    till: Till, locale: Any
) -> None:
    order = till.paid({"lamp": 3}, locale)
    dossier = send(order)
    before = newest(dossier)
    back = refund(till, order, {order.lines[0].id: 1})
    data = newest(dossier)
    assert [kind for kind, _ in events(dossier)] == [
        "customs.dossier.ready",
        "customs.dossier.amended",
    ]
    assert order.money(order.total_minor - back).plain() == data["payment"]["amount"]
    assert data["payment"]["refunded_amount"] == order.money(back).plain()
    assert [each["amount"] for each in data["payment"]["refunds"]] == [order.money(back).plain()]
    assert data["order"]["lines"] == before["order"]["lines"]
    for name in ("import_vat", "import_duty"):
        then, now = (Decimal(each["order"]["totals"][name]) for each in (before, data))
        assert now <= then and (then == 0 or now < then), name
    assert state(dossier) == "amended"


@MARKETS
def test_the_way_and_everything_can_be_given_back_before_acceptance(
    till: Till, locale: Any
) -> None:
    order = till.paid({"lamp": 1, "mug": 2}, locale)
    dossier = send(order)
    mug = next(line for line in order.lines if line.quantity == 2)
    refund(till, order, {mug.id: 1}, include_shipping=True)
    assert Decimal(newest(dossier)["order"]["totals"]["freight"]) == 0
    refund(till, order)
    data = newest(dossier)
    assert Decimal(data["payment"]["amount"]) == 0
    assert len(data["payment"]["refunds"]) == 2


@MARKETS
def test_a_refund_after_acceptance_is_told_and_the_declaration_stays(
    till: Till, locale: Any
) -> None:
    order = till.paid({"lamp": 2}, locale)
    dossier = send(order)
    accept(dossier)
    declared = newest(dossier)
    back = refund(till, order, {order.lines[0].id: 1})
    data = newest(dossier)
    assert events(dossier)[-1] == ("customs.payment.refunded", 2)
    assert data["order"] == declared["order"]
    assert data["payment"]["amount"] == declared["payment"]["amount"]
    assert data["payment"]["refunded_amount"] == order.money(back).plain()
    assert (data["payment"]["revision"], data["payment"]["status"]) == (2, "captured")
    assert state(dossier) == "accepted"
    refund(till, order)
    assert newest(dossier)["payment"]["status"] == "refunded"
    assert events(dossier)[-1] == ("customs.payment.refunded", 3)


def test_a_refund_before_the_parcel_leaves_is_in_its_first_revision(till: Till) -> None:
    order = till.paid({"lamp": 2, "mug": 1})
    lamp = next(line for line in order.lines if line.quantity == 2)
    refund(till, order, {lamp.id: 1}, include_shipping=True)
    dossier = send(till.again(order))
    data = newest(dossier)
    assert events(dossier) == [("customs.dossier.ready", 1)]
    assert [line["quantity"] for line in data["order"]["lines"]] == ["1", "1"]
    left = till.again(order).total_minor - till.refunded()
    assert data["payment"]["amount"] == order.money(left).plain()


def test_of_two_parcels_the_latest_is_amended_first_and_unsent_pieces_before_it(
    till: Till,
) -> None:
    order = till.paid({"lamp": 4})
    line = order.lines[0].id
    first, second = send(order, {line: 1}), send(till.again(order), {line: 2})
    refund(till, order, {line: 1})
    assert [len(events(each)) for each in (first, second)] == [1, 1], "it had not been sent"
    refund(till, order, {line: 2})
    assert [len(events(each)) for each in (first, second)] == [1, 2]
    refund(till, order)
    assert Decimal(newest(first)["payment"]["amount"]) == 0
    assert Decimal(newest(second)["payment"]["amount"]) == 0


def test_a_refund_made_at_stripe_without_saying_for_what_is_taken_off_the_goods(
    till: Till,
) -> None:
    order = till.paid({"lamp": 2})
    dossier = send(order)
    session_id = payments.attempts_of(order.id)[0].session_id
    till.control("refunds", session=session_id, amount=1234)
    till.deliver()
    data = newest(dossier)
    assert data["order"]["totals"]["discount"] == "12.34"
    assert data["payment"]["refunded_amount"] == "12.34"


def test_a_return_is_announced_once_something_was_declared(till: Till) -> None:
    order = till.paid()
    dossier = send(order)
    answer(dossier, list="released")
    with transaction():
        customs.announce_return(dossier)
    assert events(dossier)[-1] == ("customs.return.announced", 2)
    assert state(dossier) == "released"
    with pytest.raises(ShopError), transaction():
        customs.announce_return("dsr_" + "0" * 26)


def test_a_replaced_waybill_amends_and_is_refused_after_acceptance(till: Till) -> None:
    order = till.paid()
    dossier = send(order)
    parcel = shipping.shipments_of(order.id)[0]
    old, new = parcel.waybill_no, waybill()
    with transaction():
        customs.replace_waybill(parcel.id, "china-post", new)
    data = newest(dossier)
    assert events(dossier)[-1] == ("customs.dossier.amended", 2)
    assert data["waybill"]["waybill_no"] == new and "/waybill/waybill_no" in data["changed"]
    another = till.paid({"mug": 1})
    with pytest.raises(shipping.WaybillUsed):
        checkout.ship(another, checkout.Packing("china-post", old, None, 9_000))
    with pytest.raises(shipping.WaybillUsed), transaction():
        customs.replace_waybill(parcel.id, "china-post", old)
    accept(dossier)
    with pytest.raises(ShopError, match="taken"), transaction():
        customs.replace_waybill(parcel.id, "china-post", waybill())


def test_a_corrected_address_amends_and_is_refused_after_acceptance(till: Till) -> None:
    order = till.paid()
    dossier = send(order)
    with transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        changed = customs.correct_consignee(locked, {"city": "Bonn", "postal_code": "53111"})
    assert changed == ["city", "postal_code"]
    data = newest(dossier)
    assert events(dossier)[-1] == ("customs.dossier.amended", 2)
    assert data["waybill"]["consignee"]["address"]["city"] == "Bonn"
    accept(dossier)
    with pytest.raises(ShopError, match="taken"), transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        customs.correct_consignee(locked, {"city": "Köln"})
    assert till.again(order).city == "Bonn"


def test_a_lost_dispute_is_told_and_changes_no_declaration(till: Till) -> None:
    order = till.paid()
    dossier = send(order)
    accept(dossier)
    with transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        customs.payment_lost(locked)
        customs.payment_lost(locked)
    assert events(dossier)[1:] == [("customs.payment.refunded", 2)]
    assert newest(dossier)["payment"]["status"] == "disputed"


def test_a_parcel_at_the_door_is_told_once(till: Till) -> None:
    order = till.paid()
    dossier = send(order)
    with transaction():
        parcel = shipping.shipments_of(order.id)[0]
        shipping.mark_delivered(parcel)
        customs.waybill_updated(parcel.id)
        customs.waybill_updated(parcel.id)
    assert events(dossier)[1:] == [("customs.waybill.updated", 2)]
    assert newest(dossier)["waybill"]["status"] == "delivered"


def test_a_withdrawn_declaration_is_made_anew(till: Till) -> None:
    order = till.paid()
    dossier = send(order)
    answer(dossier, all="cancelled")
    assert state(dossier) == "withdrawn"
    with transaction():
        customs.match_again(dossier)
    assert events(dossier)[-1] == ("customs.dossier.amended", 2)
    assert state(dossier) == "amended"


def test_what_customs_has_accepted_is_locked(till: Till) -> None:
    order = till.paid()
    dossier = send(order)
    accept(dossier)
    with transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        locked.lines[0].hs_code = "940511"
        customs.match_again(dossier)
    found = customs.get_dossier(dossier)
    assert found is not None
    blocking = [each["code"] for each in found.findings if each["severity"] == "block"]
    assert blocking == ["already_declared"]
    assert (state(dossier), len(events(dossier))) == ("accepted", 1)


def told(dossier_id: str, revision: int, document: str, status: str, *codes: str) -> None:
    """One receipt about a revision, for these reasons."""
    number = secrets.token_hex(8)
    body = {
        "receipt_id": f"rcp_{number}",
        "dossier_id": dossier_id,
        "revision": revision,
        "document": document,
        "status": status,
        "final": True,
        "occurred_at": instant(clock.now()),
        "reasons": [{"code": code, "message": "The list is already declared."} for code in codes],
    }
    with transaction():
        customs.take_receipt(Told(f"msg_{number}", body))


LATE = "already_declared"


@pytest.mark.parametrize("heard", [True, False], ids=["heard before", "not heard yet"])
@MARKETS
def test_a_refund_that_customs_has_overtaken_is_told_beside_what_was_declared(
    till: Till, locale: Any, heard: bool
) -> None:
    order = till.paid({"lamp": 3}, locale)
    dossier = send(order)
    declared = newest(dossier)
    back = refund(till, order, {order.lines[0].id: 1})
    assert events(dossier)[-1] == ("customs.dossier.amended", 2)
    if heard:
        told(dossier, 1, "order", "accepted")
        told(dossier, 1, "waybill", "accepted")
        told(dossier, 1, "list", "released")
    for document in ("order", "payment", "waybill"):
        told(dossier, 2, document, "error", LATE)
    assert events(dossier)[-1] == ("customs.payment.refunded", 3)
    assert state(dossier) == ("released" if heard else "accepted")
    data = newest(dossier)
    assert not list(validator().iter_errors(data_event(dossier)))
    assert data["order"]["totals"] == declared["order"]["totals"]
    assert data["payment"]["amount"] == declared["payment"]["amount"]
    assert data["payment"]["refunded_amount"] == order.money(back).plain()
    assert [each["deducted"] for each in data["payment"]["refunds"]] == [False]
    for name in ("order", "payment", "waybill"):
        assert data[name]["revision"] > declared[name]["revision"]
    found = customs.get_dossier(dossier)
    assert found is not None and found.findings == [] and till.again(order).attention is None
    assert {each.status for each in customs.statuses(found).values()} <= {"accepted", "released"}
    assert till.kinds(order).count("customs_overtaken") == 1
    again = refund(till, order, {order.lines[0].id: 1})
    assert events(dossier)[-1] == ("customs.payment.refunded", 4)
    assert newest(dossier)["payment"]["refunded_amount"] == order.money(again).plain()


@pytest.mark.parametrize("heard", [True, False], ids=["heard before", "not heard yet"])
def test_two_refunds_that_customs_has_overtaken_are_both_told_beside(
    till: Till, heard: bool
) -> None:
    order = till.paid({"lamp": 3})
    dossier = send(order)
    declared = newest(dossier)
    refund(till, order, {order.lines[0].id: 1})
    back = refund(till, order, {order.lines[0].id: 1})
    assert events(dossier)[-1] == ("customs.dossier.amended", 3)
    if heard:
        told(dossier, 1, "all", "released")
    told(dossier, 2, "order", "error", LATE)
    told(dossier, 3, "order", "error", LATE)
    assert events(dossier)[-1] == ("customs.payment.refunded", 4)
    data = newest(dossier)
    assert data["order"]["totals"] == declared["order"]["totals"]
    assert data["payment"]["refunded_amount"] == order.money(back).plain()
    assert [each["deducted"] for each in data["payment"]["refunds"]] == [False, False]


def data_event(dossier_id: str) -> dict[str, Any]:
    """What was said last, as it was sent."""
    found = customs.get_dossier(dossier_id)
    assert found is not None
    body: dict[str, Any] = found.revisions[-1].body
    return body


def test_a_change_of_more_than_money_that_came_too_late_is_for_a_person(till: Till) -> None:
    order = till.paid({"lamp": 2})
    dossier = send(order)
    with transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        customs.correct_consignee(locked, {"city": "Hamburg"})
    told(dossier, 2, "order", "error", LATE)
    assert state(dossier) == "rejected" and till.again(order).attention
    told(dossier, 1, "all", "cancelled")
    told(dossier, 2, "all", "cancelled")
    with transaction():
        customs.match_again(dossier)
    assert events(dossier)[-1] == ("customs.dossier.amended", 3)


def test_a_refund_refused_for_another_reason_is_for_a_person(till: Till) -> None:
    order = till.paid({"lamp": 2})
    dossier = send(order)
    refund(till, order, {order.lines[0].id: 1})
    told(dossier, 2, "order", "error", LATE, "sum_mismatch")
    assert state(dossier) == "rejected" and events(dossier)[-1][1] == 2


def test_an_order_shows_its_most_troubled_parcel(till: Till) -> None:
    order = till.paid({"lamp": 2})
    line = order.lines[0].id
    assert order.customs_state == "not_required"
    first = send(order, {line: 1})
    assert till.again(order).customs_state == "ready"
    answer(first, list="released")
    assert till.again(order).customs_state == "released"
    second = send(till.again(order))
    assert till.again(order).customs_state == "ready"
    answer(second, order="rejected")
    assert till.again(order).customs_state == "rejected"
    with transaction():
        customs.match_again(second)
    assert till.again(order).customs_state == "amended"


def test_an_owner_is_asked_until_the_last_refused_parcel_is_accepted(till: Till) -> None:
    order = till.paid({"lamp": 2})
    line = order.lines[0].id
    first, second = send(order, {line: 1}), send(order, {line: 1})
    with transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        orders.set_attention(locked, "A neighbour has called.")
    for dossier in (first, second):
        answer(dossier, order="rejected")
    assert "needs correction" in (till.again(order).attention or "")
    for dossier, asked in ((first, True), (second, False)):
        with transaction():
            customs.match_again(dossier)
        assert state(dossier) == "amended"
        accept(dossier)
        asks = till.again(order).attention or ""
        assert ("needs correction" in asks) is asked and asks.startswith("A neighbour has called.")

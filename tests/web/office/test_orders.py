"""Orders: found, read, shipped, refunded, cancelled."""

import csv
import io
import re

import pytest

from storefront import mail, orders, payments, reports, shipping
from storefront.db import db, transaction
from storefront.orders import Order
from storefront.web.office.order_list import harmless
from tests.checkout.conftest import AMERICA, JAPAN, Till

from .conftest import Desk


def found(number: str) -> Order:
    db.session.rollback()
    order = orders.find_by_number(number)
    assert order is not None
    db.session.refresh(order)
    return order


def parcel(order: Order, **changes: str) -> dict[str, str]:
    typed = {"carrier": "dhl", "waybill_no": "1234567890", "gross_weight_g": "3000"}
    typed |= {"packages": "1"} | {f"quantity_{line.id}": str(line.quantity) for line in order.lines}
    return {**typed, **changes}


def test_an_order_tells_its_whole_story(desk: Desk, order_number: str) -> None:
    page = desk.get(f"/office/orders/{order_number}")
    for words in ("Paid", "Send it", "Kim Test", "Lindenstr. 7", "Unknown, because", "pi_"):
        assert words in page
    assert "Stripe's fee" in page


def test_yen_are_told_with_the_rate_of_a_whole_yen(desk: Desk, till: Till) -> None:
    order = till.paid({"lamp": 1}, JAPAN)
    till.deliver()
    page = desk.get(f"/office/orders/{order.number}")
    (payment,) = payments.payments_of(order.id)
    assert payment.exchange_rate is not None
    assert f"1 JPY = {payment.exchange_rate / 100:.4f} USD" in page


def test_a_parcel_leaves_and_the_buyer_and_customs_are_told(
    desk: Desk, till: Till, order_number: str
) -> None:
    desk.get(f"/office/orders/{order_number}")
    desk.post(f"/office/orders/{order_number}/ship", **parcel(found(order_number)))
    page = desk.follow()
    assert "Parcel 1234567890 is on its way" in page
    assert "dsr_" in page
    assert "tracking.html?AWB=1234567890" in page
    order = found(order_number)
    assert [each.kind for each in mail.letters_of(order.id)][-1] == "shipment"
    body = desk.open(re.findall(r'href="([^"]+\.json)"', page)[0]).get_json()
    assert body["data"]["waybill"]["waybill_no"] == "1234567890"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"waybill_no": ""}, "Copy the number from the label."),
        ({"waybill_no": "12AB"}, "looks like 1234567890"),
        ({"waybill_no": "9" * 5000}, "This text is too long."),
        ({"carrier": "pigeon"}, "Choose a carrier."),
        ({"gross_weight_g": "heavy"}, "in digits only"),
        ({"gross_weight_g": "-5"}, "in digits only"),
        ({"gross_weight_g": "9" * 30}, "in digits only"),
        ({"gross_weight_g": "10"}, "The goods alone weigh 2100 g."),
        ({"packages": "0"}, "Between 1 and 999"),
    ],
)
def test_a_wrong_parcel_is_told_at_its_field_and_keeps_what_was_typed(
    desk: Desk, order_number: str, change: dict[str, str], sentence: str
) -> None:
    desk.get(f"/office/orders/{order_number}")
    typed = parcel(found(order_number), **change)
    page = desk.post(f"/office/orders/{order_number}/ship", 422, **typed)
    assert sentence in page
    assert 'aria-invalid="true"' in page
    for name in ("waybill_no", "gross_weight_g", "packages"):
        assert f'value="{typed[name]}"' in page
    assert shipping.shipments_of(found(order_number).id) == []


def test_more_than_is_left_cannot_be_packed(desk: Desk, order_number: str) -> None:
    desk.get(f"/office/orders/{order_number}")
    order = found(order_number)
    typed = parcel(order, **{f"quantity_{order.lines[0].id}": "3"})
    assert "At most 2 are left" in desk.post(f"/office/orders/{order_number}/ship", 422, **typed)
    empty = parcel(order, **{f"quantity_{line.id}": "0" for line in order.lines})
    assert "Choose what is in the parcel" in desk.post(
        f"/office/orders/{order_number}/ship", 422, **empty
    )


def test_two_parcels_of_one_order(desk: Desk, order_number: str) -> None:
    desk.get(f"/office/orders/{order_number}")
    first, second = found(order_number).lines
    one = parcel(found(order_number), **{f"quantity_{second.id}": "0"})
    desk.post(f"/office/orders/{order_number}/ship", **one)
    assert "Partly shipped" in desk.follow()
    two = {**parcel(found(order_number)), "waybill_no": "2234567890"}
    del two[f"quantity_{first.id}"]
    desk.post(f"/office/orders/{order_number}/ship", **two)
    page = desk.follow()
    assert "Send it" not in page
    assert desk.post(f"/office/orders/{order_number}/ship", 409, **two)


def refund_of(page: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in fields if name not in ("csrf_token", "next")}


def test_the_refund_that_is_shown_is_the_refund_that_is_made(
    desk: Desk, till: Till, order_number: str
) -> None:
    order = found(order_number)
    key = refund_of(desk.get(f"/office/orders/{order_number}/refund"))["key"]
    preview = desk.post(
        f"/office/orders/{order_number}/refund",
        200,
        key=key,
        scope="lines",
        shipping="yes",
        restock="yes",
        **{f"quantity_{order.lines[0].id}": "1"},
    )
    shown = refund_of(preview)
    desk.post(f"/office/orders/{order_number}/refund/now", **shown)
    desk.follow()
    desk.post(f"/office/orders/{order_number}/refund/now", **shown)  # pressed twice
    (job,) = payments.jobs_of(order.id)
    assert order.money(job.amount_minor).plain() == shown["amount"]
    till.deliver()
    assert till.refunded() == job.amount_minor
    assert till.stock("lamp") == (9, 0)


def test_a_full_refund_gives_back_what_is_left(desk: Desk, till: Till, order_number: str) -> None:
    order = found(order_number)
    first = order.lines[0].id
    for scope, more in (("lines", {f"quantity_{first}": "1"}), ("whole", {})):
        key = refund_of(desk.get(f"/office/orders/{order_number}/refund"))["key"]
        page = desk.post(f"/office/orders/{order_number}/refund", 200, key=key, scope=scope, **more)
        desk.post(f"/office/orders/{order_number}/refund/now", **refund_of(page))
        till.deliver()
    assert till.refunded() == order.total_minor
    assert "refunded already" in desk.get(f"/office/orders/{order_number}/refund", 409)


@pytest.mark.parametrize("typed", ["-1", "2.5", "four", "99999999999999999999", "3"])
def test_odd_quantities_are_told_at_their_field(desk: Desk, order_number: str, typed: str) -> None:
    first = found(order_number).lines[0].id
    key = refund_of(desk.get(f"/office/orders/{order_number}/refund"))["key"]
    page = desk.post(
        f"/office/orders/{order_number}/refund",
        422,
        key=key,
        scope="lines",
        **{f"quantity_{first}": typed},
    )
    assert f'value="{typed}"' in page
    assert 'aria-invalid="true"' in page


def test_an_amount_that_was_tampered_with_is_shown_again_instead_of_paid(
    desk: Desk, till: Till, order_number: str
) -> None:
    key = refund_of(desk.get(f"/office/orders/{order_number}/refund"))["key"]
    page = desk.post(
        f"/office/orders/{order_number}/refund/now", 409, key=key, scope="whole", amount="0.01"
    )
    assert "The order has changed meanwhile" in page
    assert payments.jobs_of(found(order_number).id) == []


def test_cancelling_shows_what_it_does_first(desk: Desk, till: Till, order_number: str) -> None:
    assert "goes back to Kim Test" in desk.get(f"/office/orders/{order_number}/cancel")
    desk.post(f"/office/orders/{order_number}/cancel", reason="changed her mind")
    page = desk.follow()
    assert "Cancelled" in page
    assert "changed her mind" in page
    till.deliver()
    assert till.refunded() == found(order_number).total_minor


def test_asking_stripe_finds_a_payment_that_no_webhook_told(desk: Desk, till: Till) -> None:
    order = till.order()
    till.press(till.pay(order))
    desk.get(f"/office/orders/{order.number}")
    desk.post(f"/office/orders/{order.number}/sync")
    assert "Send it" in desk.follow()


def test_attention_is_closed_with_a_note_only(desk: Desk, order_number: str) -> None:
    with transaction():
        order = orders.lock(found(order_number).id)
        assert order is not None
        orders.set_attention(order, "Something odd.")
    assert "Something odd." in desk.get(f"/office/orders/{order_number}")
    path = f"/office/orders/{order_number}/attention"
    assert "Say in a few words" in desk.post(path, 422, note=" ")
    desk.post(path, note="Called the buyer.")
    assert "Called the buyer." in desk.follow()
    assert found(order_number).attention is None


def test_orders_are_found_by_what_people_remember(desk: Desk, till: Till) -> None:
    first = till.paid({"lamp": 1}).number
    second = till.place(till.fill(), AMERICA, "form-2", name="José Núñez").number
    for query, expected in (
        (f"q={first}", {first}),
        ("q=núñez", {second}),
        ("q=kim+example", {first, second}),
        ("state=paid", {first}),
        ("market=us", {second}),
        ("fulfilment=to_ship", {first}),
        ("attention=yes", set()),
        ("from=2200-01-01", set()),
        ("state=odd&market=zz&page=99999999999&from=yesterday", {first, second}),
        ("q=%25", set()),
    ):
        page = desk.get(f"/office/orders?{query}")
        assert {number for number in (first, second) if f"/office/orders/{number}" in page} == (
            expected
        ), query


def test_a_waybill_finds_its_order(desk: Desk, order_number: str) -> None:
    desk.get(f"/office/orders/{order_number}")
    desk.post(f"/office/orders/{order_number}/ship", **parcel(found(order_number)))
    assert order_number in desk.get("/office/orders?q=1234567890")
    assert order_number in desk.get("/office/orders?customs=under_way")
    assert order_number not in desk.get("/office/orders?customs=problem")


def test_the_table_for_spreadsheets_runs_nothing(desk: Desk, till: Till) -> None:
    evil = '=HYPERLINK("https://evil.example")'
    number = till.place(till.fill(), AMERICA, "form-2", name=evil).number
    answer = desk.open("/office/orders.csv")
    text = answer.get_data(as_text=True).removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["number"] == number
    assert row["name"] == "'" + evil
    assert harmless("+1") == "'+1"
    assert harmless("-x\r\n=y") == "'-x  =y"
    assert harmless("plain") == "plain"


def test_the_list_asks_the_database_as_often_for_many_orders_as_for_one(till: Till) -> None:
    from sqlalchemy import event

    def statements() -> int:
        seen: list[str] = []

        def note(_c: object, _cur: object, sql: str, *_rest: object) -> None:
            if sql.startswith("SELECT"):
                seen.append(sql)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            reports.order_rows(reports.OrderFilter())
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    till.place(till.fill(), key="form-1")
    first = statements()
    for n in range(2, 6):
        till.place(till.fill(), key=f"form-{n}")
    assert statements() == first <= 4


@pytest.mark.parametrize(
    "path",
    [
        "/office/orders/nothing",
        "/office/orders/" + "9" * 300,
        "/office/orders/%00",
        "/office/letters/99999999999999999999",
        "/office/products/9223372036854775808",
        "/office/orders/x/dossiers/y/99999999999999.json",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(desk: Desk, path: str) -> None:
    answer = desk.open(path)
    assert answer.status_code in (400, 404)
    assert "<h1" in answer.get_data(as_text=True)

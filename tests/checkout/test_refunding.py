"""Money that goes back: in full, by line, from the Dashboard, and when banks say no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront import checkout, orders, payments
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.markets import Locale
from storefront.money import currency
from storefront.orders import LineDraft, Order, OrderDraft, OrderLine

from .conftest import AMERICA, GERMANY, JAPAN, Till


def test_a_refund_in_full_gives_everything_back(till: Till) -> None:
    order = till.paid({"lamp": 2, "mug": 1})
    checkout.refund(order, restock=True, reason="returned")
    till.deliver()
    till.deliver()
    assert till.refunded() == order.total_minor
    assert [each.state for each in payments.jobs_of(order.id)] == ["done"]
    order = till.again(order)
    assert order.state == "paid"
    assert all(line.refunded_quantity == line.quantity for line in order.lines)
    assert till.stock() == (10, 0)
    with pytest.raises(ShopError, match="refunded already"):
        checkout.refund(order)


@pytest.mark.parametrize("locale", [GERMANY, AMERICA, JAPAN, Locale("en", "GB")])
def test_piece_by_piece_gives_back_exactly_the_line_then_the_shipping(
    till: Till, locale: Locale
) -> None:
    order = till.paid({"lamp": 3, "mug": 2}, locale)
    for line in order.lines:
        for _ in range(line.quantity):
            checkout.refund(till.again(order), {line.id: 1})
        with pytest.raises(ShopError, match="not left"):
            checkout.refund(till.again(order), {line.id: 1})
    freight = checkout.freight_left(order)
    given_back = sum(job.amount_minor for job in payments.jobs_of(order.id))
    assert given_back == order.total_minor - freight
    if freight:
        checkout.refund(till.again(order), {}, include_shipping=True)
    till.deliver()
    assert till.refunded() == order.total_minor
    assert till.stock() == (7, 0)


def test_three_decimal_money_is_paid_and_given_back_to_the_minor_unit(till: Till) -> None:
    order = kuwaiti_order(till, unit_minor=12_340, quantity=3, freight_minor=2_500)
    till.press(till.pay(order))
    till.deliver()
    order = till.again(order)
    assert order.state == "paid"
    (line,) = order.lines
    for _ in range(3):
        checkout.refund(till.again(order), {line.id: 1})
    assert all(job.amount_minor % 10 == 0 for job in payments.jobs_of(order.id))
    checkout.refund(till.again(order), {}, include_shipping=True)
    till.deliver()
    assert till.refunded() == order.total_minor == 39_520


def test_the_same_form_refunds_once(till: Till) -> None:
    order = till.paid({"lamp": 3})
    (line,) = order.lines
    first = checkout.refund(order, {line.id: 1}, key="form-1")
    second = checkout.refund(till.again(order), {line.id: 1}, key="form-1")
    assert first.id == second.id
    till.deliver()
    assert len(till.look("ledger")["refunds"]) == 1


def test_a_lost_answer_does_not_refund_twice(till: Till) -> None:
    order = till.paid()
    till.deliver()
    till.control("faults", operation="refunds.create", when="after", kind="error", times=1)
    checkout.refund(order)
    till.work()
    till.wait(minutes=10)
    till.deliver()
    assert till.refunded() == order.total_minor
    assert len(till.look("ledger")["refunds"]) == 1
    assert [each.state for each in payments.jobs_of(order.id)] == ["done"]


def test_more_than_is_left_is_refused(till: Till) -> None:
    order = till.paid({"lamp": 2})
    session_id = payments.attempts_of(order.id)[0].session_id
    till.control("refunds", session=session_id, amount=order.total_minor - 10)
    till.deliver()
    (line,) = order.lines
    with pytest.raises(ShopError, match="left to refund"):
        checkout.refund(till.again(order), {line.id: 1})
    job = checkout.refund(till.again(order))
    assert job.amount_minor == 10
    assert sum(entry["amount_minor"] for entry in job.lines) + job.freight_minor == 10


def test_a_refund_from_the_dashboard_is_seen_once(till: Till) -> None:
    order = till.paid()
    session_id = payments.attempts_of(order.id)[0].session_id
    till.control("refunds", session=session_id, amount=500)
    till.control("refunds", session=session_id, amount=300)
    till.deliver()
    (payment,) = payments.payments_of(order.id)
    checkout.sync_refunds(payment.intent_id)
    assert sorted(each.amount_minor for each in payments.refunds_of(order.id)) == [300, 500]
    assert payments.left_to_refund(payment) == order.total_minor - 800
    assert till.kinds(order).count("refunded") == 2
    assert till.stock() == (9, 0)


def test_a_refund_that_fails_later_is_shown_and_can_be_made_again(till: Till) -> None:
    order = till.order()
    session_id = till.pay(order)
    till.press(session_id, card_number="4000 0000 0000 5126")
    till.deliver()
    order = till.again(order)
    checkout.refund(order, {order.lines[0].id: 1})
    till.deliver()
    till.wait(minutes=1)
    till.deliver()
    order = till.again(order)
    assert [each.status for each in payments.refunds_of(order.id)] == ["failed"]
    assert [each.state for each in payments.jobs_of(order.id)] == ["failed"]
    assert order.attention
    assert order.lines[0].refunded_quantity == 0
    (payment,) = payments.payments_of(order.id)
    assert payments.left_to_refund(payment) == order.total_minor


def test_cancelling_a_paid_order_gives_all_back_and_restocks(till: Till) -> None:
    order = till.paid({"lamp": 2})
    checkout.refund(order, {order.lines[0].id: 1}, restock=True)
    assert till.stock() == (9, 0)
    checkout.cancel(till.again(order), actor="owner", reason="buyer asked")
    till.deliver()
    till.deliver()
    order = till.again(order)
    assert (order.state, order.stock_state) == ("cancelled", "released")
    assert till.refunded() == order.total_minor
    assert till.stock() == (10, 0)
    assert order.paid_at is not None


def test_a_dispute_is_recorded_and_moves_neither_order_nor_stock(till: Till) -> None:
    order = till.paid()
    session_id = payments.attempts_of(order.id)[0].session_id
    dispute = till.control("disputes", session=session_id, reason="fraudulent")
    till.deliver()
    order = till.again(order)
    (known,) = payments.disputes_of(order.id)
    assert (known.status, known.amount_minor) == ("needs_response", order.total_minor)
    assert (order.state, till.stock()) == ("paid", (9, 0))
    assert order.attention
    till.control(f"disputes/{dispute['id']}/close", status="won")
    till.deliver()
    db.session.rollback()
    (known,) = payments.disputes_of(order.id)
    db.session.refresh(known)
    assert known.status == "won"
    checkout.refund(till.again(order))


@given(
    total=st.integers(1, 10**8),
    quantity=st.integers(1, 99),
    code=st.sampled_from(["EUR", "JPY", "KWD", "ISK"]),
)
def test_pieces_always_sum_to_their_line(total: int, quantity: int, code: str) -> None:
    step = currency(code).step
    order = Order(currency=code)
    line = OrderLine(quantity=quantity, refunded_quantity=0, total_minor=total * step)
    given_back = []
    for _ in range(quantity):
        given_back.append(checkout.line_amount(order, line, 1))
        line.refunded_quantity += 1
    assert sum(given_back) == line.total_minor
    assert all(part % step == 0 for part in given_back)
    assert max(given_back) - min(given_back) <= step


def kuwaiti_order(till: Till, unit_minor: int, quantity: int, freight_minor: int) -> Order:
    """An order in dinars, a currency of three decimals in which no market sells yet."""
    from storefront.checkout import holding

    goods = unit_minor * quantity
    line = LineDraft(
        variant_id=till.variants["lamp"],
        product_id=1,
        product_slug="lamp",
        sku="lamp",
        name="Lamp",
        choice_text="",
        picture=None,
        quantity=quantity,
        unit_price_minor=unit_minor,
        unit_net_minor=unit_minor,
        goods_minor=goods,
        vat_minor=0,
        duty_minor=0,
        fees_minor=0,
        total_minor=goods,
        unit_cost_minor=None,
        cost_currency=None,
        net_weight_g=700,
        gross_weight_g=900,
        barcode=None,
        hs_code="940521",
        national_codes={},
        origin_country="CN",
        customs_name="LED lamp",
        customs_name_local="LED台灯",
        specification=None,
        unit="H87",
        second_unit=None,
        manufacturer_code=None,
        dangerous_goods=None,
    )
    draft = OrderDraft(
        placing_key="k",
        basket_id=None,
        market="us",
        language="en",
        country="US",
        currency="KWD",
        prices_include_tax=False,
        email="kim@example.com",
        customer="",
        phone="",
        name="Kim",
        address_line1="7 Elm Street",
        address_line2="",
        city="Portland",
        region="OR",
        postal_code="97201",
        goods_minor=goods,
        discount_minor=0,
        freight_minor=freight_minor,
        freight_vat_minor=0,
        insurance_minor=0,
        import_vat_minor=0,
        import_duty_minor=0,
        fees_minor=0,
        total_minor=goods + freight_minor,
        shipping_method="standard",
        shipping_name="Standard",
        days_min=3,
        days_max=5,
        visit_id=None,
        first_touch=None,
        last_touch=None,
        lines=[line],
    )
    with transaction():
        order = orders.place(draft)
        holding.hold(order.id, holding.pieces(order))
    return order

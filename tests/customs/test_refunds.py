"""Whose money went back: no parcel gives back more than was paid for it, and nothing gets lost."""

import random

from flask import Flask

from storefront import checkout, payments, shipping
from storefront.customs.documents import instant
from storefront.customs.refunds import Refunded, divide
from storefront.customs.shares import totals_of
from storefront.db import transaction
from tests.customs import making
from tests.customs.conftest import waybill


def test_all_parcels_give_back_exactly_what_was_paid_for_them(app: Flask, charges: None) -> None:
    chance = random.Random(3)
    for n in range(30):
        with transaction():
            order = making.order(
                *(
                    (making.variant(f"LF-{n}-{k}"), chance.choice((2, 3, 7)), 1_000 + 7 * n + k)
                    for k in range(3)
                ),
                country=chance.choice(("DE", "GB", "JP", "US")),
                freight_minor=1_205,
                paid=False,
            )
            making.discounted(order, 199 + n)
            order.state = "paid"
            making.pay(order)
        some = {line.id: chance.randint(1, line.quantity - 1) for line in order.lines}
        for pieces in (some, None):
            checkout.ship(order, checkout.Packing("china-post", waybill(), pieces, 20_000))
        parcels = shipping.parcels_in_force(order.id)
        payment = payments.main_payment(order.id)
        assert payment is not None
        back = Refunded(
            "re_1",
            payment.amount_minor,
            payment.paid_at,
            [(line.id, line.quantity, line.total_minor) for line in order.lines],
            order.freight_minor + order.freight_vat_minor,
        )
        parts = divide(order, parcels, [back], instant)
        paid: dict[int, int] = {}
        before: dict[int, int] = {}
        for parcel in parcels:
            held = {line.order_line_id: line.quantity for line in parcel.lines}
            paid[parcel.id] = totals_of(order, before, held).grand_total
            before = {each: before.get(each, 0) + held.get(each, 0) for each in {**before, **held}}
        assert sum(paid.values()) == payment.amount_minor
        assert {each: sum(p.amount_minor for p in parts[each]) for each in parts} == paid

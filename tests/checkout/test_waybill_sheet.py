"""Waybills from a spreadsheet: tried without a trace, then sent row by row."""

from dataclasses import replace

import pytest
from flask import Flask

from storefront import checkout, customs, mail, shipping, taxes
from storefront.config import Settings
from storefront.customs import Dossier
from storefront.db import db, transaction
from storefront.orders import Order
from storefront.shipping import Shipment
from tests.customs import making

FIRST, SECOND, THIRD = "LX123456785CN", "RR473124829CN", "RB123456785CN"


@pytest.fixture
def pair(app: Flask, settings: Settings) -> list[Order]:
    mail.use(mail.carrier_from(settings))
    customs.use(customs.connection_from(replace(settings, customs_url="http://127.0.0.1:9")))
    with transaction():
        taxes.demo_charges()
        thing = making.variant()
        return [making.order((thing, 2, 11_990)), making.order((thing, 1, 11_990))]


def sheet(*rows: str, head: str = "order,carrier,waybill,weight_g,packages,sku,quantity") -> str:
    return "\n".join([head, *rows])


def test_a_sheet_is_tried_without_a_trace_and_then_sent(pair: list[Order]) -> None:
    one, two = pair
    text = sheet(
        f"{one.number},china-post,{FIRST},3000,,LF-ORI-PAP,1",
        f"{two.number},china-post,{SECOND},3000,2,,",
    )
    rows = checkout.read_sheet(text)
    checkout.try_rows(rows, False)
    assert [row.problem for row in rows] == ["", ""]
    db.session.rollback()
    assert db.session.query(Shipment).count() == db.session.query(Dossier).count() == 0
    checkout.send_rows(rows, False, "mei")
    assert all(row.done for row in rows)
    (first,) = shipping.shipments_of(one.id)
    (second,) = shipping.shipments_of(two.id)
    assert (first.waybill_no, first.lines[0].quantity, first.packages) == (FIRST, 1, 1)
    assert (second.waybill_no, second.packages, second.state) == (SECOND, 2, "shipped")


def test_each_row_says_what_is_wrong_with_it(pair: list[Order]) -> None:
    one, two = pair
    rows = checkout.read_sheet(
        sheet(
            f"{one.number},china-post,{FIRST},3000,,,",
            f"{two.number},china-post,{FIRST},3000,,,",
            f"LF-NONE,china-post,{SECOND},3000,,,",
            f"{two.number},china-post,LX123456784CN,3000,,,",
            f"{two.number},pigeon,{SECOND},3000,,,",
            f"{two.number},china-post,{THIRD},3 kg,,,",
            f"{two.number},china-post,RB000000005CN,3000,,NO-SUCH,1",
            f"{two.number},china-post,RB100000008CN,3000,,LF-ORI-PAP,9",
        )
    )
    checkout.try_rows(rows, True)
    for row, said in zip(
        rows,
        (
            "",
            "Line 2 has the same number",
            "no such order",
            "check digit",
            "do not know this carrier",
            "no whole number",
            "has no NO-SUCH",
            "",
        ),
        strict=True,
    ):
        assert (said in row.problem) if said else True, row
    assert rows[0].problem == "" and rows[7].problem != ""


def test_one_bad_row_does_not_hold_up_the_others(pair: list[Order]) -> None:
    one, two = pair
    rows = checkout.read_sheet(
        sheet(
            f"{one.number};china-post;{FIRST};3000",
            f"{two.number};china-post;x;3000",
            head="订单号;承运商;运单号;重量",
        )
    )
    checkout.send_rows(rows, True, "mei")
    assert [row.done for row in rows] == [True, False]
    assert shipping.shipments_of(one.id)[0].state == "packed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("order,carrier\n1,2", "waybill, weight_g are missing"),
        ('order,carrier,waybill,weight_g\n"a', "no CSV"),
        ("order,carrier,waybill,weight_g" + "\na,b,c,1" * 501, "At most 500 rows"),
    ],
)
def test_what_is_no_sheet_is_refused(app: Flask, text: str, said: str) -> None:
    with pytest.raises(checkout.SheetRefused, match=said):
        checkout.read_sheet(text)

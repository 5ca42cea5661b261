"""Many sales of every kind: each event as published, every sum exact, no false alarm."""

import io
import json

import pytest
from flask import Flask

from storefront import mail
from storefront.config import Settings
from tests.connector.many import judge
from tests.customs.many import Tally, make


@pytest.mark.parametrize(
    "orders", [40, pytest.param(1_000, marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_sales_of_every_kind_are_told_exactly(app: Flask, settings: Settings, orders: int) -> None:
    mail.use(mail.carrier_from(settings))
    tally, written = Tally(), io.StringIO()
    make(orders, 11, tally, written)
    assert tally.wrong == []
    assert tally.counts["orders"] == orders
    assert tally.counts["orders in several parcels"] and tally.counts["orders with a coupon"]
    counts, wrong = judge(json.loads(line) for line in written.getvalue().splitlines())
    assert wrong == []
    assert counts["CEB603Message"] == tally.counts["events"] - counts["cancelled"]

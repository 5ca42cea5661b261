"""A parcel leaves: once, complete, with its papers and its letter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from storefront import catalog, checkout, clock, customs, mail, orders, shipping, taxes
from storefront.catalog.models import Variant
from storefront.checkout import CannotShip
from storefront.config import Settings
from storefront.customs import Dossier
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.orders import Order
from storefront.outbox.models import Promise
from storefront.shipping import Shipment, WaybillUsed
from tests.customs import making

WAYBILL = "LX123456785CN"


@pytest.fixture(autouse=True)
def charges(app: Flask, settings: Settings) -> None:
    mail.use(mail.carrier_from(settings))
    customs.use(customs.connection_from(replace(settings, customs_url="http://127.0.0.1:9")))
    with transaction():
        taxes.demo_charges()


@pytest.fixture
def order(charges: None) -> Order:
    with transaction():
        return making.order()


@pytest.fixture
def send(order: Order) -> Callable[..., Shipment]:
    def send(**changes: Any) -> Shipment:
        to, actor = changes.pop("order", order), changes.pop("actor", "office")
        facts: dict[str, Any] = {
            "carrier": "china-post",
            "waybill_no": WAYBILL,
            "quantities": None,
            "gross_weight_g": 3_000,
        }
        return checkout.ship(to, checkout.Packing(**{**facts, **changes}), actor)

    return send


def nothing_left_a_trace() -> None:
    db.session.rollback()
    for table in (Shipment, Dossier, Promise):
        assert db.session.query(table).count() == 0


def test_a_parcel_leaves_with_its_dossier_its_letter_and_its_place_in_history(
    order: Order, send: Callable[..., Shipment]
) -> None:
    shipment = send(waybill_no=" lx123 456785cn ", actor="mei")

    assert (shipment.state, shipment.waybill_no) == ("shipped", WAYBILL)
    (dossier,) = customs.dossiers_of(order.id)
    assert (dossier.state, dossier.revision, dossier.shipment_id) == ("ready", 1, shipment.id)
    (letter,) = mail.letters_of(order.id)
    assert letter.kind == "shipment" and WAYBILL in letter.text
    kinds = [(event.kind, event.actor) for event in orders.get(order.id).events]
    assert kinds == [("shipped", "mei"), ("customs_ready", "customs")]
    topics = {promise.topic for promise in db.session.query(Promise)}
    assert topics == {"mail.letter", "customs.deliver"}


def test_an_order_can_leave_in_several_parcels_but_no_piece_twice(
    order: Order, send: Callable[..., Shipment]
) -> None:
    (line,) = order.lines
    send(quantities={line.id: 1})
    assert checkout.left_to_ship(order) == {line.id: 1}
    with pytest.raises(CannotShip):
        send(quantities={line.id: 2}, waybill_no="RR473124829CN")
    send(waybill_no="RR473124829CN")
    assert shipping.shipped_quantities(order.id) == {line.id: 2}
    with pytest.raises(CannotShip):
        send(waybill_no="RB123456785CN")
    first, second = mail.letters_of(order.id)
    assert "RR473124829CN" in second.text
    assert len(first.text) > len(second.text), "the first says that the rest follows"


@pytest.mark.parametrize("quantities", [{}, {0: 1}, {-1: 1}])
def test_a_parcel_holds_something_of_this_order(
    send: Callable[..., Shipment], quantities: dict[int, int]
) -> None:
    with pytest.raises(CannotShip):
        send(quantities=quantities)
    nothing_left_a_trace()


def test_negative_pieces_are_refused(order: Order, send: Callable[..., Shipment]) -> None:
    with pytest.raises(CannotShip):
        send(quantities={order.lines[0].id: -1})
    nothing_left_a_trace()


@pytest.mark.parametrize("state", ["pending", "processing", "cancelled"])
def test_only_a_paid_order_leaves(order: Order, send: Callable[..., Shipment], state: str) -> None:
    with transaction():
        db.session.get(Order, order.id).state = state
    with pytest.raises(CannotShip):
        send()
    nothing_left_a_trace()


def test_refunded_pieces_stay_here(order: Order, send: Callable[..., Shipment]) -> None:
    (line,) = order.lines
    with transaction():
        orders.count_refunded(orders.get(order.id), {line.id: 1})
    send()
    assert shipping.shipped_quantities(order.id) == {line.id: 1}


@pytest.mark.parametrize(
    ("carrier", "waybill_no"),
    [
        ("china-post", "LX123456784CN"),
        ("china-post", "LX123456785DE"),
        ("china-post", ""),
        ("china-post", "LX123456785CN\x00"),
        ("dhl", "123"),
        ("ups", "1Z999AA10123456785"),
        ("pigeon", "1"),
    ],
)
def test_a_wrong_waybill_is_refused_with_a_sentence(
    send: Callable[..., Shipment], carrier: str, waybill_no: str
) -> None:
    with pytest.raises(ShopError) as refusal:
        send(carrier=carrier, waybill_no=waybill_no)
    assert refusal.value.message
    nothing_left_a_trace()


def test_a_waybill_is_not_used_again_within_six_months(
    order: Order, send: Callable[..., Shipment]
) -> None:
    (line,) = order.lines
    send(quantities={line.id: 1})
    with pytest.raises(WaybillUsed):
        send(quantities={line.id: 1})
    clock.shift(timedelta(days=190))
    send(quantities={line.id: 1})
    assert [dossier.state for dossier in customs.dossiers_of(order.id)] == ["ready", "ready"]


@pytest.mark.parametrize("grams", [0, -1, 1_559, 1_000_001])
def test_a_parcel_weighs_at_least_what_is_in_it(send: Callable[..., Shipment], grams: int) -> None:
    with pytest.raises(ShopError):
        send(gross_weight_g=grams)
    nothing_left_a_trace()


def test_missing_facts_are_named_and_filled_in_from_the_catalogue(
    send: Callable[..., Shipment],
) -> None:
    blank = {"hs_code": None, "customs_name_local": None, "net_weight_g": None}
    with transaction():
        thing = making.variant("LF-NEW", **blank)
        order = making.order((thing, 1, 4_990))
    with pytest.raises(CannotShip) as refusal:
        send(order=order)
    assert "LF-NEW: HS code, Chinese customs name, net weight" in refusal.value.message
    nothing_left_a_trace()

    with transaction():
        variant = db.session.get(Variant, thing.id)
        variant.hs_code, variant.customs_name_local, variant.net_weight_g = "940521", "台灯", 500
    assert catalog.customs_facts(thing.id).hs_code == "940521"
    send(order=order)
    assert [dossier.state for dossier in customs.dossiers_of(order.id)] == ["ready"]

"""Parcels that wait for customs, labels from the carrier, and what carriers say."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from flask import Flask

from storefront import checkout, clock, customs, mail, orders, shipping, taxes
from storefront.catalog.models import Stock
from storefront.checkout import Packing
from storefront.config import Settings
from storefront.customs.models import Dossier
from storefront.customs.signatures import key_of, sign
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.orders import Order
from storefront.shipping import DemoCarrier, News, Status
from storefront.shipping.waybills import S10, s10_check_digit
from tests.customs import making

WAYBILL = "LX123456785CN"
SECRET = "whsec_" + "Q2FycmllcnMgc2F5IHdoZXJlIHBhcmNlbHMgYXJlLi4u"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, carrier_secrets=(("china-post", SECRET),))


@pytest.fixture
def order(app: Flask, settings: Settings) -> Iterator[Order]:
    mail.use(mail.carrier_from(settings))
    customs.use(customs.connection_from(replace(settings, customs_url="http://127.0.0.1:9")))
    shipping.use_services({"china-post": DemoCarrier()})
    with transaction():
        taxes.demo_charges()
        made = making.order()
    yield made


@pytest.fixture
def packed(order: Order) -> shipping.Shipment:
    return checkout.ship(order, Packing("china-post", WAYBILL, None, 3_000, waits=True))


def accept(order: Order) -> None:
    (dossier,) = customs.dossiers_of(order.id)
    with transaction():
        row = db.session.get(Dossier, dossier.id)
        assert row is not None
        row.state = "accepted"


def kinds(order: Order) -> list[str]:
    db.session.rollback()
    again = orders.get(order.id)
    assert again is not None
    return [event.kind for event in again.events]


def test_a_parcel_waits_until_customs_has_accepted_it(
    order: Order, packed: shipping.Shipment
) -> None:
    assert (packed.state, packed.shipped_at) == ("packed", None)
    assert mail.letters_of(order.id) == []
    with pytest.raises(ShopError, match="has not accepted"):
        checkout.hand_over(packed.id)
    accept(order)
    left = checkout.hand_over(packed.id, "mei")
    assert left.state == "shipped" and left.shipped_at is not None
    (letter,) = mail.letters_of(order.id)
    assert letter.kind == "shipment" and WAYBILL in letter.text
    assert kinds(order) == ["packed", "customs_ready", "shipped"]
    (dossier,) = customs.dossiers_of(order.id)
    told = customs.documents(dossier)
    assert told is not None and told["type"] == "customs.waybill.updated"
    assert told["data"]["waybill"]["status"] == "handed_over"
    with pytest.raises(ShopError, match="does not wait"):
        checkout.hand_over(packed.id)


def test_a_waiting_parcel_can_be_called_off_and_its_pieces_sent_anew(
    order: Order, packed: shipping.Shipment
) -> None:
    assert not any(checkout.left_to_ship(order).values())
    checkout.call_off(packed.id)
    (dossier,) = customs.dossiers_of(order.id)
    assert dossier.state == "cancelled"
    assert sum(checkout.left_to_ship(order).values()) == 2
    with pytest.raises(ShopError, match="another parcel"):
        checkout.ship(order, Packing("china-post", WAYBILL, None, 3_000))
    checkout.ship(order, Packing("china-post", "RR473124829CN", None, 3_000))
    with pytest.raises(ShopError, match="has left"):
        checkout.call_off(shipping.shipments_of(order.id)[1].id)


def test_cancelling_an_order_unpacks_what_waits_and_calls_it_off_at_customs(
    order: Order, packed: shipping.Shipment
) -> None:
    with transaction():
        db.session.add(Stock(variant_id=order.lines[0].variant_id, on_hand=0, reserved=0))
    checkout.cancel(order)
    db.session.rollback()
    again = shipping.get(packed.id)
    assert again is not None and again.state == "cancelled"
    (dossier,) = customs.dossiers_of(order.id)
    assert dossier.state == "cancelled"


def test_a_label_comes_from_the_carrier_and_is_printed(order: Order) -> None:
    parcel = checkout.ship_with_label(order, Packing("china-post", "", None, 3_000, waits=True))
    parts = S10.fullmatch(parcel.waybill_no)
    assert parts and int(parts[3]) == s10_check_digit(parts[2])
    pdf = shipping.label_of(parcel.id)
    assert pdf is not None
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    text = page.get_textpage().get_text_range()
    assert "Anna Muster" in text and "no postage paid" in text and "10115 Berlin" in text
    assert round(page.get_width() / 72 * 25.4) == 100


def test_no_label_while_customs_data_is_missing(order: Order) -> None:
    with transaction():
        making.db.session.execute(
            db.update(orders.models.OrderLine).values(hs_code=None, origin_country=None)
        )
        db.session.execute(db.update(making.Variant).values(hs_code=None, origin_country=None))
    db.session.expire_all()
    with pytest.raises(ShopError, match="HS code, country of origin"):
        checkout.ship_with_label(order, Packing("china-post", "", None, 3_000))
    assert shipping.shipments_of(order.id) == []


def test_a_carrier_that_is_away_or_refuses_packs_nothing(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ShopError, match="at most 30 kg"):
        checkout.ship_with_label(order, Packing("china-post", "", None, 40_000))

    def away(*_: object) -> None:
        raise shipping.CarrierDown("away")

    monkeypatch.setattr(DemoCarrier, "label", away)
    with pytest.raises(checkout.NoLabel):
        checkout.ship_with_label(order, Packing("china-post", "", None, 3_000))
    with pytest.raises(ShopError, match="gives no labels"):
        checkout.ship_with_label(order, Packing("dhl", "", None, 3_000))
    assert shipping.shipments_of(order.id) == []


def news(status: Status, minutes: int = 0, **changes: Any) -> News:
    at = clock.now() + timedelta(minutes=minutes)
    return replace(News(f"e-{status}", WAYBILL, status, at, "Shenzhen"), **changes)


def test_what_a_carrier_says_is_kept_once_and_followed(
    order: Order, packed: shipping.Shipment
) -> None:
    accept(order)
    told = [news(Status.DELIVERED, 2), news(Status.HANDED_OVER, 1)]
    assert checkout.carrier_says("china-post", told) == {"taken": 2, "known": 0, "unknown": 0}
    assert checkout.carrier_says("china-post", told) == {"taken": 0, "known": 2, "unknown": 0}
    assert checkout.carrier_says("dhl", told)["unknown"] == 2
    parcel = shipping.get(packed.id)
    assert parcel is not None and parcel.state == "delivered"
    assert kinds(order) == ["packed", "customs_ready", "shipped", "delivered"]
    assert [each.status for each in shipping.news_of(packed.id)] == ["delivered", "handed_over"]
    again = orders.get(order.id)
    assert again is not None and again.attention is None


def test_a_parcel_that_left_before_customs_accepted_it_is_shown_to_a_person(
    order: Order, packed: shipping.Shipment
) -> None:
    checkout.carrier_says("china-post", [news(Status.IN_TRANSIT)])
    db.session.rollback()
    again = orders.get(order.id)
    assert again is not None and "although customs has not accepted it" in (again.attention or "")
    checkout.carrier_says("china-post", [news(Status.LOST, 5)])
    db.session.rollback()
    assert "has lost parcel" in (orders.get(order.id).attention or "")


def test_the_demo_carrier_is_asked_after_its_parcels(order: Order) -> None:
    parcel = checkout.ship(order, Packing("china-post", WAYBILL, None, 3_000))
    from storefront.checkout.carrying import ask_carriers

    assert ask_carriers() == 0
    clock.shift(timedelta(days=7))
    assert ask_carriers() == 6
    assert ask_carriers() == 0
    db.session.rollback()
    assert shipping.get(parcel.id).state == "delivered"


@pytest.fixture
def tell(app: Flask) -> Callable[..., Any]:
    def tell(body: Any, secret: str = SECRET, age: int = 0, carrier: str = "china-post") -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        at = int(clock.now().timestamp()) - age
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(at),
            "webhook-signature": sign([key_of(secret)], "msg_1", at, raw),
        }
        return app.test_client().post(f"/hooks/carriers/{carrier}", data=raw, headers=headers)

    return tell


def event(**changes: Any) -> dict[str, Any]:
    at = clock.now().isoformat()
    return {"id": "e1", "waybill_no": WAYBILL, "status": "in_transit", "at": at, **changes}


def test_a_carriers_own_program_can_tell_it(
    order: Order, packed: shipping.Shipment, tell: Callable[..., Any]
) -> None:
    body = {"events": [event(place="Guangzhou", text="left the sorting centre")]}
    assert tell(body).get_json() == {"taken": 1, "known": 0, "unknown": 0}
    assert tell(body).get_json() == {"taken": 0, "known": 1, "unknown": 0}
    db.session.rollback()
    (kept,) = shipping.news_of(packed.id)
    assert (kept.place, kept.text) == ("Guangzhou", "left the sorting centre")


def test_forged_old_and_foreign_news_are_refused(order: Order, tell: Callable[..., Any]) -> None:
    body = {"events": [event()]}
    assert tell(body, secret="whsec_" + "A" * 32).status_code == 401
    assert tell(body, age=400).status_code == 401
    assert tell(body, age=-400).status_code == 401
    assert tell(body, carrier="dhl").status_code == 404
    assert tell(b"x" * 300_000).status_code == 413


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        {"events": []},
        {"events": [1]},
        {"events": [event(status="teleported")]},
        {"events": [event(at="yesterday")]},
        {"events": [event(at="2026-11-27T10:00:00")]},
        {"events": [event(at="0001-01-01T00:00:00+00:00")]},
        {"events": [event(id=7)]},
        {"events": [event(id="")]},
        {"events": [event(text="x" * 301)]},
        {"events": [event(text="\x00")]},
    ],
)
def test_news_that_make_no_sense_are_refused_with_a_sentence(
    order: Order, tell: Callable[..., Any], wrong: Any
) -> None:
    answer = tell(wrong)
    assert answer.status_code == 422, answer.text

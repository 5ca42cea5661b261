"""The customs queue, corrections after shipping, and the evidence pack."""

import hashlib
import io
import json
import zipfile

import pytest

from storefront import checkout, customs, orders, outbox, shipping
from storefront.db import db, transaction
from storefront.orders import Order
from storefront.outbox.models import Promise
from tests.checkout.conftest import Till
from tests.checkout.test_customs_changes import accept, events, waybill

from .conftest import Desk


@pytest.fixture
def order(till: Till) -> Order:
    return till.paid({"lamp": 1})


@pytest.fixture
def dossier(order: Order) -> str:
    checkout.ship(order, checkout.Packing("china-post", waybill(), None, 9_000))
    return customs.dossiers_of(order.id)[0].id


def spoil(dossier_id: str, state: str = "rejected", code: str = "hs_code_invalid") -> None:
    """Customs does not like it."""
    with transaction():
        dossier = customs.get_dossier(dossier_id)
        assert dossier is not None
        customs.states.move(dossier, customs.State(state))
        dossier.findings = [{"code": code, "pointer": "/order/lines/0/hs_code", "message": "No."}]


def test_a_refused_dossier_is_mended_from_the_queue(desk: Desk, order: Order, dossier: str) -> None:
    spoil(dossier)
    page = desk.get("/office/customs")
    assert order.number in page and "No." in page and "#customs-" in page
    desk.post("/office/customs/compare", dossier=dossier, queue="rejected")
    assert "1 dossier agrees now" in desk.follow()
    assert events(dossier)[-1] == ("customs.dossier.amended", 2)
    assert order.number not in desk.get("/office/customs?queue=rejected")
    assert order.number in desk.get("/office/customs?queue=ready")


def test_the_queue_is_narrowed_by_market_and_age(desk: Desk, order: Order, dossier: str) -> None:
    for asked, there in (
        ("market=de", True),
        ("market=us", False),
        ("age=hour", False),
        ("age=nonsense&market=nonsense", True),
    ):
        assert (order.number in desk.get(f"/office/customs?queue=ready&{asked}")) is there, asked
    assert desk.get("/office/customs?queue=nonsense&page=x")


def test_what_could_not_be_handed_over_is_sent_again(
    desk: Desk, order: Order, dossier: str
) -> None:
    with transaction():
        customs.resend(dossier)
        promise = db.session.scalar(db.select(Promise).where(Promise.lane == dossier))
        assert promise is not None
        promise.state = "dead"
    assert order.number in desk.get("/office/customs?queue=dead")
    desk.post("/office/customs/resend", dossier=[dossier, "nonsense"], queue="dead")
    assert "1 dossier will be sent again" in desk.follow()
    assert outbox.counts() == {**outbox.counts(), "pending": outbox.counts()["pending"]}
    assert outbox.dead_letters() == []


def test_an_address_is_corrected_until_customs_has_it(
    desk: Desk, order: Order, dossier: str
) -> None:
    path = f"/office/orders/{order.number}/address"
    assert "Lindenstr. 7" in desk.get(path)
    typed = {"name": "Kim Test", "address_line1": "Weg 1", "city": "", "postal_code": "53111"}
    page = desk.post(path, 422, **typed)
    assert "cannot arrive without this" in page and "Weg 1" in page
    desk.post(path, **{**typed, "city": "Bonn"})
    assert events(dossier)[-1] == ("customs.dossier.amended", 2)
    db.session.expire_all()
    again = orders.get(order.id)
    assert again is not None and (again.city, again.country) == ("Bonn", "DE")
    accept(dossier)
    desk.get(path)
    page = desk.post(path, 409, **{**typed, "city": "Berlin"})
    assert "cannot change any more" in page and "Berlin" in page


def test_a_parcel_gets_another_number(desk: Desk, order: Order, dossier: str) -> None:
    (parcel,) = shipping.shipments_of(order.id)
    path = f"/office/orders/{order.number}/parcels/{parcel.id}/waybill"
    old, new = parcel.waybill_no, waybill()
    assert old in desk.get(path)
    desk.post(path, 422, carrier="china-post", waybill_no="LX123456784CN")
    assert "six months" in desk.post(path, 422, carrier="china-post", waybill_no=old)
    desk.post(path, carrier="china-post", waybill_no=new)
    assert events(dossier)[-1] == ("customs.dossier.amended", 2)
    assert new in desk.get(f"/office/orders/{order.number}")
    desk.get(f"/office/orders/{order.number}/parcels/999/waybill", 404)


def test_goods_that_come_back_are_announced(desk: Desk, order: Order, dossier: str) -> None:
    page = desk.get(f"/office/orders/{order.number}")
    assert "Goods come back" not in page
    accept(dossier)
    assert "Goods come back" in desk.get(f"/office/orders/{order.number}")
    desk.post(f"/office/orders/{order.number}/dossiers/{dossier}/return")
    assert events(dossier)[-1] == ("customs.return.announced", 2)


def test_a_parcel_that_cannot_have_papers_does_not_keep_the_evidence_back(
    desk: Desk, order: Order, dossier: str
) -> None:
    with transaction():
        shipping.shipments_of(order.id)[0].state = "cancelled"
    answer = desk.open(f"/office/orders/{order.number}/evidence.zip")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as pack:
        manifest = json.loads(pack.read("manifest.json"))
        assert "order.json" in pack.namelist()
    assert ["cancelled" in why for why in manifest["not_printed"].values()] == [True]


def test_the_evidence_pack_holds_everything_and_no_secret(
    desk: Desk, order: Order, dossier: str
) -> None:
    accept(dossier)
    answer = desk.open(f"/office/orders/{order.number}/evidence.zip")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert {each["name"]: each["sha256"] for each in manifest["files"]} == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items()
    }
    for name in (
        "order.json",
        "history.json",
        "payment/attempt-1-request.json",
        "payment/attempt-1-answer.json",
        "payment/payments.json",
        f"customs/{dossier}/revision-1.json",
        f"customs/{dossier}/revision-1-deliveries.json",
        f"customs/{dossier}/receipt-001-order.json",
    ):
        assert name in files, name
    assert json.loads(files[f"customs/{dossier}/revision-1.json"])["data"]["dossier_id"] == dossier
    (shipment,) = shipping.shipments_of(order.id)
    paper = files.pop(f"papers/{shipment.waybill_no}.pdf")
    assert paper.startswith(b"%PDF") and manifest["not_printed"] == {}
    everything = b"".join(files.values()).decode()
    for secret in (order.token, order.placing_key, "sk_test_", "whsec_"):
        assert secret not in everything

"""The parcels of a day, their papers, and who carries them."""

import io
import zipfile

import pytest

from storefront import checkout, orders, shipping
from tests.web.office.conftest import Desk

WAYBILL = "LX123456785CN"


@pytest.fixture
def parcel(order_number: str) -> shipping.Shipment:
    order = orders.find_by_number(order_number)
    assert order is not None
    return checkout.ship(order, checkout.Packing("china-post", WAYBILL, None, 9_000))


def test_the_papers_of_a_parcel_and_of_a_day_are_taken_away(
    desk: Desk, parcel: shipping.Shipment, order_number: str
) -> None:
    day = desk.get("/office/shipping")
    assert WAYBILL in day and order_number in day
    assert f"/office/parcels/{parcel.id}/all.pdf" in desk.get(f"/office/orders/{order_number}")

    one = desk.open(f"/office/parcels/{parcel.id}/packing-slip.pdf")
    assert one.mimetype == "application/pdf" and one.data.startswith(b"%PDF-")
    assert WAYBILL in one.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(desk.open("/office/shipping/papers.zip").data)) as archive:
        assert archive.namelist() == ["packing-slip.pdf", "invoice.pdf", "customs.pdf"]


@pytest.mark.parametrize(
    "path",
    [
        "/office/parcels/0/all.pdf",
        "/office/parcels/99999999999999999999/all.pdf",
        "/office/parcels/1/poem.pdf",
        "/office/shipping/papers.pdf?day=2020-02-30",
        "/office/shipping/papers.exe",
        "/office/shipping/carriers/pigeon",
    ],
)
def test_papers_that_do_not_exist_are_not_found(desk: Desk, path: str) -> None:
    desk.get(path, 404)


def test_what_the_carrier_billed_is_kept_with_the_parcel(
    desk: Desk, parcel: shipping.Shipment, order_number: str
) -> None:
    page = f"/office/orders/{order_number}"
    assert "What the carrier billed" in desk.get(page)
    where = f"/office/parcels/{parcel.id}/billed"
    desk.post(where, amount="86.40", currency="CNY")
    assert "The carrier billed CN¥86.40" in desk.get(page)
    desk.post(where, 400, amount="lots", currency="CNY")
    desk.post(where, 400, amount="-1", currency="CNY")
    desk.post(where, 400, amount="1", currency="XXQ")
    desk.post(where, amount="", currency="CNY")
    assert "What the carrier billed" in desk.get(page)
    desk.post("/office/parcels/999/billed", 404, amount="1", currency="CNY")


def test_strangers_see_no_papers(stranger: Desk, parcel: shipping.Shipment) -> None:
    stranger.get(f"/office/parcels/{parcel.id}/all.pdf", 303)


def test_a_carrier_is_added_changed_and_taken_back(desk: Desk) -> None:
    typed = {
        "code": "pigeon",
        "name": "Pigeon Post",
        "name_local": "飞鸽",
        "tracking": "https://pigeon.example/{}",
        "rule": "digits",
        "shortest": "6",
        "longest": "8",
        "transport_mode": "air",
        "active": "y",
    }
    desk.get("/office/shipping/carriers/new")
    wrong = desk.post(
        "/office/shipping/carriers/new", 422, **{**typed, "tracking": "pigeon.example"}
    )
    assert "pigeon.example" in wrong and "A tracking page looks like" in wrong
    desk.post("/office/shipping/carriers/new", **typed)
    assert "Pigeon Post" in desk.get("/office/shipping/carriers")
    assert "already" in desk.post("/office/shipping/carriers/new", 422, **typed)

    desk.get("/office/shipping/carriers/pigeon")
    desk.post("/office/shipping/carriers/pigeon", **{**typed, "name": "Fast Pigeon"})
    assert shipping.carrier_name("pigeon") == "Fast Pigeon"
    desk.post("/office/shipping/carriers/pigeon", forget="1")
    assert shipping.carrier("pigeon") is None


def test_a_carrier_out_of_use_is_not_offered(desk: Desk, order_number: str) -> None:
    desk.get("/office/shipping/carriers/ups")
    facts = shipping.carrier_facts("ups")
    assert facts is not None
    typed = {name: str(value) for name, value in vars(facts).items() if name != "active"}
    desk.post("/office/shipping/carriers/ups", **typed)
    assert 'value="ups"' not in desk.get(f"/office/orders/{order_number}")

"""The office's tables of rules, the sheet of waybills, and parcels that wait."""

import io

import pytest

from storefront import catalog, checkout, customs, orders, shipping
from storefront.checkout import Packing
from storefront.customs.models import Dossier
from storefront.db import db, transaction
from tests.checkout.conftest import Till
from tests.web.office.conftest import Desk

WAYBILL = "LX123456785CN"


def test_a_restriction_is_written_shown_in_the_matrix_and_struck_out(
    desk: Desk, till: Till
) -> None:
    desk.get("/office/products/restrictions/new")
    wrong = {"rule": "forbidden", "country": "DE", "hs_prefix": "x"}
    assert "2 to 6 digits" in desk.post("/office/products/restrictions/new", 400, **wrong)
    typed = {**wrong, "hs_prefix": "9405", "starts_on": "tomorrow"}
    assert "2026-12-31" in desk.post("/office/products/restrictions/new", 422, **typed)
    typed = {**wrong, "hs_prefix": "9405", "notice_de": "Hier nicht.", "source": "a test"}
    desk.post("/office/products/restrictions/new", **typed)
    (row,) = catalog.list_restrictions()
    assert "9405" in desk.get("/office/products/restrictions")
    assert f"/office/products/restrictions/{row.id}" in desk.get("/office/products/sellable")
    assert "Hier nicht." in desk.get(f"/office/products/restrictions/{row.id}")
    desk.post(f"/office/products/restrictions/{row.id}", remove="1")
    db.session.rollback()
    assert catalog.list_restrictions() == []
    desk.get("/office/products/restrictions/999999999999", 404)


def test_import_rules_are_taken_over_changed_and_given_back(desk: Desk) -> None:
    assert "EU-H7-IOSS" in desk.get("/office/customs/regimes")
    desk.post("/office/customs/regimes/DE/take-over")
    row = customs.own_rows("DE")[0]
    assert "150.00" in desk.get(f"/office/customs/regimes/{row.id}")
    typed = {"code": "DE-NEW", "currency": "eur", "up_to": "200", "consignee_id": "br_tax"}
    assert "no amount" in desk.post(
        f"/office/customs/regimes/{row.id}", 422, **{**typed, "up_to": "lots"}
    )
    desk.post(f"/office/customs/regimes/{row.id}", **typed)
    db.session.rollback()
    assert customs.regimes_of("DE")[0].up_to_minor == 20_000
    assert "DE-NEW" in desk.get("/office/customs/regimes")
    desk.post("/office/customs/regimes/new", country="cl", code="CL-ANY", currency="USD")
    db.session.rollback()
    assert customs.regimes_of("CL")[0].code == "CL-ANY"
    desk.post("/office/customs/regimes/DE/give-back")
    db.session.rollback()
    assert customs.regimes_of("DE")[0].code == "EU-H7-IOSS"
    desk.post("/office/customs/regimes/XX/take-over", 404)
    desk.get("/office/customs/regimes/999999999999", 404)


def test_a_buyers_number_is_typed_on_the_order_and_never_shown(
    desk: Desk, order_number: str
) -> None:
    with transaction():
        customs.set_regime(None, customs.Regime("DE", "DE-TEST", "EUR", consignee_id="br_tax"))
    order = orders.find_by_number(order_number)
    assert order is not None
    page = f"/office/orders/{order_number}/address"
    assert "consignee_id" in desk.get(page)
    typed = {name: getattr(order, name) or "" for name in orders.ADDRESS_FIELDS}
    assert "cannot exist" in desk.post(page, 422, **typed, consignee_id="1")
    desk.post(page, **typed, consignee_id="111.444.777-35")
    shown = desk.get(f"/office/orders/{order_number}")
    assert "kept sealed" in shown and "11144477735" not in shown


def test_a_sheet_is_looked_at_before_it_is_sent(desk: Desk, order_number: str) -> None:
    rows = f"order,carrier,waybill,weight_g\n{order_number},china-post,{WAYBILL},9000\nx,y,z,1"
    shown = desk.post("/office/shipping/sheet", 200, sheet=rows)
    assert WAYBILL in shown and "no such order" in shown
    order = orders.find_by_number(order_number)
    assert order is not None and shipping.shipments_of(order.id) == []
    desk.post("/office/shipping/sheet", 200, sheet=rows, send="1")
    db.session.rollback()
    assert [each.waybill_no for each in shipping.shipments_of(order.id)] == [WAYBILL]
    desk.post("/office/shipping/sheet", 422, sheet="")
    again = desk.post("/office/shipping/sheet", 422, file=(io.BytesIO(b"\x00\x01"), "waybills.csv"))
    assert "no text" in again


def test_a_parcel_is_packed_with_a_label_waits_and_leaves(desk: Desk, order_number: str) -> None:
    order = orders.find_by_number(order_number)
    assert order is not None
    typed = {
        "carrier": "china-post",
        "waybill_no": "",
        "gross_weight_g": "9000",
        "packages": "1",
        "waits": "1",
        **{f"quantity_{line.id}": line.quantity for line in order.lines},
    }
    desk.post(f"/office/orders/{order_number}/ship", 422, **typed)
    desk.post(f"/office/orders/{order_number}/ship", **typed, label="1")
    db.session.rollback()
    (parcel,) = shipping.shipments_of(order.id)
    assert parcel.state == "packed"
    label = desk.open(f"/office/parcels/{parcel.id}/label.pdf")
    assert label.data.startswith(b"%PDF-")
    assert parcel.waybill_no in desk.get("/office/shipping/waiting")
    assert "Packed, waits" in desk.get("/office/orders?fulfilment=packed")
    desk.post(f"/office/parcels/{parcel.id}/hand-over", 409)
    with transaction():
        dossier = db.session.get(Dossier, customs.dossiers_of(order.id)[0].id)
        assert dossier is not None
        dossier.state = "accepted"
    assert "Parcels that may leave" in desk.get("/office/")
    desk.post("/office/shipping/waiting")
    db.session.rollback()
    assert shipping.get(parcel.id).state == "shipped"
    desk.post(f"/office/parcels/{parcel.id}/call-off", 409)


def test_a_waiting_parcel_is_called_off(desk: Desk, order_number: str) -> None:
    order = orders.find_by_number(order_number)
    assert order is not None
    parcel = checkout.ship(order, Packing("china-post", WAYBILL, None, 9_000, waits=True))
    desk.post(f"/office/parcels/{parcel.id}/call-off")
    assert "Called off" in desk.get(f"/office/orders/{order_number}")


@pytest.mark.parametrize(
    "path",
    [
        "/office/products/restrictions",
        "/office/products/sellable",
        "/office/customs/regimes",
        "/office/shipping/sheet",
        "/office/shipping/waiting",
        "/office/parcels/1/label.pdf",
    ],
)
def test_strangers_see_none_of_it(stranger: Desk, path: str) -> None:
    stranger.get(path, 303)

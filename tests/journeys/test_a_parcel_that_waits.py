"""A parcel gets the demo carrier's label, waits for customs, and leaves; its label and its evidence
are taken home, all in a browser."""

import zipfile
from pathlib import Path

import pytest

from tests.shop import Shop

from .conftest import Door
from .test_a_sale import LAMP, page_at_the_connector, sign_in
from .walking import buy

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_from_the_label_to_the_evidence(door: Door, shop: Shop, tmp_path: Path) -> None:
    number = buy(door.open("de-DE").page, f"{shop.url}/de-de/", LAMP, "de")
    shop.drain()
    office = door.open("en-US").page
    sign_in(office, shop)
    page = f"{shop.url}/office/orders/{number}"
    office.goto(page)
    office.check("#ship [name=waits]")
    office.click("#ship [name=label]")
    office.wait_for_load_state()
    parcel = office.locator(".parcel")
    assert "waits until customs has accepted" in parcel.inner_text()
    assert office.locator("button:has-text('Hand over now')").count() == 0

    with office.expect_download() as label:
        parcel.locator("a:has-text('Label')").click()
    assert Path(label.value.path()).read_bytes().startswith(b"%PDF")

    shop.drain()
    office.goto(page)
    office.click("button:has-text('Hand over now')")
    office.wait_for_load_state()
    assert "waits until" not in office.locator(".parcel").inner_text()
    assert "released" in page_at_the_connector(door, shop, number)

    with office.expect_download() as packed:
        office.click("a:has-text('Download all evidence')")
    with zipfile.ZipFile(packed.value.path()) as pack:
        names = pack.namelist()
    assert {"manifest.json", "payment/attempt-1-answer.json", "payment/payments.json"} <= {*names}
    assert any("receipt" in name for name in names), names
    printed = [name for name in names if name.startswith("papers/")]
    assert any(name.endswith("-label.pdf") for name in printed) and len(printed) == 2, names

    office.click("button:has-text('Send again')")
    office.wait_for_load_state()
    assert "will be sent again now" in office.inner_text("main")
    shop.drain()
    shop.assert_books(sales=1)

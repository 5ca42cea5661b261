"""Customs refuses a parcel's papers, and the owner mends them from the queue, in a browser."""

import pytest

from tests.shop import Shop

from .conftest import Door
from .test_a_sale import LAMP, page_at_the_connector, ship_in_the_office, sign_in
from .walking import buy

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
WISH = "Say what the lamp is made of."


def test_from_the_refusal_to_the_release(door: Door, shop: Shop) -> None:
    customs = door.open("en-US").page
    customs.goto(f"{shop.connector_url}/_control")
    customs.fill("[name=reject_reason]", "goods_name_vague")
    customs.fill("[name=reject_message]", WISH)
    customs.click("button:has-text('Apply')")
    try:
        number = buy(door.open("de-DE").page, f"{shop.url}/de-de/", LAMP, "de")
        shop.drain()
        office = door.open("en-US").page
        sign_in(office, shop)
        office.goto(f"{shop.url}/office/orders?q={number}")
        office.click(f"a:has-text('{number}')")
        ship_in_the_office(office, "0123456786")
        shop.drain()
    finally:
        customs.click("button:has-text('Back to normal')")

    office.goto(f"{shop.url}/office/customs?queue=rejected")
    row = office.locator("tr", has_text=number)
    assert WISH in row.inner_text(), "the owner is not told what customs wants"
    assert office.locator(".tab[aria-current=page] .number").inner_text() == "1"

    office.goto(f"{shop.url}/office/products?q=ori")
    office.click("main a:has-text('Ori')")
    office.locator("#customs summary").first.click()
    name = office.locator("form[id^=customs-] [name=customs_name]").first
    name.fill("LED table lamp, oak and paper")
    office.locator("form[id^=customs-] button").first.click()
    office.wait_for_load_state()

    office.goto(f"{shop.url}/office/customs?queue=rejected")
    office.click("button:has-text('Compare the chosen again')")
    office.wait_for_load_state()
    assert "1 dossier agrees now" in office.inner_text("main")
    shop.drain()
    assert "released" in page_at_the_connector(door, shop, number)
    office.goto(f"{shop.url}/office/orders/{number}")
    said = office.inner_text("main").lower()
    assert "released" in said and WISH.lower() in said, "what happened is not told on the order"
    assert "needs a decision" not in said, "the owner is still asked for what was done"
    shop.assert_books(sales=1)

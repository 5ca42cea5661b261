"""The whole sale, from a campaign's link to the answer of customs, in a real browser."""

import re

import pytest

from tests.shop import CARD_3DS, Shop
from tests.shop.house import wait_for

from .conftest import OWNER, Door
from .walking import buy, fill_in_checkout, pay_on_the_hosted_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
LAMP = "ori-table-lamp"
CAMPAIGN = "?utm_source=instagram&utm_medium=paid_social&utm_campaign=autumn-light"


def test_from_the_campaign_to_customs(door: Door, shop: Shop) -> None:
    page = door.open("de-DE").page
    page.goto(f"{shop.url}/de-de/p/{LAMP}{CAMPAIGN}")
    assert page.locator("html").get_attribute("lang") == "de-DE"
    assert "€" in page.locator("span[data-price]").inner_text()
    page.click("[data-buy]")
    page.wait_for_url("**/basket")
    page.click("main a.button--accent")
    page.wait_for_url("**/checkout")
    fill_in_checkout(page, "de")
    page.click("form[action$='/checkout'] button.button--accent")
    pay_on_the_hosted_page(page, CARD_3DS)
    page.wait_for_url("**/checkout/return/**")
    number = page.locator(".order-number").first.inner_text().strip()
    assert wait_for(lambda: "bezahlt" in reloaded(page), 15), page.locator("h1").inner_text()
    page.click("main a.button")
    page.wait_for_url("**/orders/**")
    status = page.url

    shop.drain()
    office = door.open("en-US").page
    sign_in(office, shop)
    office.goto(f"{shop.url}/office/orders?q={number}")
    office.click(f"a:has-text('{number}')")
    said = office.inner_text("main")
    assert "instagram" in said, "where the buyer came from is not on the order"
    assert "autumn-light" in said
    assert re.search(r"fee", said, re.I), "Stripe's fee is not on the order"
    ship_in_the_office(office, "0123456789")

    shop.drain()
    office.reload()
    said = office.inner_text("main")
    assert "0123456789" in said
    assert re.search(r"released", said, re.I), said[:2000]
    assert "released" in page_at_the_connector(door, shop, number)
    page.goto(status)
    assert "0123456789" in page.inner_text("main")
    shop.assert_books(sales=1)


def reloaded(page) -> str:  # type: ignore[no-untyped-def]
    page.reload()
    text: str = page.locator("h1").inner_text()
    return text


def sign_in(page, shop: Shop) -> None:  # type: ignore[no-untyped-def]
    page.goto(f"{shop.url}/office/")
    page.fill("[name=email]", OWNER)
    page.fill("[name=password]", shop.settings.owner_password)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def ship_in_the_office(page, waybill: str) -> None:  # type: ignore[no-untyped-def]
    page.select_option("select[name=carrier]", "dhl")
    page.fill("[name=waybill_no]", waybill)
    page.click("form[action*='/ship'] button.button--accent")
    page.wait_for_load_state()


def page_at_the_connector(door: Door, shop: Shop, number: str) -> str:
    page = door.open("en-US").page
    page.goto(f"{shop.connector_url}/")
    page.click(f"a:has-text('{number}')")
    said = page.inner_text("main").lower()
    assert "agree" in said
    return said


def test_the_same_without_javascript(door: Door, shop: Shop) -> None:
    page = door.open("de-DE", java_script_enabled=False).page
    number = buy(page, f"{shop.url}/de-de/", LAMP, "de")
    assert number
    assert "bezahlt" in page.locator("h1").inner_text()


def test_a_buyer_in_japan_pays_in_yen(door: Door, shop: Shop) -> None:
    page = door.open("ja-JP").page
    buy(page, f"{shop.url}/ja-jp/", LAMP, "jp")
    page.click("main a.button")
    said = page.inner_text("main")
    amounts = re.findall(r"[¥￥]\s?[\d,.]+", said)
    assert amounts, said[:500]
    assert not [amount for amount in amounts if "." in amount], amounts


def test_by_keyboard_alone_into_the_basket(door: Door, shop: Shop) -> None:
    page = door.open("en-US").page
    page.goto(f"{shop.url}/en-us/p/{LAMP}")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.hasAttribute('data-buy')"):
            break
    else:
        pytest.fail("the button was never reached by Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "nobody sees where the keyboard is"
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket")
    assert page.locator("[name=quantity]").first.input_value() == "1"

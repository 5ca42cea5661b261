"""A campaign in a real browser: planned by the owner, followed by a shopper, read again."""

import re

import pytest
from playwright.sync_api import Page

from tests.shop import Shop
from tests.shop.house import wait_for

from .conftest import Door
from .test_a_sale import sign_in
from .walking import fill_in_checkout, pay_on_the_hosted_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_from_the_plan_to_the_order_under_the_campaign(door: Door, shop: Shop) -> None:
    office = door.open("en-US").page
    sign_in(office, shop)
    write_the_promotion(office, shop)
    write_the_page(office, shop)
    campaign = plan_the_campaign(office, shop)
    short = launch(office)

    page = door.open("en-US").page
    page.goto(short)
    assert re.search(r"/en-us/l/winter-light\?.*utm_campaign=winter-light", page.url)
    assert "WINTER15" in page.inner_text("main") and "15%" in page.inner_text("main")
    page.click(".card a")
    page.click("[data-buy]")
    page.wait_for_url("**/basket")
    assert "WINTER15" in page.inner_text("#main") and "Discount" in page.inner_text("main")
    page.click("main a.button--accent")
    page.wait_for_url("**/checkout")
    assert "Discount" in page.inner_text("main")
    fill_in_checkout(page, "us")
    page.click("form[action$='/checkout'] button.button--accent")
    pay_on_the_hosted_page(page)
    page.wait_for_url("**/checkout/return/**")
    number = page.locator(".order-number").first.inner_text().strip()

    shop.drain()
    assert wait_for(lambda: "Cost of an order" in read_again(office, campaign), 20)
    said = office.inner_text("main")
    assert "works" in said and re.search(r"Orders\s+1", said), said[:1500]
    office.goto(f"{shop.url}/office/orders?q={number}")
    office.click(f"a:has-text('{number}')")
    assert "winter-light" in office.inner_text("main")
    office.goto(f"{shop.url}/office/reports")
    said = office.inner_text("main")
    assert "winter-light" in said and "WINTER15" in said
    office.goto(f"{shop.url}/office/promotions")
    assert "Winter light" in office.inner_text("main")


def write_the_promotion(office: Page, shop: Shop) -> None:
    office.goto(f"{shop.url}/office/promotions/new")
    office.fill("[name=name]", "Winter light")
    office.fill("[name=percent]", "15")
    office.click("main form button")
    office.wait_for_url(re.compile(r"/promotions/\d+$"))
    office.fill("#codes [name=code]", "winter15")
    office.click("#codes form button")
    office.wait_for_load_state()
    assert "WINTER15" in office.inner_text("main")


def write_the_page(office: Page, shop: Shop) -> None:
    office.goto(f"{shop.url}/office/campaigns/pages/new")
    office.fill("[name=slug]", "winter-light")
    office.fill("[name=title_en]", "Light for long evenings")
    office.fill("[name=text_en]", "Lamps for the dark half of the year.")
    office.select_option("[name=category]", "lighting")
    office.fill("[name=code]", "WINTER15")
    office.click("main form button")
    office.wait_for_url(re.compile(r"/pages/\d+$"))


def plan_the_campaign(office: Page, shop: Shop) -> str:
    office.goto(f"{shop.url}/office/campaigns/new")
    office.fill("[name=name]", "Winter light")
    office.select_option("[name=state]", "running")
    office.click("main form button")
    office.wait_for_url(re.compile(r"/campaigns/\d+$"))
    office.fill("#costs [name=amount]", "25")
    office.click("#costs form button")
    office.wait_for_load_state()
    return office.url.split("#")[0]


def launch(office: Page) -> str:
    """Links made in one form, and the first one's short address; its QR code says the same."""
    office.check("#launch input[value=newsletter]")
    office.check("#launch input[value=flyer]")
    office.select_option("#launch [name=landing]", "l/winter-light")
    office.fill("#launch [name=code]", "winter15")
    office.click("#launch form button")
    office.wait_for_load_state()
    assert office.locator("#links tbody tr").count() == 2
    drawn = office.request.get(
        office.locator("#links a:has-text('SVG')").first.evaluate("link => link.href")
    )
    assert drawn.ok and "<svg" in drawn.text()
    return str(office.locator("#links td a.code").first.get_attribute("href"))


def read_again(office: Page, campaign: str) -> str:
    office.goto(campaign)
    return office.inner_text("main")

"""The pages in a real browser: usable, accessible, and quiet, on a phone and on a desktop."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(params=[390, 1280])
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    # bypass_csp lets the accessibility checker in; the policy itself is tested over HTTP
    context = chromium.new_context(
        bypass_csp=True, viewport={"width": request.param, "height": 844}
    )
    context.route("http://shop.test/**", lambda route: route.fulfill(body="thank you"))
    yield context.new_page()
    context.close()


def is_fine(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []


def test_a_buyer_slips_is_declined_is_asked_and_pays(desk: Any, page: Page) -> None:
    session = desk.session(2000, "eur")
    page.goto(session.url)
    is_fine(page)
    page.get_by_label("Card number").fill("4000 0000 0000 9995")
    page.get_by_label("Name on card").fill("Kim Example")
    page.get_by_role("button", name="Pay €20.00").click()
    page.wait_for_function("document.activeElement.id === 'exp'")
    is_fine(page)
    for number in ("4000 0000 0000 9995", "4000 0027 6000 3184"):
        page.get_by_label("Card number").fill(number)
        page.get_by_label("Expiry date").fill("12 / 40")
        page.get_by_label("CVC").fill("123")
        page.keyboard.press("Enter")
        if number.endswith("9995"):
            assert "insufficient funds" in page.get_by_role("alert").inner_text()
            is_fine(page)
    page.wait_for_url("**/c/3ds/**")
    is_fine(page)
    page.get_by_role("button", name="Complete authentication").click()
    page.wait_for_url("http://shop.test/paid**")
    assert desk.again(session).payment_status == "paid"


def test_a_bank_is_chosen_and_the_way_back_leads_to_the_shop(desk: Any, page: Page) -> None:
    session = desk.session(2000, "eur")
    page.goto(session.url)
    page.get_by_label("iDEAL").check()
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("button", name="Authorise payment").wait_for()
    is_fine(page)
    page.get_by_role("button", name="Authorise payment").click()
    page.wait_for_url("http://shop.test/paid**")
    page.goto(session.url if session.url else "")
    is_fine(page)
    page.goto(desk.session().url)
    page.get_by_role("link", name="Back").click()
    page.wait_for_url("http://shop.test/cart")


def test_the_front_page_is_fine(desk: Any, page: Page) -> None:
    desk.paid()
    page.goto(desk.url)
    is_fine(page)
    page.get_by_role("button", name="Dispute").click()
    page.get_by_text("dispute needs response").wait_for()
    page.get_by_role("button", name="Shop wins").click()
    page.get_by_text("dispute won").wait_for()

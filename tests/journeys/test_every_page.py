"""Every page a consumer sees: usable by all, on small screens, light, still, and at home."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from storefront import credit
from storefront.db import transaction
from storefront.money import Money
from tests.shop import Shop

from .conftest import Door, Visitor
from .test_a_sale import LAMP
from .walking import fill_in_checkout, pay_on_the_hosted_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LIGHT_BYTES = 60 * 1024
STILL = 0.001
SMALL = 320


def addresses(page: Page, shop: Shop, locale: str) -> list[str]:
    """Addresses of the pages that everyone may open, as the shop itself links them."""
    page.goto(f"{shop.url}/{locale}/")
    found = page.eval_on_selector_all(
        "a[href]", "links => links.map(link => link.href.split('#')[0])"
    )
    own = [link for link in found if link.startswith(f"{shop.url}/{locale}/")]
    shelves = [link for link in own if "/p/" not in link]
    things = [link for link in own if "/p/" in link][:2]
    more = [
        f"{shop.url}/{locale}/{rest}" for rest in ("search?q=lamp", "search?q=xyzzyx", "nowhere")
    ]
    return list(dict.fromkeys([*shelves, *things, *more]))


def assert_usable(visitor: Visitor, what: str) -> None:
    """No violation, no sideways scrolling, nothing jumps."""
    page = visitor.page
    found = Axe().run(page)
    assert found.violations_count == 0, f"{what}\n{found.generate_report()}"
    assert fits(page), f"{what}: scrolls sideways at {page.viewport_size}"
    assert visitor.shift() <= STILL, f"{what} moved:\n{visitor.movers()}"


def fits(page: Page) -> bool:
    """Whether nothing is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("locale", "width"), [("de-de", 1280), ("en-us", SMALL), ("ja-jp", SMALL)])
def test_public_pages_are_usable_by_all(door: Door, shop: Shop, locale: str, width: int) -> None:
    visitor = door.open(locale, width)
    visited = addresses(visitor.page, shop, locale)
    assert len(visited) >= 12, visited
    for url in visited:
        visitor.page.goto(url, wait_until="load")
        assert_usable(visitor, url)
    forgive_missing_page(visitor)


def forgive_missing_page(visitor: Visitor) -> None:
    """A browser complains of every 404, also of the one that was asked for on purpose."""
    visitor.heard.complaints[:] = [
        complaint
        for complaint in visitor.heard.complaints
        if not ("/nowhere" in complaint and "404" in complaint)
    ]


@pytest.mark.parametrize(("locale", "width"), [("de-de", SMALL), ("en-us", 1280)])
def test_the_way_to_pay_is_usable_by_all(door: Door, shop: Shop, locale: str, width: int) -> None:
    visitor = door.open(locale, width)
    page, home = visitor.page, f"{shop.url}/{locale}/"
    page.goto(f"{home}basket")
    assert_usable(visitor, "empty basket")
    page.goto(f"{home}p/{LAMP}")
    page.click("[data-buy]")
    page.wait_for_url("**/basket")
    assert_usable(visitor, "basket")
    page.fill("[name=code]", gift_card(shop, "EUR" if locale == "de-de" else "USD"))
    page.click(".coupon__row button")
    page.wait_for_selector("[data-due]")
    assert_usable(visitor, "basket with a gift card")
    page.goto(f"{home}checkout")
    assert_usable(visitor, "checkout")
    page.click("form[action$='/checkout'] button.button--accent")
    page.wait_for_selector("[aria-invalid=true]")
    assert_usable(visitor, "checkout with problems")
    visitor.heard.complaints[:] = [said for said in visitor.heard.complaints if "422" not in said]
    fill_in_checkout(page, locale.split("-")[1])
    page.click("form[action$='/checkout'] button.button--accent")
    page.wait_for_url("**/c/pay/**")
    assert fits(page)
    pay_on_the_hosted_page(page)
    page.wait_for_url("**/checkout/return/**")
    assert_usable(visitor, "thanks")
    page.click("main a.button")
    page.wait_for_load_state()
    assert_usable(visitor, "order")


def gift_card(shop: Shop, currency: str) -> str:
    """The code of a card that pays a part."""
    with shop.inside(), transaction():
        return credit.code_of(credit.issue(Money(1_000, currency), "gift", by="owner"))


def test_a_product_page_is_light(door: Door, shop: Shop) -> None:
    visitor = door.open("de-DE")
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    session.on(
        "Network.responseReceived",
        lambda told: kinds.__setitem__(told["requestId"], told["type"]),
    )
    session.on(
        "Network.loadingFinished",
        lambda told: sizes.__setitem__(told["requestId"], told["encodedDataLength"]),
    )
    visitor.page.goto(f"{shop.url}/de-de/p/{LAMP}", wait_until="networkidle")
    by_kind: dict[str, float] = {}
    for request, size in sizes.items():
        kind = kinds.get(request, "Other")
        by_kind[kind] = by_kind.get(kind, 0) + size
    weight = sum(size for kind, size in by_kind.items() if kind != "Image")
    print(f"product page: {weight / 1024:.1f} KB without pictures, {by_kind}")
    assert by_kind.get("Document", 0) > 2_000, "nothing was measured"
    assert by_kind.get("Stylesheet", 0) > 1_000, "a page without its clothes was measured"
    assert weight <= LIGHT_BYTES

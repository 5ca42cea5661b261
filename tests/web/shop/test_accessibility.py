"""Every page of the shop in a real browser: no barrier, no complaint, no sideways scroll."""

import threading
from collections.abc import Iterator, Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.shop.shelves import stock_the_shelves

PAGES = (
    "/en-us/c/lighting?price_from=5000",
    "/ja-jp/p/dune-mug",
    "/zh-de/shipping-and-returns",
    "/de-de/gift-cards",
    "/en-us/search?q=qqqqqq",
)
"""What the walks through the demo shop do not open."""

OWN = ("/de-de/basket", "/en-us/checkout", "/ja-jp/checkout")


@pytest.fixture
def database_url(tmp_path, template) -> str:  # type: ignore[no-untyped-def]
    """One database is enough for looking at pages."""
    path = tmp_path / "shop.db"
    path.write_bytes(template.sqlite.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def shop(app: Flask) -> Iterator[tuple[str, Mapping[str, int]]]:
    """The shop on a port of its own, and what it sells."""
    variants = stock_the_shelves(plenty=50, rare=3)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", variants
    server.shutdown()
    thread.join()
    server.server_close()


def barriers(page: Page, address: str) -> list[str]:
    """What is wrong with a page."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.goto(address)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        said.append("scrolls sideways")
    found = Axe().run(page).response["violations"]
    return said + [f"{each['id']}: {each['nodes'][0]['target']}" for each in found]


@pytest.mark.browser
@pytest.mark.parametrize("width", (320, 1280))
def test_no_page_has_a_barrier(
    chromium: Browser, shop: tuple[str, Mapping[str, int]], width: int
) -> None:
    home, _variants = shop
    context = chromium.new_context(viewport={"width": width, "height": 800})
    found = {}
    for path in PAGES:
        page = context.new_page()
        found[path] = barriers(page, home + path)
        page.close()
    page = context.new_page()
    page.goto(f"{home}/de-de/p/dune-mug")
    page.click("[data-buy]")
    page.wait_for_url("**/basket")
    page.close()
    for path in OWN:
        page = context.new_page()
        found[path] = barriers(page, home + path)
        page.close()
    context.close()
    assert {path: said for path, said in found.items() if said} == {}

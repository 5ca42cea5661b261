"""One demo shop and one headless Chromium for all walks; every page is listened to."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from storefront.cli.setup import let_owner_in
from storefront.demo import seed
from tests.shop import Shop, open_shop
from tests.shop.browsing import CHROME

OWNER = "owner@lumenfold.example"
SHIFTS = """
window.shifted = 0;
window.movers = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
    window.shifted += entry.value;
    for (const source of entry.sources) {
      const moved = source.node?.outerHTML ?? source.node?.textContent ?? "?";
      const [from, to] = [source.previousRect, source.currentRect];
      window.movers.push(`${moved.slice(0, 120)} ${from.x},${from.y} to ${to.x},${to.y}`);
    }
  }
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory, drawn: Path) -> Iterator[Shop]:
    """The demo shop, pictures and all, with its owner."""

    folder = tmp_path_factory.mktemp("journeys")
    (folder / "media").symlink_to(drawn)

    def stock() -> dict[str, int]:
        seed.seed()
        return {}

    with open_shop(folder, stock=stock) as shop:
        let_owner_in(shop.app, OWNER)
        yield shop


@dataclass
class Listener:
    """What a page said that no page should say, and whom it asked."""

    own: frozenset[str]
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Hear everything from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def _request(self, request: Request) -> None:
        if request.url.startswith("data:") or urlsplit(request.url).netloc in self.own:
            return
        self.strangers.append(request.url)


@dataclass
class Visitor:
    """A person at a screen."""

    context: BrowserContext
    page: Page
    heard: Listener

    def shift(self) -> float:
        """How far the page has moved by itself since it was opened."""
        return float(self.page.evaluate("window.shifted ?? 0"))

    def movers(self) -> str:
        """What has moved, from where to where."""
        return "\n".join(self.page.evaluate("window.movers ?? []"))


class Door:
    """Lets visitors in, and asks each of them afterwards what they heard."""

    def __init__(self, chromium: Browser, shop: Shop) -> None:
        self.chromium, self.shop = chromium, shop
        self.visitors: list[Visitor] = []
        self._lock = threading.Lock()

    def open(self, locale: str = "de-DE", width: int = 1280, **told: Any) -> Visitor:
        """A new visitor with an empty browser."""
        context = self.chromium.new_context(
            user_agent=CHROME,
            locale=locale,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            **told,
        )
        context.set_default_timeout(15_000)
        if told.get("java_script_enabled", True):
            context.add_init_script(SHIFTS)
        addresses = (self.shop.url, self.shop.stripe_url, self.shop.connector_url)
        heard = Listener(frozenset(urlsplit(address).netloc for address in addresses))
        page = context.new_page()
        heard.listen(page)
        visitor = Visitor(context, page, heard)
        self.visitors.append(visitor)
        return visitor


@pytest.fixture
def door(chromium: Browser, shop: Shop) -> Iterator[Door]:
    door = Door(chromium, shop)
    yield door
    for visitor in door.visitors:
        visitor.context.close()
    assert [each.heard.complaints for each in door.visitors if each.heard.complaints] == []
    assert [each.heard.strangers for each in door.visitors if each.heard.strangers] == []

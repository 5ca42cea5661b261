"""Buyers go their ways and every order's source is what it was in truth, or rightly unknown.

Each comes by a source, perhaps looks around on kept pages, switches the language, comes back after
three days or by another source, or from a payment's or a sign-in's page, and then orders. What the
order says is compared with what the script knows. Sixty of them in the suite, 2,000 in `make soak`.
"""

import contextvars
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storefront import catalog, clock
from storefront.db import db, transaction
from storefront.orders import Order
from storefront.web.security import limiter
from tests.checkout.conftest import Till, place, settings, template, till

__all__ = ["place", "settings", "template", "till"]

PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
DIRECT = ("", "", "Direct")
SOURCES = (
    ("https://www.google.com/", "", "Organic Search"),
    ("", "gclid=AbC", "Paid Search"),
    ("https://l.instagram.com/", "fbclid=x", "Organic Social"),
    ("", "utm_source=facebook&utm_medium=paid_social&utm_campaign=a", "Paid Social"),
    ("", "utm_source=news&utm_medium=email&utm_campaign=b", "Email"),
    ("https://chatgpt.com/", "", "AI Assistant"),
    ("https://example.org/blog", "", "Referral"),
    ("", "utm_source=flyer&utm_medium=qr", "Offline / QR"),
)
NEVER_A_SOURCE = (
    "https://checkout.stripe.com/",
    "https://www.paypal.com/",
    "https://accounts.google.com/",
    "http://localhost/en-us/",
)
KNOWN, ONE_VISIT, UNKNOWN = "known", "one visit", "unknown"
PAGES = ("/", "/p/lamp", "/p/mug", "/about", "/search?q=lamp", "/basket")


@dataclass
class Walker:
    """One scripted buyer and the truth about them."""

    client: FlaskClient
    dice: random.Random
    tag: str
    layer: str
    headers: dict[str, str]
    arrivals: list[str] = field(default_factory=list)
    """Channels in the order in which they came; since the last pause for who is known no longer."""

    def ask(self, path: str, method: str = "GET", **more: Any) -> TestResponse:
        """One request in a context of its own, as a server gives it."""
        headers = {**self.headers, **more.pop("headers", {})}
        return contextvars.Context().run(
            self.client.open, path, method=method, headers=headers, buffered=True, **more
        )

    def get(self, path: str, referrer: str = "") -> None:
        """A page; what it brings along is kept."""
        headers = {"Referer": referrer} if referrer else {}
        assert self.ask(f"/{self.tag}{path}", headers=headers).status_code < 400

    def come(self, source: tuple[str, str, str]) -> None:
        """Arrive by a source."""
        referrer, query, channel = source
        path = self.dice.choice(PAGES[:4])
        self.get(f"{path}?{query}" if query else path, referrer)
        if channel != "Direct" or not self.arrivals:
            self.arrivals.append(channel)

    def look_around(self) -> None:
        """Some pages, kept ones among them."""
        for _ in range(self.dice.randrange(4)):
            self.get(self.dice.choice(PAGES), f"http://localhost/{self.tag}/")

    def switch(self) -> None:
        """Another language of the same country."""
        country = self.tag[3:]
        language = self.dice.choice(("en", "de", "fr", "ja", "zh"))
        told = {"country": country, "language": language, "path": "/about"}
        answer = self.ask("/switch", "POST", data=told)
        self.tag = answer.headers["Location"][1:6]
        self.get("/about", f"http://localhost/{self.tag}/about")

    def pause(self) -> None:
        """Three days later, by themselves or by another source."""
        clock.shift(timedelta(days=3))
        if self.layer == ONE_VISIT:
            self.arrivals = []
        self.come(self.dice.choice((DIRECT, *SOURCES)))

    def truth(self) -> tuple[str | None, str | None]:
        """First and last channel as the order must say them."""
        if self.layer == UNKNOWN:
            return None, None
        outside = [each for each in self.arrivals if each != "Direct"]
        return self.arrivals[0], outside[-1] if outside else "Direct"

    def order(self, till: Till, number: int) -> Order:
        """From the basket to the order, and to Stripe's door."""
        lamp = {"variant": till.variants["lamp"]}
        self.ask(f"/{self.tag}/basket/lines", "POST", data=lamp)
        page = self.ask(f"/{self.tag}/checkout").text
        hidden = re.findall(
            r'name="(csrf_token|placing_key|expected_total)"[^>]*value="([^"]*)"', page
        )
        told = {**dict(hidden), **ADDRESSES[self.tag[3:]], "email": f"b{number}@example.com"}
        answer = self.ask(f"/{self.tag}/checkout", "POST", data=told)
        assert answer.status_code == 303, answer.text[-1500:]
        db.session.rollback()
        return db.session.query(Order).order_by(Order.id.desc()).first()  # type: ignore[return-value]


ADDRESSES: dict[str, dict[str, Any]] = {
    "de": {
        "phone": "+4930123456",
        "name": "Kim Test",
        "address_line1": "Lindenstr. 7",
        "city": "Berlin",
        "postal_code": "10969",
        "country": "DE",
        "shipping": "standard",
    },
    "us": {
        "phone": "+12125550123",
        "name": "Kim Test",
        "address_line1": "350 5th Ave",
        "city": "New York",
        "region": "NY",
        "postal_code": "10118",
        "country": "US",
        "shipping": "standard",
    },
}


def walker(app: Flask, dice: random.Random) -> Walker:
    """Somebody new, in one of the layers that the law knows."""
    kind = dice.choice(("us", "us", "us gpc", "us no", "de", "de yes", "de yes", "de no", "de gpc"))
    country, _, answer = kind.partition(" ")
    layer = {"us": KNOWN, "de": ONE_VISIT, "de yes": KNOWN}.get(kind, UNKNOWN)
    headers = {"User-Agent": PERSON, **({"Sec-GPC": "1"} if answer == "gpc" else {})}
    found = Walker(app.test_client(), dice, f"en-{country}", layer, headers)
    found.come(dice.choice((DIRECT, *SOURCES)))
    if answer in ("yes", "no"):
        told = {"answer": answer, "path": "/"}
        found.ask(f"/{found.tag}/consent", "POST", data=told)
    return found


def walk(app: Flask, till: Till, count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """So many buyers; how many of each layer, and the orders that say something else."""
    dice = random.Random(seed)
    seen: Counter[str] = Counter()
    wrong = []
    for number in range(count):
        if number % 400 == 0:
            with transaction():
                catalog.count_stock(till.variants["lamp"], 100_000)
        limiter.reset()
        someone = walker(app, dice)
        for _ in range(dice.randrange(4)):
            step = dice.choice(("look", "switch", "pause", "again", "payment"))
            if step == "look":
                someone.look_around()
            elif step == "switch":
                someone.switch()
            elif step == "pause":
                someone.pause()
            elif step == "again":
                someone.come(dice.choice(SOURCES))
            else:
                someone.get("/basket", dice.choice(NEVER_A_SOURCE))
        order = someone.order(till, number)
        said = tuple(
            touch["channel"] if touch else None for touch in (order.first_touch, order.last_touch)
        )
        seen[someone.layer] += 1
        if said != someone.truth():
            wrong.append(f"{number} {someone.layer} {someone.arrivals}: {said}")
    return seen, wrong


def test_every_order_says_its_source_in_truth_or_that_it_is_unknown(app: Flask, till: Till) -> None:
    seen, wrong = walk(app, till, 60, seed=7)
    assert not wrong, wrong[:5]
    assert min(seen[layer] for layer in (KNOWN, ONE_VISIT, UNKNOWN)) >= 4, seen


@pytest.mark.soak
@pytest.mark.timeout(3_000)
def test_two_thousand_orders_say_their_source_in_truth(app: Flask, till: Till) -> None:
    seen, wrong = walk(app, till, 2_000, seed=11)
    print(f"2,000 buyers: {dict(seen)}; orders that say something else: {len(wrong)}")
    assert not wrong, wrong[:5]

"""A shop with three things for sale, a real sandbox of Stripe, and a buyer at the till."""

import json
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from stripe import WebhookSignature

from storefront import cart, catalog, checkout, clock, orders, outbox, payments, shipping, taxes
from storefront.app import create_app
from storefront.catalog import CustomsFacts, ProductDraft, TextDraft, VariantDraft
from storefront.catalog.models import Stock
from storefront.checkout import BuyerDetails, ReturnUrls
from storefront.config import Settings
from storefront.db import db, transaction
from storefront.markets import Locale
from storefront.orders import Order
from storefront.reports import books
from storefront.sandbox.stripe import Options, running
from tests import postgres
from tests.conftest import Template, make_settings
from tests.schema import build

GERMANY = Locale("de", "DE")
AMERICA = Locale("en", "US")
JAPAN = Locale("ja", "JP")
PRICES = {"us": 4567, "de": 4990, "fr": 4990, "uk": 3950, "jp": 7201}
ADDRESSES = {
    "DE": ("Lindenstr. 7", "Berlin", "", "10969"),
    "US": ("7 Elm Street", "Portland", "OR", "97201"),
    "JP": ("丸の内1-1", "千代田区", "東京都", "100-0005"),
    "GB": ("7 Elm Street", "London", "", "SW1A 1AA"),
}
URLS = ReturnUrls("https://shop.test/back?session_id={CHECKOUT_SESSION_ID}", "https://shop.test/no")
FAST = {"booking_delay": 0.0, "refund_delay": 0.0}


def product(slug: str, stock: int = 10, **facts: Any) -> ProductDraft:
    """A thing in one variant, complete for customs."""
    known = CustomsFacts("940521", "CN", "LED lamp", "LED台灯", None, 700, 900, **facts)
    return ProductDraft(
        slug=slug,
        category="lighting",
        texts={
            "en": TextDraft(slug.title(), "", "", ""),
            "de": TextDraft(slug.title(), "", "", ""),
        },
        options=[],
        variants=[VariantDraft(slug, {}, prices=PRICES, stock=stock, facts=known)],
    )


@dataclass
class Till:
    """A buyer, the sandbox and the worker, in one hand."""

    app: Flask
    sandbox: str
    variants: dict[str, int]
    sent: set[str] = field(default_factory=set)
    excused: tuple[str, ...] = ()
    """Rules of the books that this test breaks on purpose."""

    def fill(self, quantities: dict[str, int] | None = None) -> str:
        """A basket and its token."""
        with transaction():
            basket, token = cart.new_basket()
            for slug, quantity in (quantities or {"lamp": 1}).items():
                cart.add(basket, self.variants[slug], quantity)
        return token

    def details(self, locale: Locale = GERMANY, **changes: str) -> BuyerDetails:
        line, city, region, code = ADDRESSES[locale.country]
        told = BuyerDetails(
            "kim@example.com",
            "+4930123456",
            "Kim Test",
            line,
            "",
            city,
            region,
            code,
            locale.country,
        )
        return replace(told, **changes)

    def place(
        self, token: str, locale: Locale = GERMANY, key: str = "form-1", **changes: str
    ) -> Order:
        """The order of a basket at the total that was shown."""
        basket = cart.find_basket(token)
        wanted = [(line.variant_id, line.quantity) for line in basket.lines] if basket else []
        total = cart.quote(wanted, locale, "standard").total.minor
        return checkout.place(
            token, self.details(locale, **changes), locale, "standard", key, total
        )

    def order(self, quantities: dict[str, int] | None = None, locale: Locale = GERMANY) -> Order:
        return self.place(self.fill(quantities), locale)

    def pay(self, order: Order) -> str:
        """Opens a try; returns its session's id."""
        checkout.pay(order, URLS)
        return payments.attempts_of(order.id)[-1].session_id or ""

    def paid(self, quantities: dict[str, int] | None = None, locale: Locale = GERMANY) -> Order:
        """An order paid by card and settled."""
        order = self.order(quantities, locale)
        session_id = self.pay(order)
        self.press(session_id)
        checkout.sync_session(session_id)
        return self.again(order)

    def again(self, order: Order) -> Order:
        db.session.rollback()
        found = orders.get(order.id)
        assert found is not None
        db.session.refresh(found)
        return found

    def control(self, path: str, **wish: Any) -> Any:
        answer = requests.post(f"{self.sandbox}/_sandbox/{path}", json=wish, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def look(self, path: str) -> Any:
        return requests.get(f"{self.sandbox}/_sandbox/{path}", timeout=10).json()

    def press(self, session_id: str, **form: str) -> Any:
        """The buyer presses «Pay» on Stripe's page."""
        return self.control(f"pay/{session_id}", **form)

    def wait(self, **time: float) -> None:
        """Time passes here and at Stripe."""
        by = timedelta(**time)
        clock.shift(by)
        self.control("clock", advance=by.total_seconds())

    def work(self) -> int:
        """The worker keeps what is due."""
        return outbox.keep_due()

    def send(self, event: dict[str, Any], secret: str = "whsec_test", age: int = 0) -> int:
        """Stripe's delivery of an event, signed so many seconds ago."""
        body = json.dumps(event)
        signed = WebhookSignature.generate_signature_header(body, secret, int(time.time()) - age)
        client = self.app.test_client()
        answer = client.post("/hooks/stripe", data=body, headers={"Stripe-Signature": signed})
        return answer.status_code

    def deliver(self) -> None:
        """Every event of the sandbox that was not sent yet, then the worker."""
        for event in self.look("ledger")["events"]:
            if event["id"] not in self.sent:
                self.sent.add(event["id"])
                assert self.send(event) == 200
        self.work()

    def stock(self, slug: str = "lamp") -> tuple[int, int]:
        """Pieces on hand and promised."""
        db.session.rollback()
        row = db.session.get(Stock, self.variants[slug], populate_existing=True)
        assert row is not None
        return row.on_hand, row.reserved

    def kinds(self, order: Order) -> list[str]:
        """What happened to the order, in order."""
        return [event.kind for event in self.again(order).events]

    def roles(self, order: Order) -> list[str]:
        return [payment.role for payment in payments.payments_of(order.id)]

    def wrong_books(self) -> dict[str, list[str]]:
        """What an auditor from outside finds wrong about shop and Stripe."""
        db.session.rollback()
        stripe = books.read_provider("sk_test_" + "0" * 24, self.sandbox)
        found = books.audit(books.Books(books.read_shop(), stripe, None, clock.now(), False))
        return {rule: said for rule, said in found.items() if said and rule not in self.excused}

    def refunded(self) -> int:
        """What Stripe gave back in all (minor units)."""
        made = self.look("ledger")["refunds"]
        return sum(each["amount"] for each in made if each["status"] != "failed")


@pytest.fixture(scope="session")
def place() -> Iterator[str]:
    with running(Options(settings=FAST)) as sandbox:
        yield sandbox.url


@pytest.fixture
def settings(settings: Settings, place: str) -> Settings:
    return replace(settings, stripe_api_base=place)


def stock_the_till() -> None:
    """Three things, the ways they travel, and what is charged on them."""
    with transaction():
        catalog.save_category("lighting", {"en": "Lighting"}, {})
        for slug, stock in (("lamp", 10), ("mug", 10), ("last", 1)):
            catalog.save_product(product(slug, stock))
        shipping.demo_shipping()
        taxes.demo_charges()


@pytest.fixture(scope="session")
def template(template: Template) -> Template:
    """With the till's goods in it: stocked once for each test process, not for each test."""
    return _stocked(template)


@cache
def _stocked(empty: Template) -> Template:
    path = empty.sqlite.with_name("stocked.db")
    shutil.copy(empty.sqlite, path)
    _fill(f"sqlite:///{path}", path.parent)
    if empty.postgresql is None:
        return replace(empty, sqlite=path)
    name = f"stocked_{uuid.uuid4().hex[:12]}"
    postgres.copy(empty.postgresql, name)
    _fill(postgres.address(name), path.parent)
    return replace(empty, sqlite=path, postgresql=name)


def _fill(database_url: str, folder: Path) -> None:
    app = create_app(make_settings(folder, database_url))
    with app.app_context():
        stock_the_till()
        db.session.remove()
    build(app)


@pytest.fixture
def till(app: Flask, place: str) -> Iterator[Till]:
    requests.post(f"{place}/_sandbox/reset", json={}, timeout=10)
    if db.session.scalar(db.select(catalog.models.Variant.id).limit(1)) is None:
        stock_the_till()
    with transaction():
        sold = db.session.execute(db.select(catalog.models.Variant.sku, catalog.models.Variant.id))
        variants = {row.sku: row.id for row in sold}
    till = Till(app, place, variants)
    yield till
    requests.delete(f"{place}/_sandbox/faults", timeout=10)
    till.deliver()
    checkout.reconcile()
    till.deliver()
    assert till.wrong_books() == {}
    assert till.look("violations") == []
    payments.gateway().close()

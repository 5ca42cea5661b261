"""A shop with a few days of business behind it, and copies of its ledgers to falsify."""

import copy
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storefront import clock, credit, orders
from storefront.app import create_app
from storefront.db import db
from storefront.reports import books
from tests.shop import LAMP, MUG, Buyer, Shop, open_shop


class Auditor:
    """Reads the books of a copy in which something was changed."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        with shop.inside(), db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.original = folder / "original.db"
        shutil.copy(shop.folder / "shop.db", self.original)
        self.path = folder / "copy.db"
        self.app = create_app(replace(shop.settings, database_url=f"sqlite:///{self.path}"))
        key, base = shop.settings.stripe_api_key, shop.settings.stripe_api_base
        self._provider = books.read_provider(key, base)
        self._connector = books.read_connector(shop.connector_url)
        self.restore()

    def restore(self) -> None:
        """Back to the honest books."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for path in (self.path, Path(f"{self.path}-wal"), Path(f"{self.path}-shm")):
            path.unlink(missing_ok=True)
        shutil.copy(self.original, self.path)
        self.provider = copy.deepcopy(self._provider)
        self.connector = copy.deepcopy(self._connector)

    def change(self, statement: str) -> int:
        """Falsify the shop's tables, past every rule of the database; returns rows changed."""
        with sqlite3.connect(self.path) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("PRAGMA ignore_check_constraints = ON")
            changed = connection.execute(statement).rowcount
        connection.close()
        return changed

    def value(self, query: str) -> Any:
        """One value from the shop's tables."""
        with sqlite3.connect(self.path) as connection:
            row = connection.execute(query).fetchone()
        connection.close()
        assert row is not None, f"nothing to falsify: {query}"
        return row[0]

    def broken(self, *, drained: bool = True) -> dict[str, list[str]]:
        """What the audit says of the copy."""
        with self.app.app_context():
            ledgers = books.Books(
                books.read_shop(), self.provider, self.connector, clock.now(), drained
            )
            found = books.audit(ledgers)
            db.session.remove()
        return {name: problems for name, problems in found.items() if problems}


@pytest.fixture(scope="session")
def business(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Sales in three currencies, one in part with a gift card: shipped, partly refunded, cancelled,
    and one not paid. The gift card was bought, and another one whose price went back."""
    with open_shop(tmp_path_factory.mktemp("books")) as shop:
        do_business(shop)
        yield shop


def do_business(shop: Shop) -> None:
    def give(amount: str) -> str:
        buyer = Buyer(shop.url, "de-de")
        at_stripe = buyer.give(chosen=amount, recipient="sam@example.com")
        buyer.pay(at_stripe)
        number = shop.paid_number(at_stripe.url.split("/c/pay/")[1])
        assert number is not None
        return number

    given, taken_back = give("50.00"), give("25.00")
    with shop.inside():
        order = orders.find_by_number(given)
        purchase = credit.purchase_of(order.id) if order else None
        assert purchase is not None and purchase.card is not None
        code = credit.code_of(purchase.card)

    def sell(locale: str, *wanted: tuple[str, int], with_card: bool = False) -> str:
        buyer = Buyer(shop.url, locale)
        for slug, quantity in wanted:
            buyer.take(shop.variants[slug], quantity)
        if with_card:
            buyer.post(buyer.path("basket/code"), {"code": code})
        at_stripe = buyer.place()
        buyer.pay(at_stripe)
        number = shop.paid_number(at_stripe.url.split("/c/pay/")[1])
        assert number is not None
        return number

    shipped = [
        sell("de-de", (LAMP, 1), (MUG, 2), with_card=True),
        sell("ja-jp", (LAMP, 1)),
        sell("en-us", (MUG, 3), (LAMP, 1)),
    ]
    sell("en-gb", (MUG, 1))
    off = sell("fr-fr", (LAMP, 2))
    shop.drain()
    for number in shipped:
        shop.owner.ship(number)
    shop.owner.cancel(off)
    shop.owner.cancel(taken_back)
    shop.owner.refund(shipped[0], shop.first_line(shipped[0]))
    waiting = Buyer(shop.url, "en-us")
    waiting.take(shop.variants[LAMP], 2)
    assert waiting.is_at_stripe(waiting.place())
    shop.drain()


@pytest.fixture(scope="session")
def auditor_of(business: Shop, tmp_path_factory: pytest.TempPathFactory) -> Auditor:
    return Auditor(business, tmp_path_factory.mktemp("audit"))


@pytest.fixture
def auditor(auditor_of: Auditor) -> Auditor:
    auditor_of.restore()
    return auditor_of


Plant = Callable[[Auditor], None]

"""Stock cannot be sold twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import catalog
from storefront.catalog.models import Stock, StockMove
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.markets import Locale, speaking

from .conftest import lamp, save, variant

GERMAN = Locale("de", "DE")


def first_variant() -> int:
    page = catalog.product_page(GERMAN, "ori-lamp")
    assert page is not None
    return page.variants[0].id


def levels(variant_id: int) -> tuple[int, int]:
    db.session.expire_all()
    stock = db.session.get_one(Stock, variant_id)
    return stock.on_hand, stock.reserved


def ledger(variant_id: int) -> tuple[int, int]:
    sums = select(func.sum(StockMove.on_hand), func.sum(StockMove.reserved))
    row = db.session.execute(sums.where(StockMove.variant_id == variant_id)).one()
    return row[0], row[1]


def test_pieces_are_promised_sold_and_put_back(shop: Flask) -> None:
    lamp_id = first_variant()
    with transaction():
        catalog.reserve(lamp_id, 3, 1)
    assert levels(lamp_id) == (5, 3)
    with transaction():
        catalog.sell(lamp_id, 2, 1)
        catalog.release(lamp_id, 1, 1)
    assert levels(lamp_id) == (3, 0)
    with transaction():
        catalog.restock(lamp_id, 1, 1)
    assert levels(lamp_id) == (4, 0) == ledger(lamp_id)


def test_more_than_there_is_is_refused_naming_the_product(shop: Flask) -> None:
    lamp_id = first_variant()
    sentence = r"Ori-Leuchte \(Tinte\) .* 5 "
    refused = pytest.raises(catalog.OutOfStock, match=sentence)
    with refused as refusal, speaking("de"), transaction():
        catalog.reserve(lamp_id, 6, 1)
    assert refusal.value.status == 409
    with transaction():
        catalog.reserve(lamp_id, 5, 1)
    with pytest.raises(catalog.OutOfStock, match="sold out"), transaction():
        catalog.reserve(lamp_id, 1, 2)
    assert levels(lamp_id) == (5, 5) == ledger(lamp_id)


@pytest.mark.parametrize("quantity", [0, -1, 10**12])
def test_odd_quantities_are_refused(shop: Flask, quantity: int) -> None:
    for verb in (catalog.reserve, catalog.release, catalog.sell, catalog.restock):
        with pytest.raises(ShopError), transaction():
            verb(first_variant(), quantity, 1)


def test_what_was_not_promised_is_neither_sold_nor_released(shop: Flask) -> None:
    for verb in (catalog.sell, catalog.release):
        with pytest.raises(catalog.OutOfStock), transaction():
            verb(first_variant(), 1, 1)


def test_a_count_cannot_break_promises(shop: Flask) -> None:
    lamp_id = first_variant()
    with transaction():
        catalog.reserve(lamp_id, 2, 1)
    with pytest.raises(ShopError, match="2 pieces are promised"), transaction():
        catalog.count_stock(lamp_id, 1)
    with transaction():
        catalog.count_stock(lamp_id, 9)
    assert levels(lamp_id) == (9, 2) == ledger(lamp_id)


def test_pages_grow_old_when_the_last_piece_goes_and_comes_back(shop: Flask) -> None:
    lamp_id = first_variant()
    start = catalog.version()
    with transaction():
        catalog.reserve(lamp_id, 4, 1)
    assert catalog.version() == start
    with transaction():
        catalog.reserve(lamp_id, 1, 2)
    assert catalog.version() == start + 1
    with transaction():
        catalog.release(lamp_id, 1, 2)
    assert catalog.version() == start + 2


def unguarded_reserve(variant_id: int, quantity: int, order_id: int) -> None:
    """How it must not be done: look, then write what was seen."""
    with db.engine.connect() as connection:
        seen = connection.execute(
            select(Stock.on_hand, Stock.reserved).where(Stock.variant_id == variant_id)
        ).one()
    if seen.on_hand - seen.reserved < quantity:
        raise catalog.OutOfStock("sold out")
    race.wait(timeout=30)
    db.session.execute(
        Stock.__table__.update()  # type: ignore[attr-defined]
        .where(Stock.variant_id == variant_id)
        .values(reserved=seen.reserved + quantity)
    )


race = Barrier(2)


def test_many_buyers_at_once_get_exactly_what_there_is(app: Flask) -> None:
    save(lamp(variants=[variant("A", {"colour": "ink"}, stock=10)]))
    lamp_id = first_variant()
    db.session.remove()

    def buy(buyer: int) -> bool:
        with app.app_context():
            try:
                with transaction():
                    catalog.reserve(lamp_id, 1, buyer)
            except catalog.OutOfStock:
                return False
            return True

    with ThreadPoolExecutor(12) as people:
        assert sum(people.map(buy, range(40))) == 10
    assert levels(lamp_id) == (10, 10) == ledger(lamp_id)


def test_without_the_guard_two_buyers_would_both_get_the_last_piece(app: Flask) -> None:
    save(lamp(variants=[variant("A", {"colour": "ink"}, stock=1)]))
    lamp_id = first_variant()
    db.session.remove()

    def buy(buyer: int) -> bool:
        with app.app_context():
            unguarded_reserve(lamp_id, 1, buyer)
            db.session.commit()
            return True

    with ThreadPoolExecutor(2) as people:
        assert list(people.map(buy, range(2))) == [True, True]
    assert levels(lamp_id) == (1, 1)  # one piece, two happy buyers

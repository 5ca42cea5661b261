"""What the office changes is checked, kept with its history, and seen by shoppers at once."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import catalog
from storefront.catalog import CustomsFacts, TextDraft
from storefront.catalog.models import PriceChange
from storefront.db import db, transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import Locale
from storefront.money import Money

from .conftest import GERMAN, lamp, save, variant

SOUND = CustomsFacts("940521", "CN", "LED lamp", "LED台灯", None, 700, 1200)


def page() -> catalog.ProductPage:
    found = catalog.product_page(GERMAN, "ori-lamp")
    assert found is not None
    return found


def test_a_price_is_changed_with_its_history(shop: Flask) -> None:
    first = page().variants[0].id
    version = catalog.version()
    with transaction():
        catalog.set_price(first, "de", Money(3990, "EUR"))
    with transaction():
        catalog.set_price(first, "de", Money(3990, "EUR"))
    assert page().price == Money(3990, "EUR") and page().price_varies
    card = catalog.home(GERMAN).newest[0]
    assert (card.price.minor, card.price_varies) == (3990, True)
    assert catalog.version() > version
    changes = db.session.scalars(
        select(PriceChange.amount_minor)
        .where(PriceChange.variant_id == first, PriceChange.market == "de")
        .order_by(PriceChange.id)
    )
    assert list(changes) == [4990, 3990]


def test_a_price_can_be_taken_away_from_a_market(shop: Flask) -> None:
    for each in page().variants:
        with transaction():
            catalog.set_price(each.id, "de", None)
    assert catalog.product_page(GERMAN, "ori-lamp") is None
    assert catalog.home(GERMAN).newest == ()
    assert catalog.product_page(Locale("en", "US"), "ori-lamp") is not None


@pytest.mark.parametrize(
    ("market", "amount"),
    [
        ("de", Money(0, "EUR")),
        ("de", Money(-1, "EUR")),
        ("de", Money(100, "USD")),
        ("de", Money(10**15, "EUR")),
        ("xx", Money(100, "EUR")),
    ],
)
def test_impossible_prices_are_refused(shop: Flask, market: str, amount: Money) -> None:
    with pytest.raises(ShopError), transaction():
        catalog.set_price(page().variants[0].id, market, amount)


def test_words_are_changed_and_cleaned(shop: Flask) -> None:
    with transaction():
        words = TextDraft(" Neu ", "kurz", "<p>Gut<script>x()</script></p>", "Licht")
        catalog.save_texts(page().product_id, "de", words)
    assert (page().name, page().description) == ("Neu", "<p>Gut</p>")
    assert catalog.home(GERMAN).newest[0].name == "Neu"
    assert catalog.search(GERMAN, "licht").total == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", TextDraft("  ")),
        ("de", TextDraft("x" * 201)),
        ("de", TextDraft("x", description="y" * 50_001)),
        ("xx", TextDraft("x")),
    ],
)
def test_impossible_words_are_refused(shop: Flask, language: str, words: TextDraft) -> None:
    with pytest.raises(ShopError), transaction():
        catalog.save_texts(page().product_id, language, words)


@pytest.mark.parametrize("product_id", [0, -1, 999, 2**63])
def test_an_unknown_product_is_not_found(shop: Flask, product_id: int) -> None:
    with pytest.raises(NotFound), transaction():
        catalog.set_status(product_id, "active")
    with pytest.raises(NotFound), transaction():
        catalog.save_texts(product_id, "de", TextDraft("x"))


def test_a_product_is_hidden_and_shown_again(shop: Flask) -> None:
    product_id = page().product_id
    with transaction():
        catalog.set_status(product_id, "draft")
    assert catalog.product_page(GERMAN, "ori-lamp") is None
    assert catalog.shelf(GERMAN, "lighting").facets == ()  # type: ignore[union-attr]
    with transaction():
        catalog.set_status(product_id, "active")
    assert page().product_id == product_id
    with pytest.raises(ShopError), transaction():
        catalog.set_status(product_id, "gone")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hs_code": "12345"}, "six digits"),
        ({"hs_code": "771234"}, "77"),
        ({"hs_code": "001234"}, "six digits"),
        ({"hs_code": "981234"}, "six digits"),
        ({"hs_code": "９４０５２１"}, "six digits"),
        ({"origin_country": "XX"}, "country of origin"),
        ({"origin_country": "China"}, "country of origin"),
        ({"origin_country": "EU"}, "country of origin"),
        ({"net_weight_g": 0}, "weight"),
        ({"gross_weight_g": -3}, "weight"),
        ({"net_weight_g": 2000}, "below the net weight"),
        ({"national_codes": {"CN": "12"}}, "national code"),
        ({"national_codes": {"CN": "9999991000"}}, "begins with"),
        ({"unit": "pieces"}, "Recommendation 20"),
        ({"dangerous_goods": "3481"}, "UN number"),
        ({"customs_name": "x" * 300}, "255"),
    ],
)
def test_facts_that_customs_would_refuse_are_refused_here(
    shop: Flask, changes: dict[str, object], sentence: str
) -> None:
    first = page().variants[0].id
    with pytest.raises(ShopError, match=sentence), transaction():
        catalog.set_customs_facts(first, replace(SOUND, **changes))
    assert catalog.customs_facts(first) == SOUND


def test_facts_may_be_missing_and_are_counted(shop: Flask) -> None:
    first = page().variants[0].id
    assert catalog.missing_facts_count() == 0
    with transaction():
        catalog.set_customs_facts(first, replace(SOUND, hs_code="", customs_name=" "))
    found = catalog.customs_facts(first)
    assert found is not None and found.hs_code is None and found.customs_name is None
    assert catalog.missing_facts_count() == 1
    assert [row.missing_facts for row in catalog.list_products(missing_facts=True).rows] == [1]
    assert catalog.customs_facts(999) is None


def test_the_office_finds_products_by_name_address_sku_and_barcode(app: Flask) -> None:
    save(
        lamp(),
        lamp(
            "draft", status="draft", variants=[variant("X%1", {"colour": "ink"}, barcode="4006381")]
        ),
    )

    def found(query: str = "", status: str | None = None) -> list[str]:
        return [row.slug for row in catalog.list_products(query, status).rows]

    assert sorted(found()) == ["draft", "ori-lamp"]
    assert found(status="draft") == ["draft"]
    assert found("ori-lamp-pap") == ["ori-lamp"]
    assert found("%") == ["draft"]
    assert found("4006381") == ["draft"]
    assert sorted(found("LEUCHTE")) == ["draft", "ori-lamp"]
    assert found("nothing like it") == []
    listed = catalog.list_products("ori-lamp", page=999)
    assert (listed.page, listed.rows[0].variants, listed.rows[0].on_hand) == (1, 2, 10)


def test_a_product_is_read_whole_for_editing(shop: Flask) -> None:
    product = catalog.product(page().product_id)
    assert product is not None
    assert len(product.variants[0].prices) == 5 and product.variants[0].stock.on_hand == 5
    assert catalog.product(2**70) is None

"""What shoppers see on home, shelves and product pages."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event

from storefront import catalog
from storefront.db import db, transaction
from storefront.markets import Locale

from .conftest import lamp, save, variant

GERMAN = Locale("de", "DE")
AMERICAN = Locale("en", "US")
FRENCH = Locale("fr", "FR")


def test_a_product_is_on_the_home_page_and_its_shelf_in_the_readers_words(shop: Flask) -> None:
    found = catalog.home(GERMAN)
    assert [card.name for card in found.newest] == ["Ori-Leuchte"]
    assert [link.name for link in found.categories] == ["Leuchten"]
    shelf = catalog.shelf(GERMAN, "lighting")
    assert shelf is not None and shelf.total == 1
    card = shelf.cards[0]
    assert (card.price.minor, card.price.currency, card.in_stock) == (4990, "EUR", True)
    assert [colour.name for colour in card.colours] == ["Tinte", "Papier"]


def test_missing_words_fall_back_to_english(shop: Flask) -> None:
    page = catalog.product_page(FRENCH, "ori-lamp")
    assert page is not None and (page.name, page.language) == ("Ori lamp", "en")
    assert catalog.categories(FRENCH)[0].name == "Lighting"


def test_a_product_in_no_known_language_is_still_shown_in_its_own(app: Flask) -> None:
    save(lamp(texts={"ja": lamp().texts["de"]}))
    page = catalog.product_page(FRENCH, "ori-lamp")
    assert page is not None and (page.name, page.language) == ("Ori-Leuchte", "ja")


def test_a_product_page_shows_every_combination(shop: Flask) -> None:
    page = catalog.product_page(AMERICAN, "ori-lamp")
    assert page is not None and page.category_slug == "lighting"
    assert [(each.choice_text, each.available) for each in page.variants] == [
        ("Ink", 5),
        ("Paper", 5),
    ]
    paper = page.variant({"colour": "paper"})
    assert paper is not None and paper.sku == "ori-lamp-paper"
    assert page.variant({"colour": "pink"}) is None
    assert page.price.minor == 4500 and not page.price_varies


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_drafts_and_archived_products_are_nowhere(app: Flask, status: str) -> None:
    save(lamp(status=status))
    assert catalog.home(GERMAN).newest == ()
    assert catalog.product_page(GERMAN, "ori-lamp") is None
    assert catalog.search(GERMAN, "lamp").total == 0
    assert catalog.shelf(GERMAN).total == 0  # type: ignore[union-attr]


def test_an_unknown_category_or_product_is_none(shop: Flask) -> None:
    assert catalog.shelf(GERMAN, "no-such-shelf") is None
    assert catalog.product_page(GERMAN, "no-such-thing") is None
    assert catalog.product_page(GERMAN, "x" * 5000) is None


def test_a_product_without_a_price_in_a_market_is_not_sold_there(app: Flask) -> None:
    save(lamp(variants=[variant("A", {"colour": "ink"}, prices={"us": 100})]))
    assert catalog.product_page(GERMAN, "ori-lamp") is None
    assert catalog.shelf(GERMAN).total == 0  # type: ignore[union-attr]
    assert catalog.product_page(AMERICAN, "ori-lamp") is not None


def test_a_shelf_is_filtered_by_option_values_of_one_variant(app: Flask) -> None:
    sizes = {
        "key": "size",
        "names": {"en": "Size"},
        "values": [{"key": "s", "names": {"en": "S"}}, {"key": "l", "names": {"en": "L"}}],
    }
    options = [*lamp().options, sizes]
    save(
        lamp(
            options=options,
            variants=[
                variant("A", {"colour": "ink", "size": "s"}),
                variant("B", {"colour": "paper", "size": "l"}),
            ],
        ),
        lamp("other", variants=[variant("C", {"colour": "paper"})]),
    )

    def slugs(**filters: set[str]) -> list[str]:
        shelf = catalog.shelf(GERMAN, "lighting", filters=filters)
        return [card.slug for card in shelf.cards] if shelf else []

    assert slugs(colour={"paper"}) == ["other", "ori-lamp"]
    assert slugs(colour={"ink", "paper"}, size={"l"}) == ["ori-lamp"]
    assert slugs(colour={"ink"}, size={"l"}) == []
    assert slugs(colour={"nonsense"}) == []
    shelf = catalog.shelf(GERMAN, "lighting", filters={"size": {"s"}})
    assert shelf is not None
    facets = {facet.key: [(v.key, v.chosen) for v in facet.values] for facet in shelf.facets}
    assert facets["size"] == [("s", True), ("l", False)]

    def counts(**filters: set[str]) -> dict[str, list[tuple[str, int | None]]]:
        shelf = catalog.shelf(GERMAN, "lighting", filters=filters)
        assert shelf is not None
        return {facet.key: [(v.key, v.count) for v in facet.values] for facet in shelf.facets}

    assert counts() == {"colour": [("ink", 1), ("paper", 2)], "size": [("s", 1), ("l", 1)]}
    # what is chosen narrows the other options, and is itself counted as if it were not chosen
    assert counts(size={"s"}) == {
        "colour": [("ink", 1), ("paper", 0)],
        "size": [("s", 1), ("l", 1)],
    }
    assert counts(colour={"paper"}, size={"l"}) == {
        "colour": [("ink", 0), ("paper", 1)],
        "size": [("s", 0), ("l", 1)],
    }
    save(lamp("third", variants=[variant("D", {"colour": "ink"})]))
    assert counts()["colour"] == [("ink", 2), ("paper", 2)]


def test_a_shelf_is_sorted_and_bounded_by_price(app: Flask) -> None:
    prices = {"a": 1000, "b": 3000, "c": 2000}
    save(
        *(
            lamp(slug, variants=[variant(slug, {"colour": "ink"}, prices={"us": price})])
            for slug, price in prices.items()
        )
    )

    def slugs(**told: object) -> str:
        shelf = catalog.shelf(AMERICAN, "lighting", **told)  # type: ignore[arg-type]
        return "".join(card.slug for card in shelf.cards) if shelf else ""

    assert slugs(sort="price-up") == "acb"
    assert slugs(sort="price-down") == "bca"
    assert slugs(sort="nonsense") == "cba"
    assert slugs(sort="price-up", price_from=1500, price_to=2500) == "c"
    assert slugs(price_from=-5, price_to=2**80) == "cba"


def test_a_shelf_has_24_on_a_page_and_stays_within_its_pages(app: Flask) -> None:
    save(*(lamp(f"lamp-{n}") for n in range(25)))
    first = catalog.shelf(GERMAN, "lighting")
    last = catalog.shelf(GERMAN, "lighting", page=2**70)
    assert first is not None and last is not None
    assert (len(first.cards), first.pages, first.total) == (24, 2, 25)
    assert (len(last.cards), last.page) == (1, 2)
    assert not {card.slug for card in first.cards} & {card.slug for card in last.cards}


def count_statements(action: object) -> int:
    seen: list[str] = []

    def hear(_c: object, _u: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        action()  # type: ignore[operator]
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    return len(seen)


def test_pages_ask_few_questions_and_no_more_when_the_catalogue_grows(app: Flask) -> None:
    def counts() -> list[int]:
        return [
            count_statements(lambda: catalog.home(GERMAN)),
            count_statements(
                lambda: catalog.shelf(GERMAN, "lighting", filters={"colour": {"ink"}})
            ),
            count_statements(lambda: catalog.product_page(GERMAN, "lamp-1")),
            count_statements(lambda: catalog.search(GERMAN, "lamp")),
            count_statements(lambda: catalog.offers([1, 2, 3], GERMAN)),
        ]

    save(*(lamp(f"lamp-{n}") for n in range(3)))
    before = counts()
    save(*(lamp(f"more-{n}") for n in range(40)))
    assert counts() == before
    assert max(before) <= 6 and before[-1] <= 3


def test_saving_the_same_draft_again_changes_nothing(shop: Flask) -> None:
    version = catalog.version()
    with transaction():
        assert catalog.save_product(lamp()) == catalog.Outcome.UNCHANGED
    assert catalog.version() == version
    with transaction():
        assert catalog.save_product(replace(lamp(), brand="New")) == catalog.Outcome.CHANGED
    assert catalog.version() > version


def test_a_variant_that_is_gone_is_no_longer_for_sale(shop: Flask) -> None:
    before = catalog.product_page(GERMAN, "ori-lamp")
    save(replace(lamp(), variants=lamp().variants[:1]))
    after = catalog.product_page(GERMAN, "ori-lamp")
    assert before is not None and after is not None
    assert [each.id for each in after.variants] == [before.variants[0].id]
    assert list(catalog.offers([each.id for each in before.variants], GERMAN)) == [
        before.variants[0].id
    ]


def test_an_offer_carries_what_an_order_copies(shop: Flask) -> None:
    page = catalog.product_page(GERMAN, "ori-lamp")
    assert page is not None
    offer = catalog.offers([page.variants[1].id, 2**40, -1], GERMAN)[page.variants[1].id]
    assert (offer.name, offer.choice_text, offer.price.minor) == ("Ori-Leuchte", "Papier", 4990)
    assert (offer.hs_code, offer.origin_country, offer.net_weight_g) == ("940521", "CN", 700)
    assert offer.available == 5

"""The demo shop is the same shop every time."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from storefront import catalog, shipping
from storefront.db import transaction
from storefront.demo import seed
from storefront.demo.catalogue import load
from storefront.markets import COUNTRIES, LANGUAGES, Locale, home_locale


@pytest.fixture
def demo_shop(app: Flask, drawn: Path) -> Iterator[Flask]:
    catalog.use(drawn)
    seed.seed()
    yield app


def everything(locale: Locale) -> dict[str, object]:
    """What shoppers see of every product."""
    return {slug: catalog.product_page(locale, slug) for slug in catalog.product_slugs()}


def test_the_demo_shop_can_be_looked_at_in_every_locale(demo_shop: Flask) -> None:
    assert seed.is_seeded()
    assert len(catalog.product_slugs()) == 36
    for country in COUNTRIES:
        for language in LANGUAGES:
            locale = Locale(language, country)
            pages = everything(locale)
            assert all(pages.values()), locale.tag
            assert len(catalog.categories(locale)) == 6
    home = catalog.home(home_locale("JP"))
    assert (len(home.featured), len(home.newest)) == (8, 16)
    assert all(card.picture and card.alt for card in home.featured)


def test_every_picture_is_there_in_every_width_and_format(demo_shop: Flask) -> None:
    for slug in catalog.product_slugs():
        page = catalog.product_page(home_locale("US"), slug)
        assert page is not None and page.pictures, slug
        for picture in page.pictures:
            folder = catalog.media_folder() / picture.digest
            assert len(list(folder.glob("*.avif"))) == 3 == len(list(folder.glob("*.webp")))
        for variant in page.variants:
            assert variant.picture, variant.sku


def test_seeding_again_changes_nothing(demo_shop: Flask) -> None:
    before, version = everything(home_locale("DE")), catalog.version()
    done = seed.seed()
    assert (done.made, done.changed, done.unchanged) == (0, 0, 36)
    assert everything(home_locale("DE")) == before
    assert catalog.version() == version


def test_what_was_sold_is_not_counted_again(demo_shop: Flask) -> None:
    page = catalog.product_page(home_locale("US"), "ori-table-lamp")
    assert page is not None
    with transaction():
        catalog.reserve(page.variants[0].id, 2, 1)
        catalog.sell(page.variants[0].id, 2, 1)
    seed.seed()
    again = catalog.product_page(home_locale("US"), "ori-table-lamp")
    assert again is not None
    assert again.variants[0].available == page.variants[0].available - 2


def test_every_demo_product_can_be_declared_and_sent(demo_shop: Flask) -> None:
    assert catalog.missing_facts_count() == 0
    for country in COUNTRIES:
        locale = home_locale(country)
        for slug in catalog.product_slugs():
            page = catalog.product_page(locale, slug)
            assert page is not None
            for variant in page.variants:
                weight = variant.gross_weight_g or 0
                assert shipping.offers(locale, weight, variant.price.minor), (slug, country)


def test_a_larger_shop_is_made_for_measuring(demo_shop: Flask) -> None:
    assert seed.add_products(45) == 9
    assert seed.add_products(45) == 0
    assert len(catalog.product_slugs()) == 45


def test_people_find_demo_products_in_their_language(demo_shop: Flask) -> None:
    first = load().products[0]
    for language in LANGUAGES:
        name = first.name.get(language)
        found = catalog.search(Locale(language, "DE"), name)
        assert found.cards[0].slug == first.slug, (language, name)

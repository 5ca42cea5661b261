import re
from dataclasses import replace
from decimal import Decimal

import pytest

from storefront.demo.catalogue import (
    CATEGORIES,
    LANGUAGES,
    MARKET_CURRENCY,
    CatalogueError,
    Product,
    Text,
    check,
    gtin_is_valid,
    load,
)

SHOP = load()
ROUGH_DOLLARS = {
    "USD": Decimal("0.01"),
    "EUR": Decimal("0.0108"),
    "GBP": Decimal("0.0125"),
    "JPY": Decimal("0.0065"),
}
VAT = {"us": 0, "de": 19, "fr": 20, "uk": 20, "jp": 10}

PLANNED = {
    "lighting": {
        "ori-table-lamp": {"colour": {"paper", "persimmon", "celadon"}},
        "halo-floor-lamp": {"colour": {"paper", "ink"}},
        "pebble-night-light": {"colour": {"sand", "celadon", "rose"}},
        "arc-desk-lamp": {"colour": {"ink", "brass"}},
        "lantern-pendant": {"colour": {"paper", "ochre"}},
        "firefly-string-lights": {"length": {"5m", "10m"}},
    },
    "tea-table": {
        "tidal-teapot": {"colour": {"celadon", "indigo"}},
        "dune-mug": {"colour": {"sand", "ink", "celadon", "persimmon"}},
        "ripple-bowl": {"colour": {"celadon", "indigo"}, "size": {"small", "large"}},
        "celadon-plate": {"colour": {"celadon"}},
        "gaiwan-set": {"colour": {"paper", "indigo"}},
        "bamboo-tray": {"colour": {"natural"}},
    },
    "textiles": {
        "linen-throw": {"colour": {"sand", "moss", "indigo"}},
        "wool-blanket": {"colour": {"ochre", "ink"}},
        "tea-towel-set": {"colour": {"indigo"}},
        "silk-pillowcase": {"colour": {"paper", "rose", "ink"}},
        "linen-cushion": {"colour": {"persimmon", "celadon", "ochre"}},
        "waffle-towel": {"colour": {"sand", "moss"}, "size": {"hand", "bath"}},
    },
    "bags": {
        "canvas-tote": {"colour": {"natural", "ink"}},
        "roll-top-backpack": {"colour": {"moss", "ink", "ochre"}},
        "travel-pouch": {"colour": {"indigo", "persimmon"}},
        "card-holder": {"colour": {"walnut", "ink"}},
        "sling-bag": {"colour": {"sand", "ink"}},
        "packing-cubes": {"colour": {"celadon", "indigo"}},
    },
    "desk": {
        "dot-notebook": {"colour": {"persimmon", "ink", "celadon"}, "size": {"a5", "a6"}},
        "brass-pen": {"colour": {"brass"}},
        "desk-tray": {"colour": {"walnut", "natural"}},
        "felt-desk-mat": {"colour": {"ink", "sand"}},
        "washi-tape-set": {"colour": {"persimmon"}},
        "sand-timer": {"colour": {"clear", "ochre"}},
    },
    "kitchen": {
        "cutting-board": {"colour": {"walnut", "natural"}},
        "pour-over-dripper": {"colour": {"paper", "ink"}},
        "hand-grinder": {"colour": {"ink", "walnut"}},
        "glass-jars": {"colour": {"clear"}, "set": {"2", "4"}},
        "steamer-basket": {"colour": {"natural"}},
        "wooden-spoons": {"colour": {"walnut"}},
    },
}


def copy_of(product: Product) -> dict[str, Text]:
    fields = ("name", "tagline", "description", "materials", "care", "keywords", "warranty")
    return {f"{product.slug} {field}": getattr(product, field) for field in fields}


def every_text() -> dict[str, Text]:
    brand = ("tagline", "hero_headline", "hero_text", "announcement", "story", "footer")
    promises = ("shipping", "returns", "warranty")
    texts = {f"brand {field}": getattr(SHOP.brand, field) for field in brand + promises}
    for category in SHOP.categories:
        texts[f"{category.key} name"] = category.name
        texts[f"{category.key} description"] = category.description
    for product in SHOP.products:
        texts |= copy_of(product)
    return texts


def test_the_shop_sells_the_36_planned_products_with_their_planned_options() -> None:
    shelves = {
        category: {
            product.slug: {
                option.key: {value.key for value in option.values} for option in product.options
            }
            for product in SHOP.products
            if product.category == category
        }
        for category in CATEGORIES
    }
    assert shelves == PLANNED
    assert len(SHOP.products) == 36


def test_the_six_categories_stand_in_their_order() -> None:
    assert [(c.key, c.position) for c in SHOP.categories] == list(
        zip(CATEGORIES, range(1, 7), strict=True)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_written_in_every_language(language: str) -> None:
    assert [name for name, text in every_text().items() if not text.get(language).strip()] == []


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_no_text_was_left_in_english(language: str) -> None:
    assert [name for name, text in every_text().items() if text.get(language) == text.en] == []


def test_japanese_is_written_with_kana_and_chinese_without() -> None:
    kana = re.compile("[ぁ-んァ-ヶ]")
    sentences = {
        name: text
        for name, text in every_text().items()
        if name.split()[-1] in {"description", "care", "story", "shipping", "returns"}
    }
    assert [name for name, text in sentences.items() if not kana.search(text.ja)] == []
    assert [name for name, text in every_text().items() if kana.search(text.zh)] == []


def test_every_translation_tells_a_product_in_as_many_paragraphs() -> None:
    for product in SHOP.products:
        told = {text.count("\n\n") + 1 for text in product.description.as_dict().values()}
        assert len(told) == 1 and told <= {2, 3}, product.slug


def test_option_names_and_colours_can_be_shown() -> None:
    for product in SHOP.products:
        for option in product.options:
            assert all(option.name.as_dict().values())
            for value in option.values:
                assert all(value.name.as_dict().values())
                if option.key == "colour":
                    assert value.swatch and re.fullmatch("#[0-9a-f]{6}", value.swatch)


def test_the_warranty_names_its_years() -> None:
    for product in SHOP.products:
        for words in product.warranty.as_dict().values():
            assert str(product.warranty_years) in words
            assert "{" not in words


def test_skus_and_gtins_are_unique_and_gtins_are_in_store_numbers() -> None:
    variants = list(SHOP.variants())
    assert len({v.sku for v in variants}) == len(variants)
    assert len({v.gtin for v in variants}) == len(variants)
    for variant in variants:
        assert re.fullmatch(r"LF(-[A-Z0-9]+)+", variant.sku), variant.sku
        assert gtin_is_valid(variant.gtin), variant.sku
        assert 200 <= int(variant.gtin[:3]) <= 299, variant.sku


@pytest.mark.parametrize(
    "gtin", ["4006381333932", "400638133393", "40063813339311", "400638133393x"]
)
def test_a_gtin_with_a_wrong_digit_or_length_is_refused(gtin: str) -> None:
    assert gtin_is_valid("4006381333931")
    assert not gtin_is_valid(gtin)


def test_every_sale_earns_more_than_the_goods_cost_in_every_market() -> None:
    for variant in SHOP.variants():
        for market, price in variant.prices.items():
            dollars = price * ROUGH_DOLLARS[MARKET_CURRENCY[market]] * 100 / (100 + VAT[market])
            assert dollars * 100 > 2 * variant.unit_cost_usd, (variant.sku, market)


def test_prices_of_one_thing_agree_roughly_between_markets() -> None:
    for variant in SHOP.variants():
        dollars = [
            price * ROUGH_DOLLARS[MARKET_CURRENCY[market]] * 100 / (100 + VAT[market])
            for market, price in variant.prices.items()
        ]
        assert max(dollars) < min(dollars) * Decimal("1.6"), variant.sku


def test_german_prices_end_on_ninety_and_yen_on_ten() -> None:
    for variant in SHOP.variants():
        assert variant.prices["de"] % 100 == 90, variant.sku
        assert variant.prices["jp"] % 10 == 0, variant.sku


def test_parcels_weigh_more_than_what_is_in_them() -> None:
    for variant in SHOP.variants():
        assert 0 < variant.net_weight_g < variant.gross_weight_g, variant.sku
        assert min(variant.size_mm) > 0, variant.sku


def test_stock_shows_plenty_little_and_none() -> None:
    stocks = [variant.stock for variant in SHOP.variants()]
    assert max(stocks) >= 200
    assert 1 <= stocks.count(0) <= 2
    assert 5 <= sum(3 <= stock <= 8 for stock in stocks) <= 16


def test_customs_facts_are_complete_and_well_formed() -> None:
    for product in SHOP.products:
        facts = product.customs
        assert re.fullmatch(r"\d{6}", facts.hs6), product.slug
        for code in facts.national_codes.values():
            assert re.fullmatch(rf"{facts.hs6}\d{{4}}", code), product.slug
        assert re.fullmatch("[A-Z]{2}", facts.origin), product.slug
        assert len(facts.name_en.split()) >= 4, product.slug
        assert re.search("[一-龥]", facts.name_zh), product.slug
        assert facts.specification.startswith(f"品牌:{SHOP.brand.name}|型号:{facts.model}|材质:")
        assert facts.unit in {"H87", "SET", "PR"}, product.slug
        assert facts.second_unit in {"KGM", None}, product.slug
    assert len({product.customs.model for product in SHOP.products}) == 36


def test_goods_with_a_lithium_battery_are_marked_as_dangerous() -> None:
    marked = {p.slug for p in SHOP.products if p.customs.dangerous_goods == "UN3481"}
    powered = {p.slug for p in SHOP.products if "lithium" in p.materials.en.lower()}
    assert marked == powered == {"pebble-night-light"}


def test_newest_first_has_one_answer() -> None:
    assert sorted(product.new_on for product in SHOP.products) == list(range(1, 37))


def test_eight_products_are_featured_and_none_of_them_is_sold_out() -> None:
    featured = [product for product in SHOP.products if product.featured]
    assert len(featured) == 8
    assert all(any(variant.stock for variant in product.variants) for product in featured)


def test_every_product_leads_to_three_others() -> None:
    for product in SHOP.products:
        assert len(set(product.related)) == 3, product.slug
        assert all(SHOP.product(slug) for slug in product.related), product.slug
        assert product.slug not in product.related


def test_an_unknown_slug_is_no_product() -> None:
    assert SHOP.product("no-such-thing") is None


def test_a_contradiction_is_refused_with_the_name_of_the_product() -> None:
    lamp = SHOP.products[0]
    faults = {
        "related": replace(lamp, related=("no-such-thing",)),
        "offers": replace(lamp, variants=lamp.variants[1:]),
        "GTIN": replace(lamp, variants=(replace(lamp.variants[0], gtin="1"), *lamp.variants[1:])),
        "price": replace(lamp, variants=(replace(lamp.variants[0], prices={}), *lamp.variants[1:])),
        "weighs": replace(
            lamp, variants=(replace(lamp.variants[0], net_weight_g=10**6), *lamp.variants[1:])
        ),
    }
    for word, broken in faults.items():
        with pytest.raises(CatalogueError, match=rf"ori-table-lamp.*{word}|ori-table-lamp: {word}"):
            check(replace(SHOP, products=(broken, *SHOP.products[1:])))


def test_the_same_product_twice_is_refused() -> None:
    with pytest.raises(CatalogueError, match="slug given twice"):
        check(replace(SHOP, products=(*SHOP.products, SHOP.products[0])))

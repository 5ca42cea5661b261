"""What may not be sold where: said on the page, refused at checkout, shown in the matrix."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from storefront import cart, catalog, clock, reports, shipping, taxes
from storefront.catalog import (
    CustomsFacts,
    ProductDraft,
    RestrictionFacts,
    TextDraft,
    VariantDraft,
)
from storefront.catalog.models import Variant
from storefront.db import db, transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import Locale

AUSTRIA, GERMANY = Locale("de", "AT"), Locale("de", "DE")
PRICES = {"us": 4500, "de": 4990, "fr": 4990, "uk": 3950, "jp": 7200}


@pytest.fixture
def lamp(app: Flask) -> int:
    """A lamp in one variant, and three more things of its kind."""
    with transaction():
        catalog.save_category("lighting", {"en": "Lighting"}, {})
        for slug, code in (("lamp", "940521"), ("lantern", "940521"), ("bulb", "853952")):
            catalog.save_product(thing(slug, code))
        shipping.demo_shipping()
        taxes.demo_charges()
    found = db.session.scalar(db.select(Variant.id).where(Variant.sku == "lamp"))
    assert found is not None
    return found


def thing(slug: str, code: str | None = "940521", **prices: Any) -> ProductDraft:
    return ProductDraft(
        slug=slug,
        category="lighting",
        texts={"en": TextDraft(f"Paper {slug}", "", "", "")},
        options=[],
        variants=[
            VariantDraft(
                slug,
                {},
                prices=prices or PRICES,
                stock=5,
                facts=CustomsFacts(code, "CN", "LED lamp", "LED台灯", None, 700, 900),
            )
        ],
    )


def restrict(**facts: Any) -> int:
    with transaction():
        return catalog.set_restriction(None, RestrictionFacts(**facts)).id


def problem(variant: int, locale: Locale = GERMANY) -> str:
    return cart.quote([(variant, 1)], locale).lines[0].problem or ""


@pytest.mark.parametrize(
    "about", [{"hs_prefix": "9405"}, {"category": "lighting"}, {"sku": "lamp", "hs_prefix": "94"}]
)
def test_what_is_forbidden_in_a_country_is_refused_there_and_nowhere_else(
    lamp: int, about: dict[str, str]
) -> None:
    restrict(country="AT", notices={"de": "Nicht nach Österreich."}, **about)
    assert problem(lamp, AUSTRIA).startswith("Nicht nach Österreich.")
    assert problem(lamp, GERMANY) == ""
    page = catalog.product_page(AUSTRIA, "lamp")
    assert page is not None and page.variants[0].is_forbidden and not page.in_stock
    open_page = catalog.product_page(GERMANY, "lamp")
    assert open_page is not None and open_page.in_stock


@pytest.mark.parametrize(
    "about", [{"hs_prefix": "9406"}, {"sku": "bulb"}, {"category": "lighting", "hs_prefix": "85"}]
)
def test_all_that_is_written_must_fit(lamp: int, about: dict[str, str]) -> None:
    restrict(**about)
    assert problem(lamp) == ""


def test_a_restriction_holds_on_its_days_alone(lamp: int) -> None:
    today = clock.now().date()
    restrict(hs_prefix="94", starts_on=today + timedelta(days=1), ends_on=today + timedelta(days=2))
    assert problem(lamp) == ""
    clock.shift(timedelta(days=1))
    assert "may not send" in problem(lamp)
    clock.shift(timedelta(days=2))
    assert problem(lamp) == ""


def test_what_is_restricted_is_sold_with_a_sentence_unless_something_forbids_it(lamp: int) -> None:
    restrict(hs_prefix="94", rule="restricted", notices={"en": "Only for adults."})
    assert problem(lamp) == ""
    page = catalog.product_page(GERMANY, "lamp")
    assert page is not None and page.variants[0].restriction is not None
    assert page.variants[0].restriction.notice == "Only for adults."
    forbidden = restrict(sku="lamp")
    assert problem(lamp)
    with transaction():
        catalog.remove_restriction(forbidden)
    assert problem(lamp) == ""
    with pytest.raises(NotFound), transaction():
        catalog.remove_restriction(forbidden)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"hs_prefix": "9"},
        {"hs_prefix": "9405xx"},
        {"country": "XX", "hs_prefix": "94"},
        {"category": "nothing"},
        {"sku": "nothing"},
        {"hs_prefix": "94", "rule": "maybe"},
        {"hs_prefix": "94", "starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)},
        {"hs_prefix": "94", "notices": {"xx": "?"}},
        {"hs_prefix": "94", "source": "x" * 301},
    ],
)
def test_a_row_that_makes_no_sense_is_refused(lamp: int, wrong: dict[str, Any]) -> None:
    with pytest.raises(ShopError):
        restrict(**wrong)


def test_a_change_makes_cached_pages_old(lamp: int) -> None:
    before = catalog.version()
    restrict(hs_prefix="94")
    assert catalog.version() == before + 1


def test_the_matrix_says_what_stands_in_the_way(lamp: int) -> None:
    with transaction():
        catalog.save_product(thing("vase", None, us=4500))
    row = restrict(country="JP", sku="lamp")
    matrix = reports.sellable()
    cells = {each.name: each.cells for each in matrix.rows}
    kinds = {
        name: {country: [one.kind for one in found] for country, found in by.items()}
        for name, by in cells.items()
    }
    assert kinds["Paper lamp"]["DE"] == ["no_words"]
    assert kinds["Paper lamp"]["GB"] == []
    assert kinds["Paper lamp"]["JP"] == ["forbidden", "no_words"]
    assert cells["Paper lamp"]["JP"][0].restriction_id == row
    assert kinds["Paper lamp"]["US"] == ["no_national_code"]
    assert kinds["Paper vase"]["US"] == ["no_facts", "no_national_code"]
    assert kinds["Paper vase"]["GB"] == ["no_price", "no_facts"]


def test_codes_of_own_products_with_names_like_it_are_suggested(lamp: int) -> None:
    with transaction():
        catalog.save_product(thing("lamp small", None))
    product = next(p for p in catalog.list_products("lamp small").rows)
    (first, *_rest) = catalog.suggest_codes(product.id)
    assert (first.hs_code, first.name) == ("940521", "Paper lamp")


def test_a_code_unlike_the_rest_of_its_category_stands_out(lamp: int) -> None:
    with transaction():
        for number in range(5):
            catalog.save_product(thing(f"lamp {number}"))
    rows = {row.slug: row.id for row in catalog.list_products().rows}
    bulb, lantern = catalog.product(rows["bulb"]), catalog.product(rows["lantern"])
    assert bulb is not None and lantern is not None
    (found,) = catalog.outliers(bulb)
    assert (found.sku, found.usual) == ("bulb", "9405")
    assert catalog.outliers(lantern) == []

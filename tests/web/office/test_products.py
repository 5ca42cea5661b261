"""Products: edited part by part, strictly, and nothing typed is lost."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from storefront import catalog
from storefront.db import db, transaction
from tests.checkout.conftest import Till

from .conftest import Desk


def product(till: Till, slug: str = "lamp") -> Any:
    db.session.rollback()
    row = catalog.list_products(slug).rows[0]
    db.session.expire_all()
    return catalog.product(row.id)


def prices(found: Any) -> dict[str, int]:
    return {each.market: each.amount_minor for each in found.variants[0].prices}


@pytest.fixture
def path(desk: Desk, till: Till) -> str:
    """The address of the lamp's page, which was just opened."""
    path = f"/office/products/{product(till).id}"
    desk.get(path)
    return path


def test_products_are_found_and_filtered(desk: Desk, till: Till) -> None:
    assert "Mug" in desk.get("/office/products")
    page = desk.get("/office/products?q=LAMP&status=active")
    assert "Lamp" in page
    assert ">Mug<" not in page
    assert "No product fits" in desk.get("/office/products?facts=missing")
    assert "Mug" in desk.get("/office/products?status=odd&page=-3")


def test_words_are_saved_in_each_language(desk: Desk, till: Till, path: str) -> None:
    html = '<p onclick="x()">Hell<script>bad()</script></p>'
    desk.post(f"{path}/texts/de", name=" Stehlampe ", tagline="Groß", description=html, keywords="")
    (text,) = [each for each in product(till).texts if each.language == "de"]
    assert (text.name, text.description) == ("Stehlampe", "<p>Hell</p>")


def test_words_that_do_not_fit_stay_in_the_form(desk: Desk, till: Till, path: str) -> None:
    page = desk.post(f"{path}/texts/en", 422, name=" ", tagline="My own line", description="")
    assert "A product needs a name." in page
    assert 'value="My own line"' in page
    page = desk.post(f"{path}/texts/en", 422, name="x" * 300, tagline="")
    assert "x" * 300 in page
    assert {each.name for each in product(till).texts} == {"Lamp"}
    desk.post(f"{path}/texts/xx", 404, name="Lamp")


def test_prices_and_stock_are_saved_together(desk: Desk, till: Till, path: str) -> None:
    variant = till.variants["lamp"]
    typed = {
        f"price_{variant}_de": "54.90",
        f"price_{variant}_jp": "8000",
        f"price_{variant}_uk": "",
    }
    typed |= {f"stock_{variant}": "25", f"was_stock_{variant}": "10"}
    desk.post(f"{path}/prices", **typed)
    found = product(till)
    assert prices(found) == {"us": 4567, "de": 5490, "fr": 4990, "jp": 8000}
    assert till.stock("lamp") == (25, 0)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("price_{}_de", "54,90"),
        ("price_{}_de", "54.905"),
        ("price_{}_de", "-1"),
        ("price_{}_de", "0"),
        ("price_{}_de", "１２"),
        ("price_{}_de", "9" * 40),
        ("price_{}_jp", "80.5"),
        ("stock_{}", "-1"),
        ("stock_{}", "1.5"),
        ("stock_{}", "9999999999999999999"),
    ],
)
def test_wrong_amounts_are_told_at_their_field_and_nothing_is_saved(
    desk: Desk, till: Till, path: str, field: str, typed: str
) -> None:
    name = field.format(till.variants["lamp"])
    other = f"price_{till.variants['lamp']}_us"
    page = desk.post(f"{path}/prices", 422, **{name: typed, other: "99.00"})
    box = re.search(rf'<input[^>]*id="{name}"[^>]*>', page)
    assert box is not None
    assert f'value="{typed}"' in box[0]
    assert 'aria-invalid="true"' in box[0]
    assert 'value="99.00"' in page
    assert prices(product(till))["us"] == 4567


def test_a_sale_while_the_page_was_open_is_not_undone(desk: Desk, till: Till, path: str) -> None:
    variant = till.variants["lamp"]
    till.paid({"lamp": 2})
    desk.get(path)
    typed = {f"stock_{variant}": "10", f"was_stock_{variant}": "10", f"price_{variant}_us": "50.00"}
    desk.post(f"{path}/prices", **typed)
    assert till.stock("lamp") == (8, 0)


def test_stock_cannot_fall_below_what_is_promised(desk: Desk, till: Till, path: str) -> None:
    till.order({"lamp": 3})
    variant = till.variants["lamp"]
    typed = {f"stock_{variant}": "2", f"was_stock_{variant}": "10", f"price_{variant}_us": "50.00"}
    page = desk.post(f"{path}/prices", 422, **typed)
    assert "3 pieces are promised" in page
    assert prices(product(till))["us"] == 4567


GOOD = {
    "hs_code": "940521",
    "origin_country": "cn",
    "net_weight_g": "700",
    "gross_weight_g": "900",
    "customs_name": "LED lamp",
    "customs_name_local": "LED台灯",
    "specification": "paper",
    "unit": "H87",
    "second_unit": "KGM",
    "national_codes": "US 9405218010\nDE: 94052140",
}


def test_a_thing_without_an_hs_code_is_said_to_be_sold_without_duty(
    desk: Desk, till: Till, path: str
) -> None:
    assert "sold without duty" not in desk.get(path)
    with transaction():
        catalog.set_customs_facts(
            till.variants["lamp"],
            replace(catalog.customs_facts(till.variants["lamp"]), hs_code=None, national_codes={}),
        )
    assert "This is being sold without duty" in desk.get(path)
    assert "the duty falls on you" in desk.get("/office/")


def test_customs_facts_are_saved(desk: Desk, till: Till, path: str) -> None:
    variant = till.variants["lamp"]
    desk.post(f"{path}/customs/{variant}", **GOOD)
    facts = catalog.customs_facts(variant)
    assert facts is not None
    assert facts.origin_country == "CN"
    assert facts.national_codes == {"US": "9405218010", "DE": "94052140"}
    desk.post(f"{path}/customs/{till.variants['mug']}", 404, **GOOD)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("hs_code", "77", "six digits"),
        ("origin_country", "China", "two-letter"),
        ("net_weight_g", "0", "more than 0"),
        ("net_weight_g", "0.7", "in digits only"),
        ("gross_weight_g", "100", "cannot be below the net weight"),
        ("customs_name", "x" * 300, "at most 255"),
        ("national_codes", "US", "on each line"),
        ("national_codes", "US 123456", "8 to 14 digits"),
        ("unit", "<b>", "UNECE"),
    ],
)
def test_what_customs_would_refuse_is_told_at_its_field(
    desk: Desk, till: Till, path: str, field: str, typed: str, sentence: str
) -> None:
    variant = till.variants["lamp"]
    page = desk.post(f"{path}/customs/{variant}", 422, **{**GOOD, field: typed})
    problem = re.search(rf'id="customs-{variant}-{field}-problem">([^<]*)', page)
    assert problem is not None
    assert sentence in problem[1]
    assert typed in page
    facts = catalog.customs_facts(variant)
    assert facts is not None
    assert facts.specification is None


def png(width: int = 40) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 30), "#a83c16").save(file, "PNG")
    return file.getvalue()


def test_pictures_are_hung_moved_described_and_taken_down(
    desk: Desk, till: Till, path: str
) -> None:
    for width in (40, 50):
        desk.post(f"{path}/pictures", picture=(io.BytesIO(png(width)), "p.png"), alt="A lamp")
    first, second = [each.id for each in product(till).pictures]
    desk.post(f"{path}/pictures/{second}", act="earlier")
    assert [each.id for each in product(till).pictures] == [second, first]
    desk.post(f"{path}/pictures/{first}", act="save", alt_en="A red lamp", alt_de="Rot")
    (alt,) = [each.alt for each in product(till).pictures if each.id == first]
    assert (alt["en"], alt["de"]) == ("A red lamp", "Rot")
    desk.post(f"{path}/pictures/{first}", act="remove")
    assert [each.id for each in product(till).pictures] == [second]
    desk.post(f"{path}/pictures/{first}", 404, act="remove")


def test_what_is_no_picture_is_refused_in_a_sentence(desk: Desk, till: Till, path: str) -> None:
    file = (io.BytesIO(b"<svg onload=alert(1)>"), "p.svg")
    assert "not a JPEG" in desk.post(f"{path}/pictures", 422, picture=file)
    assert "Choose a picture first" in desk.post(f"{path}/pictures", 422)
    assert product(till).pictures == []


def test_a_product_is_shown_and_hidden(desk: Desk, till: Till, path: str) -> None:
    desk.post(f"{path}/status", 303, status="archived", featured="yes")
    found = product(till)
    assert (found.status, found.featured) == ("archived", True)
    assert "draft, active or archived" in desk.post(f"{path}/status", 400, status="gone")


def test_a_reduction_is_announced_with_what_the_law_lets_be_crossed_out(
    desk: Desk, till: Till, path: str
) -> None:
    box = f"price_{till.variants['lamp']}_de"
    refused = desk.post(f"{path}/reductions/de", 409, announce="1")
    assert "no other price" in refused
    desk.get(path)
    boxes = dict(
        re.findall(r'name="((?:price|stock|was_stock)_[^"]+)"[^>]*value="([^"]*)"', desk.get(path))
    )
    lower = f"{float(boxes[box]) - 5:.2f}"
    desk.post(f"{path}/prices", **{**boxes, box: lower})
    assert "Announce as reduced" in desk.get(path)
    desk.post(f"{path}/reductions/de", announce="1")
    page = desk.client.get("/de-de/p/lamp").text
    assert boxes[box].replace(".", ",") in page and "30 Tage" in page
    desk.get(path)
    desk.post(f"{path}/reductions/de")
    assert "30 Tage davor" not in desk.client.get("/de-de/p/lamp?again=1").text
    desk.post(f"{path}/reductions/xx", 404)

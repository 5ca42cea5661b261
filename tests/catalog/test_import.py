"""Product sheets of every kind are brought in, and every row left out is named with its reason."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from storefront import catalog, outbox, taxes
from storefront.catalog import Outcome
from storefront.catalog.importing import BadSheet, Import, Report, Sheet, Terms
from storefront.catalog.pictures import has_renditions
from storefront.cli.products import bring_in, vat_rates
from storefront.db import transaction
from storefront.markets import MARKETS, Locale
from storefront.money import Money

from .conftest import GERMAN, lamp, save
from .sheets import more, sheet, shirt

AMERICAN = Locale("en", "US")
EXPORT = Path(__file__).parents[3] / "shared" / "input" / "shopify-apparel.csv"

Bring = Callable[..., Report]


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Bring:
    """Bring in a sheet and say what came of it."""

    def run(text: str | bytes, status: str | None = None, **told: object) -> Report:
        path = tmp_path / "sheet.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        told.setdefault("fetching", False)
        with Sheet(path) as opened:
            work = Import(opened, Terms({"de": 1900, "uk": 2000}, status), **told)  # type: ignore[arg-type]
            bring_in(work)
        return work.report

    return run


def page(slug: str = "blue-shirt", locale: Locale = AMERICAN) -> catalog.ProductPage:
    found = catalog.product_page(locale, slug)
    assert found is not None
    return found


def reasons(report: Report) -> str:
    return " | ".join(f"{each.rows} {each.reason}" for each in report.refusals)


def test_a_product_with_variants_is_for_sale_in_every_market(bring: Bring) -> None:
    report = bring(sheet(shirt(), more(), more(Option1_Value="L", Variant_Price="60")))
    assert report.outcomes == {Outcome.MADE: 1} and report.refusals == []
    for market in MARKETS.values():
        assert len(page(locale=Locale("en", market.countries[0])).variants) == 3
    found = page()
    assert [(each.choice_text, each.price.minor, each.available) for each in found.variants] == [
        ("S", 5000, 7),
        ("M", 5000, 3),
        ("L", 6000, 3),
    ]
    assert [each.sku for each in found.variants] == [
        "BLUE-SHIRT-S",
        "BLUE-SHIRT-M",
        "BLUE-SHIRT-L",
    ]
    # 50 USD × 0.92 + 19 % = 54.74 → 54.90
    assert page(locale=GERMAN).variants[0].price == Money(5490, "EUR")
    assert found.category_slug == "shirts"
    assert catalog.search(AMERICAN, "blue summer shirt").total == 1


def test_twice_gives_the_same_shop_and_keeps_what_was_counted_here(bring: Bring) -> None:
    text = sheet(shirt(), more())
    bring(text)
    variant = page().variants[0].id
    with transaction():
        catalog.count_stock(variant, 99)
        catalog.set_customs_facts(
            variant, catalog.CustomsFacts("620520", "CN", "Shirt", "衬衫", None, 200, 250)
        )
    version = catalog.version()
    before = page()
    assert bring(text).outcomes == {Outcome.UNCHANGED: 1}
    assert page() == before and catalog.version() == version
    assert before.variants[0].available == 99
    facts = catalog.customs_facts(variant)
    assert facts is not None and facts.hs_code == "620520"
    bring(text, recount=True)
    assert page().variants[0].available == 7


def test_a_changed_sheet_changes_the_product_and_retires_variants_that_are_gone(
    bring: Bring,
) -> None:
    bring(sheet(shirt(), more()))
    report = bring(sheet(shirt(Title="Sky Shirt", Variant_Price="55")))
    assert report.outcomes == {Outcome.CHANGED: 1}
    assert page().name == "Sky Shirt"
    assert [(each.choice_text, each.price.minor) for each in page().variants] == [("S", 5500)]


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("cp1252"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\r\n", "\n").encode(),
        lambda text: text.replace("\r\n", "\r").encode(),
        lambda text: text.replace("Shirt", "Shi\0rt").encode(),
    ],
)
def test_encodings_and_line_ends_do_not_matter(
    bring: Bring, encode: Callable[[str], bytes]
) -> None:
    bring(encode(sheet(shirt(Title="Größe Blue Shirt – 5 €"), more())))
    assert page().name == "Größe Blue Shirt – 5 €" and len(page().variants) == 2


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_recognised(bring: Bring, delimiter: str) -> None:
    bring(sheet(shirt(**{"Body_(HTML)": "a, b, c; d"}), more(), delimiter=delimiter))
    assert len(page().variants) == 2


def test_rows_of_a_product_may_stand_anywhere_and_cells_may_have_line_ends(bring: Bring) -> None:
    other = shirt(Handle="Other", Title="Other\nthing", **{"Body_(HTML)": "one\n\ntwo"})
    report = bring(
        sheet(
            shirt(), other, more(), {"Handle": "other", "Option1 Value": "M", "Variant Price": "1"}
        )
        + "\r\n,,,\r\n"
        + "blue-shirt,,,,,,,,L,,,1,40\r\n"
    )
    assert report.refusals == [] and report.rows == 5
    assert len(page().variants) == 3 and len(page("other").variants) == 2
    assert page("other").description == "<p>one</p><p>two</p>"


def test_refused_rows_are_named_by_number_while_the_rest_comes_in(bring: Bring) -> None:
    report = bring(
        sheet(
            shirt(),
            more(Option1_Value="S"),
            more(Option1_Value="M", Variant_Price=""),
            more(Option1_Value="L", Variant_Price="-3"),
            more(Option1_Value="", Variant_Price="5"),
            more(Option1_Value="XL", Variant_Price="cheap"),
            more(Option1_Value="XXL", Variant_Price="0"),
            {"Handle": "", "Title": "Nobody"},
            shirt(Handle="voucher", Gift_Card="true"),
            shirt(Handle="nameless", Title=""),
            shirt(Handle="priceless", Variant_Price=""),
            shirt(Handle="odd", Status="sleeping"),
        )
    )
    told = reasons(report)
    for row, words in {
        3: "same variant stands in row 2",
        4: "no price",
        5: "negative",
        6: "no value for Size",
        7: "“cheap” is not a number",
        8: "price is zero",
        9: "no handle",
        10: "gift cards",
        11: "none of its rows has a title",
        12: "no price",
        13: "“sleeping” is no status",
    }.items():
        assert re.search(rf"\({row},\) [^|]*{words}", told), (row, told)
    assert report.outcomes == {Outcome.MADE: 1}
    assert len(page().variants) == 1


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("50", 5000),
        ("$1,299.00", 129900),
        ("1.299,00", 129900),
        ("1,299", 129900),
        ("19,9", 1990),
        ("USD 5.5", 550),
        ("1 299.00", 129900),
        ("'12.00", 1200),
        ("1'299.50", 129950),
    ],
)
def test_prices_are_read_as_people_write_them(bring: Bring, written: str, minor: int) -> None:
    bring(sheet(shirt(Variant_Price=written)))
    assert page().variants[0].price.minor == minor


@pytest.mark.parametrize("written", ["12.345", "1e5", "∞", "NaN", "9" * 30, "٣", "1,2,3", "0x10"])
def test_odd_prices_are_refused(bring: Bring, written: str) -> None:
    report = bring(sheet(shirt(Variant_Price=written)))
    assert len(report.refusals) == 1 and not report.outcomes


def test_descriptions_are_cleaned(bring: Bring) -> None:
    nasty = (
        "<p onclick='x()'>Fine<script>alert(1)</script><style>p{}</style>"
        "<img src=x onerror=alert(1)><a href='javascript:x()'>a</a>"
        "<a href='https://example.com'>b</a><iframe src='//x'></iframe></p>"
    )
    bring(sheet(shirt(**{"Body_(HTML)": nasty})))
    html = page().description
    assert "Fine" in html and 'href="https://example.com"' in html
    for bad in ("script", "onclick", "onerror", "javascript", "iframe", "style", "<img"):
        assert bad not in html, html


def test_plain_descriptions_become_paragraphs(bring: Bring) -> None:
    bring(sheet(shirt(**{"Body_(HTML)": "5 < 6 & so on"})))
    assert page().description == "<p>5 &lt; 6 &amp; so on</p>"


def test_a_sku_that_another_variant_has_is_replaced_and_reported(bring: Bring) -> None:
    save(lamp())
    text = sheet(
        shirt(Variant_SKU="SAME"),
        more(Variant_SKU="SAME"),
        more(Option1_Value="L", Variant_SKU="ori-lamp-ink"),
        shirt(Handle="second", Variant_SKU="SAME"),
    )
    report = bring(text)
    skus = [each.sku for each in (*page().variants, *page("second").variants)]
    assert skus[0] == "SAME" and len(set(skus)) == 4 and "ori-lamp-ink" not in skus
    assert sum("belongs to another variant" in note for note in report.notes) == 3
    assert bring(text).outcomes == {Outcome.UNCHANGED: 2}


def test_an_address_that_another_product_has_is_left_to_it(bring: Bring) -> None:
    save(lamp("blue-shirt"))
    text = sheet(shirt())
    assert bring(text).outcomes == {Outcome.MADE: 1}
    assert page().name == "Ori lamp"
    assert any(slug.startswith("blue-shirt-") for slug in catalog.product_slugs())
    assert bring(text).outcomes == {Outcome.UNCHANGED: 1}


def test_categories_of_the_shop_keep_their_names(bring: Bring) -> None:
    save(lamp())
    bring(sheet(shirt(Type="Lighting")))
    assert [link.name for link in catalog.categories(GERMAN)] == ["Leuchten"]
    assert catalog.shelf(AMERICAN, "lighting").total == 2  # type: ignore[union-attr]


def test_customs_facts_are_taken_where_they_are_and_counted_where_not(bring: Bring) -> None:
    report = bring(
        sheet(
            shirt(**{"Variant_HS_Code": "6205.20.00", "Country_of_origin": "Portugal"}),
            more(**{"Variant_HS_Code": "7712", "Country_of_origin": "Atlantis"}),
        )
    )
    first, second = page().variants
    assert (first.hs_code, first.origin_country) == ("620520", "PT")
    assert (second.hs_code, second.origin_country) == (None, None)
    assert report.missing_facts == 2  # nobody exports a customs description
    assert any("“7712” is no HS code" in note for note in report.notes)
    rows = catalog.list_products(missing_facts=True).rows
    assert [row.missing_facts for row in rows] == [2]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"Variant_Grams": "250"}, 250),
        ({"Variant_Grams": "0"}, None),
        ({"Variant_Grams": "", "Variant_Weight": "1.5", "Variant_Weight_Unit": "kg"}, 1500),
        ({"Variant_Grams": "", "Variant_Weight": "1", "Variant_Weight_Unit": "lb"}, 454),
        ({"Variant_Grams": "", "Variant_Weight": "10", "Variant_Weight_Unit": "oz"}, 283),
        ({"Variant_Grams": "", "Variant_Weight": "1", "Variant_Weight_Unit": "stone"}, None),
        ({"Variant_Grams": "-5"}, None),
    ],
)
def test_weights_become_grams(bring: Bring, columns: dict[str, str], expected: int | None) -> None:
    bring(sheet(shirt(**columns)))
    assert page().variants[0].gross_weight_g == expected


def test_the_newer_export_with_other_column_names_is_read(bring: Bring) -> None:
    row = {
        "Title": "Mug",
        "URL handle": "mug",
        "Description": "A mug",
        "Product category": "Home > Kitchen > Mugs",
        "Published on online store": "TRUE",
        "Status": "Active",
        "SKU": "MUG-1",
        "Option1 name": "Color",
        "Option1 value": "Blue",
        "Option1 Linked To": "product.metafields.shopify.color-pattern",
        "Price": "12.00",
        "Price / International": "13.00",
        "Inventory quantity": "4",
        "Weight value (grams)": "300",
        "Color (product.metafields.shopify.color-pattern)": "blue",
    }
    report = bring(sheet(row))
    found = page("mug")
    assert found.category_slug == "mugs"
    assert [each.key for each in found.options] == ["colour"]
    assert (found.variants[0].sku, found.variants[0].gross_weight_g) == ("MUG-1", 300)
    assert any("Price / International" in note for note in report.notes)


@pytest.mark.parametrize(
    ("columns", "status", "shown"),
    [
        ({"Published": "false"}, None, False),
        ({"Published": "false", "Status": "active"}, None, True),
        ({"Status": "draft"}, None, False),
        ({"Status": "archived"}, None, False),
        ({"Status": "draft"}, "active", True),
        ({}, "draft", False),
        ({"Published": ""}, None, True),
    ],
)
def test_drafts_stay_drafts_unless_told_otherwise(
    bring: Bring, columns: dict[str, str], status: str | None, shown: bool
) -> None:
    bring(sheet(shirt(**columns)), status=status)
    assert (catalog.product_page(AMERICAN, "blue-shirt") is not None) == shown


def test_names_in_other_scripts_get_addresses_and_options(bring: Bring) -> None:
    rows = [
        shirt(
            Handle="青いシャツ",
            Title="青いシャツ",
            Type="シャツ",
            Option1_Name="サイズ",
            Option1_Value="大",
        ),
        {"Handle": "青いシャツ", "Option1 Value": "小", "Variant Price": "50"},
    ]
    report = bring(sheet(*rows))
    assert report.refusals == []
    (slug,) = catalog.product_slugs()
    assert slug.isascii() and len(page(slug).variants) == 2


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n\n",
        b"name,amount\nx,1\n",
        b"\x89PNG\r\n\x1a\n\x00\x01\x02\xff",
        b'Handle,Title,Variant Price\nx,"never closed,1\n' + b"y,z,1\n" * 200_000,
        b"Handle,Title,Variant Price\nx," + b"y" * 1_500_000 + b",1\n",
    ],
)
def test_what_is_no_product_sheet_is_refused_as_a_whole(bring: Bring, text: bytes) -> None:
    with pytest.raises(BadSheet):
        bring(text)


def test_a_dry_run_tells_all_and_writes_nothing(bring: Bring) -> None:
    text = sheet(shirt(), more(), shirt(Handle="second", Variant_Price=""))
    report = bring(text, dry=True)
    assert report.outcomes == {Outcome.MADE: 1} and len(report.refusals) == 1
    assert catalog.product_slugs() == [] and catalog.categories(AMERICAN) == []


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


def test_pictures_come_from_a_folder_and_hang_on_their_variants(
    bring: Bring, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "Front.png").write_bytes(picture("red"))
    (folder / "medium.jpg").write_bytes(picture("blue"))
    text = sheet(
        shirt(
            Image_Src="https://cdn.example/a/front.png?v=12",
            Image_Position="1",
            Image_Alt_Text="In front",
        ),
        more(Variant_Image="https://cdn.example/a/medium.jpg"),
        {
            "Handle": "blue-shirt",
            "Image Src": "https://cdn.example/lost.png",
            "Image Position": "3",
        },
    )
    report = bring(text, pictures=folder)
    found = page()
    assert [(each.alt, each.choice) for each in found.pictures] == [
        ("In front", {}),
        ("Blue Shirt", {"size": "m"}),
    ]
    assert found.variants[1].picture == found.pictures[1].digest
    assert report.refusals == []
    outbox.keep_due()
    assert all(has_renditions(each.digest) for each in found.pictures)
    assert bring(text, pictures=folder).outcomes == {Outcome.UNCHANGED: 1}
    assert bring(text).outcomes == {Outcome.UNCHANGED: 1}, "pictures once had are kept"


def test_an_unreachable_or_broken_picture_is_a_note(bring: Bring, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"no picture")
    addresses = ["http://127.0.0.1/x.png", "file:///etc/passwd", "https://x.example/broken.png"]
    rows = [{"Handle": "blue-shirt", "Image Src": url} for url in addresses]
    report = bring(sheet(shirt(), *rows), pictures=tmp_path, fetching=True)
    assert report.outcomes == {Outcome.MADE: 1}
    told = " ".join(report.notes)
    assert "public Internet" in told and "not an http" in told and "not a JPEG" in told


def test_the_example_export_comes_in_whole(app: Flask) -> None:
    if not EXPORT.exists():
        pytest.skip("The example export is not at hand.")
    with transaction():
        taxes.demo_charges()
    with Sheet(EXPORT) as opened:
        run = Import(opened, Terms(vat_rates()), fetching=False)
        bring_in(run)
    assert run.report.outcomes == {Outcome.MADE: 20} and run.report.refusals == []
    assert run.report.variants == 22 == run.report.missing_facts
    assert len(page("classic-varsity-top").variants) == 3
    assert page("ocean-blue-shirt", GERMAN).variants[0].price.minor == 5490
    assert page("ocean-blue-shirt").options == ()

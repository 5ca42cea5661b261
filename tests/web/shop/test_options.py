"""A product of several options: one row of choices each, and every choice leads somewhere."""

from flask.testing import FlaskClient
from lxml.html import HtmlElement, fromstring

from storefront import catalog
from storefront.catalog import ProductDraft, TextDraft, VariantDraft
from storefront.db import transaction


def option(key: str, *values: str) -> dict[str, object]:
    named = [{"key": value, "names": {"en": value.upper()}} for value in values]
    return {"key": key, "names": {"en": key.title()}, "values": named}


def save_a_shirt() -> None:
    sold = [("ink", "s", 5), ("ink", "l", 0), ("paper", "l", 5)]
    with transaction():
        catalog.save_product(
            ProductDraft(
                slug="shirt",
                texts={"en": TextDraft("Shirt", "", "", "")},
                options=[option("colour", "ink", "paper"), option("size", "s", "l")],
                variants=[
                    VariantDraft(
                        f"{colour}-{size}", {"colour": colour, "size": size}, {"us": 1990}, n
                    )
                    for colour, size, n in sold
                ],
                category="lighting",
            )
        )


def groups(html: HtmlElement) -> dict[str, list[tuple[str, bool, bool]]]:
    """By option: each value, whether it is chosen, whether it is crossed out."""
    return {
        group.xpath("string(p)"): [
            (
                "".join(link.xpath("span/text()")).strip(),
                link.get("aria-current") == "true",
                "option--out" in link.get("class"),
            )
            for link in group.xpath(".//a")
        ]
        for group in html.xpath("//div[@role='group']")
    }


def test_each_option_is_chosen_by_itself_without_javascript(client: FlaskClient) -> None:
    save_a_shirt()
    html = fromstring(client.get("/en-us/p/shirt").data)
    assert groups(html) == {
        "Colour": [("INK", True, False), ("PAPER", False, True)],
        "Size": [("S", True, False), ("L", False, True)],
    }
    paper = html.xpath("//a[contains(., 'PAPER')]/@href")[0]
    html = fromstring(client.get("/en-us/p/shirt" + paper.split("#")[0]).data)
    assert groups(html) == {
        "Colour": [("INK", False, True), ("PAPER", True, False)],
        "Size": [("S", False, True), ("L", True, False)],
    }
    (variant,) = html.xpath("//form//input[@name='variant']/@value")
    assert html.xpath("//input[@name='quantity']")
    told = {"variant": variant, "quantity": "1"}
    client.post("/en-us/basket/lines", data=told)
    assert b"PAPER" in client.get("/en-us/basket").data

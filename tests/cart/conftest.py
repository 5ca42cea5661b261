"""Five things to put into a basket."""

import pytest
from flask import Flask

from storefront import catalog, shipping, taxes
from storefront.catalog import CustomsFacts, ProductDraft, TextDraft, VariantDraft
from storefront.catalog.models import Variant
from storefront.db import db, transaction

THINGS = {
    "pencil": (99, "960910", 12, 500),
    "cup": (1999, "691110", 350, 20),
    "lamp": (4567, "940521", 900, 5),
    "bag": (12_345, "420292", 1300, 3),
    "gone": (500, "960910", 12, 0),
}


def thing(slug: str) -> ProductDraft:
    """Something for sale at the same figure in every market."""
    price, hs_code, weight, stock = THINGS[slug]
    facts = CustomsFacts(hs_code, "CN", slug, "东西", None, weight, weight)
    prices = dict.fromkeys(("us", "de", "fr", "uk", "jp"), price)
    return ProductDraft(
        slug=slug,
        category="things",
        texts={"en": TextDraft(slug.title(), "", "", "")},
        options=[],
        variants=[VariantDraft(slug, {}, prices=prices, stock=stock, facts=facts)],
    )


@pytest.fixture
def variants(app: Flask) -> dict[str, int]:
    with transaction():
        catalog.save_category("things", {"en": "Things"}, {})
        for slug in THINGS:
            catalog.save_product(thing(slug))
        shipping.demo_shipping()
        taxes.demo_charges()
    return {sku: key for sku, key in db.session.execute(db.select(Variant.sku, Variant.id))}

"""A few products to look at."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from flask import Flask

from storefront import catalog
from storefront.catalog import CustomsFacts, ProductDraft, TextDraft, VariantDraft
from storefront.db import transaction
from storefront.markets import Locale

GERMAN = Locale("de", "DE")

COLOURS = {"ink": {"en": "Ink", "de": "Tinte"}, "paper": {"en": "Paper", "de": "Papier"}}
PRICES = {"us": 4500, "de": 4990, "fr": 4990, "uk": 3950, "jp": 7200}


def lamp(slug: str = "ori-lamp", **changes: object) -> ProductDraft:
    """A lamp in two colours."""
    values = [{"key": key, "names": names, "swatch": "#112233"} for key, names in COLOURS.items()]
    told: dict[str, object] = {
        "slug": slug,
        "category": "lighting",
        "texts": {
            "en": TextDraft("Ori lamp", "Folded light", "<p>A paper lamp.</p>", "bedside"),
            "de": TextDraft("Ori-Leuchte", "Gefaltetes Licht", "<p>Eine Tür.</p>", "Nachttisch"),
        },
        "options": [{"key": "colour", "names": {"en": "Colour", "de": "Farbe"}, "values": values}],
        "variants": [variant(f"{slug}-{key}", {"colour": key}) for key in COLOURS],
        "listed_at": datetime(2026, 3, 1, tzinfo=UTC),
    }
    return ProductDraft(**{**told, **changes})  # type: ignore[arg-type]


def variant(sku: str, choice: Mapping[str, str], stock: int = 5, **changes: object) -> VariantDraft:
    """A variant with all it needs to travel."""
    facts = CustomsFacts("940521", "CN", "LED lamp", "LED台灯", None, 700, 1200)
    told = {"prices": PRICES, "stock": stock, "facts": facts, **changes}
    return VariantDraft(sku, choice, **told)  # type: ignore[arg-type]


def save(*drafts: ProductDraft) -> None:
    """Put products on the shelf."""
    with transaction():
        names = {"en": "Lighting", "de": "Leuchten"}
        category_id = catalog.save_category("lighting", names, {"en": "Lamps."})
        for draft in drafts:
            catalog.save_product(draft, facets=False)
        catalog.refresh_facets([category_id])


@pytest.fixture
def shop(app: Flask) -> Flask:
    """A shop that sells one lamp."""
    save(lamp())
    return app

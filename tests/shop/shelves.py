"""A small catalogue through the catalogue's own front door: enough to sell, quick to make."""

from collections.abc import Mapping

from sqlalchemy import select

from storefront import catalog
from storefront.catalog import CustomsFacts, ProductDraft, TextDraft, VariantDraft
from storefront.catalog.models import Variant
from storefront.db import db, transaction
from storefront.shipping.demo import demo_shipping
from storefront.taxes.demo import demo_charges

LAMP, MUG, RARE = "ori-lamp", "dune-mug", "last-ten"

_LAMP_PRICES = {"us": 12_900, "de": 12_990, "fr": 12_990, "uk": 10_950, "jp": 19_800}
_MUG_PRICES = {"us": 2_400, "de": 2_490, "fr": 2_490, "uk": 1_950, "jp": 3_600}
_LAMP_FACTS = CustomsFacts("940521", "CN", "LED table lamp", "LED台灯", "paper, LED 5 W", 700, 1200)
_MUG_FACTS = CustomsFacts("691200", "CN", "Stoneware mug", "炻瓷杯", "stoneware, 300 ml", 350, 480)


def stock_the_shelves(plenty: int = 100_000, rare: int = 10) -> Mapping[str, int]:
    """Products, shipping and import charges; returns variant ids by the product's slug."""
    with transaction():
        demo_shipping()
        demo_charges()
        catalog.save_category("lighting", {"en": "Lighting", "de": "Leuchten"}, {"en": "Lamps."})
        catalog.save_product(_draft(LAMP, "Ori lamp", "Ori-Leuchte", plenty, lamp=True))
        catalog.save_product(_draft(MUG, "Dune mug", "Dünen-Becher", plenty, lamp=False))
        catalog.save_product(_draft(RARE, "Last ten lamp", "Letzte Leuchte", rare, lamp=True))
    slugs = {f"{slug}-1": slug for slug in (LAMP, MUG, RARE)}
    found = {
        slugs[sku]: variant
        for variant, sku in db.session.execute(select(Variant.id, Variant.sku))
        if sku in slugs
    }
    db.session.rollback()
    return found


def _draft(slug: str, english: str, german: str, stock: int, *, lamp: bool) -> ProductDraft:
    facts, prices = (_LAMP_FACTS, _LAMP_PRICES) if lamp else (_MUG_FACTS, _MUG_PRICES)
    return ProductDraft(
        slug=slug,
        texts={
            "en": TextDraft(english, "Made by hand", "<p>Lasts for years.</p>", "gift"),
            "de": TextDraft(german, "Von Hand gemacht", "<p>Hält Jahre.</p>", "Geschenk"),
        },
        variants=[
            VariantDraft(
                f"{slug}-1",
                {},
                prices,
                stock,
                unit_cost_minor=1500,
                cost_currency="USD",
                facts=facts,
            )
        ],
        category="lighting",
    )

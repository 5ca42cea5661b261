"""Making the demo shop: the same shop every time, on any machine; twice changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count, cycle, islice
from pathlib import Path

from storefront import catalog, shipping, taxes
from storefront.catalog import (
    CustomsFacts,
    Outcome,
    PictureDraft,
    ProductDraft,
    StoredPicture,
    TextDraft,
    VariantDraft,
)
from storefront.db import transaction

from .catalogue import LANGUAGES, Catalogue, Product, Text, Variant, load
from .marketing import seed_marketing

PICTURES = Path(__file__).resolve().parent / "pictures"
OPENING = datetime(2026, 1, 5, 8, tzinfo=UTC)
BATCH = 50

LABELS = {
    "materials": {
        "en": "Materials",
        "de": "Material",
        "fr": "Matières",
        "ja": "素材",
        "zh": "材质",
    },
    "care": {"en": "Care", "de": "Pflege", "fr": "Entretien", "ja": "お手入れ", "zh": "保养"},
    "size": {"en": "Size", "de": "Maße", "fr": "Dimensions", "ja": "サイズ", "zh": "尺寸"},
    "weight": {"en": "Weight", "de": "Gewicht", "fr": "Poids", "ja": "重さ", "zh": "重量"},
    "warranty": {"en": "Warranty", "de": "Garantie", "fr": "Garantie", "ja": "保証", "zh": "质保"},
}
SCENES = {
    "en": "%s in use",
    "de": "%s im Gebrauch",
    "fr": "%s en situation",
    "ja": "%sの使用イメージ",
    "zh": "%s使用场景",
}

Published = Mapping[Path, StoredPicture]


@dataclass(frozen=True)
class Seeded:
    """What making the demo shop came to."""

    made: int
    changed: int
    unchanged: int
    pictures: int


def is_seeded() -> bool:
    """Whether the demo shop is there."""
    return catalog.find_by_source(_source(load().products[-1])) is not None


def seed() -> Seeded:
    """Make the demo shop with categories, products, pictures, charges and shipping rates.

    Pictures already in the media folder are not made again.
    """
    shop = load()
    published = catalog.publish_files(sorted(PICTURES.glob("*.webp")))
    with transaction():
        taxes.demo_charges()
        shipping.demo_shipping()
        categories = [_save_category(shop, category.key, published) for category in shop.categories]
        outcomes = [
            catalog.save_product(draft(product, published), facets=False)
            for product in shop.products
        ]
        if set(outcomes) != {Outcome.UNCHANGED}:
            catalog.refresh_facets(categories)
        seed_marketing()
    return Seeded(
        outcomes.count(Outcome.MADE),
        outcomes.count(Outcome.CHANGED),
        outcomes.count(Outcome.UNCHANGED),
        len(published),
    )


def add_products(total: int) -> int:
    """More of the same under other names, until the shop has `total`; returns how many were made.

    For measuring: they share texts and pictures with the demo products.
    """
    shop = load()
    published = catalog.publish_files(sorted(PICTURES.glob("*.webp")))
    numbers = (f"{number:05}" for number in count(len(shop.products) + 1))
    wanted = zip(cycle(shop.products), numbers, strict=False)
    drafts = (_another(draft(product, published), number) for product, number in wanted)
    left = islice(drafts, max(0, total - len(shop.products)))
    made = 0
    while batch := list(islice(left, BATCH)):
        with transaction():
            made += sum(catalog.save_product(each, facets=False) is Outcome.MADE for each in batch)
    return made


def _another(original: ProductDraft, number: str) -> ProductDraft:
    return replace(
        original,
        slug=f"{original.slug}-{number}",
        source=f"{original.source}-{number}",
        featured=False,
        listed_at=OPENING - timedelta(hours=int(number)),
        texts={
            language: replace(text, name=f"{text.name} {number}")
            for language, text in original.texts.items()
        },
        variants=[
            replace(variant, sku=f"{variant.sku}-{number}", barcode=None, stock=1000)
            for variant in original.variants
        ],
    )


def _save_category(shop: Catalogue, key: str, published: Published) -> int:
    category = next(each for each in shop.categories if each.key == key)
    picture = published.get(PICTURES / f"category-{key}.webp")
    return catalog.save_category(
        category.slug,
        category.name.as_dict(),
        category.description.as_dict(),
        category.position,
        picture.digest if picture else None,
    )


def _source(product: Product) -> str:
    return f"demo:{product.slug}"


def draft(product: Product, published: Published) -> ProductDraft:
    """A product of the demo catalogue as the shop's catalogue takes it."""
    return ProductDraft(
        slug=product.slug,
        source=_source(product),
        category=product.category,
        brand=load().brand.name,
        featured=product.featured,
        listed_at=OPENING + timedelta(days=7 * product.new_on),
        options=_options(product),
        texts={language: _text(product, language) for language in LANGUAGES},
        details={language: _details(product, language) for language in LANGUAGES},
        related=product.related,
        variants=[_variant(product, variant) for variant in product.variants],
        pictures=list(_pictures(product, published)),
    )


def _options(product: Product) -> list[dict[str, object]]:
    return [
        {
            "key": option.key,
            "names": option.name.as_dict(),
            "values": [
                {"key": value.key, "names": value.name.as_dict()}
                | ({"swatch": value.swatch} if value.swatch else {})
                for value in option.values
            ],
        }
        for option in product.options
    ]


def _text(product: Product, language: str) -> TextDraft:
    paragraphs = product.description.get(language).split("\n\n")
    return TextDraft(
        name=product.name.get(language),
        tagline=product.tagline.get(language),
        description=catalog.clean_html("".join(f"<p>{each}</p>" for each in paragraphs)),
        keywords=product.keywords.get(language),
    )


def _details(product: Product, language: str) -> list[list[str]]:
    told = {
        "materials": product.materials.get(language),
        "size": _size(product.size_mm, language),
        "weight": _weight(product, language),
        "care": product.care.get(language),
        "warranty": product.warranty.get(language),
    }
    return [[LABELS[key][language], text] for key, text in told.items() if text]


def _size(size_mm: tuple[int, int, int], language: str) -> str:
    return " × ".join(_number(side / 10, language) for side in size_mm) + " cm"


def _weight(product: Product, language: str) -> str:
    grams = sorted({variant.net_weight_g for variant in product.variants})
    heavy = grams[-1] >= 1000
    said = [_number(each / 1000 if heavy else each, language) for each in grams]
    return "–".join(dict.fromkeys((said[0], said[-1]))) + (" kg" if heavy else " g")


def _number(value: float, language: str) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language in ("de", "fr") else text


def _variant(product: Product, variant: Variant) -> VariantDraft:
    known = product.customs
    return VariantDraft(
        sku=variant.sku,
        choice=dict(variant.options),
        prices=dict(variant.prices),
        stock=variant.stock,
        barcode=variant.gtin,
        unit_cost_minor=variant.unit_cost_usd,
        cost_currency="USD",
        facts=CustomsFacts(
            hs_code=known.hs6,
            origin_country=known.origin,
            customs_name=known.name_en,
            customs_name_local=known.name_zh,
            specification=known.specification,
            net_weight_g=variant.net_weight_g,
            gross_weight_g=variant.gross_weight_g,
            national_codes=dict(known.national_codes),
            unit=known.unit,
            second_unit=known.second_unit,
            dangerous_goods=known.dangerous_goods,
        ),
    )


def _pictures(product: Product, published: Published) -> Iterator[PictureDraft]:
    """The first colour, the scene, then the other colours: a shelf shows the first two."""
    own = [
        (f"{product.slug}--{value.key}", {"colour": value.key}, value.name)
        for option in product.options
        if option.key == "colour"
        for value in option.values
    ]
    plain: list[tuple[str, dict[str, str], Text | None]] = [(product.slug, {}, None)]
    scene: list[tuple[str, dict[str, str], Text | None]] = [(f"{product.slug}--scene", {}, None)]
    for stem, choice, colour in [*plain, *own[:1], *scene, *own[1:]]:
        picture = published.get(PICTURES / f"{stem}.webp")
        if picture is None:
            continue
        yield PictureDraft(
            digest=picture.digest,
            width=picture.width,
            height=picture.height,
            choice=choice,
            alt={language: _alt(product, colour, stem, language) for language in LANGUAGES},
            source=f"demo:{stem}",
        )


def _alt(product: Product, colour: Text | None, stem: str, language: str) -> str:
    name = product.name.get(language)
    if stem.endswith("--scene"):
        return SCENES[language] % name
    comma = "、" if language == "ja" else "，" if language == "zh" else ", "
    return f"{name}{comma}{colour.get(language)}" if colour else name

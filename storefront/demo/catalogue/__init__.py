"""The demo shop's brand and its 36 products, read from the TOML files beside this one."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = [
    "CATEGORIES",
    "LANGUAGES",
    "MARKET_CURRENCY",
    "Brand",
    "Catalogue",
    "CatalogueError",
    "Category",
    "CustomsFacts",
    "Option",
    "OptionValue",
    "Product",
    "Seller",
    "Text",
    "Variant",
    "check",
    "gtin_is_valid",
    "load",
]

LANGUAGES = ("en", "de", "fr", "ja", "zh")
MARKET_CURRENCY = {"us": "USD", "de": "EUR", "fr": "EUR", "uk": "GBP", "jp": "JPY"}
CATEGORIES = ("lighting", "tea-table", "textiles", "bags", "desk", "kitchen")

Table = Mapping[str, Any]


class CatalogueError(ValueError):
    """The data contradict themselves; the message names the product and the fault."""


@dataclass(frozen=True)
class Text:
    """The same words in the five languages of the shop; paragraphs stand a blank line apart."""

    en: str
    de: str
    fr: str
    ja: str
    zh: str

    def get(self, language: str) -> str:
        """The words in this language; raises KeyError for a language the shop does not speak."""
        return self.as_dict()[language]

    def as_dict(self) -> dict[str, str]:
        """Words by language code."""
        return {language: getattr(self, language) for language in LANGUAGES}


@dataclass(frozen=True)
class Seller:
    """The legal person behind the brand, as the imprint and the customs papers need it."""

    name_en: str
    name_zh: str
    address_en: tuple[str, ...]
    address_zh: tuple[str, ...]
    city_en: str
    city_zh: str
    region_en: str
    region_zh: str
    postal_code: str
    country: str
    phone: str
    credit_code: str
    ioss_number: str


@dataclass(frozen=True)
class Brand:
    """What the shop says about itself; `{years}` stands in `warranty` for a product's years."""

    name: str
    support_email: str
    seller: Seller
    tagline: Text
    hero_headline: Text
    hero_text: Text
    announcement: Text
    story: Text
    footer: Text
    shipping: Text
    returns: Text
    warranty: Text


@dataclass(frozen=True)
class Category:
    key: str
    position: int
    slug: str
    name: Text
    description: Text


@dataclass(frozen=True)
class OptionValue:
    key: str
    name: Text
    swatch: str | None  # "#rrggbb" for a colour


@dataclass(frozen=True)
class Option:
    key: str
    name: Text
    values: tuple[OptionValue, ...]


@dataclass(frozen=True)
class CustomsFacts:
    """What the goods are to a customs office; units are UNECE Recommendation 20 codes."""

    hs6: str
    national_codes: Mapping[str, str]  # country -> code, only where it is known
    origin: str
    name_en: str
    name_zh: str
    specification: str
    model: str
    unit: str
    second_unit: str | None
    dangerous_goods: str | None


@dataclass(frozen=True)
class Variant:
    """One thing that can be bought: grams, millimetres, US cents of cost, minor units by market."""

    sku: str
    options: Mapping[str, str]
    net_weight_g: int
    gross_weight_g: int
    size_mm: tuple[int, int, int]
    stock: int
    unit_cost_usd: int
    gtin: str
    prices: Mapping[str, int]


@dataclass(frozen=True)
class Product:
    slug: str
    category: str
    new_on: int  # higher is newer, unique over the shop
    featured: bool
    warranty_years: int
    name: Text
    tagline: Text
    description: Text
    materials: Text
    care: Text
    keywords: Text
    warranty: Text
    size_mm: tuple[int, int, int]
    options: tuple[Option, ...]
    variants: tuple[Variant, ...]
    customs: CustomsFacts
    related: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    brand: Brand
    categories: tuple[Category, ...]
    products: tuple[Product, ...]

    def product(self, slug: str) -> Product | None:
        """The product of this slug, or None."""
        return next((product for product in self.products if product.slug == slug), None)

    def variants(self) -> Iterator[Variant]:
        """Every variant of every product, in the order of the files."""
        return (variant for product in self.products for variant in product.variants)


@cache
def load() -> Catalogue:
    """Read and check the demo catalogue; raises CatalogueError on the first contradiction."""
    shared = _read("brand")
    brand = _brand(shared["brand"])
    categories, products = [], []
    for key in CATEGORIES:
        data = _read(key)
        categories.append(_category(data["category"]))
        for slug, table in data["products"].items():
            try:
                products.append(_product(slug, key, table, shared["options"], brand))
            except (KeyError, TypeError) as error:
                raise CatalogueError(f"{slug}: {error!r} in {key}.toml") from error
    catalogue = Catalogue(brand, tuple(categories), tuple(products))
    check(catalogue)
    return catalogue


def gtin_is_valid(gtin: str) -> bool:
    """Whether a GTIN-13's last digit is the GS1 check digit of the other twelve."""
    if len(gtin) != 13 or not (gtin.isascii() and gtin.isdigit()):
        return False
    digits = [int(character) for character in gtin]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def _read(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _words(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "\n\n".join(value)


def _text(table: Table, field: str) -> Text:
    return Text(**{language: _words(table[language][field]) for language in LANGUAGES})


def _brand(table: Table) -> Brand:
    own = ("tagline", "hero_headline", "hero_text", "announcement", "story", "footer")
    promises = ("shipping", "returns", "warranty")
    seller: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in table["seller"].items()
    }
    return Brand(
        name=table["name"],
        support_email=table["support_email"],
        seller=Seller(**seller),
        **{field: _text(table, field) for field in own + promises},
    )


def _category(table: Table) -> Category:
    return Category(
        key=table["key"],
        position=table["position"],
        slug=table["slug"],
        name=_text(table, "name"),
        description=_text(table, "description"),
    )


def _product(slug: str, category: str, table: Table, shared: Table, brand: Brand) -> Product:
    years = table["warranty_years"]
    promise = {
        language: words.replace("{years}", str(years))
        for language, words in brand.warranty.as_dict().items()
    }
    copy = ("name", "tagline", "description", "materials", "care", "keywords")
    own_names = table.get("value_names", {})
    return Product(
        slug=slug,
        category=category,
        new_on=table["new_on"],
        featured=table.get("featured", False),
        warranty_years=years,
        warranty=Text(**promise),
        size_mm=_size(table["size_mm"]),
        options=tuple(
            _option(key, keys, shared[key], own_names) for key, keys in table["options"].items()
        ),
        variants=tuple(_variant(line, table) for line in table["variants"]),
        customs=_customs(table["customs"]),
        related=tuple(table["related"]),
        **{field: _text(table, field) for field in copy},
    )


def _option(key: str, value_keys: list[str], shared: Table, own_names: Table) -> Option:
    swatches = shared.get("swatches", {})
    values = (
        OptionValue(
            key=value,
            name=Text(**own_names.get(value, shared["values"][value])),
            swatch=swatches.get(value),
        )
        for value in value_keys
    )
    return Option(key=key, name=Text(**shared["name"]), values=tuple(values))


def _variant(line: Table, product: Table) -> Variant:
    special = product.get("variant_prices", {})
    return Variant(
        sku=line["sku"],
        options={key: line[key] for key in product["options"]},
        net_weight_g=line["net_g"],
        gross_weight_g=line["gross_g"],
        size_mm=_size(line.get("size_mm", product["size_mm"])),
        stock=line["stock"],
        unit_cost_usd=line["cost"],
        gtin=line["gtin"],
        prices=dict(special.get(line["sku"], product["prices"])),
    )


def _customs(table: Table) -> CustomsFacts:
    return CustomsFacts(
        hs6=table["hs6"],
        national_codes={"CN": table["cn"]} if "cn" in table else {},
        origin=table["origin"],
        name_en=table["name_en"],
        name_zh=table["name_zh"],
        specification=table["specification"],
        model=table["model"],
        unit=table["unit"],
        second_unit=table.get("second_unit"),
        dangerous_goods=table.get("dangerous_goods"),
    )


def _size(values: list[int]) -> tuple[int, int, int]:
    length, width, height = values
    return length, width, height


def check(catalogue: Catalogue) -> None:
    """Refuse a catalogue that contradicts itself; raises CatalogueError naming the product."""
    slugs = {product.slug for product in catalogue.products}
    _unique("slug", (product.slug for product in catalogue.products))
    _unique("new_on", (product.new_on for product in catalogue.products))
    _unique("SKU", (variant.sku for variant in catalogue.variants()))
    _unique("GTIN", (variant.gtin for variant in catalogue.variants()))
    for product in catalogue.products:
        fault = _fault(product, slugs)
        if fault:
            raise CatalogueError(f"{product.slug}: {fault}")


def _unique(what: str, values: Iterable[object]) -> None:
    twice = [value for value, count in Counter(values).items() if count > 1]
    if twice:
        raise CatalogueError(f"{what} given twice: {twice}")


def _fault(product: Product, slugs: set[str]) -> str | None:
    strangers = set(product.related) - (slugs - {product.slug})
    if strangers:
        return f"related to unknown {sorted(strangers)}"
    offered = {option.key: {value.key for value in option.values} for option in product.options}
    sold = {key: {variant.options[key] for variant in product.variants} for key in offered}
    if sold != offered:
        return f"offers {offered}, sells {sold}"
    _unique(f"{product.slug} variant", (tuple(v.options.values()) for v in product.variants))
    for variant in product.variants:
        if not gtin_is_valid(variant.gtin):
            return f"{variant.sku} has a wrong GTIN {variant.gtin!r}"
        if set(variant.prices) != set(MARKET_CURRENCY):
            return f"{variant.sku} lacks a market's price"
        if not 0 < variant.net_weight_g <= variant.gross_weight_g:
            return f"{variant.sku} weighs more than its parcel"
    return None

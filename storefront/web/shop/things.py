"""The page of one product."""

from dataclasses import dataclass
from typing import Any

from babel import Locale as BabelLocale
from flask import Blueprint, abort, g, render_template, request, url_for

from storefront import catalog, shipping
from storefront.catalog import OptionValue, ProductPage, ProductVariant, picture_url

from .arrival import arrival_text
from .caching import cached_page
from .page import page, public_url

FEW = 5
"""From here on the page says how many are left."""


def open(blueprint: Blueprint) -> None:
    """Put the product page at its address."""
    blueprint.get("/p/<slug>", endpoint="product")(product)


@cached_page
def product(slug: str) -> str:
    """A product, with the variant chosen that the address names."""
    found = catalog.product_page(g.locale, slug)
    if found is None:
        abort(404)
    chosen = chosen_variant(found)
    main = chosen_picture(found, chosen)
    head = page(
        found.name,
        found.tagline,
        kind="product",
        category=found.category_slug,
        picture=public_url() + picture_url(main, 1080, "webp") if main else None,
    )
    offers = shipping.offers(g.locale, chosen.gross_weight_g or 0, chosen.price.minor)
    return render_template(
        "shop/product.html",
        page=head,
        product=found,
        chosen=chosen,
        main=main,
        alt=next((each.alt for each in found.pictures if each.digest == main), found.name),
        few=FEW,
        choices=choices(found, chosen) if len(found.options) > 1 else (),
        delivery=offers[0] if offers else None,
        arrives=arrival_text(offers[0]) if offers else "",
        origin=country_name(chosen.origin_country),
        colours={
            value.key: value
            for option in found.options
            for value in option.values
            if value.swatch is not None
        },
        structured=structured(found, main),
    )


def chosen_variant(found: ProductPage) -> ProductVariant:
    """The variant in the address, else the first that can be bought."""
    wanted = request.args.get("variant", "")
    return next((each for each in found.variants if str(each.id) == wanted), found.first_variant)


@dataclass(frozen=True)
class Choice:
    """A value that can be chosen of one option while the others stay; `is_out` when that cannot
    be bought now."""

    value: OptionValue
    variant_id: int
    is_chosen: bool
    is_out: bool


def choices(found: ProductPage, chosen: ProductVariant) -> list[tuple[str, list[Choice]]]:
    """One row of choices for each option; where the others cannot stay, they change too."""
    return [
        (option.name, [choice_of(found, chosen, option.key, value) for value in option.values])
        for option in found.options
    ]


def choice_of(found: ProductPage, chosen: ProductVariant, key: str, value: OptionValue) -> Choice:
    """Where a value leads: to its variant beside what is chosen, else to its first for sale."""
    exact = found.variant({**chosen.choice, key: value.key})
    having = [each for each in found.variants if each.choice.get(key) == value.key]
    variant = exact or next((each for each in having if each.in_stock), having[0])
    is_chosen = chosen.choice.get(key) == value.key
    return Choice(value, variant.id, is_chosen, exact is None or not exact.in_stock)


def chosen_picture(found: ProductPage, chosen: ProductVariant) -> str | None:
    """The picture in the address, else the chosen variant's."""
    wanted = request.args.get("picture", "")
    shown = next((each.digest for each in found.pictures if each.digest == wanted), None)
    return shown or chosen.picture


def country_name(code: str | None) -> str | None:
    """A country in the reader's words."""
    name: str | None = BabelLocale.parse(g.locale.babel).territories.get(code) if code else None
    return name


def structured(found: ProductPage, picture: str | None) -> dict[str, Any]:
    """The product as schema.org describes one, for search engines."""
    address = public_url() + url_for("shop.product", slug=found.slug)
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": found.name,
        "description": found.tagline,
        "brand": {"@type": "Brand", "name": found.brand or "Lumenfold"},
        "url": address,
        "offers": [
            {
                "@type": "Offer",
                "sku": variant.sku,
                "name": variant.choice_text or found.name,
                "price": variant.price.plain(),
                "priceCurrency": variant.price.currency,
                "availability": "https://schema.org/"
                + ("InStock" if variant.in_stock else "OutOfStock"),
                "url": f"{address}?variant={variant.id}",
            }
            for variant in found.variants
        ],
    }
    if picture:
        told["image"] = public_url() + picture_url(picture, 1080, "webp")
    return told

"""Which columns of a Shopify export mean what, in its older and its newer spelling."""

import re

NAMES: dict[str, tuple[str, ...]] = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body (html)", "body html", "body", "description"),
    "vendor": ("vendor",),
    "category": ("product category", "standard product type", "standardized product type"),
    "type": ("type", "custom product type"),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "option1_name": ("option1 name",),
    "option1_value": ("option1 value",),
    "option2_name": ("option2 name",),
    "option2_value": ("option2 value",),
    "option3_name": ("option3 name",),
    "option3_value": ("option3 value",),
    "sku": ("variant sku", "sku"),
    "grams": ("variant grams", "weight value (grams)"),
    "weight": ("variant weight", "weight"),
    "weight_unit": ("variant weight unit", "weight unit", "weight unit for display"),
    "quantity": ("variant inventory qty", "inventory quantity"),
    "price": ("variant price", "price"),
    "compare_at": ("variant compare at price", "compare-at price", "compare at price"),
    "barcode": ("variant barcode", "barcode"),
    "cost": ("cost per item", "variant cost"),
    "image": ("image src", "product image url"),
    "image_position": ("image position",),
    "image_alt": ("image alt text",),
    "variant_image": ("variant image", "variant image url"),
    "gift_card": ("gift card",),
    "seo_title": ("seo title",),
    "seo_description": ("seo description",),
    "hs_code": ("variant hs code", "hs code", "harmonized system code", "hs tariff code"),
    "origin": (
        "variant country of origin",
        "country of origin",
        "country/region of origin",
        "country code of origin",
    ),
}

ALIASES = {spelling: name for name, spellings in NAMES.items() for spelling in spellings}

# Known, and of no use to this shop: not worth a note.
IGNORED = (
    "google shopping",
    "variant ",
    "option",
    "inventory ",
    "continue selling",
    "requires shipping",
    "fulfillment service",
    "charge tax",
    "tax code",
    "unit price",
    "included /",
    "included/",
)

MARKET_PRICE = re.compile(r"^(price|compare at price) ?/")

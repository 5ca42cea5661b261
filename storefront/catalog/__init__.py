"""What is for sale: products, variants, categories, pictures, stock, search, customs facts."""

from .cards import Card, Colour
from .facts import CustomsFacts, customs_facts, set_customs_facts
from .listing import refresh_facets, refresh_listing
from .offers import Offer, offers
from .pictures import FORMATS, WIDTHS, media_folder, picture_url, use
from .prices import set_price
from .product_page import (
    OptionValue,
    ProductOption,
    ProductPage,
    ProductPicture,
    ProductVariant,
    product_page,
)
from .saving import (
    Outcome,
    PictureDraft,
    ProductDraft,
    TextDraft,
    VariantDraft,
    save_category,
    save_product,
)
from .search import create_index, drop_index, reindex
from .shelves import (
    CategoryLink,
    Facet,
    FacetValue,
    Home,
    Shelf,
    Sort,
    categories,
    home,
    search,
    shelf,
)
from .stock import OutOfStock, count_stock, release, reserve, restock, sell
from .versions import touched, version

__all__ = [
    "FORMATS",
    "WIDTHS",
    "Card",
    "CategoryLink",
    "Colour",
    "CustomsFacts",
    "Facet",
    "FacetValue",
    "Home",
    "Offer",
    "OptionValue",
    "OutOfStock",
    "Outcome",
    "PictureDraft",
    "ProductDraft",
    "ProductOption",
    "ProductPage",
    "ProductPicture",
    "ProductVariant",
    "Shelf",
    "Sort",
    "TextDraft",
    "VariantDraft",
    "categories",
    "count_stock",
    "create_index",
    "customs_facts",
    "drop_index",
    "home",
    "media_folder",
    "offers",
    "picture_url",
    "product_page",
    "refresh_facets",
    "refresh_listing",
    "reindex",
    "release",
    "reserve",
    "restock",
    "save_category",
    "save_product",
    "search",
    "sell",
    "set_customs_facts",
    "set_price",
    "shelf",
    "touched",
    "use",
    "version",
]

"""What a person changes in the office: words, status, pictures."""

from sqlalchemy import func, select

from storefront import clock
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import LANGUAGES, gettext

from . import search
from .listing import refresh_facets, refresh_listing
from .models import Picture, Product, ProductText
from .pictures import StoredPicture, promise_renditions, store_picture
from .saving import TextDraft

STATUSES = ("draft", "active", "archived")
MOST_PICTURES = 30
TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "b",
    "i",
    "u",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "blockquote",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "sub",
    "sup",
    "span",
    "div",
}


def clean_html(html: str) -> str:
    """A description without anything that could run, load or pretend to be part of the page."""
    import nh3  # not at the top: shop pages clean nothing, and it is large

    return nh3.clean(
        html,
        tags=TAGS - {"span", "div"},
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
        clean_content_tags={"script", "style", "iframe", "object", "noscript", "template"},
    ).strip()


def save_texts(product_id: int, language: str, words: TextDraft) -> None:
    """A product's words in one language; the description is cleaned. Raises ShopError."""
    product = _product(product_id)
    if language not in LANGUAGES:
        raise ShopError(gettext("The shop does not speak this language."))
    if not words.name.strip():
        raise ShopError(gettext("A product needs a name."))
    lengths = ((words.name, 200), (words.tagline, 300), (words.keywords, 1000))
    if any(len(text) > most for text, most in lengths) or len(words.description) > 50_000:
        raise ShopError(gettext("This text is too long."))
    text = next((each for each in product.texts if each.language == language), None)
    if text is None:
        text = ProductText(language=language)
        product.texts.append(text)
    text.name = words.name.strip()
    text.tagline = words.tagline.strip()
    text.description = clean_html(words.description)
    text.keywords = words.keywords.strip()
    _refresh(product)


def set_status(product_id: int, status: str) -> None:
    """Show, hide or retire a product; raises ShopError."""
    product = _product(product_id)
    if status not in STATUSES:
        raise ShopError(gettext("A product is a draft, active or archived."))
    product.status = status
    _refresh(product)
    refresh_facets([product.category_id])


def set_featured(product_id: int, featured: bool) -> None:
    """Put a product forward on the home page, or no longer."""
    product = _product(product_id)
    product.featured = featured
    _refresh(product)


def add_picture(
    product_id: int,
    picture: StoredPicture | bytes,
    alt: dict[str, str] | None = None,
    choice: dict[str, str] | None = None,
) -> int:
    """Hang a picture behind the others; returns its id. Raises ShopError.

    Give what `store_picture` returned: bytes are decoded here, inside the transaction.
    """
    product = _product(product_id)
    stored = store_picture(picture) if isinstance(picture, bytes) else picture
    for known in product.pictures:
        if known.digest == stored.digest:
            return known.id
    if len(product.pictures) >= MOST_PICTURES:
        raise ShopError(gettext("A product has at most 30 pictures."))
    last = db.session.scalar(
        select(func.max(Picture.position)).where(Picture.product_id == product_id)
    )
    row = Picture(
        position=0 if last is None else last + 1,
        digest=stored.digest,
        width=stored.width,
        height=stored.height,
        alt=alt or {},
        choice=choice or {},
    )
    product.pictures.append(row)
    _refresh(product)
    promise_renditions(stored.digest)
    return row.id


def remove_picture(picture_id: int) -> None:
    """Take a picture off its product; the file stays, as letters may show it."""
    picture = db.session.get(Picture, picture_id)
    if picture is None:
        raise NotFound(gettext("There is no such picture."))
    product = _product(picture.product_id)
    product.pictures.remove(picture)
    _refresh(product)


def move_picture(picture_id: int, by: int) -> None:
    """Hang a picture one place earlier (-1) or later (1); at the end of the row it stays."""
    picture = db.session.get(Picture, picture_id)
    if picture is None:
        raise NotFound(gettext("There is no such picture."))
    product = _product(picture.product_id)
    row = sorted(product.pictures, key=lambda each: (each.position, each.id))
    place = row.index(picture)
    row.insert(min(max(place + by, 0), len(row) - 1), row.pop(place))
    for position, each in enumerate(row):
        each.position = position
    db.session.flush()
    db.session.expire(product, ["pictures"])
    _refresh(product)


def set_picture_alt(picture_id: int, language: str, alt: str) -> None:
    """Say in words what a picture shows."""
    picture = db.session.get(Picture, picture_id)
    if picture is None or language not in LANGUAGES:
        raise NotFound(gettext("There is no such picture."))
    picture.alt = {**picture.alt, language: alt.strip()[:300]}
    _refresh(_product(picture.product_id))


def _product(product_id: int) -> Product:
    product = db.session.get(Product, product_id) if 0 < product_id < 2**31 else None
    if product is None:
        raise NotFound(gettext("There is no such product."))
    return product


def _refresh(product: Product) -> None:
    product.updated_at = clock.now()
    refresh_listing(product)
    search.index(product)

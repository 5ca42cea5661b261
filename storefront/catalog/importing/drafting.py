"""From the rows of one handle to one product, with a sentence for each row that cannot be used."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from storefront.catalog.editing import clean_html
from storefront.catalog.facts import CustomsFacts
from storefront.catalog.saving import ProductDraft, TextDraft, VariantDraft
from storefront.markets import BASE_CURRENCY, MARKETS, gettext, price_in
from storefront.money import Money

from . import cells
from .sheet import Row

MOST_VARIANTS = 2_000
MOST_PICTURES = 30
LONGEST_NAME = 200
LONGEST_HTML = 100_000
IMPORTED = "imported"
RESERVED_KEYS = {"sort", "page", "price-from", "price-to", "q", "variant", "quantity"}
OPTION_NAMES = {
    "colour": {"en": "Colour", "de": "Farbe", "fr": "Couleur", "ja": "カラー", "zh": "颜色"},
    "size": {"en": "Size", "de": "Größe", "fr": "Taille", "ja": "サイズ", "zh": "尺寸"},
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Rows that were not taken, and why."""

    rows: tuple[int, ...]
    handle: str
    reason: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture still to be had: where from, what it says, and which option values it shows."""

    url: str
    alt: str
    choice: Mapping[str, str]


@dataclass
class Drafted:
    """A product on its way into the shop; `sku_rows` are the numbers of its variants' rows."""

    handle: str
    draft: ProductDraft
    category_name: str
    images: list[Image]
    sku_rows: list[int]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Terms:
    """How an import is to be done: VAT by market in basis points, a status for all or theirs."""

    vat_bp: Mapping[str, int]
    status: str | None = None


def draft(handle: str, rows: Sequence[Row], terms: Terms) -> tuple[Drafted | None, list[Refusal]]:
    """The product that these rows describe, and what was refused of it."""
    numbers = tuple(row.number for row in rows)
    head = next((row for row in rows if row.get("title")), None)
    fault = _fault(head, rows)
    if head is None or fault:
        return None, [Refusal(numbers, handle, fault or "")]
    work = _Work(handle, head, rows, terms)
    work.read_variants()
    if not work.variants:
        if not work.refusals:
            work.refuse(head, gettext("the product has no price"))
        return None, work.refusals
    return work.drafted(), work.refusals


def _fault(head: Row | None, rows: Sequence[Row]) -> str | None:
    if head is None:
        return gettext("none of its rows has a title")
    if any(cells.is_true(row.get("gift_card")) for row in rows):
        return gettext("gift cards are not goods and cannot be sent")
    if len(head.get("title")) > LONGEST_NAME:
        return gettext("the title is longer than 200 characters")
    if len(head.get("body")) > LONGEST_HTML:
        return gettext("the description is longer than 100,000 characters")
    if head.get("status") and head.get("status").casefold() not in STATUSES:
        return gettext("“%(status)s” is no status") % {"status": head.get("status")[:20]}
    return None


STATUSES = {"active": "active", "draft": "draft", "archived": "archived", "unlisted": "draft"}


class _Work:
    """The rows of one product, taken apart."""

    def __init__(self, handle: str, head: Row, rows: Sequence[Row], terms: Terms) -> None:
        self.handle = handle
        self.head = head
        self.rows = rows
        self.terms = terms
        self.options = _options(head)
        self.values: list[dict[str, dict[str, Any]]] = [{} for _ in self.options]
        self.variants: list[VariantDraft] = []
        self.variant_rows: list[int] = []
        self.variant_images: dict[str, list[Mapping[str, str]]] = {}
        self.choices: dict[tuple[str, ...], int] = {}
        self.refusals: list[Refusal] = []
        self.notes: list[str] = []

    def refuse(self, row: Row, reason: str) -> None:
        """Leave a row out."""
        self.refusals.append(Refusal((row.number,), self.handle, reason))

    def note(self, sentence: str) -> None:
        """Something that was taken differently from how it is written."""
        self.notes.append(sentence)

    def read_variants(self) -> None:
        """Every row that describes a variant, and not a further picture alone."""
        for row in self.rows:
            if not _is_variant(row, row is self.head):
                if not row.get("image"):
                    self.refuse(row, gettext("the row says nothing about a variant or a picture"))
                continue
            if len(self.variants) >= MOST_VARIANTS:
                self.refuse(row, gettext("a product has at most 2,000 variants"))
                continue
            try:
                self._read_variant(row)
            except ValueError as error:
                self.refuse(row, str(error))

    def _read_variant(self, row: Row) -> None:
        said = self._said(row)
        keys = tuple(cells.slug(value, "value", 40) for value in said)
        if keys in self.choices:
            raise ValueError(
                gettext("the same variant stands in row %(row)s already")
                % {"row": self.choices[keys]}
            )
        if not row.get("price"):
            raise ValueError(gettext("it has no price"))
        price = cells.amount(row.get("price"))
        if not price:
            raise ValueError(gettext("its price is zero"))
        choice = {option["key"]: key for option, key in zip(self.options, keys, strict=True)}
        self.variants.append(self._variant(row, choice, said, price))
        self.variant_rows.append(row.number)
        self.choices[keys] = row.number
        for place, (key, value) in enumerate(zip(keys, said, strict=True)):
            self.values[place].setdefault(key, {"key": key, "names": {"en": value}})
        if row.get("variant_image"):
            self.variant_images.setdefault(row.get("variant_image"), []).append(choice)
        if row.get("compare_at"):
            self.note(
                gettext("compare-at prices are not taken over: the shop shows only prices it had")
            )

    def _said(self, row: Row) -> list[str]:
        said = []
        for place, option in enumerate(self.options, start=1):
            value = row.get(f"option{place}_value")
            if not value:
                name = option["names"]["en"]
                raise ValueError(gettext("it has no value for %(option)s") % {"option": name})
            if len(value) > 100:
                raise ValueError(gettext("an option value is longer than 100 characters"))
            said.append(value)
        return said

    def _variant(
        self, row: Row, choice: Mapping[str, str], said: Sequence[str], price: Money
    ) -> VariantDraft:
        prices = {
            code: price_in(market, price, self.terms.vat_bp.get(code, 0)).minor
            for code, market in MARKETS.items()
        }
        cost = self._try(cells.amount, row.get("cost")) if row.get("cost") else None
        return VariantDraft(
            sku=_sku(row.get("sku")) or made_sku(self.handle, said),
            choice=choice,
            prices=prices,
            stock=self._stock(row),
            barcode=row.get("barcode").lstrip("'")[:40] or None,
            unit_cost_minor=cost.minor if cost else None,
            cost_currency=BASE_CURRENCY if cost else None,
            facts=CustomsFacts(
                hs_code=self._try(cells.hs_code, row.get("hs_code")),
                origin_country=self._try(cells.country, row.get("origin")),
                gross_weight_g=self._weight(row),
            ),
        )

    def _stock(self, row: Row) -> int:
        if not row.get("quantity"):
            self.note(gettext("variants without a stock figure have a stock of 0"))
            return 0
        found = self._try(cells.whole, row.get("quantity")) or 0
        if found < 0:
            self.note(gettext("a stock below 0 was taken as 0"))
        return min(max(found, 0), 1_000_000)

    def _weight(self, row: Row) -> int | None:
        if row.get("grams"):
            return self._try(cells.grams, row.get("grams"))
        return self._try(lambda text: cells.grams(text, row.get("weight_unit")), row.get("weight"))

    def _try(self, read: Any, text: str) -> Any:
        """A fact that may be missing: what cannot be read is noted and left out."""
        try:
            return read(text)
        except ValueError as error:
            self.note(f"{error}; {gettext('left empty')}")
            return None

    def drafted(self) -> Drafted:
        """The product, once its variants are read."""
        head = self.head
        options = [
            {**option, "values": list(values.values())}
            for option, values in zip(self.options, self.values, strict=True)
        ]
        name = head.get("title")
        category = head.get("type") or head.get("category").split(">")[-1].strip()
        description = _description(head.get("body"))
        tags = [tag.strip() for tag in head.get("tags").split(",") if tag.strip()]
        text = TextDraft(
            name=name,
            tagline=_tagline(head.get("seo_description"), description),
            description=description,
            keywords=", ".join([*tags, head.get("seo_title")]).strip(", ")[:1000],
        )
        product = ProductDraft(
            slug=cells.slug(self.handle, "product"),
            source=f"shopify:{self.handle}",
            category=cells.slug(category, "category", 60) if category else IMPORTED,
            status=self.terms.status or _status(head),
            brand=head.get("vendor")[:200],
            options=options,
            texts={"en": text},
            variants=self.variants,
        )
        images = self._images()
        return Drafted(self.handle, product, category[:100], images, self.variant_rows, self.notes)

    def _images(self) -> list[Image]:
        """Pictures in their order, each once; a variant's picture shows what its variants share."""
        found: dict[str, tuple[int, str]] = {}
        for place, row in enumerate(self.rows):
            if row.get("image"):
                position = row.get("image_position")
                order = (
                    int(position) if position.isascii() and position[:6].isdigit() else place + 1
                )
                found.setdefault(row.get("image"), (order, row.get("image_alt")))
        for url in self.variant_images:
            found.setdefault(url, (len(found) + 1000, ""))
        ordered = sorted(found.items(), key=lambda item: item[1][0])
        if len(ordered) > MOST_PICTURES:
            self.note(gettext("of more than 30 pictures the first 30 were taken"))
        return [
            Image(url, alt[:300], _shared(self.variant_images.get(url, ())))
            for url, (_, alt) in ordered[:MOST_PICTURES]
        ]


def _position(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else usual


def _is_variant(row: Row, is_head: bool) -> bool:
    if is_head:
        return True
    named = ("option1_value", "option2_value", "option3_value", "price", "sku")
    return any(row.get(name) for name in named)


def _options(head: Row) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    keys: set[str] = set()
    for place in (1, 2, 3):
        name, value = head.get(f"option{place}_name"), head.get(f"option{place}_value")
        if not name or (name == "Title" and value in ("Default Title", "")):
            break
        key = cells.option_key(name)
        while key in keys or key in RESERVED_KEYS:
            key += "-"
        keys.add(key)
        names = {**OPTION_NAMES.get(key, {}), "en": name[:60]}
        found.append({"key": key, "names": names, "values": []})
    return found


def _shared(choices: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """The option values that all of these combinations have."""
    if not choices:
        return {}
    first, *rest = choices
    return {key: value for key, value in first.items() if all(c.get(key) == value for c in rest)}


def _status(head: Row) -> str:
    if head.get("status"):
        return STATUSES[head.get("status").casefold()]
    published = head.get("published")
    return "draft" if published and not cells.is_true(published) else "active"


def _sku(text: str) -> str:
    sku = text.lstrip("'").strip()
    return sku if len(sku) <= 100 else ""


def made_sku(handle: str, said: Sequence[str]) -> str:
    """The SKU of a variant that has none: always the same for the same handle and values."""
    return "-".join(cells.slug(part, "v", 60) for part in (handle, *said)).upper()


def _description(body: str) -> str:
    """Cleaned HTML; plain text becomes paragraphs."""
    if not re.search(r"<[a-zA-Z!/]", body):
        paragraphs = (part.strip() for part in re.split(r"\n\s*\n", html.unescape(body)))
        return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in paragraphs if part)
    return clean_html(body)


def _tagline(seo: str, description: str) -> str:
    text = seo or html.unescape(re.sub(r"<[^>]+>", " ", description))
    text = " ".join(text.split())
    sentence = re.match(r".{20,120}?[.!?](?=\s|$)", text)
    if sentence:
        return sentence.group()
    if len(text) <= 120:
        return text
    return text[:120].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def file_name(url: str) -> str:
    """The last part of an address, as the file would be called in a folder."""
    return urlsplit(url).path.rsplit("/", 1)[-1]

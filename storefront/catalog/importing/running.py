"""Bringing a product sheet into the shop, batch by batch, so that memory stays flat.

The edge drives it: for each batch, `collect` gets pictures outside any transaction, then `save`
writes whole products inside one. A product is written whole or not at all.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError

from storefront.catalog.facts import is_missing
from storefront.catalog.fetching import HostDown, Unreachable, fetch
from storefront.catalog.listing import refresh_facets
from storefront.catalog.models import Category, Picture, Product, Variant
from storefront.catalog.pictures import (
    MOST_BYTES,
    BadPicture,
    StoredPicture,
    has_renditions,
    promise_renditions,
    store_picture,
)
from storefront.catalog.saving import (
    Outcome,
    PictureDraft,
    save_category,
    save_product,
)
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import gettext

from . import cells
from .drafting import IMPORTED, Drafted, Image, Refusal, Terms, draft, file_name, made_sku
from .sheet import Sheet

BATCH = 40
MOST_FAILURES = 3
MOST_NOTES = 1000
IMPORTED_NAMES = {
    "en": "More",
    "de": "Weiteres",
    "fr": "Autres",
    "ja": "その他",
    "zh": "其他",
}


@dataclass
class Report:
    """What an import came to."""

    rows: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    variants: int = 0
    pictures: int = 0
    missing_facts: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)

    def take_notes(self, notes: Sequence[str]) -> None:
        """Keep what is worth knowing, within reason: a sheet may have a fault on every row."""
        for note in notes:
            if len(self.notes) >= MOST_NOTES and note not in self.notes:
                note = gettext("further notes of this kind")
            self.notes[note] += 1


class Import:
    """One run over one sheet."""

    def __init__(
        self,
        sheet: Sheet,
        terms: Terms,
        *,
        pictures: Path | None = None,
        fetching: bool = True,
        recount: bool = False,
        dry: bool = False,
    ) -> None:
        self.sheet = sheet
        self.terms = terms
        self.fetching = fetching
        self.recount = recount
        self.dry = dry
        self.report = Report(rows=sheet.rows)
        self._folder = _by_name(pictures) if pictures else {}
        self._skus: dict[str, str] = {}
        self._failures: Counter[str] = Counter()
        self._categories: dict[str, int] = {}
        self._note_sheet()

    def batches(self) -> Iterator[list[Drafted]]:
        """Products a few at a time, as they stand in the sheet."""
        products = self._drafts()
        while batch := list(islice(products, BATCH)):
            yield batch

    def collect(self, batch: Sequence[Drafted]) -> None:
        """Get the pictures of a batch: those known already, those in the folder, those online."""
        sources = [f"shopify:{each.handle}" for each in batch]
        known: dict[tuple[str, str], Picture] = {}
        found = db.session.execute(
            select(Product.source, Picture)
            .join(Picture, Picture.product_id == Product.id)
            .where(Product.source.in_(sources), Picture.source.is_not(None))
        )
        for source, picture in found:
            known[str(source), str(picture.source)] = picture
        db.session.rollback()
        for each in batch:
            drafts: list[PictureDraft] = []
            for image in each.images:
                before = known.get((f"shopify:{each.handle}", image.url))
                stored = (
                    StoredPicture(before.digest, before.width, before.height)
                    if before
                    else self._get(each, image)
                )
                if stored and stored.digest not in {done.digest for done in drafts}:
                    drafts.append(_picture(image, stored))
            each.draft = replace(each.draft, pictures=drafts)

    def save(self, batch: Sequence[Drafted]) -> None:
        """Write a batch; the caller holds the transaction and may take it back."""
        if self.dry:  # what the batch before wrote was taken back
            self._categories.clear()
        else:
            self._skus.clear()
        for each in batch:
            each.notes += self._settle_skus(each)
            self._open_category(each)
            try:
                with db.session.begin_nested():
                    outcome = self._save(each)
            except ShopError as refusal:
                self._refuse(each, refusal.message)
            except IntegrityError:
                self._refuse(each, gettext("it clashes with another product of the shop"))
            else:
                self.report.outcomes[outcome] += 1
                self.report.variants += len(each.draft.variants)
                self.report.pictures += len(each.draft.pictures)
            self.report.take_notes(each.notes)
        self.report.missing_facts += _count_missing(batch)
        db.session.flush()
        db.session.expunge_all()

    def finish(self) -> None:
        """Work out what shelves can be filtered by; the caller holds the transaction."""
        outcomes = self.report.outcomes
        if outcomes[Outcome.MADE] or outcomes[Outcome.CHANGED]:
            refresh_facets(self._categories.values())

    def _drafts(self) -> Iterator[Drafted]:
        for handle, rows in self.sheet.products():
            drafted, refusals = draft(handle, rows, self.terms)
            self.report.refusals += refusals
            if drafted is not None:
                yield drafted

    def _note_sheet(self) -> None:
        for number in self.sheet.without_handle:
            reason = gettext("it has no handle, so it belongs to no product")
            self.report.refusals.append(Refusal((number,), "", reason))
        if self.sheet.market_prices:
            names = ", ".join(self.sheet.market_prices[:5])
            self.report.notes[
                gettext("prices by market are made from the base price; not read: %(columns)s")
                % {"columns": names}
            ] += 1
        if self.sheet.unknown:
            names = ", ".join(self.sheet.unknown[:8])
            self.report.notes[gettext("columns not read: %(columns)s") % {"columns": names}] += 1

    def _save(self, each: Drafted) -> Outcome:
        wanted = replace(each.draft, slug=self._address(each))
        outcome = save_product(wanted, recount=self.recount, facets=False)
        for picture in wanted.pictures:
            if outcome is not Outcome.UNCHANGED and not has_renditions(picture.digest):
                promise_renditions(picture.digest)
        return outcome

    def _open_category(self, each: Drafted) -> None:
        """Make the product's category if the shop has none of this address."""
        slug = each.draft.category or IMPORTED
        if slug not in self._categories:
            known = db.session.scalar(select(Category.id).where(Category.slug == slug))
            names = {"en": each.category_name} if each.category_name else IMPORTED_NAMES
            self._categories[slug] = known or save_category(slug, names, position=100)

    def _address(self, each: Drafted) -> str:
        """The product's own address, or one with a digest where another product has it."""
        owner = db.session.execute(_OWNER, {"slug": each.draft.slug}).one_or_none()
        if owner is None or owner.source == each.draft.source:
            return each.draft.slug
        return f"{each.draft.slug}-{cells.short_digest(each.handle)}"

    def _settle_skus(self, each: Drafted) -> list[str]:
        """Give a variant whose SKU belongs to another one an SKU of its own, and say so."""
        source = each.draft.source or ""
        skus = [variant.sku for variant in each.draft.variants]
        owners: dict[str, str] = {
            row.sku: f"{row.source or row.slug}|{_said(row.choice)}"
            for row in db.session.execute(_SKUS, {"skus": skus})
        }
        notes, settled = [], []
        for variant, row in zip(each.draft.variants, each.sku_rows, strict=True):
            owner = f"{source}|{_said(variant.choice)}"
            holder = owners.get(variant.sku) or self._skus.get(variant.sku)
            if holder is not None and holder != owner:
                own = made_sku(each.handle, [cells.short_digest(owner)])
                notes.append(
                    gettext("row %(row)s: the SKU %(sku)s belongs to another variant; made %(own)s")
                    % {"row": row, "sku": variant.sku, "own": own}
                )
                variant = replace(variant, sku=own)
            self._skus[variant.sku] = owner
            settled.append(variant)
        each.draft = replace(each.draft, variants=settled)
        return notes

    def _refuse(self, each: Drafted, reason: str) -> None:
        self.report.refusals.append(Refusal(tuple(each.sku_rows), each.handle, reason))

    def _get(self, each: Drafted, image: Image) -> StoredPicture | None:
        try:
            data = self._from_folder(image.url)
            if data is None:
                if not self.fetching:
                    return None
                data = self._fetch(image.url)
            return store_picture(data)
        except (Unreachable, BadPicture) as refusal:
            each.notes.append(
                gettext("picture of %(handle)s: %(reason)s (%(url)s)")
                % {"handle": each.handle, "reason": refusal.message, "url": image.url[:120]}
            )
            return None

    def _from_folder(self, url: str) -> bytes | None:
        name = unquote(file_name(url)).casefold()
        path = self._folder.get(name) or self._folder.get(name.rsplit(".", 1)[0])
        if path is None:
            return None
        if path.stat().st_size > MOST_BYTES:
            raise BadPicture(gettext("A picture has at most 10 MB."))
        return path.read_bytes()

    def _fetch(self, url: str) -> bytes:
        """A host that failed three times in a row is not asked again: imports come to an end."""
        host = urlsplit(url).netloc if url.isprintable() and "[" not in url else url
        if self._failures[host] >= MOST_FAILURES:
            raise Unreachable(gettext("The host did not answer before."))
        try:
            data = fetch(url)
        except HostDown:
            self._failures[host] += 1
            raise
        self._failures[host] = 0
        return data


_OWNER = select(Product.source).where(Product.slug == bindparam("slug"))
_SKUS = (
    select(Variant.sku, Variant.choice, Product.source, Product.slug)
    .join(Product, Product.id == Variant.product_id)
    .where(Variant.sku.in_(bindparam("skus", expanding=True)))
)


def _said(choice: object) -> str:
    return repr(sorted(dict(choice).items()))  # type: ignore[call-overload]


def _picture(image: Image, stored: StoredPicture) -> PictureDraft:
    alt = {"en": image.alt} if image.alt else {}
    return PictureDraft(
        stored.digest, stored.width, stored.height, image.choice, alt, source=image.url
    )


def _by_name(folder: Path) -> dict[str, Path]:
    """Files by their name and by their name without its ending."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.setdefault(path.name.casefold(), path)
            found.setdefault(path.stem.casefold(), path)
    return found


def _count_missing(batch: Sequence[Drafted]) -> int:
    sources = [each.draft.source for each in batch]
    counted = (
        select(func.count())
        .select_from(Variant)
        .join(Product)
        .where(Product.source.in_(sources), Variant.active, is_missing())
    )
    return db.session.scalar(counted) or 0

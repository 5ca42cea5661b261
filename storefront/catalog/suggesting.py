"""HS codes that the shop's own classified products suggest, and those that stand out.

A suggestion is no classification: whoever declares answers for the code.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from storefront.db import db

from .models import Product, ProductText, Variant

MOST_COMPARED = 5_000
SHOWN = 3
FEWEST_ALIKE = 4
"""So many of a kind must agree before another code stands out."""

KIND_DIGITS = 4
"""The heading: things of one kind usually share it."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code, the own product it was taken from, and how alike the names are (0 to 100)."""

    hs_code: str
    product_id: int
    name: str
    likeness: int


def suggest_codes(product_id: int) -> list[Suggestion]:
    """Codes of the shop's own products with names like this one's, the likest first."""
    from rapidfuzz import fuzz, process, utils  # takes a while to load, and most never need it

    mine, others = _names(product_id)
    if not mine:
        return []
    names = [name for _, name, _ in others]
    found: dict[str, Suggestion] = {}
    for name, score, at in process.extract(
        mine, names, scorer=fuzz.token_set_ratio, processor=utils.default_process, limit=25
    ):
        other_id, _, code = others[at]
        if score >= 50:
            found.setdefault(code, Suggestion(code, other_id, name, round(score)))
    return list(found.values())[:SHOWN]


def _names(product_id: int) -> tuple[str, Sequence[tuple[int, str, str]]]:
    """This product's English name, and every other classified one's with its code."""
    rows = db.session.execute(
        select(Product.id, ProductText.name, Variant.hs_code)
        .join(ProductText, ProductText.product_id == Product.id)
        .join(Variant, Variant.product_id == Product.id)
        .where(ProductText.language == "en", Variant.hs_code.is_not(None), Variant.active)
        .distinct()
        .limit(MOST_COMPARED)
    )
    others = [(row.id, row.name, row.hs_code) for row in rows if row.id != product_id]
    mine = db.session.scalar(
        select(ProductText.name).where(
            ProductText.product_id == product_id, ProductText.language == "en"
        )
    )
    return mine or "", others


@dataclass(frozen=True, slots=True)
class Outlier:
    """A variant whose code is of another heading than nearly all of its category."""

    sku: str
    hs_code: str
    usual: str


def outliers(product: Product) -> list[Outlier]:
    """The variants of a product that are classified unlike their category, or each other."""
    headings = _headings(product)
    total = sum(headings.values())
    usual, count = headings.most_common(1)[0] if headings else ("", 0)
    if count < FEWEST_ALIKE or count * 5 < total * 4:
        usual = ""
    own = Counter(each.hs_code for each in product.variants if each.active and each.hs_code)
    most = own.most_common(1)[0][0] if own else ""
    found = []
    for variant in product.variants:
        code = variant.hs_code
        if not variant.active or not code:
            continue
        if usual and code[:KIND_DIGITS] != usual:
            found.append(Outlier(variant.sku, code, usual))
        elif code != most:
            found.append(Outlier(variant.sku, code, most))
    return found


def _headings(product: Product) -> Counter[str]:
    """How many other products of the category have which heading."""
    if product.category_id is None:
        return Counter()
    rows: Any = db.session.execute(
        select(Variant.product_id, Variant.hs_code)
        .join(Product, Product.id == Variant.product_id)
        .where(
            Product.category_id == product.category_id,
            Product.id != product.id,
            Variant.active,
            Variant.hs_code.is_not(None),
        )
        .distinct()
        .limit(MOST_COMPARED)
    )
    told: Mapping[int, str] = {row.product_id: row.hs_code[:KIND_DIGITS] for row in rows}
    return Counter(told.values())

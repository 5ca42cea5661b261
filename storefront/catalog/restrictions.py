"""What may not be sold where: the operator's dated rows, and what they mean for a thing.

The shop ships no such list and claims no coverage; what a country forbids is for the owner to
find out and to write down with its source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Row, Table, bindparam, or_, select

from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import LANGUAGES, Locale, gettext

from .facts import is_country
from .models import Category, SaleRestriction, Variant
from .versions import remembered, touched
from .wording import pick


class Rule(StrEnum):
    """Forbidden things cannot be bought; restricted ones are sold with a sentence beside them."""

    FORBIDDEN = "forbidden"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class RestrictionFacts:
    """A row as it is written: all that is filled in must fit a thing for it to apply.

    `country` is a code, or empty for every country; `notices` are sentences for the buyer by
    language; the days are included, none means since or for ever.
    """

    country: str = ""
    hs_prefix: str = ""
    category: str = ""
    sku: str = ""
    rule: str = Rule.FORBIDDEN
    notices: Mapping[str, str] = field(default_factory=dict)
    starts_on: date | None = None
    ends_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Restriction:
    """What holds for one thing in one country, with the sentence for the buyer."""

    id: int
    rule: Rule
    notice: str

    @property
    def forbids(self) -> bool:
        """Whether it cannot be bought."""
        return self.rule == Rule.FORBIDDEN


class Thing(Protocol):
    """What a restriction is held against."""

    @property
    def sku(self) -> str: ...

    @property
    def hs_code(self) -> str | None: ...


_rows: Table = SaleRestriction.__table__  # type: ignore[assignment]

_IN_FORCE = select(_rows).where(
    _rows.c.country.in_(("", bindparam("country"))),
    or_(_rows.c.starts_on.is_(None), _rows.c.starts_on <= bindparam("on")),
    or_(_rows.c.ends_on.is_(None), _rows.c.ends_on >= bindparam("on")),
)

Rows = Sequence[Row[Any]]


def restrictions_on(country: str, on: date) -> Rows:
    """What holds in a country on a day, for `restriction_of`."""

    def find() -> Rows:
        return db.session.execute(_IN_FORCE, {"country": country, "on": on}).all()

    return remembered(("restrictions", country, on), find)


def restriction_of(
    rows: Rows, thing: Thing, category: str | None, locale: Locale
) -> Restriction | None:
    """The strictest row that fits a thing, said in the reader's language."""
    fitting = [row for row in rows if _fits(row, thing, category)]
    if not fitting:
        return None
    row = min(fitting, key=lambda each: (each.rule != Rule.FORBIDDEN, each.id))
    return Restriction(row.id, Rule(row.rule), pick(row.notices, locale.language) or _usual(row))


def _fits(row: Any, thing: Thing, category: str | None) -> bool:
    return (
        (not row.hs_prefix or (thing.hs_code or "").startswith(row.hs_prefix))
        and (not row.category or row.category == category)
        and (not row.sku or row.sku == thing.sku)
    )


def _usual(row: Any) -> str:
    if row.rule == Rule.FORBIDDEN:
        return gettext("We may not send this to your country.")
    return gettext("Special rules hold for this in your country.")


def category_names(language: str) -> list[tuple[str, str]]:
    """Every category's slug and its name in a language, for a list to choose from."""
    found = db.session.scalars(select(Category).order_by(Category.position, Category.id))
    return [
        (each.slug, pick({text.language: text.name for text in each.texts}, language) or each.slug)
        for each in found
    ]


def list_restrictions() -> list[SaleRestriction]:
    """Every row, past and future too, by country."""
    return list(
        db.session.scalars(
            select(SaleRestriction).order_by(SaleRestriction.country, SaleRestriction.id)
        )
    )


def find_restriction(restriction_id: int) -> SaleRestriction | None:
    """One row."""
    return db.session.get(SaleRestriction, restriction_id) if restriction_id < 2**31 else None


def set_restriction(restriction_id: int | None, facts: RestrictionFacts) -> SaleRestriction:
    """Write a new row or change one; raises ShopError with what is wrong. The caller holds the
    transaction."""
    _check(facts)
    if restriction_id is None:
        row = SaleRestriction()
        db.session.add(row)
    else:
        found = find_restriction(restriction_id)
        if found is None:
            raise NotFound(gettext("There is no such restriction."))
        row = found
    for name in RestrictionFacts.__dataclass_fields__:
        value = getattr(facts, name)
        setattr(row, name, dict(value) if name == "notices" else value)
    db.session.flush()
    touched()
    return row


def remove_restriction(restriction_id: int) -> None:
    """Strike a row out; raises NotFound. The caller holds the transaction."""
    row = find_restriction(restriction_id)
    if row is None:
        raise NotFound(gettext("There is no such restriction."))
    db.session.delete(row)
    touched()


def _check(facts: RestrictionFacts) -> None:
    if facts.country and not is_country(facts.country):
        raise ShopError(gettext("A country is a two-letter code such as DE, or nothing for all."))
    if facts.rule not in list(Rule):
        raise ShopError(gettext("Choose whether it is forbidden or restricted."))
    prefix = facts.hs_prefix
    if prefix and not (prefix.isascii() and prefix.isdigit() and 2 <= len(prefix) <= 6):
        raise ShopError(gettext("The beginning of an HS code is 2 to 6 digits."))
    if not (prefix or facts.category or facts.sku):
        raise ShopError(gettext("Say what it is about: an HS code, a category or a variant."))
    if facts.category and not _exists(select(Category.id).where(Category.slug == facts.category)):
        raise ShopError(gettext("There is no such category."))
    if facts.sku and not _exists(select(Variant.id).where(Variant.sku == facts.sku)):
        raise ShopError(gettext("There is no variant with this SKU."))
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise ShopError(gettext("It cannot end before it starts."))
    if any(len(text) > 300 for text in (*facts.notices.values(), facts.source)):
        raise ShopError(gettext("A sentence has at most 300 characters."))
    if set(facts.notices) - set(LANGUAGES):
        raise ShopError(gettext("The shop does not speak this language."))


def _exists(query: Any) -> bool:
    return db.session.scalar(query.limit(1)) is not None

"""Under which rules a parcel leaves China and enters its destination.

The rows the shop ships were read in November 2026 and are to be checked before use; an operator
who takes a country over keeps that country's rows. None of them is the truth.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from storefront.catalog import remembered
from storefront.db import db

from .company import Company
from .models import ImportRegime

Json = dict[str, Any]

EXPORT, DECLARATION = "CN-9610", "B"
POST = ("china-post",)
TABLE = Path(__file__).with_name("regimes.tsv")

SELLER_NUMBERS = (
    "eu_ioss",
    "eori",
    "gb_vat",
    "no_voec",
    "ch_vat",
    "au_arn",
    "nz_gst",
)
NEEDS = ("national_code", "product_ids", "phone", "postal_code")
"""Facts beyond the usual that a regime may ask for."""


@dataclass(frozen=True)
class Regime:
    """How a country takes in goods whose value, net of VAT, lies above one amount and up to
    another (minor units of `currency`), on the days from `starts_on` to and with `ends_on`.

    `by` is "post" for postal carriers alone; `consignee_id` is a kind of `IDENTIFIERS`.
    """

    country: str
    code: str
    currency: str
    above_minor: int | None = None
    up_to_minor: int | None = None
    by: str = ""
    seller_numbers: tuple[str, ...] = ()
    consignee_id: str = ""
    needs: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    source: str = ""

    def fits(self, goods_minor: int, carrier: str) -> bool:
        """Whether a parcel of this value and carrier comes under it."""
        return (
            (self.above_minor is None or goods_minor > self.above_minor)
            and (self.up_to_minor is None or goods_minor <= self.up_to_minor)
            and (self.by != "post" or carrier in POST)
        )


def _shipped() -> Iterator[Regime]:
    with open(TABLE, encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Regime(
                country=row["country"],
                code=row["code"],
                currency=row["currency"],
                above_minor=int(row["above_minor"]) if row["above_minor"] else None,
                up_to_minor=int(row["up_to_minor"]) if row["up_to_minor"] else None,
                by=row["by"],
                seller_numbers=tuple(filter(None, row["seller_numbers"].split(","))),
                consignee_id=row["consignee_id"],
                needs=tuple(filter(None, row["needs"].split(","))),
                starts_on=date.fromisoformat(row["starts_on"]) if row["starts_on"] else None,
                ends_on=date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
                source=row["source"],
            )


SHIPPED: tuple[Regime, ...] = tuple(_shipped())
"""Every country's rows as the shop ships them."""


def regimes_of(country: str) -> list[Regime]:
    """A country's rows: the operator's where there are any, else those the shop ships."""

    def find() -> list[Regime]:
        own = [_told(row) for row in own_rows(country)]
        return own or [each for each in SHIPPED if each.country == country]

    return remembered(("regimes", country), find)


def in_force(country: str, on: date) -> list[Regime]:
    """A country's rows of a day, those for postal carriers first."""
    rows = [
        each
        for each in regimes_of(country)
        if (each.starts_on is None or each.starts_on <= on)
        and (each.ends_on is None or on <= each.ends_on)
    ]
    return sorted(rows, key=lambda each: each.by != "post")


def regime_of(country: str, goods_minor: int, carrier: str, on: date) -> Regime | None:
    """The row under which a parcel comes; none where nobody wrote one down."""
    return next((each for each in in_force(country, on) if each.fits(goods_minor, carrier)), None)


def as_told(found: Regime | None) -> Json:
    """Export, declaration and import regime of a parcel, as the dossier names them."""
    return {
        "export": EXPORT,
        "declaration": DECLARATION,
        "import": found.code if found else None,
    }


def tax_ids(company: Company, found: Regime | None) -> list[Json]:
    """The seller's registrations that this regime asks for and the company has."""
    held = company.held_numbers
    names = found.seller_numbers if found else ()
    return [{"type": name, "value": held[name]} for name in names if held.get(name)]


def asked_of_consignee(country: str, on: date) -> str:
    """The kind of number that buyers of a country are asked for; empty where none is."""
    return next((each.consignee_id for each in in_force(country, on) if each.consignee_id), "")


def own_rows(country: str) -> Sequence[ImportRegime]:
    """The operator's rows of a country; empty while the shop's own are in force."""
    return db.session.scalars(
        select(ImportRegime).where(ImportRegime.country == country).order_by(ImportRegime.id)
    ).all()


def _told(row: ImportRegime) -> Regime:
    told = {name: getattr(row, name) for name in Regime.__dataclass_fields__}
    return Regime(
        **{**told, "seller_numbers": tuple(row.seller_numbers), "needs": tuple(row.needs)}
    )

"""Under which rules a parcel leaves China and enters its destination."""

from dataclasses import dataclass
from typing import Any

from .company import Company

Json = dict[str, Any]

EXPORT, DECLARATION = "CN-9610", "B"
POST = ("china-post",)


@dataclass(frozen=True)
class Entry:
    """How a destination takes in low and high values; the limit is in minor units, net of VAT.

    `tax_ids` name the seller's registrations that the low-value regime asks for.
    """

    limit_minor: int
    low: str
    high: str
    tax_ids: tuple[str, ...] = ()


EUROPE = Entry(15_000, "EU-H7-IOSS", "EU-H1", ("eu_ioss", "eori"))

ENTRIES: dict[str, Entry] = {
    "AT": EUROPE,
    "DE": EUROPE,
    "FR": EUROPE,
    "GB": Entry(13_500, "UK-LVC", "UK-IMPORT", ("gb_vat",)),
    "JP": Entry(10_000, "JP-LOW-VALUE", "JP-IMPORT"),
    "US": Entry(250_000, "US-INFORMAL", "US-FORMAL"),
}


def regime(country: str, goods_minor: int, carrier: str) -> Json:
    """Export, declaration and import regime of a parcel."""
    return {
        "export": EXPORT,
        "declaration": DECLARATION,
        "import": _import(country, goods_minor, carrier),
    }


def _import(country: str, goods_minor: int, carrier: str) -> str | None:
    entry = ENTRIES.get(country)
    if entry is None:
        return None
    if goods_minor > entry.limit_minor:
        return entry.high
    if country == "US" and carrier in POST:
        return "US-POST-ET13"
    return entry.low


def tax_ids(company: Company, country: str, goods_minor: int) -> list[Json]:
    """The seller's registrations that this destination asks for."""
    entry = ENTRIES.get(country)
    if entry is None or goods_minor > entry.limit_minor:
        return []
    held = {"eu_ioss": company.ioss, "eori": company.eori, "gb_vat": company.gb_vat}
    return [{"type": name, "value": held[name]} for name in entry.tax_ids if held[name]]

"""Charges for the demo shop: plausible, dated, and to be checked before use."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from storefront.db import db

from .models import ImportCharge

CHECK = "demo, check before use; read 2026-11-23"

EU = ("DE", "AT", "FR")
STANDARD_VAT = {"DE": (1900, "EUR"), "AT": (2000, "EUR"), "FR": (2000, "EUR"), "GB": (2000, "GBP")}

EU_FIXED_DUTY_STARTS = date(2026, 7, 1)
EU_FIXED_DUTY_ENDS = date(2028, 6, 30)
JAPAN_RELIEF_ENDS = date(2028, 3, 31)

# Rates by HS chapter in hundredths of a percent: round figures that show how the table works.
DUTY_BY_CHAPTER = {
    "42": 400,
    "44": 200,
    "46": 350,
    "48": 0,
    "63": 1000,
    "69": 600,
    "70": 800,
    "82": 500,
    "94": 300,
    "96": 350,
}
US_BY_CHAPTER = {
    "42": 800,
    "44": 350,
    "46": 350,
    "48": 0,
    "63": 700,
    "69": 600,
    "70": 700,
    "82": 400,
    "94": 400,
    "96": 400,
}
US_EXTRA_FOR_CN = 1500


def demo_charges() -> int:
    """Write the demo rows that are not there yet; returns how many were new.

    The caller holds the transaction. Rows that an operator changed are left as they are.
    """
    known = {_identity(charge) for charge in db.session.scalars(select(ImportCharge))}
    new = [row for row in _rows() if _identity(row) not in known]
    db.session.add_all(new)
    db.session.flush()
    return len(new)


def _identity(charge: ImportCharge) -> tuple[Any, ...]:
    return (
        charge.country,
        charge.kind,
        charge.hs_prefix,
        charge.origin_country,
        charge.per,
        charge.above_minor,
        charge.up_to_minor,
        charge.starts_on,
        charge.ends_on,
    )


def _rows() -> Iterator[ImportCharge]:
    yield from _vat()
    for country in EU:
        yield from _european_duty(country)
    yield from _chapters("GB", "GBP", DUTY_BY_CHAPTER, "UK duty above £135", above_minor=13_500)
    yield from _chapters("US", "USD", US_BY_CHAPTER, "US duty, no de minimis")
    extra = {chapter: rate + US_EXTRA_FOR_CN for chapter, rate in US_BY_CHAPTER.items()}
    yield from _chapters(
        "US", "USD", extra, "US duty on goods made in China, no de minimis", origin_country="CN"
    )


def _vat() -> Iterator[ImportCharge]:
    for country, (rate, currency) in STANDARD_VAT.items():
        yield _row("vat", country, currency, f"standard VAT {country}", rate_bp=rate)
    tax = "consumption tax JP"
    yield _row(
        "vat",
        "JP",
        "JPY",
        f"{tax}, free up to ¥10,000",
        rate_bp=1000,
        above_minor=10_000,
        ends_on=JAPAN_RELIEF_ENDS,
    )
    yield _row("vat", "JP", "JPY", f"{tax}, relief ended", rate_bp=1000, starts_on=date(2028, 4, 1))


def _european_duty(country: str) -> Iterator[ImportCharge]:
    yield _row(
        "duty",
        country,
        "EUR",
        "EU €3 for each subheading up to €150 (Reg. 2026/382)",
        fixed_minor=300,
        per="hs6",
        up_to_minor=15_000,
        starts_on=EU_FIXED_DUTY_STARTS,
        ends_on=EU_FIXED_DUTY_ENDS,
    )
    yield from _chapters(
        country,
        "EUR",
        DUTY_BY_CHAPTER,
        "EU duty above €150",
        above_minor=15_000,
        ends_on=EU_FIXED_DUTY_ENDS,
    )
    yield from _chapters(
        country, "EUR", DUTY_BY_CHAPTER, "EU duty from 2028", starts_on=date(2028, 7, 1)
    )


def _chapters(
    country: str, currency: str, rates: dict[str, int], source: str, **facts: Any
) -> Iterator[ImportCharge]:
    for chapter, rate in rates.items():
        yield _row("duty", country, currency, source, hs_prefix=chapter, rate_bp=rate, **facts)


def _row(kind: str, country: str, currency: str, source: str, **facts: Any) -> ImportCharge:
    blank: dict[str, Any] = {
        "hs_prefix": "",
        "origin_country": "",
        "rate_bp": 0,
        "fixed_minor": 0,
        "per": "order",
    }
    return ImportCharge(
        kind=kind,
        country=country,
        currency=currency,
        source=f"{source} ({CHECK})",
        **{**blank, **facts},
    )

"""The table of charges, as the operator keeps it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from storefront.catalog import remembered, touched
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import gettext

from .models import ImportCharge

KINDS = ("vat", "duty", "fee")
PER = ("order", "hs6")


_charges = ImportCharge.__table__

# Rows and not objects, made into a statement once: this is asked on every step of a purchase.
_IN_FORCE = (
    select(_charges)
    .where(
        _charges.c.country == bindparam("to"),
        or_(_charges.c.starts_on.is_(None), _charges.c.starts_on <= bindparam("on")),
        or_(_charges.c.ends_on.is_(None), _charges.c.ends_on >= bindparam("on")),
    )
    .order_by(_charges.c.id)
)


def charges_on(country: str, on: date) -> Sequence[Row[Any]]:
    """The charges of a destination that are in force on a day, as rows of `ImportCharge`."""

    def find() -> Sequence[Row[Any]]:
        return db.session.execute(_IN_FORCE, {"to": country, "on": on}).all()

    return remembered(("charges", country, on), find)


def list_charges(country: str | None = None) -> list[ImportCharge]:
    """Every row, past and future too, by country and kind."""
    query = select(ImportCharge).order_by(
        ImportCharge.country, ImportCharge.kind, ImportCharge.hs_prefix, ImportCharge.id
    )
    if country is not None:
        query = query.where(ImportCharge.country == country)
    return list(db.session.scalars(query))


def set_charge(charge_id: int | None, facts: dict[str, Any]) -> ImportCharge:
    """Write a new row, or change one; raises ShopError with what is wrong about it."""
    _check(facts)
    if charge_id is None:
        charge = ImportCharge(**facts)
        db.session.add(charge)
    else:
        found = db.session.get(ImportCharge, charge_id)
        if found is None:
            raise ShopError(gettext("There is no such charge."), 404)
        charge = found
        for name, value in facts.items():
            setattr(charge, name, value)
    db.session.flush()
    touched()
    return charge


def remove_charge(charge_id: int) -> bool:
    """Strike a row out; orders keep what they were charged."""
    charge = db.session.get(ImportCharge, charge_id)
    if charge is None:
        return False
    db.session.delete(charge)
    db.session.flush()
    touched()
    return True


def _check(facts: dict[str, Any]) -> None:
    if facts.get("kind", "vat") not in KINDS or facts.get("per", "order") not in PER:
        raise ShopError(gettext("A charge is VAT, duty or a fee, once or for each subheading."))
    prefix = facts.get("hs_prefix", "")
    if len(prefix) > 10 or (prefix and not (prefix.isascii() and prefix.isdigit())):
        raise ShopError(gettext("An HS prefix is up to ten digits."))
    if not 0 <= facts.get("rate_bp", 0) <= 100_000 or facts.get("fixed_minor", 0) < 0:
        raise ShopError(gettext("A charge cannot be below zero, nor above 1,000 %."))
    starts, ends = facts.get("starts_on"), facts.get("ends_on")
    if starts and ends and ends < starts:
        raise ShopError(gettext("A charge cannot end before it starts."))

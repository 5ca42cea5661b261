"""Who carries parcels: the directory, with what the operator changed and added."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from sqlalchemy import select

from storefront import clock
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import gettext, lazy_gettext

from .directory import CARRIERS, HOLE, Carrier
from .models import CarrierRow, Shipment
from .waybills import Check, digits, post, signs

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,29}", re.ASCII)
LONGEST_WAYBILL = 32
"""What the Chinese waybill document holds (CEB505)."""

MODES = ("air", "post", "sea", "rail", "road")

RULES = {
    "": lazy_gettext("as the shop knows it"),
    "s10": lazy_gettext("postal: two letters, eight digits, check digit, country"),
    "digits": lazy_gettext("digits only"),
    "signs": lazy_gettext("capital letters and digits"),
}
"""How the numbers of a carrier look that the operator described."""


@dataclass(frozen=True)
class CarrierFacts:
    """A carrier as the operator describes it; lengths count characters of a waybill number."""

    name: str
    name_local: str
    tracking: str
    rule: str = ""
    shortest: int = 8
    longest: int = 30
    transport_mode: str = "air"
    active: bool = True


def list_carriers() -> list[Carrier]:
    """Every carrier, by name; those put out of use among them."""
    changed = {row.code: row for row in db.session.scalars(select(CarrierRow))}
    known = [
        _told(changed[code], one) if code in changed else one for code, one in CARRIERS.items()
    ]
    added = [_told(row, None) for code, row in changed.items() if code not in CARRIERS]
    return sorted((*known, *added), key=lambda one: one.name.casefold())


def carrier(code: str) -> Carrier | None:
    """A carrier by its code, in use or not."""
    row = db.session.get(CarrierRow, code)
    known = CARRIERS.get(code)
    return _told(row, known) if row else known


def find_carrier(code: str) -> Carrier:
    """A carrier by its code; raises ShopError."""
    found = carrier(code)
    if found is None:
        raise ShopError(gettext("We do not know this carrier."))
    return found


def carrier_name(code: str) -> str:
    """What people call it; the code itself where nobody knows it any more."""
    found = carrier(code)
    return found.name if found else code


def tracking_url(code: str, waybill_no: str) -> str | None:
    """Where a parcel can be followed, if the carrier is known."""
    found = carrier(code)
    return found.tracking_url(waybill_no) if found else None


def carrier_facts(code: str) -> CarrierFacts | None:
    """A carrier as its form shows it."""
    row = db.session.get(CarrierRow, code)
    if row:
        names = CarrierFacts.__dataclass_fields__
        return CarrierFacts(**{name: getattr(row, name) for name in names})
    known = CARRIERS.get(code)
    if known is None:
        return None
    return CarrierFacts(
        known.name, known.name_local, known.tracking, transport_mode=known.transport_mode
    )


def set_carrier(code: str, facts: CarrierFacts) -> Carrier:
    """Add or change a carrier; raises ShopError with what is wrong. The caller holds the
    transaction. Waybills that were taken before stay."""
    _sound(code, facts)
    row = db.session.get(CarrierRow, code)
    if row is None:
        row = CarrierRow(code=code)
        db.session.add(row)
    for name in CarrierFacts.__dataclass_fields__:
        setattr(row, name, getattr(facts, name))
    row.changed_at = clock.now()
    db.session.flush()
    return _told(row, CARRIERS.get(code))


def forget_carrier(code: str) -> None:
    """Back to what the directory says, or away altogether; raises ShopError if parcels need it."""
    row = db.session.get(CarrierRow, code)
    if row is None:
        raise ShopError(gettext("There is nothing to undo."), 404)
    used = db.session.scalar(select(Shipment.id).where(Shipment.carrier == code).limit(1))
    if code not in CARRIERS and used is not None:
        raise ShopError(gettext("Parcels went with this carrier; put it out of use instead."), 409)
    db.session.delete(row)
    db.session.flush()


def is_changed(code: str) -> bool:
    """Whether the operator changed or added it."""
    return db.session.get(CarrierRow, code) is not None


def _told(row: CarrierRow, known: Carrier | None) -> Carrier:
    check = _check(row) if known is None or row.rule else known.check
    base = known or Carrier(row.code, "", "", "", check)
    return replace(
        base,
        name=row.name,
        name_local=row.name_local,
        tracking=row.tracking,
        check=check,
        transport_mode=row.transport_mode,
        active=row.active,
        seen=True,
    )


def _check(row: CarrierRow) -> Check:
    if row.rule == "s10":
        return post()
    return (digits if row.rule == "digits" else signs)(row.shortest, row.longest)


def _sound(code: str, facts: CarrierFacts) -> None:
    if not CODE.fullmatch(code):
        raise ShopError(gettext("A code has 2 to 30 small letters, digits and hyphens."))
    if not facts.name.strip() or len(facts.name) > 60 or len(facts.name_local) > 60:
        raise ShopError(gettext("A carrier has a name of at most 60 characters."))
    if facts.rule not in RULES or (facts.rule == "" and code not in CARRIERS):
        raise ShopError(gettext("Say how its waybill numbers look."))
    if not 4 <= facts.shortest <= facts.longest <= LONGEST_WAYBILL:
        raise ShopError(gettext("Waybill numbers have between 4 and 32 characters."))
    if facts.transport_mode not in MODES:
        raise ShopError(gettext("Choose how its parcels travel."))
    if not is_tracking_page(facts.tracking):
        raise ShopError(
            gettext("A tracking page looks like https://carrier.example/track?number={}.")
        )


def is_tracking_page(text: str) -> bool:
    """Whether it is an https address with one {} in its path, query or fragment."""
    if len(text) > 300 or text.count(HOLE) != 1 or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and bool(parts.hostname)
        and HOLE not in parts.netloc
        and "@" not in parts.netloc
        and not set(text.replace(HOLE, "")) & set("{}<>\"'\\")
    )

"""Partners: who sends buyers for a commission, and what they were paid.

The caller holds the transaction.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from storefront import clock, promotions
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext

from .landing import check_code
from .models import CampaignLink, Partner, PartnerPayment

KINDS = ("influencer", "affiliate")


@dataclass(frozen=True)
class PartnerFacts:
    """A partner as they are written down; the commission in hundredths of a percent."""

    name: str
    kind: str = "influencer"
    email: str = ""
    code: str = ""
    commission_bp: int = 0
    wait_days: int = 30
    active: bool = True


def list_partners() -> list[Partner]:
    """All, by name."""
    return list(db.session.scalars(select(Partner).order_by(Partner.name)))


def find_partner(partner_id: int) -> Partner | None:
    """One."""
    return db.session.get(Partner, partner_id) if 0 < partner_id < 2**31 else None


def save_partner(partner_id: int | None, facts: PartnerFacts) -> Partner:
    """Write a new partner or change one; raises ShopError.

    A code belongs to one partner. A name that links carry already takes the links along.
    """
    code = promotions.normal_code(facts.code)
    _check(facts)
    for name, value in (("name", facts.name.strip()), ("code", code)):
        other = db.session.scalar(select(Partner.id).where(getattr(Partner, name) == value))
        if value and other is not None and other != partner_id:
            raise ShopError(gettext("Another partner has this name or code already."))
    row = Partner(created_at=clock.now(), code="") if partner_id is None else _known(partner_id)
    if code != row.code:
        check_code(code)
    if partner_id is not None:
        for link in links_of(row):
            link.partner = facts.name.strip()
    db.session.add(row)
    for name in PartnerFacts.__dataclass_fields__:
        setattr(row, name, getattr(facts, name))
    row.name, row.code = facts.name.strip(), code
    db.session.flush()
    return row


def _known(partner_id: int) -> Partner:
    found = find_partner(partner_id)
    if found is None:
        raise NotFound(gettext("There is no such partner."))
    return found


def links_of(partner: Partner) -> list[CampaignLink]:
    """The links that carry a partner's name."""
    mine = select(CampaignLink).where(CampaignLink.partner == partner.name)
    return list(db.session.scalars(mine.order_by(CampaignLink.id)))


def payments_to(partner: Partner) -> list[PartnerPayment]:
    """What a partner was paid, the last first."""
    mine = select(PartnerPayment).where(PartnerPayment.partner_id == partner.id)
    return list(db.session.scalars(mine.order_by(PartnerPayment.id.desc())))


def pay_partner(
    partner: Partner, day: date, minor: int, code: str, note: str, by: str
) -> PartnerPayment:
    """Write down that a commission was paid (minor units); raises ShopError."""
    if not 0 < minor < 10**12:
        raise ShopError(gettext("An amount is more than nothing."))
    if len(note) > 200:
        raise ShopError(gettext("This text is too long."))
    told = {"partner_id": partner.id, "day": day, "amount_minor": minor, "currency": code}
    row = PartnerPayment(**told, note=note, by=by, at=clock.now())
    db.session.add(row)
    db.session.flush()
    return row


def _check(facts: PartnerFacts) -> None:
    if not facts.name.strip() or len(facts.name) > 100:
        raise ShopError(gettext("A partner has a name of at most 100 characters."))
    if facts.kind not in KINDS:
        raise ShopError(gettext("Choose what kind of partner it is."))
    if not 0 <= facts.commission_bp <= 10_000:
        raise ShopError(gettext("A part is more than 0 and at most 100 percent."))
    if not 0 <= facts.wait_days <= 365:
        raise ShopError(gettext("A commission waits for at most 365 days."))
    if facts.email and ("@" not in facts.email or len(facts.email) > 254):
        raise ShopError(gettext("This does not look like an email address."))

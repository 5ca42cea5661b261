"""Campaigns: written down, changed, given links and costs. The caller holds the transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from storefront import clock, promotions
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import MARKETS, find_locale, gettext
from storefront.money import UnknownCurrency, currency

from .landing import check_code
from .models import Campaign, CampaignCost, CampaignLink
from .places import creative_of, placement_of
from .vocabulary import LANDING, PLACEMENTS, word

STATES = ("planned", "running", "paused", "ended")
GOALS = ("sales", "visits", "brand", "clearance", "letters")
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without what looks alike, because people read tokens from paper."""
TOKEN_LENGTH = 7
MOST_LINKS = 50
LINK_FIELDS = ("source", "medium", "content", "landing", "locale", "partner", "code")
"""Two links of a campaign differ in one of these."""


@dataclass(frozen=True)
class CampaignFacts:
    """A campaign as it is written; `budget_minor` in minor units of `currency`."""

    name: str
    slug: str
    goal: str = "sales"
    markets: Sequence[str] = ()
    state: str = "planned"
    starts_on: date | None = None
    ends_on: date | None = None
    budget_minor: int | None = None
    currency: str = "USD"
    target_orders: int | None = None
    target_return: int | None = None


@dataclass(frozen=True)
class LaunchKit:
    """Links for several placements at once, all to the same page."""

    placements: Sequence[str]
    landing: str = ""
    locale: str = ""
    content: str = ""
    partner: str = ""
    code: str = ""


def list_campaigns() -> list[Campaign]:
    """All, newest first."""
    query = select(Campaign).options(selectinload(Campaign.links)).order_by(Campaign.id.desc())
    return list(db.session.scalars(query.limit(500)))


def find_campaign(campaign_id: int) -> Campaign | None:
    """One, with its links and costs."""
    return db.session.get(Campaign, campaign_id) if 0 < campaign_id < 2**31 else None


def link_by_token(token: str) -> CampaignLink | None:
    """The link that a short address names."""
    if len(token) != TOKEN_LENGTH:
        return None
    return db.session.scalar(select(CampaignLink).where(CampaignLink.token == token.lower()))


def campaign_of(link: CampaignLink) -> Campaign:
    """The campaign that a link belongs to."""
    found = db.session.get(Campaign, link.campaign_id)
    if found is None:
        raise LookupError(f"link {link.id} has lost its campaign")
    return found


def save_campaign(campaign_id: int | None, facts: CampaignFacts, owner: str) -> Campaign:
    """Write a new campaign or change one; raises ShopError with what is wrong.

    Its tag stays once it has links: links that are out there carry it.
    """
    slug = word(facts.slug or facts.name, gettext("Tag"))
    _check(facts, slug)
    other = db.session.scalar(select(Campaign.id).where(Campaign.slug == slug))
    if other is not None and other != campaign_id:
        raise ShopError(gettext("Another campaign has this tag already."))
    if campaign_id is None:
        campaign = Campaign(owner=owner, created_at=clock.now())
        db.session.add(campaign)
    else:
        found = find_campaign(campaign_id)
        if found is None:
            raise NotFound(gettext("There is no such campaign."))
        campaign = found
        if campaign.links and slug != campaign.slug:
            raise ShopError(gettext("Its links carry this tag already; it cannot change."), 409)
    campaign.slug = slug
    for name in CampaignFacts.__dataclass_fields__:
        if name not in ("slug", "markets"):
            setattr(campaign, name, getattr(facts, name))
    campaign.markets = list(facts.markets)
    db.session.flush()
    return campaign


def make_links(campaign: Campaign, kit: LaunchKit) -> list[CampaignLink]:
    """All the links of a launch kit or none; one that is there already is not made twice.

    Raises ShopError with what is wrong.
    """
    if not kit.placements:
        raise ShopError(gettext("Choose at least one place to put a link."))
    if set(kit.placements) - set(PLACEMENTS):
        raise ShopError(gettext("We do not know this place."))
    if not LANDING.fullmatch(kit.landing):
        raise ShopError(gettext("Choose a page of the shop to land on."))
    if kit.locale and find_locale(kit.locale) is None:
        raise ShopError(gettext("The shop has no such language and country."))
    if len(kit.partner) > 100:
        raise ShopError(gettext("This text is too long."))
    content = word(kit.content, gettext("Creative"))
    check_code(kit.code)
    code = promotions.normal_code(kit.code)
    if len(campaign.links) + len(kit.placements) > MOST_LINKS:
        raise ShopError(gettext("A campaign has at most %(count)s links.") % {"count": MOST_LINKS})
    there = {_told(each) for each in campaign.links}
    made = []
    for key in dict.fromkeys(kit.placements):
        place = PLACEMENTS[key]
        told = (place.source, place.medium, content, kit.landing, kit.locale, kit.partner, code)
        if told not in there:
            made.append(_link(campaign, key, told))
    if not made:
        raise ShopError(gettext("All of these links are there already."), 409)
    db.session.add_all(made)
    db.session.flush()
    db.session.expire(campaign, ["links"])
    return made


def add_cost(
    campaign: Campaign,
    day: date,
    minor: int,
    code: str,
    note: str,
    placement_id: int | None = None,
) -> CampaignCost:
    """Write down what was spent (minor units); raises ShopError."""
    _known_currency(code)
    if not 0 < minor < 10**12:
        raise ShopError(gettext("A cost is more than nothing."))
    if len(note) > 200:
        raise ShopError(gettext("This text is too long."))
    if placement_id is not None and placement_id not in {one.id for one in campaign.placements}:
        raise ShopError(gettext("The campaign does not run there."))
    cost = CampaignCost(
        campaign_id=campaign.id,
        placement_id=placement_id,
        day=day,
        amount_minor=minor,
        currency=code,
        note=note,
        created_at=clock.now(),
    )
    db.session.add(cost)
    db.session.flush()
    db.session.expire(campaign, ["costs"])
    return cost


def remove_cost(campaign: Campaign, cost_id: int) -> None:
    """Strike a cost out; raises NotFound."""
    cost = next((each for each in campaign.costs if each.id == cost_id), None)
    if cost is None:
        raise NotFound(gettext("There is no such cost."))
    db.session.delete(cost)
    db.session.flush()
    db.session.expire(campaign, ["costs"])


def query_of(campaign: Campaign, link: CampaignLink) -> dict[str, str]:
    """What a link's address says of it, tag by tag; `l` survives where tags are cut off."""
    told = {
        "utm_source": link.source,
        "utm_medium": link.medium,
        "utm_campaign": campaign.slug,
        "utm_content": link.content,
        "l": link.token,
    }
    return {name: value for name, value in told.items() if value}


def _told(link: CampaignLink) -> tuple[str, ...]:
    return tuple(getattr(link, name) for name in LINK_FIELDS)


def _link(campaign: Campaign, key: str, told: tuple[str, ...]) -> CampaignLink:
    placement = placement_of(campaign, key)
    creative = creative_of(placement, told[LINK_FIELDS.index("content")])
    return CampaignLink(
        campaign_id=campaign.id,
        placement_id=placement.id,
        creative_id=creative.id if creative else None,
        token="".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH)),
        created_at=clock.now(),
        **dict(zip(LINK_FIELDS, told, strict=True)),
    )


def _check(facts: CampaignFacts, slug: str) -> None:
    if not facts.name.strip() or len(facts.name) > 100:
        raise ShopError(gettext("A campaign has a name of at most 100 characters."))
    if not slug:
        raise ShopError(gettext("A campaign has a tag."))
    if facts.goal not in GOALS or facts.state not in STATES:
        raise ShopError(gettext("Choose a goal and a state."))
    if set(facts.markets) - set(MARKETS):
        raise ShopError(gettext("We do not sell to this market."))
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise ShopError(gettext("It cannot end before it starts."))
    if facts.budget_minor is not None and not 0 <= facts.budget_minor < 10**12:
        raise ShopError(gettext("A budget cannot be below zero."))
    if any(goal is not None and goal < 1 for goal in (facts.target_orders, facts.target_return)):
        raise ShopError(gettext("A target is at least 1."))
    _known_currency(facts.currency)


def _known_currency(code: str) -> None:
    try:
        currency(code)
    except UnknownCurrency:
        raise ShopError(gettext("This is no currency we know.")) from None

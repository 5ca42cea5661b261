"""Where a campaign runs and with what: placements on platforms, and their creatives.

A placement is made with its first link; what it is called on the platform is written down later, so
that a platform's table of costs finds it. The caller holds the transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext

from .models import Campaign, CampaignPlacement, Creative
from .vocabulary import PLACEMENTS

LONGEST_ID = 60
"""Characters of a platform's own number or name of a thing."""


@dataclass(frozen=True)
class PlacementFacts:
    """A placement as the platform knows it; `budget_minor` in the campaign's currency."""

    account: str = ""
    external_campaign: str = ""
    external_group: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    budget_minor: int | None = None


def placement_of(campaign: Campaign, key: str) -> CampaignPlacement:
    """The campaign's placement of this kind, made if it is not there."""
    found = db.session.scalar(
        select(CampaignPlacement).where(
            CampaignPlacement.campaign_id == campaign.id, CampaignPlacement.key == key
        )
    )
    if found is None:
        found = CampaignPlacement(campaign_id=campaign.id, key=key)
        db.session.add(found)
        db.session.flush()
        db.session.expire(campaign, ["placements"])
    return found


def creative_of(placement: CampaignPlacement, name: str) -> Creative | None:
    """The placement's creative of this name, made if it is not there; none without a name."""
    if not name:
        return None
    found = next((each for each in placement.creatives if each.name == name), None)
    if found is None:
        found = Creative(placement_id=placement.id, name=name)
        db.session.add(found)
        db.session.flush()
        db.session.expire(placement, ["creatives"])
    return found


def save_placement(
    campaign: Campaign, placement_id: int, facts: PlacementFacts, ads: Mapping[int, str]
) -> CampaignPlacement:
    """Write down what a placement, and its creatives by id, are called on their platform; raises
    ShopError."""
    placement = next((each for each in campaign.placements if each.id == placement_id), None)
    if placement is None:
        raise NotFound(gettext("There is no such placement."))
    _check(campaign, placement, facts, ads)
    for name in PlacementFacts.__dataclass_fields__:
        setattr(placement, name, getattr(facts, name))
    for creative in placement.creatives:
        creative.external_ad = ads.get(creative.id, creative.external_ad)
    db.session.flush()
    return placement


def _check(
    campaign: Campaign, placement: CampaignPlacement, facts: PlacementFacts, ads: Mapping[int, str]
) -> None:
    names = (facts.account, facts.external_campaign, facts.external_group, *ads.values())
    if any(len(name) > LONGEST_ID for name in names):
        raise ShopError(gettext("This text is too long."))
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise ShopError(gettext("It cannot end before it starts."))
    if facts.budget_minor is not None and not 0 <= facts.budget_minor < 10**12:
        raise ShopError(gettext("A budget cannot be below zero."))
    given = sum(
        each.budget_minor or 0 for each in campaign.placements if each.id != placement.id
    ) + (facts.budget_minor or 0)
    if campaign.budget_minor is not None and given > campaign.budget_minor:
        raise ShopError(gettext("The places together have more than the campaign's budget."))
    taken = select(CampaignPlacement.id).where(
        CampaignPlacement.external_campaign == facts.external_campaign,
        CampaignPlacement.external_group == facts.external_group,
        CampaignPlacement.key == placement.key,
        CampaignPlacement.id != placement.id,
    )
    if facts.external_campaign and db.session.scalar(taken.limit(1)) is not None:
        raise ShopError(gettext("Another placement has this number on the platform already."))


def name_of(placement: CampaignPlacement) -> str:
    """What people call it."""
    known = PLACEMENTS.get(placement.key)
    return known.name if known else placement.key

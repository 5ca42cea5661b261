"""What marketing plans: campaigns, the links that lead to the shop, and what they cost."""

from .checking import Trouble, troubles_of
from .models import Campaign, CampaignCost, CampaignLink
from .planning import (
    GOALS,
    STATES,
    CampaignFacts,
    LaunchKit,
    add_cost,
    campaign_of,
    find_campaign,
    link_by_token,
    list_campaigns,
    make_links,
    query_of,
    remove_cost,
    save_campaign,
)
from .vocabulary import PLACEMENTS, Placement

__all__ = [
    "GOALS",
    "PLACEMENTS",
    "STATES",
    "Campaign",
    "CampaignCost",
    "CampaignFacts",
    "CampaignLink",
    "LaunchKit",
    "Placement",
    "Trouble",
    "add_cost",
    "campaign_of",
    "find_campaign",
    "link_by_token",
    "list_campaigns",
    "make_links",
    "query_of",
    "remove_cost",
    "save_campaign",
    "troubles_of",
]

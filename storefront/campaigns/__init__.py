"""What marketing plans: campaigns, the links that lead to the shop, and what they cost."""

from .checking import Trouble, troubles_of
from .landing import (
    LandingFacts,
    LandingWords,
    find_landing_page,
    is_over,
    is_shown,
    landing_page_at,
    list_landing_pages,
    save_landing_page,
    words_of,
)
from .models import Campaign, CampaignCost, CampaignLink, LandingPage
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
    "LandingFacts",
    "LandingPage",
    "LandingWords",
    "LaunchKit",
    "Placement",
    "Trouble",
    "add_cost",
    "campaign_of",
    "find_campaign",
    "find_landing_page",
    "is_over",
    "is_shown",
    "landing_page_at",
    "link_by_token",
    "list_campaigns",
    "list_landing_pages",
    "make_links",
    "query_of",
    "remove_cost",
    "save_campaign",
    "save_landing_page",
    "troubles_of",
    "words_of",
]

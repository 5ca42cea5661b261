"""Places and creatives of a campaign: made with its links, named as their platforms name them, and
found by the platforms' own numbers in tables of costs."""

import pytest

from storefront import campaigns, reports
from storefront.campaigns import Campaign, CampaignFacts, LaunchKit
from storefront.db import db, transaction
from tests.web.office.conftest import Desk

SHEET = (
    "Day,Campaign,Campaign ID,Ad group ID,Currency code,Cost,Clicks\n"
    "2026-11-01,Whatever they call it,991,17,EUR,12.50,30\n"
    "2026-11-01,Whatever they call it,991,18,EUR,2.50,3\n"
    "2026-11-01,Autumn,5,5,EUR,1.00,1\n"
    "2026-11-01,Nobody's,6,6,EUR,1.00,1\n"
)


@pytest.fixture
def campaign(desk: Desk) -> Campaign:
    with transaction():
        facts = CampaignFacts("Autumn", "autumn", budget_minor=50_000, currency="EUR")
        made = campaigns.save_campaign(None, facts, "mei")
        for content in ("warm", "cold"):
            kit = LaunchKit(["google-ads", "newsletter"], content=content)
            campaigns.make_links(made, kit)
    desk.get(f"/office/campaigns/{made.id}")
    return made


def places(campaign: Campaign) -> dict[str, campaigns.CampaignPlacement]:
    db.session.rollback()
    found = campaigns.find_campaign(campaign.id)
    assert found is not None
    return {each.key: each for each in found.placements}


def name(desk: Desk, campaign: Campaign, key: str, status: int = 303, **typed: str) -> str:
    place = places(campaign)[key]
    told = {
        name if name.startswith("ad-") else f"place-{place.id}-{name}": value
        for name, value in typed.items()
    }
    return desk.post(f"/office/campaigns/{campaign.id}/placements/{place.id}", status, **told)


def test_links_of_one_place_share_it_and_each_creative_is_there_once(campaign: Campaign) -> None:
    found = places(campaign)
    assert set(found) == {"google-ads", "newsletter"}
    for place in found.values():
        assert [each.name for each in place.creatives] == ["warm", "cold"]
    links = campaigns.find_campaign(campaign.id).links  # type: ignore[union-attr]
    assert {link.placement_id for link in links} == {place.id for place in found.values()}
    assert len({link.creative_id for link in links}) == 4


def test_what_a_platform_calls_it_is_kept_and_its_costs_find_it(
    desk: Desk, campaign: Campaign
) -> None:
    warm = places(campaign)["google-ads"].creatives[0]
    typed = {"account": "123-456-7890", "external_campaign": "991", "external_group": "17"}
    named = {f"ad-{warm.id}": "ad 5"}
    name(desk, campaign, "google-ads", **typed, budget="200", starts_on="2026-11-01", **named)
    place = places(campaign)["google-ads"]
    assert (place.account, place.budget_minor) == ("123-456-7890", 20_000)
    assert place.creatives[0].external_ad == "ad 5"
    shown = desk.get(f"/office/campaigns/{campaign.id}")
    assert "123-456-7890" in shown and "of €200.00" in shown

    desk.get("/office/campaigns/costs")
    seen = desk.post("/office/campaigns/costs", 200, sheet=SHEET)
    assert "No campaign has the tag or name" in seen and "Google Ads</span>" in seen
    desk.post("/office/campaigns/costs", sheet=SHEET, write="1")
    db.session.rollback()
    figures = reports.campaign_figures([campaign])[campaign.id]
    # Group 18 is nobody's, and the campaign's name alone is enough while one place runs at Google.
    found = campaigns.find_campaign(campaign.id)
    assert found is not None
    cost = {each.placement.key: dict(each.cost) for each in reports.place_figures(found, figures)}
    assert dict(figures.cost) == {"EUR": 1_350} and cost["newsletter"] == {}
    assert cost["google-ads"] == {"EUR": 1_350}


def test_what_somebody_types_belongs_to_a_place_if_they_say_so(
    desk: Desk, campaign: Campaign
) -> None:
    place = places(campaign)["newsletter"]
    page = f"/office/campaigns/{campaign.id}"
    typed = {"day": "2026-11-02", "amount": "40", "currency": "EUR"}
    desk.post(f"{page}/costs", **typed, placement=str(place.id))
    desk.post(f"{page}/costs", **typed, placement="")
    assert "does not run there" in desk.post(f"{page}/costs", 422, **typed, placement="99999")
    found = campaigns.find_campaign(campaign.id)
    assert found is not None
    assert sorted(each.placement_id or 0 for each in found.costs) == [0, place.id]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"budget": "lots"}, "no amount"),
        ({"budget": "501"}, "more than the campaign's budget"),
        ({"account": "x" * 61}, "too long"),
        ({"starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "cannot end before"),
        ({"starts_on": "soon"}, "2026-12-31"),
        ({"external_campaign": "7"}, "this number on the platform already"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(
    desk: Desk, campaign: Campaign, typed: dict[str, str], said: str
) -> None:
    with transaction():
        other = campaigns.save_campaign(None, CampaignFacts("Other", "other"), "mei")
        campaigns.make_links(other, LaunchKit(["google-ads"]))
        taken = campaigns.PlacementFacts(external_campaign="7")
        campaigns.save_placement(other, other.placements[0].id, taken, {})
    shown = name(desk, campaign, "google-ads", 422, **{"external_group": "", **typed})
    assert said in shown and str(next(iter(typed.values()))) in shown
    assert places(campaign)["google-ads"].account == ""


def test_a_place_of_another_campaign_is_not_found(desk: Desk, campaign: Campaign) -> None:
    desk.post(f"/office/campaigns/{campaign.id}/placements/99999", 404)

"""Campaigns and their links: one spelling, no way out of the shop, all or nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from storefront import campaigns, catalog
from storefront.campaigns import Campaign, CampaignFacts, LandingFacts, LaunchKit
from storefront.catalog import ProductDraft, RestrictionFacts, TextDraft, VariantDraft
from storefront.db import db, transaction
from storefront.errors import NotFound, ShopError

FACTS = CampaignFacts("Autumn lights", "", markets=("de",), budget_minor=50_000, currency="EUR")


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    with transaction():
        catalog.save_category("lighting", {"en": "Lighting"}, {})
        catalog.save_product(
            ProductDraft(
                slug="lamp",
                category="lighting",
                texts={"en": TextDraft("Lamp", "", "", "")},
                options=[],
                variants=[VariantDraft("lamp", {}, prices={"de": 4990}, stock=3)],
            )
        )
        return campaigns.save_campaign(None, FACTS, "mei")


def launch(campaign: Campaign, *places: str, **kit: str) -> list[campaigns.CampaignLink]:
    with transaction():
        found = campaigns.find_campaign(campaign.id)
        assert found is not None
        return campaigns.make_links(found, LaunchKit(places, **kit))


def test_a_campaign_has_a_tag_of_its_own_that_stays_once_it_has_links(campaign: Campaign) -> None:
    assert campaign.slug == "autumn-lights"
    with pytest.raises(ShopError, match="tag already"), transaction():
        campaigns.save_campaign(None, FACTS, "mei")
    with transaction():
        campaigns.save_campaign(campaign.id, replace(FACTS, slug="autumn"), "mei")
    launch(campaign, "newsletter")
    with pytest.raises(ShopError, match="cannot change"), transaction():
        campaigns.save_campaign(campaign.id, replace(FACTS, slug="winter"), "mei")
    with transaction():
        campaigns.save_campaign(campaign.id, replace(FACTS, slug="autumn", state="running"), "mei")
    with pytest.raises(NotFound), transaction():
        campaigns.save_campaign(99_999, replace(FACTS, slug="none"), "mei")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"slug": "ÄÖÜ"},
        {"name": "x" * 101},
        {"goal": "fame"},
        {"state": "lost"},
        {"markets": ("xx",)},
        {"currency": "XYZ"},
        {"budget_minor": -1},
        {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)},
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused(app: Flask, wrong: dict[str, Any]) -> None:
    with pytest.raises(ShopError), transaction():
        campaigns.save_campaign(None, replace(FACTS, **wrong), "mei")


def test_a_launch_kit_makes_all_links_or_none(campaign: Campaign) -> None:
    made = launch(campaign, "google-ads", "newsletter", landing="p/lamp", content="Blue Lamp")
    assert {(each.source, each.medium, each.content) for each in made} == {
        ("google", "cpc", "blue-lamp"),
        ("newsletter", "email", "blue-lamp"),
    }
    assert len({each.token for each in made}) == 2
    assert campaigns.query_of(campaign, made[0]) == {
        "utm_source": "google",
        "utm_medium": "cpc",
        "utm_campaign": "autumn-lights",
        "utm_content": "blue-lamp",
        "l": made[0].token,
    }
    again = launch(campaign, "google-ads", "flyer", landing="p/lamp", content="blue-lamp")
    assert [each.source for each in again] == ["flyer"]
    with pytest.raises(ShopError, match="there already"):
        launch(campaign, "flyer", landing="p/lamp", content="blue-lamp")
    with pytest.raises(ShopError):
        launch(campaign, "tiktok", "moon")
    db.session.rollback()
    assert len(campaigns.find_campaign(campaign.id).links) == 3


@pytest.mark.parametrize(
    "kit",
    [
        {"landing": "//evil.example"},
        {"landing": "p/../../evil"},
        {"landing": "https://evil.example"},
        {"landing": "p/lamp?x=1"},
        {"landing": "office/"},
        {"locale": "xx-xx"},
        {"content": "a/b"},
        {"partner": "x" * 101},
    ],
)
def test_a_link_leads_to_a_page_of_the_shop_and_nowhere_else(
    campaign: Campaign, kit: dict[str, str]
) -> None:
    with pytest.raises(ShopError):
        launch(campaign, "newsletter", **kit)


def test_costs_are_written_down_and_struck_out(campaign: Campaign) -> None:
    with transaction():
        cost = campaigns.add_cost(campaign, date(2026, 11, 1), 12_345, "EUR", "clicks")
    assert [each.amount_minor for each in campaign.costs] == [12_345]
    for minor, code in ((0, "EUR"), (-1, "EUR"), (1, "XYZ")):
        with pytest.raises(ShopError), transaction():
            campaigns.add_cost(campaign, date(2026, 11, 1), minor, code, "")
    with transaction():
        campaigns.remove_cost(campaign, cost.id)
    assert campaign.costs == []


def test_what_stands_in_the_way_is_said_before_it_costs_money(campaign: Campaign) -> None:
    def kinds() -> set[str]:
        db.session.expire_all()
        return {each.kind for each in campaigns.troubles_of(campaign)}

    assert kinds() == {"no_links"}
    launch(campaign, "newsletter", landing="p/lamp")
    assert kinds() == set()
    with transaction():
        catalog.set_restriction(None, RestrictionFacts(country="AT", sku="lamp"))
    assert kinds() == {"forbidden"}
    launch(campaign, "newsletter", landing="p/none")
    launch(campaign, "newsletter", landing="c/none")
    assert kinds() == {"forbidden", "not_sold", "no_page"}
    with transaction():
        campaigns.save_campaign(
            campaign.id, replace(FACTS, state="running", ends_on=date(2026, 1, 1)), "mei"
        )
    assert "over" in kinds()


def test_everything_on_a_landing_page_is_looked_at_too(campaign: Campaign) -> None:
    words = {"en": {"title": "Light", "text": "See https://shop.example/?utm_source=us"}}
    facts = LandingFacts("light", words, ("lamp",), published=True)
    with transaction():
        page = campaigns.save_landing_page(None, facts)
    launch(campaign, "newsletter", landing="l/light")
    with transaction():
        catalog.set_restriction(None, RestrictionFacts(country="AT", sku="lamp"))
        page.code, page.category = "GONE", "nothing"
    found = {(each.kind, each.landing) for each in campaigns.troubles_of(campaign)}
    assert found == {
        ("inside_tags", "l/light"),
        ("dead_code", "GONE"),
        ("forbidden", "p/lamp"),
        ("no_page", "c/nothing"),
    }

"""The watchdog barks when something is wrong with a running campaign, and only then."""

from datetime import timedelta

import pytest
from flask import Flask

from storefront import campaigns, cart, checkout, clock, promotions, reports, traffic
from storefront.campaigns import Campaign, CampaignFacts, LaunchKit
from storefront.db import db, transaction
from storefront.promotions import PromotionFacts
from tests.checkout.conftest import GERMANY, Till, place, settings, template, till

__all__ = ["place", "settings", "template", "till"]


@pytest.fixture
def campaign(till: Till) -> Campaign:
    with transaction():
        facts = CampaignFacts("Autumn", "autumn", state="running")
        made = campaigns.save_campaign(None, facts, "mei")
        offer = PromotionFacts("Ten", "percent", {"percent_bp": 1_000})
        promotions.add_code(promotions.save_promotion(None, offer), "TEN")
        campaigns.make_links(made, LaunchKit(("google-ads",), code="TEN"))
    return made


def kinds() -> list[str]:
    db.session.rollback()
    return [each.kind for each in reports.alarms()]


def visit(query: str, number: int, days_ago: float = 0) -> None:
    key = f"{number:032x}"
    at = clock.now() - timedelta(days=days_ago)
    origin = traffic.classify("", query)
    with transaction():
        traffic.record([traffic.Landing(key, key, at, "DE", "de", "/", origin, basis="allowed")])


def spend(campaign: Campaign, days_ago: int = 1) -> None:
    with transaction():
        day = clock.shop_day() - timedelta(days=days_ago)
        campaigns.add_cost(campaign, day, 5_000, "EUR", "clicks")


def test_a_campaign_that_goes_well_is_left_alone(campaign: Campaign) -> None:
    spend(campaign)
    for number in range(70):
        visit("utm_source=google&utm_medium=cpc&utm_campaign=autumn", number, number % 6)
    assert kinds() == []


def test_money_without_visits_and_visits_without_money(campaign: Campaign) -> None:
    spend(campaign)
    assert kinds() == ["spend_without_visits"]
    visit("utm_source=google&utm_medium=cpc&utm_campaign=autumn", 1, 4)
    assert kinds() == []
    with transaction():
        campaigns.remove_cost(campaign, campaign.costs[0].id)
    assert kinds() == ["visits_without_spend"]


def test_visits_of_today_do_not_miss_their_cost_yet(campaign: Campaign) -> None:
    visit("utm_source=google&utm_medium=cpc&utm_campaign=autumn", 1)
    assert kinds() == []


@pytest.mark.parametrize("tag", ["{campaign}", "{{ad.name}}", "__CAMPAIGN_NAME__", "%%AD%%"])
def test_a_tag_that_no_platform_filled_in(till: Till, tag: str) -> None:
    visit(f"utm_source=x&utm_medium=cpc&utm_campaign={tag.replace('%', '%25')}", 1)
    assert kinds() == ["macro"]


def test_a_tag_in_plain_words_is_none(till: Till) -> None:
    visit("utm_source=x&utm_medium=cpc&utm_campaign=50%25-off_[brand]_a__b", 1)
    assert kinds() == []


def test_suddenly_nobody_knows_where_people_come_from(till: Till) -> None:
    for number in range(60):
        query = "utm_source=q&utm_medium=strange" if number % 3 == 0 else "gclid=x"
        visit(query, number)
    assert kinds() == ["unassigned"]


def test_a_code_in_strange_hands(campaign: Campaign, till: Till) -> None:
    wanted = [(till.variants["mug"], 1)]
    total = cart.quote(wanted, GERMANY, "standard", "TEN").total.minor
    for number in range(6):
        token = till.fill({"mug": 1})
        with transaction():
            basket = cart.find_basket(token)
            assert basket is not None
            cart.set_code(basket, "TEN")
        touch = {"channel": "Referral", "source": "coupons.example", "link": "", "campaign": ""}
        details = till.details(email=f"b{number}@example.com")
        order = checkout.place(
            token, details, GERMANY, "standard", f"k{number}", total, None, touch, touch
        )
        session = till.pay(order)
        till.press(session)
        checkout.sync_session(session)
        assert ("leaked_code" in kinds()) == (number >= 4)


def test_a_storm_of_guesses_is_seen_on_the_first_page(till: Till, app: Flask) -> None:
    for _ in range(promotions.STORM):
        with transaction():
            promotions.note_refused_code()
    assert kinds() == ["guessing"]
    assert "campaigns" in [each.kind for each in reports.open_tasks()]
    clock.shift(timedelta(hours=3))
    assert kinds() == []

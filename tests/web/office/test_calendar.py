"""The calendar: what is planned, what is coming, and by when a parcel must leave."""

from datetime import date

import pytest
from flask import Flask
from icalendar import Calendar

from storefront import campaigns, clock, promotions, reports
from storefront.campaigns import CampaignFacts
from storefront.db import transaction
from storefront.promotions import PromotionFacts
from storefront.reports.calendar import OCCASIONS
from tests.checkout.conftest import Till
from tests.web.office.conftest import Desk

YEAR = (date(2027, 1, 1), date(2027, 12, 31))


def days(name: str) -> set[date]:
    return {each.day(2027) for each in OCCASIONS if str(each.name) == name}


def test_the_days_on_which_people_buy_are_where_they_are() -> None:
    assert days("Black Friday") == {date(2027, 11, 26)}
    assert days("Cyber Monday") == {date(2027, 11, 29)}
    assert days("Mother's Day") == {date(2027, 3, 7), date(2027, 5, 9), date(2027, 5, 30)}
    assert days("Father's Day") == {date(2027, 6, 20)}
    assert days("Singles' Day") == {date(2027, 11, 11)}


def test_a_market_sees_its_own_days_and_by_when_a_parcel_leaves(till: Till, app: Flask) -> None:
    german = reports.calendar(*YEAR, "de")
    names = {each.name for each in german}
    assert "Saint Nicholas" in names and "White Day" not in names
    assert any("German Unity Day" in name for name in names)
    (friday,) = [each for each in german if each.name == "Black Friday"]
    assert friday.ship_by and friday.ship_by < friday.first and friday.ship_by.weekday() < 5


def test_what_is_planned_stands_between_the_days(desk: Desk, till: Till) -> None:
    today = clock.shop_day()
    with transaction():
        facts = CampaignFacts("Autumn <light>", "autumn", markets=("de",), starts_on=today)
        campaigns.save_campaign(None, facts, "mei")
        begin = clock.begin_of(today)
        offer = PromotionFacts("Ten percent", "percent", {"percent_bp": 1_000}, starts_at=begin)
        promotions.save_promotion(None, offer)
    page = desk.get("/office/campaigns/calendar")
    assert "Autumn <light>" in page and "Ten percent" in page and "Christmas Eve" in page
    assert "Autumn" not in desk.get("/office/campaigns/calendar?market=us")
    for odd in ("?from=soon", "?from=0001-01-01", "?market=zz"):
        assert "Christmas Eve" in desk.get(f"/office/campaigns/calendar{odd}")


def test_calendar_programs_read_it_by_a_secret_address(desk: Desk, till: Till, app: Flask) -> None:
    today = clock.shop_day()
    with transaction():
        facts = CampaignFacts("Autumn", "autumn", starts_on=today, ends_on=today)
        campaigns.save_campaign(None, facts, "mei")
    page = desk.get("/office/campaigns/calendar")
    address = page.split('class="code" href="')[1].split('"')[0]
    answer = app.test_client().get(address)
    assert answer.mimetype == "text/calendar"
    told = Calendar.from_ical(answer.data)
    events = {str(each["summary"]): each for each in told.walk("VEVENT")}
    assert events["Autumn"].decoded("dtstart") == today
    assert "Ship by" in events["Valentine's Day [de]"]["description"]
    assert len({str(each["uid"]) for each in told.walk("VEVENT")}) == len(told.walk("VEVENT"))


@pytest.mark.parametrize("token", ["", "x", "0" * 32, "%00", "é"])
def test_a_guessed_address_shows_nothing(app: Flask, token: str) -> None:
    assert app.test_client().get(f"/calendar/{token}.ics").status_code in (400, 404)

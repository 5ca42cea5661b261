"""Costs from platforms' tables: understood, looked at, written once, taken back."""

import io

import pytest

from storefront import campaigns, reports
from storefront.campaigns import CampaignFacts
from storefront.db import db, transaction
from tests.checkout.conftest import Till
from tests.web.office.conftest import Desk

GOOGLE = """Campaign report
"November 1, 2026 - November 2, 2026"
Day,Campaign,Currency code,Cost,Clicks
2026-11-01,autumn,USD,"1,012.50",210
2026-11-02,Autumn,USD,7.5,3
Total: campaigns,,USD,1020.00,213
"""
META = "Reporting starts,Campaign name,Amount spent (EUR)\n2026-11-01,Autumn,33.335\n"
TIKTOK = "By Day\tCampaign name\tCost\tCurrency\n2026-11-01\tAutumn\t1200\tJPY\n"
MICROSOFT = "Gregorian date,Campaign,Spend,Currency code\n11/01/2026,Autumn,4.20,GBP\n"
PINTEREST = "Date,Campaign name,Spend in account currency\n2026-11-01,Autumn,9\n"
GENERIC = "day;campaign;amount;currency\n2026-11-01;autumn;5;EUR\n"


@pytest.fixture
def campaign(desk: Desk, till: Till) -> campaigns.Campaign:
    with transaction():
        made = campaigns.save_campaign(None, CampaignFacts("Autumn", "autumn"), "mei")
    desk.get("/office/campaigns/costs")
    return made


def cost(campaign: campaigns.Campaign) -> dict[str, int]:
    db.session.rollback()
    return dict(reports.campaign_figures([campaign])[campaign.id].cost)


def put_in(desk: Desk, text: str, **more: str) -> None:
    desk.post("/office/campaigns/costs", sheet=text, write="1", **more)


@pytest.mark.parametrize(
    ("table", "name", "told"),
    [
        (GOOGLE, "Google Ads", {"USD": 102_000}),
        (META, "Meta", {"EUR": 3_334}),
        (TIKTOK, "TikTok", {"JPY": 1_200}),
        (MICROSOFT, "Microsoft Advertising", {"GBP": 420}),
        (PINTEREST, "Pinterest", {"USD": 900}),
        (GENERIC, "CSV", {"EUR": 500}),
    ],
)
def test_tables_of_platforms_are_understood_looked_at_and_written(
    desk: Desk, campaign: campaigns.Campaign, table: str, name: str, told: dict[str, int]
) -> None:
    shown = desk.post("/office/campaigns/costs", 200, sheet=table)
    assert name in shown and "Good" in shown and not cost(campaign)
    put_in(desk, table)
    assert cost(campaign) == told
    put_in(desk, table)
    assert cost(campaign) == told, "put in twice counts once"


def test_a_newer_table_replaces_and_can_be_taken_back(
    desk: Desk, campaign: campaigns.Campaign
) -> None:
    put_in(desk, GOOGLE)
    put_in(desk, GOOGLE.replace('"1,012.50"', "1000"))
    assert cost(campaign) == {"USD": 100_750}
    newer, older = campaigns.list_cost_batches()
    refused = desk.post(f"/office/campaigns/costs/{older.id}/undo", 400)
    assert "take that one back first" in refused
    desk.get("/office/campaigns/costs")
    desk.post(f"/office/campaigns/costs/{newer.id}/undo")
    assert cost(campaign) == {"USD": 102_000}
    desk.post(f"/office/campaigns/costs/{older.id}/undo")
    assert not cost(campaign)
    desk.post("/office/campaigns/costs/999/undo", 404)


def test_platforms_and_typed_costs_do_not_replace_each_other(
    desk: Desk, campaign: campaigns.Campaign
) -> None:
    put_in(desk, GENERIC)
    put_in(desk, META)
    typed = {"day": "2026-11-01", "amount": "1", "currency": "EUR", "note": "by hand"}
    desk.post(f"/office/campaigns/{campaign.id}/costs", **typed)
    assert cost(campaign) == {"EUR": 500 + 3_334 + 100}


def test_rows_that_make_no_sense_are_said_and_the_others_written(
    desk: Desk, campaign: campaigns.Campaign
) -> None:
    table = (
        "day,campaign,amount,currency\n"
        "soon,autumn,1,EUR\n2999-01-01,autumn,1,EUR\n2026-11-01,Spring,1,EUR\n"
        "2026-11-01,autumn,lots,EUR\n2026-11-01,autumn,1,XXQ\n2026-11-01,autumn,-4,EUR\n"
        "2026-11-03,autumn,2,EUR\n"
    )
    shown = desk.post("/office/campaigns/costs", 200, sheet=table)
    for said in ("“soon” is no day", "“2999-01-01” is no day", "tag or name “Spring”", "“lots”"):
        assert said in shown
    assert "6 rows stay here" in shown
    put_in(desk, table)
    assert cost(campaign) == {"EUR": 200}


@pytest.mark.parametrize("text", ["", "a,b,c\n1,2,3", "day,campaign\n2026-11-01,x", '"unclosed'])
def test_what_is_no_table_is_refused_with_a_sentence(
    desk: Desk, campaign: campaigns.Campaign, text: str
) -> None:
    assert "no columns" in desk.post("/office/campaigns/costs", 422, sheet=text)


def test_files_in_the_encodings_of_platforms_are_read(
    desk: Desk, campaign: campaigns.Campaign
) -> None:
    for content in (META.encode("utf-16"), META.encode("utf-8-sig")):
        file = (io.BytesIO(content), "costs.csv")
        assert "Meta" in desk.post("/office/campaigns/costs", 200, file=file)
    junk = (io.BytesIO(b"\x00\x01" * 50), "costs.xlsx")
    assert "no text" in desk.post("/office/campaigns/costs", 422, file=junk)

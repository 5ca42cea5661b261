"""Posts with a link of their own, partners with a commission, and a campaign day by day."""

import pytest
from flask import Flask

from storefront import campaigns, clock, reports
from storefront.db import db
from tests.checkout.conftest import Till
from tests.web.buying import BROWSER, buy
from tests.web.office.conftest import Desk

CAMPAIGN = {"name": "Autumn", "goal": "sales", "state": "running", "currency": "EUR"}
POST = {
    "placement": "instagram",
    "day": "2026-12-01",
    "title": "Light for long evenings",
    "text": "Warm, and turned down with one finger.",
    "account": "@lumenfold",
    "products": "lamp",
    "landing": "p/lamp",
}


@pytest.fixture
def campaign(desk: Desk, till: Till) -> campaigns.Campaign:
    desk.get("/office/campaigns")
    desk.post(
        "/office/campaigns/new", **CAMPAIGN, budget="100", target_orders="10", target_return="4"
    )
    return campaigns.list_campaigns()[0]


def test_a_post_is_planned_published_and_read_by_what_it_brought(
    desk: Desk, till: Till, app: Flask, campaign: campaigns.Campaign
) -> None:
    assert "Nothing is planned yet" in desk.get("/office/campaigns/posts")
    desk.post("/office/campaigns/posts/new", **POST, campaign=str(campaign.id))
    (row,) = campaigns.list_activities()
    page = f"/office/campaigns/posts/{row.id}"
    shown = desk.get(page)
    assert f"/go/{row.link.token}" in shown and "turned down with one finger" in shown
    assert row.link.content == "2026-12-01"
    assert "Light for long evenings" in desk.get("/office/campaigns/calendar?from=2026-11-28")

    desk.get(page)
    assert "whole address" in desk.post(f"{page}/published", 422, address="javascript:alert(1)")
    desk.post(f"{page}/published", address="https://instagram.example/p/1")
    desk.post(f"{page}/remove", 409)
    shopper = app.test_client()
    shopper.get(f"/go/{row.link.token}", headers=BROWSER, follow_redirects=True)
    app.extensions["door_counter"].flush()
    buy(till, shopper)
    shown = desk.get("/office/campaigns/posts")
    assert "published" in shown and "https://instagram.example/p/1" in shown
    figures = reports.campaign_figures([campaign])[campaign.id].links[row.link.token]
    assert (figures.visits, figures.orders) == (1, 1)


def test_two_posts_of_a_day_have_two_links_and_one_that_was_not_published_is_struck_out(
    desk: Desk, campaign: campaigns.Campaign
) -> None:
    for _ in range(2):
        desk.post("/office/campaigns/posts/new", **POST, campaign=str(campaign.id))
    second, first = campaigns.list_activities()
    assert (first.link.content, second.link.content) == ("2026-12-01", "2026-12-01-1")
    desk.post(
        f"/office/campaigns/posts/{first.id}",
        **{**POST, "title": "Changed"},
        campaign=str(campaign.id),
    )
    assert "Changed" in desk.get("/office/campaigns/posts")
    desk.post(f"/office/campaigns/posts/{second.id}/remove")
    assert len(campaigns.list_activities()) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "has a title"),
        ({"day": ""}, "Which day"),
        ({"placement": "google-ads"}, "where it is published"),
        ({"products": "no-such-thing"}, "no product"),
        ({"code": "NOPE"}, "no code that works"),
        ({"campaign": "99999"}, "no such campaign"),
        ({"campaign": "x"}, "no such campaign"),
    ],
)
def test_what_makes_no_sense_in_a_post_is_said(
    desk: Desk, campaign: campaigns.Campaign, changes: dict[str, str], said: str
) -> None:
    typed = {**POST, "campaign": str(campaign.id), **changes}
    answer = desk.open(
        "/office/campaigns/posts/new", method="POST", data={"csrf_token": desk.token, **typed}
    )
    assert answer.status_code in (400, 422) and said in answer.text
    assert campaigns.list_activities() == []


def test_a_partner_gets_a_link_brings_an_order_and_is_paid(
    desk: Desk, till: Till, app: Flask, campaign: campaigns.Campaign
) -> None:
    assert "No partner yet" in desk.get("/office/campaigns/partners")
    typed = {"name": "Mei", "kind": "influencer", "commission": "10", "wait_days": "0"}
    assert "has a name" in desk.post("/office/campaigns/partners/new", 422, **{**typed, "name": ""})
    desk.post("/office/campaigns/partners/new", **typed, active="y")
    (partner,) = campaigns.list_partners()
    page = f"/office/campaigns/partners/{partner.id}"
    desk.get(page)
    desk.post(f"{page}/links", campaign=str(campaign.id), landing="p/lamp")
    desk.post(f"{page}/links", 409, campaign=str(campaign.id), landing="p/lamp")
    desk.post(f"{page}/links", 400, campaign="", landing="")
    (link,) = campaigns.links_of(partner)
    shopper = app.test_client()
    shopper.get(f"/go/{link.token}", headers=BROWSER, follow_redirects=True)
    app.extensions["door_counter"].flush()
    order = buy(till, shopper)
    db.session.rollback()
    due = reports.partner_figures([partner])[partner.id].due["EUR"]
    assert due == order.goods_minor // 10
    desk.get(page)
    assert "more than nothing" in desk.post(
        f"{page}/payments", 422, day="2026-11-28", amount="0", currency="EUR"
    )
    desk.post(f"{page}/payments", day="2026-11-28", amount="1", currency="EUR", note="transfer")
    shown = desk.get(page)
    assert "transfer" in shown and "€1.00" in shown
    assert "Mei" in desk.get("/office/campaigns/partners")


def test_a_campaign_is_read_day_by_day_against_its_target(
    desk: Desk, till: Till, app: Flask, campaign: campaigns.Campaign
) -> None:
    page = f"/office/campaigns/{campaign.id}"
    desk.get(page)
    desk.post(f"{page}/links", placements=["newsletter"], landing="p/lamp")
    (link,) = campaigns.list_campaigns()[0].links
    shopper = app.test_client()
    shopper.get(f"/go/{link.token}", headers=BROWSER, follow_redirects=True)
    app.extensions["door_counter"].flush()
    order = buy(till, shopper)
    today = clock.shop_day()
    desk.post(f"{page}/costs", day=str(today), amount="10", currency="EUR")
    shown = desk.get(page)
    assert "of 10 aimed for" in shown and "of 4.00 aimed for" in shown
    assert f"{order.total_minor / 1000:.2f}" in shown
    rows = desk.open(f"{page}/days.csv").text.splitlines()
    assert rows[1] == f"{today},,,,0,0,0,EUR,0.00,0.00,10.00"
    assert rows[2].startswith(f"{today},{link.token},newsletter,,1,1,0,EUR,{order.total.plain()}")

    first, last = today.replace(day=1), today.replace(day=28)
    desk.get(f"{page}/edit")
    desk.post(f"{page}/edit", **CAMPAIGN, budget="10", starts_on=str(first), ends_on=str(last))
    assert "of the budget in" in desk.get(page)

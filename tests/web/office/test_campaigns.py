"""A campaign from the plan to the order it brought."""

import pytest
from flask import Flask

from storefront import campaigns, reports
from storefront.db import db
from tests.checkout.conftest import Till
from tests.web.buying import BROWSER, buy
from tests.web.office.conftest import Desk


@pytest.fixture
def campaign(desk: Desk, till: Till) -> campaigns.Campaign:
    desk.get("/office/campaigns")
    typed = {"name": "Autumn", "goal": "sales", "state": "running", "currency": "EUR"}
    assert "has a name" in desk.post("/office/campaigns/new", 422, **{**typed, "name": ""})
    assert "no amount" in desk.post("/office/campaigns/new", 400, **typed, budget="lots")
    desk.post("/office/campaigns/new", **typed, markets=["de", "us"], budget="500")
    (made,) = campaigns.list_campaigns()
    assert (made.slug, made.budget_minor, made.markets) == ("autumn", 50_000, ["us", "de"]) or (
        made.markets == ["de", "us"]
    )
    return made


def test_links_are_made_in_one_form_followed_and_their_order_is_seen_under_the_campaign(
    desk: Desk, till: Till, app: Flask, campaign: campaigns.Campaign
) -> None:
    page = f"/office/campaigns/{campaign.id}"
    assert "no links yet" in desk.get(page)
    desk.post(f"{page}/links", 400)
    desk.post(f"{page}/links", placements=["newsletter", "flyer"], landing="p/lamp")
    db.session.rollback()
    news = next(
        each for each in campaigns.find_campaign(campaign.id).links if "news" in each.source
    )
    shown = desk.get(page)
    assert f"/go/{news.token}" in shown and "not yet" in shown

    svg = desk.open(f"/office/campaigns/links/{news.token}.svg")
    assert svg.mimetype == "image/svg+xml" and b"<svg" in svg.data
    assert desk.open(f"/office/campaigns/links/{news.token}.png").data.startswith(b"\x89PNG")

    shopper = app.test_client()
    hop = shopper.get(f"/go/{news.token}?fbclid=AbC", headers={**BROWSER, "Accept-Language": "de"})
    assert hop.status_code == 302 and hop.headers["Cache-Control"] == "no-store"
    where = hop.headers["Location"]
    assert where.startswith("/de-de/p/lamp?") and f"l={news.token}" in where
    assert "fbclid=AbC" in where and "utm_campaign=autumn" in where
    assert shopper.get(where, headers=BROWSER).status_code == 200
    app.extensions["door_counter"].flush()

    buy(till, shopper)
    figures = reports.campaign_figures([campaign])[campaign.id]
    assert (figures.total.visits, figures.total.orders) == (1, 1)
    assert figures.links[news.token].orders == 1
    assert sum(figures.total.revenue.values()) > 0
    desk.post(f"{page}/costs", day="2026-11-20", amount="40", currency="EUR", note="clicks")
    shown = desk.get(page)
    assert "works" in shown and "€40.00" in shown
    assert "source of 1 is known" in shown
    listed = desk.get("/office/campaigns")
    assert "Autumn" in listed and "Of 1 paid orders, the source of 1 is known" in listed
    (cost,) = campaigns.find_campaign(campaign.id).costs
    desk.post(f"{page}/costs", remove=str(cost.id))
    desk.post(f"{page}/costs", 422, day="soon", amount="x", currency="EUR")


@pytest.mark.parametrize(
    "path", ["/go/abcdefg", "/go/x", "/go/../office", "/go/%00%00%00%00%00%00%00"]
)
def test_a_short_address_that_nobody_gave_out_leads_nowhere(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code in (404, 308, 302, 400)
    assert app.test_client().get("/go/abcdefg").status_code == 404


def test_strangers_see_no_campaigns(stranger: Desk) -> None:
    stranger.get("/office/campaigns", 303)
    stranger.get("/office/campaigns/links/abcdefg.svg", 303)


def test_what_does_not_exist_is_not_found(desk: Desk) -> None:
    desk.get("/office/campaigns/999", 404)
    desk.get("/office/campaigns/99999999999999", 404)
    desk.get("/office/campaigns/links/abcdefg.svg", 404)

"""A landing page from the desk to the basket of who came by it."""

import pytest
from flask import Flask

from storefront import campaigns, cart, clock, promotions
from storefront.campaigns import LandingPage
from storefront.db import db, transaction
from storefront.promotions import PromotionFacts
from tests.checkout.conftest import Till
from tests.web.office.conftest import Desk

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari"}
AUTUMN = {
    "slug": "autumn",
    "title_en": "Autumn light",
    "text_en": "First.\n\nSecond.",
    "title_de": "Herbstlicht",
    "products": "lamp",
    "published": "y",
}


@pytest.fixture
def offer(till: Till) -> promotions.PromotionRow:
    with transaction():
        facts = PromotionFacts("Ten", "percent", {"percent_bp": 1_000, "min_spend": {"EUR": 100}})
        row = promotions.save_promotion(None, facts)
        promotions.add_code(row, "LIGHT10")
        return row


def written(desk: Desk, **changes: object) -> LandingPage:
    desk.post("/office/campaigns/pages/new", **{**AUTUMN, **changes})
    db.session.rollback()
    return campaigns.list_landing_pages()[0]


def test_who_comes_by_a_page_has_its_code_in_the_basket(
    desk: Desk, till: Till, app: Flask, offer: promotions.PromotionRow
) -> None:
    assert "No landing page yet" in desk.get("/office/campaigns/pages")
    row = written(desk, code="light10")
    assert "Autumn light" in desk.get("/office/campaigns/pages")
    assert "Herbstlicht" in desk.get(f"/office/campaigns/pages/{row.id}")

    shopper = app.test_client()
    shown = shopper.get("/de-de/l/autumn", headers=BROWSER)
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Herbstlicht" in shown.text and "LIGHT10" in shown.text and "1,00" in shown.text
    assert 'name="robots" content="noindex"' not in shown.text
    assert "Autumn light" in shopper.get("/fr-fr/l/autumn", headers=BROWSER).text
    # Its amount is written down in euros alone: elsewhere nothing is promised.
    assert "LIGHT10" not in app.test_client().get("/en-us/l/autumn", headers=BROWSER).text

    shopper.post("/de-de/basket/lines", data={"variant": till.variants["lamp"]}, headers=BROWSER)
    assert "LIGHT10" in shopper.get("/de-de/basket", headers=BROWSER).text
    shopper.post("/de-de/basket/code", data={"code": ""}, headers=BROWSER)
    assert "LIGHT10" not in shopper.get("/de-de/basket", headers=BROWSER).text


def test_a_basket_that_is_there_already_takes_the_code_of_a_link(
    desk: Desk, till: Till, app: Flask, offer: promotions.PromotionRow
) -> None:
    written(desk)
    desk.post("/office/campaigns/new", name="Autumn", goal="sales", state="running", currency="EUR")
    (campaign,) = campaigns.list_campaigns()
    page = f"/office/campaigns/{campaign.id}"
    wrong = desk.post(f"{page}/links", 400, placements=["flyer"], landing="l/autumn", code="NOPE")
    assert "no code that works now" in wrong
    desk.post(f"{page}/links", placements=["flyer"], landing="l/autumn", code="light10")
    db.session.rollback()
    found = campaigns.find_campaign(campaign.id)
    assert found is not None
    (link,) = found.links
    assert "The code has no amount in the currency of" in desk.get(page)

    shopper = app.test_client()
    shopper.post("/de-de/basket/lines", data={"variant": till.variants["lamp"]}, headers=BROWSER)
    hop = shopper.get(f"/go/{link.token}", headers={**BROWSER, "Accept-Language": "de"})
    assert hop.headers["Location"].startswith("/de-de/l/autumn?")
    assert "LIGHT10" in shopper.get("/de-de/basket", headers=BROWSER).text


def test_a_cookie_that_we_did_not_sign_tells_nobody_whether_a_code_exists(
    till: Till, app: Flask, offer: promotions.PromotionRow
) -> None:
    shopper = app.test_client()
    shopper.set_cookie("offer", "LIGHT10")
    shopper.post("/de-de/basket/lines", data={"variant": till.variants["lamp"]}, headers=BROWSER)
    assert "LIGHT10" not in shopper.get("/de-de/basket", headers=BROWSER).text
    assert cart.find_basket(shopper.get_cookie("basket").value).code == ""  # type: ignore[union-attr]


def test_an_address_that_a_page_had_leads_to_where_it_is(
    desk: Desk, till: Till, app: Flask
) -> None:
    row = written(desk)
    desk.post(f"/office/campaigns/pages/{row.id}", **{**AUTUMN, "slug": "herbst"})
    moved = app.test_client().get("/de-de/l/autumn?utm_source=x", headers=BROWSER)
    assert moved.status_code == 301
    assert moved.headers["Location"].endswith("/de-de/l/herbst?utm_source=x")
    taken = desk.post("/office/campaigns/pages/new", 422, **AUTUMN)
    assert "Another page has this address already." in taken


def test_a_page_is_shown_from_its_first_day_and_says_when_it_is_over(
    desk: Desk, till: Till, app: Flask, offer: promotions.PromotionRow
) -> None:
    today = clock.now().date()
    row = written(desk, starts_on=str(today.replace(year=today.year + 1)))
    shopper = app.test_client()
    assert shopper.get("/de-de/l/autumn", headers=BROWSER).status_code == 404
    over = {**AUTUMN, "code": "LIGHT10", "starts_on": "2020-01-01", "ends_on": "2020-01-31"}
    desk.post(f"/office/campaigns/pages/{row.id}", **over)
    shown = shopper.get("/en-us/l/autumn", headers=BROWSER).text
    assert "This offer has ended" in shown and "LIGHT10" not in shown
    assert 'name="robots" content="noindex"' in shown
    desk.post(f"/office/campaigns/pages/{row.id}", **{**AUTUMN, "published": None})
    assert shopper.get("/de-de/l/autumn", headers=BROWSER).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slug": "Über uns"}, "small letters, digits and hyphens"),
        ({"title_en": ""}, "title in English"),
        ({"title_fr": "", "text_fr": "Bonjour"}, "title in the same language"),
        ({"products": ""}, "some products or a category"),
        ({"products": "lamp no-such-thing"}, "We do not know “no-such-thing”."),
        ({"code": "NOPE"}, "no code that works now"),
        ({"starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "cannot end before"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_lost(
    desk: Desk, till: Till, changes: dict[str, object], said: str
) -> None:
    typed = {**AUTUMN, "text_de": "Bleibt stehen", **changes}
    shown = desk.post("/office/campaigns/pages/new", 422, **typed)
    assert said in shown and "Bleibt stehen" in shown
    assert not campaigns.list_landing_pages()


def test_what_is_not_there_is_not_found(desk: Desk, app: Flask) -> None:
    desk.get("/office/campaigns/pages/999", 404)
    assert app.test_client().get("/en-us/l/none", headers=BROWSER).status_code == 404
    assert app.test_client().get("/en-us/l/%00", headers=BROWSER).status_code == 400

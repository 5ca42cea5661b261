"""An owner writes an offer down, hands out its codes, and a shopper types one."""

import pytest
from flask import Flask

from storefront import promotions
from storefront.catalog.models import Variant
from storefront.db import db, transaction
from tests.checkout.conftest import Till
from tests.web.office.conftest import Desk

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari"}
TEN = {
    "name": "Autumn",
    "kind": "percent",
    "percent": "10",
    "min_spend": "",
    "skus": "",
    "active": "y",
}
UNKNOWN = "This code cannot be used."


def written(desk: Desk, **changes: object) -> promotions.PromotionRow:
    desk.post("/office/promotions/new", **{**TEN, **changes})
    db.session.rollback()
    return promotions.list_promotions()[0]


def test_an_offer_is_written_down_changed_and_given_codes(desk: Desk) -> None:
    assert "No promotion yet" in desk.get("/office/promotions")
    row = written(desk, min_spend="50 EUR\n60 USD", markets=["de"], skus="lamp, mug")
    page = f"/office/promotions/{row.id}"
    assert row.rule["min_spend"] == {"EUR": 5_000, "USD": 6_000}
    shown = desk.get(page)
    assert "50.00 EUR" in shown and "lamp mug" in shown and "No code yet." in shown
    desk.post(page, **{**TEN, "percent": "12.5", "markets": []})
    db.session.rollback()
    assert promotions.list_promotions()[0].rule == {"percent_bp": 1_250}

    desk.post(f"{page}/codes", code="welcome-10")
    assert "is there already" in desk.post(f"{page}/codes", 422, code="WELCOME-10")
    desk.post(f"{page}/codes", count="60", prefix="ab")
    shown = desk.get(page)
    assert "WELCOME-10" in shown and "and 11 more" in shown
    rows = desk.open(f"{page}/codes.csv").text.splitlines()
    assert len(rows) == 62 and rows[1] == "WELCOME-10,0," and rows[2].endswith(",0,1")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "has a name"),
        ({"kind": "magic"}, "Choose what the promotion does."),
        ({"percent": "lots"}, "written as 10 or 12.5"),
        ({"percent": "101"}, "at most 100 percent"),
        ({"percent": "-5"}, "written as 10 or 12.5"),
        ({"kind": "amount", "percent": ""}, "at least one currency"),
        ({"kind": "amount", "amounts": "ten EUR"}, "such as 10 EUR"),
        ({"kind": "amount", "amounts": "10 XXQ"}, "such as 10 EUR"),
        ({"kind": "amount", "amounts": "-10 EUR"}, "such as 10 EUR"),
        ({"kind": "amount", "amounts": "0 EUR"}, "more than nothing"),
        ({"kind": "buy_get"}, "how many of them are free"),
        ({"starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "cannot end before"),
        ({"limit_total": "0"}, "at least 1"),
        ({"automatic": "y", "limit_customer": "1"}, "Only a code"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_typed_is_lost(
    desk: Desk, changes: dict[str, object], said: str
) -> None:
    typed = {**TEN, "skus": "kept-as-typed", **changes}
    shown = desk.post("/office/promotions/new", 422, **typed)
    assert said in shown and "kept-as-typed" in shown
    assert not promotions.list_promotions()


def test_strangers_see_no_promotions_and_what_is_missing_is_not_found(
    desk: Desk, app: Flask
) -> None:
    desk.get("/office/promotions/999", 404)
    desk.get("/office/promotions/999/codes.csv", 404)
    answer = app.test_client().get("/office/promotions")
    assert answer.status_code == 303


def test_a_shopper_types_a_code_and_reads_what_it_does(desk: Desk, till: Till, app: Flask) -> None:
    row = written(desk, min_spend="500 EUR")
    desk.post(f"/office/promotions/{row.id}/codes", code="TEN")
    shopper = app.test_client()
    shopper.post("/de-de/basket/lines", data={"variant": till.variants["lamp"]}, headers=BROWSER)
    unknown = shopper.post("/de-de/basket/code", data={"code": "NOPE"}, headers=BROWSER)
    assert unknown.status_code == 422 and "NOPE" in unknown.text

    assert shopper.post("/de-de/basket/code", data={"code": " ten "}).status_code == 303
    assert "TEN gilt, sobald Sie noch für" in shopper.get("/de-de/basket").text
    desk.post(f"/office/promotions/{row.id}", **TEN)
    shown = shopper.get("/de-de/basket").text
    assert "Rabatt" in shown and "Code entfernen" in shown
    desk.post(f"/office/promotions/{row.id}", **{**TEN, "active": None})
    assert "TEN kann nicht mehr eingelöst werden." in shopper.get("/de-de/basket").text
    assert shopper.post("/de-de/basket/code", data={"code": ""}).status_code == 303
    assert "Code entfernen" not in shopper.get("/de-de/basket").text


def test_whatever_is_wrong_with_a_code_looks_the_same(desk: Desk, till: Till, app: Flask) -> None:
    """Unknown, switched off, over and used up: one sentence, so guessing teaches nothing."""
    off = written(desk, active=None)
    desk.post(f"/office/promotions/{off.id}/codes", code="OFF")
    over = written(desk, starts_on="2020-01-01", ends_on="2020-01-02")
    desk.post(f"/office/promotions/{over.id}/codes", code="OVER")
    shopper = app.test_client()
    shopper.post("/en-us/basket/lines", data={"variant": till.variants["lamp"]}, headers=BROWSER)
    pages = set()
    for code in ("OFF", "OVER", "NEVER"):
        answer = shopper.post("/en-us/basket/code", data={"code": code}, headers=BROWSER)
        assert answer.status_code == 422 and UNKNOWN in answer.text
        pages.add(answer.text.replace(code, "CODE"))
    assert len(pages) == 1


def test_what_would_be_sold_below_its_cost_is_said_and_asked_twice(desk: Desk, till: Till) -> None:
    with transaction():
        for variant in db.session.query(Variant).all():
            variant.unit_cost_minor, variant.cost_currency = 3_000, "EUR"
    typed = {**TEN, "percent": "60"}
    refused = desk.post("/office/promotions/new", 422, **typed)
    assert "would fall below cost" in refused and not promotions.list_promotions()
    desk.post("/office/promotions/new", **typed, accept_loss="y")
    db.session.rollback()
    (row,) = promotions.list_promotions()
    shown = desk.get(f"/office/promotions/{row.id}")
    assert "Leaves little or nothing" in shown and "without VAT, costs" in shown
    desk.post(f"/office/promotions/{row.id}", **{**typed, "active": None})

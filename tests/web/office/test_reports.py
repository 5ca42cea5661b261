"""Reports as an owner reads them: any days, cut, compared, taken away as CSV and drawn."""

import csv
import io

import pytest
from flask import Flask

from storefront import clock
from storefront.web.office.reports_page import _ticks
from tests.checkout.conftest import Till
from tests.web.buying import BROWSER, buy
from tests.web.office.conftest import Desk

TABLES = (
    *("day", "channel", "source", "campaign", "market", "country"),
    *("products", "assistants", "codes"),
)


def shop(till: Till, app: Flask, query: str) -> int:
    """Somebody comes by a campaign, looks, and buys; returns the order's total."""
    shopper = app.test_client()
    shopper.get(f"/de-de/p/lamp?{query}", headers=BROWSER)
    order = buy(till, shopper)
    app.extensions["door_counter"].flush()
    return order.total_minor


def rows(desk: Desk, table: str, cut: str = "") -> list[dict[str, str]]:
    answer = desk.open(f"/office/reports/{table}.csv{cut}")
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_a_sale_is_followed_from_its_campaign_to_every_table(
    desk: Desk, till: Till, app: Flask
) -> None:
    total = shop(till, app, "utm_source=news&utm_medium=email&utm_campaign=%3D1%2B1")
    page = desk.get("/office/reports")
    assert "news / email" in page and "By campaign" in page and "source of 1 is known" in page
    (row,) = [each for each in rows(desk, "channel") if each["orders"] == "1"]
    assert (row["channel"], row["visits"], row["checkout"]) == ("Email", "1", "1")
    assert row["revenue_EUR"] == f"{total / 100:.2f}"
    (lamp,) = [each for each in rows(desk, "products") if each["sold"] == "1"]
    assert (lamp["views"], lamp["added"]) == ("1", "1")
    # What a stranger wrote into a tag is no formula in anybody's spreadsheet.
    assert "'=1+1" in {each["campaign"] for each in rows(desk, "campaign")}
    assert not [each for each in rows(desk, "market", "?market=us") if each["orders"] != "0"]
    assert [each["orders"] for each in rows(desk, "country", "?channel=Email")] == ["1"]
    assert [each["orders"] for each in rows(desk, "country", "?source=news")] == ["1"]
    assert not rows(desk, "country", "?source=other")


def test_what_assistants_read_is_told_beside_whom_they_sent(
    desk: Desk, till: Till, app: Flask
) -> None:
    for agent, times in (("GPTBot/1.2", 3), ("ClaudeBot/1.0", 1), ("Googlebot/2.1", 2)):
        for _ in range(times):
            app.test_client().get("/de-de/p/lamp", headers={"User-Agent": f"Mozilla/5.0 {agent}"})
    reader = {"User-Agent": "GPTBot/1.2"}
    app.test_client().get("/en-us/p/mug", headers=reader)
    app.test_client().get("/en-us/p/nothing-of-ours", headers=reader)
    app.test_client().get("/en-us/", headers=reader)
    shop(till, app, "utm_source=chatgpt.com")

    lamp, mug = rows(desk, "assistants")
    assert lamp == {
        **{"product": "lamp", "name": "Lamp", "reads_ClaudeBot": "1", "reads_GPTBot": "3"},
        **{"visits": "1", "sold": "1"},
    }
    assert (mug["product"], mug["reads_GPTBot"], mug["visits"]) == ("mug", "1", "0")
    assert [row["product"] for row in rows(desk, "assistants", "?market=us")] == ["mug"]
    assert not rows(desk, "assistants", "?channel=Email")
    assert "GPTBot" in desk.get("/office/reports")
    assert [row["visits"] for row in rows(desk, "channel")] == ["1"], "a crawler is no visit"


def test_days_that_make_no_sense_are_the_last_thirty(desk: Desk, till: Till) -> None:
    for query in (
        "?from=soon&to=x",
        "?from=2026-12-31&to=2026-01-01",
        "?from=1000-01-01",
        "?to=9999-12-31",
        "?market=zz&channel=%00",
    ):
        answer = desk.open(f"/office/reports/day.csv{query}")
        if answer.status_code == 400:  # a byte that no address has
            continue
        assert len(answer.text.splitlines()) == 31, query


def test_a_chart_is_a_picture_that_runs_nothing(desk: Desk, till: Till, app: Flask) -> None:
    shop(till, app, "gclid=x")
    answer = desk.open("/office/reports/visits.svg?from=" + str(clock.shop_day()))
    assert answer.mimetype == "image/svg+xml" and b"<script" not in answer.data
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_a_shop_without_a_sale_is_empty_and_not_broken(
    desk: Desk, till: Till, table: str
) -> None:
    assert all(row.get("orders", "0") in ("0", "") for row in rows(desk, table))


@pytest.mark.parametrize("most", [0, 1, 3, 4, 5, 9, 23, 140, 999, 12_345])
def test_the_numbers_up_a_chart_are_few_round_and_reach_its_top(most: int) -> None:
    ticks = _ticks(most)
    assert 2 <= len(ticks) <= 6 and ticks[0] == 0 and ticks[-1] >= max(most, 1)
    assert len({after - before for before, after in zip(ticks, ticks[1:], strict=False)}) == 1

"""Who arrives is counted before any page is shown, kept or not."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import FromClause, func, select, true

from storefront import clock, traffic
from storefront.db import db
from storefront.traffic.models import Visit
from tests.shop.shelves import stock_the_shelves

PERSON = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    stock_the_shelves(plenty=50, rare=3)
    return app.test_client()


def arrive(client: FlaskClient, path: str = "/de-de/", referrer: str = "", **headers: str):
    told = {"User-Agent": PERSON, **headers}
    if referrer:
        told["Referer"] = referrer
    answer = client.get(path, headers=told)
    client.application.extensions["door_counter"].flush()
    db.session.rollback()
    return answer


def count(model: type | FromClause) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def arrivals() -> int:
    return count(traffic.arrivals(true()))


def journey(client: FlaskClient) -> str:
    return client.get_cookie("visit").value.split(".")[0]


def test_a_campaign_is_written_down_though_the_page_was_kept(client: FlaskClient) -> None:
    arrive(client, **{"User-Agent": "Googlebot/2.1"})  # fills the cache, counts nobody
    assert count(Visit) == 0
    answer = arrive(client, "/de-de/?utm_source=ig&utm_medium=paid_social&utm_campaign=Lamps")
    assert answer.headers["X-Page-Cache"] == "hit"
    first, last = traffic.path_of(journey(client))
    assert first == last
    assert (last["channel"], last["campaign"]) == ("Paid Social", "lamps")


def test_coming_back_from_paying_is_no_new_source(client: FlaskClient) -> None:
    arrive(client, "/de-de/?utm_source=news&utm_medium=email")
    for host in ("checkout.stripe.com", "www.paypal.com", "accounts.google.com", "localhost"):
        arrive(client, "/de-de/about", f"https://{host}/")
    assert arrivals() == 1
    assert traffic.path_of(journey(client))[1]["channel"] == "Email"


def test_who_came_alone_began_alone_though_a_source_followed_in_the_same_millisecond(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    present = clock.now()
    monkeypatch.setattr(clock, "now", lambda: present)
    arrive(client, "/en-us/")
    arrive(client, "/en-us/about", referrer="https://www.google.com/")
    first, last = traffic.path_of(journey(client))
    assert (first["channel"], last["channel"]) == ("Direct", "Organic Search")


def test_reloading_the_landing_page_counts_once(client: FlaskClient) -> None:
    for _ in range(3):
        arrive(client, "/de-de/?gclid=AbC")
    assert (count(Visit), arrivals()) == (1, 1)


def test_a_pause_begins_a_new_visit_and_keeps_the_source(client: FlaskClient) -> None:
    arrive(client, "/en-us/", referrer="https://www.google.com/")
    clock.shift(timedelta(days=3))
    arrive(client, "/en-us/about")
    assert count(Visit) == 2
    first, last = traffic.path_of(journey(client))
    assert (first["channel"], last["channel"]) == ("Organic Search", "Organic Search")


def test_changing_the_language_loses_nothing(client: FlaskClient) -> None:
    arrive(client, referrer="https://chatgpt.com/")
    arrive(client, "/fr-fr/", "http://localhost/de-de/")
    assert (count(Visit), arrivals()) == (1, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Fetch-Dest": "empty"},
        {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
    ],
)
def test_who_is_not_a_visitor_is_not_counted(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = arrive(client, "/de-de/?gclid=AbC", **headers)
    assert answer.status_code == 200
    assert count(Visit) == 0
    assert "visit=" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    "cookie", ["", "x", "....", "a.b.c.d", "z" * 32 + "." + "z" * 32 + ".1.", "\u00e9" * 40]
)
def test_a_forged_cookie_is_as_none(client: FlaskClient, cookie: str) -> None:
    client.set_cookie("visit", cookie)
    arrive(client)
    assert count(Visit) == 1


def test_somebodys_page_is_not_for_shared_caches(client: FlaskClient) -> None:
    first = arrive(client, "/en-us/")
    assert "Set-Cookie" in first.headers
    assert "public" not in first.headers["Cache-Control"]
    assert "public" in arrive(client, "/en-us/").headers["Cache-Control"]


def test_staff_are_not_counted(client: FlaskClient) -> None:
    client.set_cookie("staff", "1")
    arrive(client, "/de-de/?gclid=AbC")
    assert count(Visit) == 0


def test_a_counter_that_fails_does_not_keep_the_page_away(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(traffic, "record", broken)
    assert arrive(client, "/de-de/?gclid=AbC").status_code == 200

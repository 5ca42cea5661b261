"""Two layers of consent: everybody is counted, and only who may be recognised is recognised."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, true
from werkzeug.test import TestResponse

from storefront import clock, traffic
from storefront.db import db
from storefront.orders import Order
from storefront.traffic import ConsentChoice, Visit
from tests.checkout.conftest import Till, place, settings, template, till
from tests.web.buying import buy

__all__ = ["place", "settings", "template", "till"]

PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
TAGGED = "?utm_source=news&utm_medium=email&utm_campaign=autumn&gclid=Cj0"
QUESTION = "13 Monate"


class Shopper:
    """A browser that goes about the German or the American shop."""

    def __init__(self, app: Flask, tag: str = "de-de", **headers: str) -> None:
        self.app, self.tag = app, tag
        self.client: FlaskClient = app.test_client()
        self.headers = {"User-Agent": PERSON, **headers}

    def get(self, rest: str = "/") -> TestResponse:
        return self.client.get(f"/{self.tag}{rest}", headers=self.headers)

    def say(self, answer: str, path: str = "/") -> TestResponse:
        told = {"answer": answer, "path": path}
        return self.client.post(f"/{self.tag}/consent", data=told, headers=self.headers)

    def cookie(self, name: str) -> str:
        found = self.client.get_cookie(name)
        return found.value if found else ""

    def order(self, till: Till) -> Order:
        """What is known of the source when an order is placed now."""
        assert self.tag == "de-de"
        return buy(till, self.client, self.headers)


def visits() -> list[Visit]:
    db.session.rollback()
    return list(db.session.scalars(select(Visit).order_by(Visit.started_at)))


def test_people_are_asked_where_they_must_be_until_they_answer(app: Flask, till: Till) -> None:
    shopper = Shopper(app)
    asked = shopper.get()
    assert QUESTION in asked.text and asked.headers["Cache-Control"] == "private, no-cache"
    answered = shopper.say("yes", "/c/lighting")
    assert answered.status_code == 303 and answered.headers["Location"] == "/de-de/c/lighting"
    after = shopper.get()
    assert QUESTION not in after.text
    # The next person who comes is asked again: one answer is not everybody's.
    assert QUESTION in Shopper(app).get().text
    assert QUESTION not in Shopper(app, **{"Sec-GPC": "1"}).get().text
    assert "13 months" not in Shopper(app, "en-us").get().text
    db.session.rollback()
    (kept,) = db.session.scalars(select(ConsentChoice)).all()
    assert kept.agreed and kept.country == "DE" and QUESTION in kept.text and kept.visit_id


def test_who_does_not_answer_is_known_for_one_visit(app: Flask, till: Till) -> None:
    shopper = Shopper(app)
    first = shopper.get(TAGGED)
    assert "Max-Age" not in first.headers["Set-Cookie"]
    clock.shift(timedelta(hours=2))
    shopper.get("/c/lighting")
    app.extensions["door_counter"].flush()
    one, two = visits()
    assert two.journey is None and {one.basis, two.basis} == {"unanswered"}


def test_who_agrees_is_known_over_visits(app: Flask, till: Till) -> None:
    shopper = Shopper(app)
    shopper.get(TAGGED)
    agreed = shopper.say("yes")
    assert "Max-Age=34128000" in " ".join(agreed.headers.getlist("Set-Cookie"))
    clock.shift(timedelta(days=3))
    shopper.get("/c/lighting")
    app.extensions["door_counter"].flush()
    one, two = visits()
    assert two.journey == one.id and two.basis == "agreed"


def test_where_people_may_object_they_are_known_until_they_do(app: Flask, till: Till) -> None:
    shopper = Shopper(app, "en-us")
    assert "Max-Age=34128000" in shopper.get(TAGGED).headers["Set-Cookie"]
    assert "You have not objected" in shopper.get("/privacy").text
    shopper.say("no", "/privacy")
    assert not shopper.cookie("visit")
    assert "You said no" in shopper.get("/privacy").text


@pytest.mark.parametrize("how", ["refused", "signalled"])
def test_who_objects_is_counted_and_joined_to_nothing(app: Flask, till: Till, how: str) -> None:
    shopper = Shopper(app, **({"Sec-GPC": "1"} if how == "signalled" else {}))
    if how == "refused":
        shopper.get()
        shopper.say("no")
    for _ in range(2):
        shopper.get(f"/{TAGGED}")
    assert not shopper.cookie("visit")
    app.extensions["door_counter"].flush()
    found = [each for each in visits() if each.basis == how]
    assert len(found) == 1 and not found[0].journey
    (came,) = db.session.execute(select(traffic.arrivals(true()))).all()
    assert (came.visit_id, came.campaign) == (found[0].id, "autumn")

    order = shopper.order(till)
    assert (order.visit_id, order.first_touch, order.last_touch) == (None, None, None)
    assert order.source_basis == how


def test_an_order_says_how_its_source_is_known(app: Flask, till: Till) -> None:
    shopper = Shopper(app)
    shopper.get(TAGGED)
    order = shopper.order(till)
    assert order.source_basis == "unanswered"
    assert order.last_touch and order.last_touch["campaign"] == "autumn"
    assert order.last_touch["click_ids"] == {}


def test_an_order_from_a_browser_without_cookies_says_why_it_is_unknown(
    app: Flask, till: Till
) -> None:
    shopper = Shopper(app)
    shopper.client.post(
        "/de-de/basket/lines", data={"variant": till.variants["lamp"]}, headers=shopper.headers
    )
    order = shopper.order(till)
    assert order.source_basis in ("no_cookie", "unanswered")


def test_answers_come_from_our_own_pages_and_lead_to_them(app: Flask, till: Till) -> None:
    shopper = Shopper(app)
    shopper.headers["Origin"] = "https://evil.example"
    assert shopper.say("yes").status_code in (400, 403)
    del shopper.headers["Origin"]
    for path in ("//evil.example", "https://evil.example", "/\\evil.example", "\r\nX: y"):
        where = shopper.say("no", path).headers["Location"]
        assert where.startswith("/de-de/") and "\n" not in where

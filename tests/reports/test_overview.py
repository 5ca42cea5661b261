"""Reports give the same numbers from sums as from rows, for every cut, and again when made anew."""

import random
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from storefront import clock, reports, traffic
from storefront.db import db, transaction
from storefront.reports import Cut, Overview
from storefront.traffic import Landing, Step, VisitSum
from storefront.traffic.models import Visit
from tests.checkout.conftest import Till, place, settings, template, till

__all__ = ["place", "settings", "template", "till"]

DAYS = 6
LANDINGS = (
    ("", ""),
    ("https://www.google.com/", ""),
    ("", "gclid=AbC"),
    ("", "utm_source=news&utm_medium=email&utm_campaign=autumn"),
    ("https://chatgpt.com/", ""),
)


def crowd(seed: int, visits: int = 120) -> None:
    """Visits of some days, each with up to three sources and its own way towards an order."""
    dice = random.Random(seed)
    now = clock.now()
    landings, steps = [], {}
    for number in range(visits):
        at = now - timedelta(seconds=dice.randrange(DAYS * 86_400))
        country, language = dice.choice([("DE", "de"), ("US", "en"), ("JP", "ja"), ("AT", "de")])
        visit = f"{seed:04x}{number:028x}"
        for _ in range(dice.choice([1, 1, 1, 2, 3])):
            origin = traffic.classify(*dice.choice(LANDINGS))
            automated = dice.random() < 0.1
            landings.append(
                Landing(visit, visit, at, country, language, "/", origin, automated, "allowed")
            )
            at += timedelta(minutes=3)
        steps[visit] = Step(dice.randrange(4))
    with transaction():
        traffic.record(landings)
        for key, step in steps.items():
            db.session.execute(update(Visit).where(Visit.id == key).values(step=int(step)))


def cuts(last: date) -> list[Cut]:
    first = last - timedelta(days=DAYS)
    whole = [Cut(first, last), Cut(first + timedelta(days=1), last - timedelta(days=2))]
    return [
        *whole,
        *(Cut(first, last, market) for market in ("de", "us", "jp")),
        *(Cut(first, last, "", channel) for channel in ("Direct", "Email", "AI Assistant")),
        Cut(first, last, "de", "Email"),
        *(Cut(first, last, source=source) for source in ("google", "news", "nobody")),
    ]


def read(all_cuts: list[Cut]) -> list[Overview]:
    db.session.rollback()
    return [reports.overview(cut) for cut in all_cuts]


@pytest.mark.parametrize("seed", [1, 2])
def test_sums_and_rows_say_the_same_for_every_cut(app: Flask, seed: int) -> None:
    crowd(seed)
    all_cuts = cuts(clock.shop_day())
    raw = read(all_cuts)
    assert raw[0].total.visits > 80 and raw[0].total.checkouts > 5
    assert traffic.sum_visits() > DAYS
    assert read(all_cuts) == raw
    kept = db.session.scalar(select(func.sum(VisitSum.visits)).where(VisitSum.grain == "day"))
    assert kept and kept > 40
    traffic.sum_visits()
    assert read(all_cuts) == raw
    assert traffic.sum_again() > DAYS
    assert read(all_cuts) == raw


def test_a_day_that_has_settled_is_read_from_its_sum(app: Flask) -> None:
    """Seen from the other side: what is changed behind a settled sum is not counted again."""
    crowd(3)
    whole = [cuts(clock.shop_day())[0]]
    traffic.sum_visits()
    before = read(whole)
    with transaction():
        db.session.execute(update(Visit).values(automated=True))
    after = read(whole)
    assert 0 < after[0].total.visits < before[0].total.visits
    traffic.sum_again()
    assert read(whole)[0].total.visits == 0


def test_what_has_not_settled_is_counted_as_it_is_now(app: Flask) -> None:
    """A visit of this hour gets further after its hour was looked at; an old one does not."""
    crowd(4, 60)
    traffic.sum_visits()
    old, new = "e" * 32, "f" * 32
    origin = traffic.classify("", "")
    long_ago = clock.now() - timedelta(hours=7)
    with transaction():
        traffic.record(
            [
                Landing(old, old, long_ago, "DE", "de", "/", origin, basis="allowed"),
                Landing(new, new, clock.now(), "DE", "de", "/", origin, basis="allowed"),
            ]
        )
    traffic.sum_again()
    today = Cut(clock.shop_day() - timedelta(days=1), clock.shop_day())
    before = reports.overview(today).total
    with transaction():
        traffic.record_steps({old: Step.CHECKOUT, new: Step.CHECKOUT})
    after = reports.overview(today).total
    assert (after.visits, after.checkouts) == (before.visits, before.checkouts + 1)
    traffic.sum_again()
    assert reports.overview(today).total == after


@pytest.mark.parametrize("side", reports.SIDES)
def test_orders_by_any_side_sum_to_the_same(till: Till, side: str) -> None:
    order = till.paid({"lamp": 1, "mug": 2})
    told = reports.overview(Cut(clock.shop_day() - timedelta(days=1), clock.shop_day()))
    assert told.total.orders == 1 and told.total.revenue == {"EUR": order.total_minor}
    rows = [row for _key, row in told.rows(side)]
    assert sum(row.orders for row in rows) == 1
    assert sum(row.revenue["EUR"] for row in rows) == order.total_minor


def test_products_are_followed_from_the_look_to_the_stock(till: Till) -> None:
    till.paid({"lamp": 2, "mug": 1})
    today = clock.shop_day()
    with transaction():
        traffic.count_products({(today, "lamp", "DE"): 7, (today, "mug", "US"): 1}, {})
        traffic.count_products({(today, "lamp", "DE"): 3}, {(today, "lamp", "DE"): 2})
    rows = {row.slug: row for row in reports.product_figures(Cut(today, today))}
    assert (rows["lamp"].views, rows["lamp"].added, rows["lamp"].sold) == (10, 2, 2)
    assert rows["lamp"].in_stock == 8 and rows["lamp"].cover_days == 4
    german = {row.slug: row for row in reports.product_figures(Cut(today, today, "de"))}
    assert german["mug"].views == 0

"""Visits and touches, written and read back."""

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, true

from storefront import clock, traffic
from storefront.db import db, transaction


def landing(visit: str, referrer: str = "", query: str = "", journey: str = "1" * 32):
    return traffic.Landing(
        visit * 32, journey, clock.now(), "DE", "de", "/de-de/", traffic.classify(referrer, query)
    )


def test_the_first_and_the_last_source_of_a_journey_are_found(app: Flask) -> None:
    with transaction():
        traffic.record([landing("a", "https://www.google.com/")])
    clock.shift(timedelta(hours=3))
    with transaction():
        traffic.record([landing("b", "", "utm_source=news&utm_medium=email&utm_campaign=May")])
        traffic.record([landing("c")])
    first, last = traffic.path_of("1" * 32)
    assert first and first["channel"] == "Organic Search"
    assert last and (last["channel"], last["campaign"]) == ("Email", "may")


def test_an_ad_after_a_direct_start_is_the_last_source_only(app: Flask) -> None:
    with transaction():
        traffic.record([landing("a")])
    clock.shift(timedelta(minutes=5))
    with transaction():
        traffic.record([landing("b", "", "gclid=AbC")])
    first, last = traffic.path_of("1" * 32)
    assert first and first["channel"] == "Direct"
    assert last and last["click_ids"] == {"gclid": "AbC"}


def test_a_second_source_in_a_visit_stands_beside_the_first(app: Flask) -> None:
    first = landing("a", "", "utm_source=news&utm_medium=email&gclid=One")
    with transaction():
        traffic.record([first])
    clock.shift(timedelta(minutes=5))
    again = replace(landing("a", "", "gclid=Two"), journey=first.journey)
    with transaction():
        traffic.record([again])
        traffic.record([replace(again, at=again.at + timedelta(seconds=1), origin=first.origin)])
    assert db.session.query(traffic.Touch).count() == 2
    began, last = traffic.path_of("1" * 32)
    assert (began["source"], began["click_ids"]) == ("news", {"gclid": "One"})
    assert (last["source"], last["click_ids"]) == ("news", {"gclid": "One"})
    came = db.session.execute(select(traffic.arrivals(true())).order_by("at")).all()
    assert [row.source for row in came] == ["news", "google", "news"]
    assert {row.visit_id for row in came} == {"a" * 32}
    recent = traffic.arrivals(traffic.OriginRow.source == "news", since=again.at)
    assert len(db.session.execute(select(recent)).all()) == 1


def test_two_sources_that_are_written_down_together_both_count(app: Flask) -> None:
    one = landing("a", "https://www.google.com/")
    two = replace(landing("a", "https://www.bing.com/"), at=one.at)
    with transaction():
        traffic.record([one, two])
    came = db.session.execute(select(traffic.arrivals(true()))).all()
    assert sorted(row.source for row in came) == ["bing", "google"]


def test_the_number_of_a_visit_begins_with_its_time(app: Flask) -> None:
    one = traffic.new_visit_id()
    clock.shift(timedelta(seconds=1))
    two = traffic.new_visit_id()
    assert len(one) == len(two) == 32
    assert one < two and one[12:] != two[12:]


def test_somebody_never_seen_is_unknown_and_not_direct(app: Flask) -> None:
    assert traffic.path_of("f" * 32) == (None, None)


def test_click_ids_are_forgotten_after_90_days(app: Flask) -> None:
    with transaction():
        traffic.record([landing("a", "", "gclid=AbC")])
    clock.shift(timedelta(days=91))
    with transaction():
        assert traffic.purge_click_ids() == 1
    assert traffic.path_of("1" * 32)[1]["click_ids"] == {}

"""Visits and touches, written and read back."""

from datetime import timedelta

from flask import Flask

from storefront import clock, traffic
from storefront.db import transaction


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


def test_somebody_never_seen_is_unknown_and_not_direct(app: Flask) -> None:
    assert traffic.path_of("f" * 32) == (None, None)


def test_click_ids_are_forgotten_after_90_days(app: Flask) -> None:
    with transaction():
        traffic.record([landing("a", "", "gclid=AbC")])
    clock.shift(timedelta(days=91))
    with transaction():
        assert traffic.purge_click_ids() == 1
    assert traffic.path_of("1" * 32)[1]["click_ids"] == {}

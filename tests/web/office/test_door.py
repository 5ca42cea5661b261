"""Nobody sees or does anything in the office without signing in."""

from datetime import timedelta

import pytest
from flask import Flask, url_for
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from storefront import accounts, clock
from storefront.db import transaction

from .conftest import EMAIL, PASSWORD, Desk


def some(converter: object) -> object:
    """A value that a part of an address can have."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "en"


def office_rules(app: Flask, method: str) -> list[Rule]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("office.")]
    return [rule for rule in rules if method in (rule.methods or set())]


def address(app: Flask, rule: Rule) -> str:
    values = {name: some(each) for name, each in rule._converters.items()}
    with app.test_request_context():
        return url_for(rule.endpoint, **values)


def test_strangers_are_led_to_the_door_from_every_page(app: Flask, stranger: Desk) -> None:
    rules = [each for each in office_rules(app, "GET") if each.endpoint != "office.sign_in"]
    assert len(rules) > 10
    for rule in rules:
        stranger.get(address(app, rule), 303)
        assert stranger.last.startswith("/office/sign-in?next="), rule


def test_strangers_can_do_nothing_even_with_a_token(app: Flask, stranger: Desk) -> None:
    rules = [each for each in office_rules(app, "POST") if each.endpoint != "office.sign_in"]
    assert len(rules) > 10
    for rule in rules:
        stranger.get("/office/sign-in")
        stranger.post(address(app, rule), 303)
        assert stranger.last.startswith("/office/sign-in"), rule


def test_every_form_without_its_token_is_refused(app: Flask, desk: Desk) -> None:
    for rule in office_rules(app, "POST"):
        desk.token = ""
        assert "open for too long" in desk.post(address(app, rule), 400), rule


def test_the_owner_comes_in_and_nothing_is_kept_by_caches(desk: Desk) -> None:
    answer = desk.open("/office/")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_signing_in_leads_on_to_where_one_wanted_to_go(stranger: Desk) -> None:
    stranger.get("/office/orders?state=paid", 303)
    stranger.get(stranger.last)
    stranger.post(
        "/office/sign-in", email=EMAIL, password=PASSWORD, next="/office/orders?state=paid"
    )
    assert stranger.last == "/office/orders?state=paid"


@pytest.mark.parametrize(
    "trap",
    [
        "https://evil.example/",
        "//evil.example/office/",
        "/\\evil.example",
        "/office/\\..",
        "/de-de/",
    ],
)
def test_a_sign_in_never_leads_out_of_the_office(stranger: Desk, trap: str) -> None:
    stranger.get("/office/sign-in")
    stranger.post("/office/sign-in", email=EMAIL, password=PASSWORD, next=trap)
    assert stranger.last == "/office/"


def test_an_unknown_address_and_a_wrong_password_are_told_alike(stranger: Desk) -> None:
    first = stranger.sign_in(password="wrong wrong wrong", status=422)
    second = stranger.sign_in("nobody@example.com", "wrong wrong wrong", status=422)
    assert "do not belong together" in first
    assert "do not belong together" in second
    assert 'value="owner@example.com"' in first


def test_ten_wrong_tries_are_enough_for_five_minutes(stranger: Desk) -> None:
    for _ in range(10):
        stranger.sign_in(password="wrong wrong wrong", status=422)
    assert "Too many tries" in stranger.sign_in(status=429)


def test_tries_for_one_person_are_counted_across_addresses(app: Flask, stranger: Desk) -> None:
    for n in range(10):
        stranger.get("/office/sign-in")
        answer = stranger.open(
            "/office/sign-in",
            method="POST",
            data={"csrf_token": stranger.token, "email": EMAIL.upper(), "password": "no" * 9},
            environ_overrides={"REMOTE_ADDR": f"203.0.113.{n}"},
        )
        assert answer.status_code == 422
    stranger.sign_in(status=429)


def test_signing_in_starts_a_new_session_and_marks_the_staff(stranger: Desk) -> None:
    stranger.get("/office/sign-in")
    with stranger.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    stranger.post("/office/sign-in", email=EMAIL, password=PASSWORD)
    with stranger.client.session_transaction() as session:
        assert "planted" not in session
    cookie = stranger.client.get_cookie("staff")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_signing_out_closes_the_door(desk: Desk) -> None:
    desk.post("/office/sign-out")
    desk.get("/office/", 303)


def test_a_copied_cookie_opens_nothing_after_signing_out(desk: Desk, app: Flask) -> None:
    copied = desk.client.get_cookie("session")
    assert copied is not None
    thief = Desk(app.test_client())
    thief.client.set_cookie("session", copied.value)
    thief.get("/office/")
    desk.get("/office/")
    desk.post("/office/sign-out")
    thief.get("/office/", 303)


def test_a_new_password_ends_open_sessions(desk: Desk) -> None:
    with transaction():
        staff = accounts.find_by_email(EMAIL)
        assert staff is not None
        accounts.change_password(staff, "another long password")
    desk.get("/office/", 303)


def test_a_session_lasts_a_working_day_at_most(desk: Desk) -> None:
    clock.shift(timedelta(hours=13))
    desk.get("/office/", 303)


def test_the_office_speaks_the_language_a_person_chose(desk: Desk) -> None:
    assert "does not speak" in desk.post("/office/language", 400, language="xx")
    desk.post("/office/language", language="zh", next="/office/orders")
    assert desk.last == "/office/orders"
    assert '<html lang="zh-Hans">' in desk.follow()

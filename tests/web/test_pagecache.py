"""Pages that are the same for everyone are made once; what belongs to somebody never is kept."""

from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storefront import catalog
from storefront.db import transaction
from storefront.money import Money
from storefront.web.pagecache import PageCache
from storefront.web.ringfile import RingFile
from tests.shop.shelves import stock_the_shelves

PERSON = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36"}


@pytest.fixture
def variants(app: Flask) -> Mapping[str, int]:
    return stock_the_shelves(plenty=50, rare=3)


@pytest.fixture
def client(app: Flask, variants: Mapping[str, int]) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("staff", "1")
    return client


def state(client: FlaskClient, path: str, **headers: str) -> str | None:
    answer = client.get(path, headers={**PERSON, **headers})
    assert answer.status_code == 200
    return answer.headers.get("X-Page-Cache")


def a_page(variants: Mapping[str, int]) -> str:
    return f"/de-de/p/{next(iter(variants))}"


def test_a_page_is_made_once_for_all(client: FlaskClient, variants: Mapping[str, int]) -> None:
    page = a_page(variants)
    assert state(client, page) == "miss"
    assert state(client, page) == "hit"


def test_where_somebody_came_from_makes_no_new_page(
    client: FlaskClient, variants: Mapping[str, int]
) -> None:
    page = a_page(variants)
    state(client, page)
    assert state(client, f"{page}?utm_source=news&gclid=AbC") == "hit"


def test_another_language_is_another_page(client: FlaskClient, variants: Mapping[str, int]) -> None:
    page = a_page(variants)
    german = client.get(page).text
    english = client.get(page.replace("/de-de/", "/en-us/")).text
    assert german != english


def test_a_price_change_shows_at_once(
    app: Flask,
    client: FlaskClient,
    variants: Mapping[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("storefront.web.pagecache.VERSION_SECONDS", 0.0)
    page = a_page(variants)
    state(client, page)
    with transaction():
        catalog.set_price(next(iter(variants.values())), "de", Money(123_450, "EUR"))
    answer = client.get(page, headers=PERSON)
    assert answer.headers["X-Page-Cache"] == "miss"
    assert "1.234,50" in answer.text


def test_a_basket_is_never_kept(client: FlaskClient) -> None:
    answer = client.get("/de-de/basket", headers=PERSON)
    assert "X-Page-Cache" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_browser_that_has_the_page_is_told_so(
    client: FlaskClient, variants: Mapping[str, int]
) -> None:
    page = a_page(variants)
    etag = client.get(page).headers["ETag"]
    assert client.get(page, headers={"If-None-Match": etag}).status_code == 304


def test_a_browser_gets_the_page_compressed(
    client: FlaskClient, variants: Mapping[str, int]
) -> None:
    answer = client.get(a_page(variants), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 20_000


def test_the_cache_does_not_grow_without_end(client: FlaskClient) -> None:
    cache = next(
        layer for layer in layers(client.application.wsgi_app) if isinstance(layer, PageCache)
    )
    cache.kept = RingFile(60_000)
    for number in range(40):
        state(client, f"/de-de/search?q=lamp{number}")
    assert 0 < len(cache.kept.places) < 40
    assert state(client, "/de-de/search?q=lamp39") == "hit"
    assert state(client, "/de-de/search?q=lamp0") == "miss"


def layers(application: object) -> list[object]:
    """A WSGI application and everything inside it."""
    found: list[object] = []
    while application is not None:
        found.append(application)
        application = getattr(application, "inner", None) or getattr(
            application, "application", None
        )
    return found

"""Pages anyone may open."""

import re

import pytest
from flask.testing import FlaskClient

from storefront.markets import all_locales

ANONYMOUS = (
    "/",
    "/c/lighting",
    "/p/dune-mug",
    "/search?q=lamp",
    "/search",
    "/about",
    "/shipping-and-returns",
    "/imprint",
    "/privacy",
)
SINGLE_LOCALES = ("en-us", "de-de", "de-at", "fr-fr", "en-gb", "ja-jp", "zh-de")


@pytest.mark.parametrize("tag", SINGLE_LOCALES)
def test_every_page_answers_in_the_language_of_its_address(client: FlaskClient, tag: str) -> None:
    for path in ANONYMOUS:
        answer = client.get(f"/{tag}{path}")
        assert answer.status_code == 200, path
        language, country = tag.split("-")
        assert f'<html lang="{language}-{country.upper()}">' in answer.text


def test_anonymous_pages_are_the_same_for_everyone(client: FlaskClient) -> None:
    for path in set(ANONYMOUS) - {"/privacy"}:  # which says what the reader answered
        answer = client.get(f"/en-us{path}")
        assert answer.headers["Cache-Control"].startswith("public")
        assert "csrf_token" not in answer.text
        cookies = answer.headers.getlist("Set-Cookie")
        assert not [each for each in cookies if each.startswith(("session", "basket", "locale"))]
        client.set_cookie("basket", "somebody")
        assert client.get(f"/en-us{path}").data == answer.data


def test_a_page_names_itself_in_every_language_and_country(client: FlaskClient) -> None:
    text = client.get("/de-at/p/dune-mug?variant=1&utm_source=x").text
    assert '<link rel="canonical" href="http://127.0.0.1:8000/de-at/p/dune-mug">' in text
    named = re.findall(r'hreflang="([^"]+)" href="([^"]+)"', text)
    assert len(named) == len(all_locales()) + 1
    assert ("ja-JP", "http://127.0.0.1:8000/ja-jp/p/dune-mug") in named


def test_what_does_not_exist_is_said_in_the_readers_language(client: FlaskClient) -> None:
    for path in ("/de-de/p/nothing", "/de-de/c/nothing", "/de-de/nothing/at/all"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Diese Seite konnten wir nicht finden." in answer.text
    assert client.get("/xx-us/").status_code == 404
    assert client.get("/de-xx/").status_code == 404


@pytest.mark.parametrize(
    "query",
    (
        "sort=nonsense",
        "page=0",
        "page=99999999999999999999",
        "page=-1",
        "page=x",
        "price_from=abc&price_to=-3",
        "price_from=1e9",
        "price_from=99999999999999999999",
        "colour=&colour=%F0%9F%98%80",
        "colour=a&colour=b&size=c&x=d&y=e&z=f&w=g",
        "q=%25%27%22--",
    ),
)
def test_odd_addresses_of_shelves_give_a_page(client: FlaskClient, query: str) -> None:
    assert client.get(f"/en-us/c/lighting?{query}").status_code == 200
    assert client.get(f"/en-us/search?q=lamp&{query}").status_code == 200


def test_a_shelf_is_narrowed_by_price_and_says_so(client: FlaskClient) -> None:
    text = client.get("/en-us/c/lighting?price_to=50").text
    assert "Dune mug" in text and "Ori lamp" not in text
    assert "up to $50.00" in text
    assert "Nothing here fits" in client.get("/en-us/c/lighting?price_from=5000").text


def test_few_left_is_said(client: FlaskClient) -> None:
    assert "Only 3 left" in client.get("/en-us/p/last-ten").text
    assert "In stock" in client.get("/en-us/p/dune-mug").text


def test_the_bare_address_leads_to_the_persons_own_shop(client: FlaskClient) -> None:
    def led(languages: str) -> str:
        answer = client.get("/", headers={"Accept-Language": languages})
        assert answer.status_code == 302 and "Accept-Language" in answer.headers["Vary"]
        return answer.headers["Location"]

    assert led("") == "/en-us/"
    assert led("de-AT,de;q=0.9") == "/de-at/"
    assert led("de") == "/de-de/"
    assert led("ja,en;q=0.5") == "/ja-jp/"
    assert led("zh-Hans-DE") == "/zh-de/"
    assert led("pt-BR,fr;q=0.5") == "/fr-fr/"
    assert led("tlh") == "/en-us/"


def test_switching_keeps_the_page_and_is_remembered(client: FlaskClient) -> None:
    answer = client.post(
        "/switch", data={"country": "JP", "language": "ja", "path": "/p/dune-mug?variant=1"}
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/ja-jp/p/dune-mug?variant=1"
    assert client.get("/").headers["Location"] == "/ja-jp/"


@pytest.mark.parametrize("path", ("//evil.example", "https://evil.example/", "/\\evil.example"))
def test_switching_never_leads_out_of_the_shop(client: FlaskClient, path: str) -> None:
    answer = client.post("/switch", data={"country": "DE", "language": "de", "path": path})
    assert answer.headers["Location"].startswith("/de-de/")


def test_crawlers_find_the_map(client: FlaskClient) -> None:
    assert "Sitemap: http" in client.get("/robots.txt").text
    text = client.get("/sitemap.xml").text
    assert "<loc>http://127.0.0.1:8000/en-us/p/dune-mug</loc>" in text
    assert 'hreflang="de-AT"' in text

"""The basket, without JavaScript."""

from collections.abc import Mapping

from flask.testing import FlaskClient


def test_a_basket_is_filled_changed_and_emptied(
    client: FlaskClient, variants: Mapping[str, int]
) -> None:
    mug = variants["dune-mug"]
    answer = client.post("/en-us/basket/lines", data={"variant": mug, "quantity": "2"})
    assert answer.status_code == 303 and answer.headers["Location"] == "/en-us/basket"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "5184000" in cookie

    assert client.get("/en-us/basket/summary").get_json()["count"] == 2
    assert "$48.00" in client.get("/en-us/basket").text

    client.post(f"/en-us/basket/lines/{mug}", data={"quantity": "2", "step": "1"})
    assert client.get("/en-us/basket/summary").get_json()["count"] == 3
    client.post(f"/en-us/basket/lines/{mug}", data={"quantity": "5"})
    assert client.get("/en-us/basket/summary").get_json()["count"] == 5
    client.post(f"/en-us/basket/lines/{mug}", data={"quantity": "5", "remove": "1"})
    assert "Your basket is empty" in client.get("/en-us/basket").text


def test_more_than_there_is_shows_at_the_line(
    client: FlaskClient, variants: Mapping[str, int]
) -> None:
    rare = variants["last-ten"]
    client.post("/en-us/basket/lines", data={"variant": rare, "quantity": "9"})
    text = client.get("/en-us/basket").text
    assert "Only 3 are left" in text
    assert "To checkout" not in text
    assert client.get("/en-us/checkout").headers["Location"] == "/en-us/basket"


def test_nonsense_is_refused_with_a_sentence(client: FlaskClient) -> None:
    for data in (
        {},
        {"variant": "x"},
        {"variant": "99999999", "quantity": "1"},
        {"variant": "1", "quantity": "-1"},
        {"variant": "1", "quantity": "0"},
        {"variant": "1" * 40, "quantity": "1"},
    ):
        answer = client.post("/en-us/basket/lines", data=data)
        assert answer.status_code in (303, 400, 404, 409), data
        assert "Something went wrong" not in answer.text


def test_another_site_cannot_fill_the_basket(
    client: FlaskClient, variants: Mapping[str, int]
) -> None:
    data = {"variant": variants["dune-mug"], "quantity": "1"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post("/en-us/basket/lines", data=data, headers=headers).status_code == 403
    assert client.get("/en-us/basket/summary").get_json()["count"] == 0


def test_the_basket_and_its_number_are_never_cached(client: FlaskClient) -> None:
    for path in ("/en-us/basket", "/en-us/basket/summary"):
        assert client.get(path).headers["Cache-Control"] == "no-store"

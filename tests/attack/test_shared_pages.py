"""Nothing about one visitor gets into a page that others are shown."""

from collections.abc import Mapping

from flask.testing import FlaskClient


def test_a_click_id_stands_in_no_link_of_a_kept_page(
    client: FlaskClient, variants: Mapping[str, int]
) -> None:
    shelf = "/en-us/search?q=lamp&price_from=1"
    first = client.get(f"{shelf}&gclid=one-persons-click&utm_source=forged")
    assert "1" in first.text and "up to" not in first.text
    again = client.get(shelf)
    assert again.headers["X-Page-Cache"] == "hit"
    assert "one-persons-click" not in again.text
    assert "forged" not in again.text

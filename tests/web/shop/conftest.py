"""A small shop with a lamp, a mug and a rare lamp, and a browser to look at it."""

from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.shop.shelves import stock_the_shelves


@pytest.fixture
def variants(app: Flask) -> Mapping[str, int]:
    """What is for sale: variant ids by slug."""
    return stock_the_shelves(plenty=50, rare=3)


@pytest.fixture
def client(app: Flask, variants: Mapping[str, int]) -> Iterator[FlaskClient]:
    """A browser without JavaScript, of somebody who is not counted as a visitor: the counter
    writes half a second later, when this test's database is gone."""
    with app.test_client() as client:
        client.set_cookie("staff", "1")
        yield client

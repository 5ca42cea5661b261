"""A shop with a till that takes real payments, an owner, and the owner's browser."""

import contextvars
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storefront import accounts
from storefront.db import db, transaction
from storefront.web.security import limiter
from tests.checkout.conftest import Till, place, settings, template, till

__all__ = ["place", "settings", "template", "till"]

EMAIL, PASSWORD = "owner@example.com", "correct horse battery staple"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Desk:
    """The owner's browser, which sends what the forms on its pages hold."""

    client: FlaskClient
    token: str = ""
    last: str = field(default="", repr=False)

    def get(self, path: str, status: int = 200) -> str:
        """A page; its token is remembered for the next form."""
        return self._read(self.open(path), status)

    def post(self, path: str, status: int = 303, /, **typed: Any) -> str:
        """Send a form, with the token of the last page."""
        answer = self.open(path, method="POST", data={"csrf_token": self.token, **typed})
        return self._read(answer, status)

    def open(self, path: str, **more: Any) -> TestResponse:
        """One request in a context of its own, as a server gives it; the test's is untouched."""
        return contextvars.Context().run(self.client.open, path, buffered=True, **more)

    def follow(self) -> str:
        """The page that the last answer pointed to."""
        return self.get(self.last)

    def _read(self, answer: TestResponse, status: int) -> str:
        page = answer.get_data(as_text=True)
        db.session.rollback()
        assert answer.status_code == status, page[-3000:]
        self.last = answer.headers.get("Location", "")
        found = TOKEN.search(page)
        if found:
            self.token = found[1]
        return unescape(page)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, status: int = 303) -> str:
        """Through the door."""
        self.get("/office/sign-in")
        return self.post("/office/sign-in", status, email=email, password=password)


@pytest.fixture
def stranger(app: Flask) -> Iterator[Desk]:
    """A browser in which nobody has signed in; the shop has an owner."""
    limiter.reset()
    with transaction():
        accounts.add_staff(EMAIL, "Mei Lin", PASSWORD)
    yield Desk(app.test_client())
    limiter.reset()


@pytest.fixture
def desk(stranger: Desk) -> Desk:
    """The owner, signed in."""
    stranger.sign_in()
    stranger.get("/office/")
    return stranger


@pytest.fixture
def order_number(till: Till) -> str:
    """A paid order of two lamps and a mug."""
    return till.paid({"lamp": 2, "mug": 1}).number

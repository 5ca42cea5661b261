"""Where the person being served came from."""

from typing import Any

from flask import current_app, g, request

from storefront import traffic
from storefront.db import db

from ..arriving import basis_of, stay_of
from ..visits import STAFF_COOKIE

Touch = dict[str, Any]


def current_touches() -> tuple[str | None, Touch | None, Touch | None, str]:
    """The visit's id, the journey's first touch and its last, as the order keeps them, and how
    they are known or why not."""
    basis = basis_of(request.environ, g.locale.country)
    stay = stay_of(request.environ)
    if basis.is_anonymous:
        return None, None, None, basis
    if stay is None:
        return None, None, None, "staff" if STAFF_COOKIE in request.cookies else "no_cookie"
    current_app.extensions["door_counter"].let_in()
    db.session.rollback()  # what this request read before does not know what was just written
    return stay.visit, *traffic.path_of(stay.journey), basis


def last_touch() -> Touch | None:
    """By what the person being served came, as far as it may be known."""
    return current_touches()[2]

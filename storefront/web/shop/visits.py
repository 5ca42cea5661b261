"""Where the person being served came from."""

from typing import Any

from flask import current_app, request

from storefront import traffic

from ..visits import stay_of

Touch = dict[str, Any]


def current_touches() -> tuple[str | None, Touch | None, Touch | None]:
    """The visit's id, the journey's first touch and its last, as the order keeps them."""
    stay = stay_of(request.environ)
    if stay is None:
        return None, None, None
    current_app.extensions["door_counter"].flush()
    return stay.visit, *traffic.path_of(stay.journey)

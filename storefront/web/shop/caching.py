"""Pages that are the same for everyone may be kept and shown again."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, make_response
from werkzeug import Response as WerkzeugResponse

AnyResponse = TypeVar("AnyResponse", bound=WerkzeugResponse)

SECONDS = 60


def cacheable(response: Response) -> Response:
    """Say that anyone may keep this answer for a minute."""
    if response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return response


def cached_page(view: Callable[..., Any]) -> Callable[..., Response]:
    """Mark a view whose page depends on its address alone: no cookie, no token, no session."""

    @wraps(view)
    def keep(*args: Any, **kwargs: Any) -> Response:
        return cacheable(make_response(view(*args, **kwargs)))

    return keep


def private(response: AnyResponse) -> AnyResponse:
    """Say that nobody may keep this answer: it is one person's."""
    response.headers["Cache-Control"] = "no-store"
    return response

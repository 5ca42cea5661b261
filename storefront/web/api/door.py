"""The door of the connector interface: who may enter, how often, and how a refusal looks."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import structlog
from flask import Blueprint, Response, g, jsonify, request
from flask_limiter import RateLimitExceeded
from flask_limiter.util import get_remote_address

from storefront import customs
from storefront.customs import tokens
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _

from ..problems import http_sentence
from ..security import limiter

P = ParamSpec("P")

READS = "600 per minute"
ACTIONS = "60 per minute"
PAPERS = "20 per minute"
STRANGERS = "60 per minute"
"""Tries without a right token, by address."""

log = structlog.get_logger()

blueprint = Blueprint("api", __name__, url_prefix="/api/customs/v1")


class NotLetIn(ShopError):
    """No token, a wrong one, or one that may not do this."""


def needs(scope: tokens.Scope) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Only who shows a bearer token with this scope comes in."""

    def guard(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
            let_in(scope)
            return view(*args, **kwargs)

        return limiter.limit(STRANGERS, deduct_when=_was_stranger)(guarded)

    return guard


def let_in(scope: tokens.Scope) -> None:
    """Raises NotLetIn unless the request shows a token with this scope."""
    token = tokens.holder(_shown_key())
    if token is None:
        raise NotLetIn(_("This needs a bearer token."), 401)
    if scope not in token.scopes:
        raise NotLetIn(_("This token may not do that; it needs %(scope)s.") % {"scope": scope}, 403)
    if tokens.is_use_due(token):
        with transaction():
            tokens.note_use(token.id)
    g.token_ending = token.ending


def shows_key() -> bool:
    """Whether the request comes with a bearer token, right or wrong."""
    return bool(_shown_key())


def by_key() -> str:
    """What tries are counted under: the token, else the address."""
    return f"token:{_shown_key()}" if shows_key() else get_remote_address()


def private(told: dict[str, Any], status: int = 200) -> Response:
    """An answer that no cache keeps."""
    answer = jsonify(told)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def problem(title: str, status: int, **more: Any) -> Response:
    """What is wrong, for machines (RFC 9457)."""
    answer = private({"type": "about:blank", "title": title, "status": status, **more}, status)
    answer.mimetype = "application/problem+json"
    return answer


def _shown_key() -> str:
    kind, _space, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" else ""


def _was_stranger(response: Response) -> bool:
    return response.status_code == 401


@blueprint.errorhandler(ShopError)
def show_refusal(refusal: ShopError) -> Response:
    """A rule said no; its own sentence is the answer."""
    return problem(refusal.message, refusal.status)


@blueprint.errorhandler(NotLetIn)
def show_closed_door(refusal: NotLetIn) -> Response:
    """Says that a bearer token opens, and why this one did not (RFC 6750)."""
    answer = problem(refusal.message, refusal.status)
    lacking = ', error="insufficient_scope"' if refusal.status == 403 else ""
    answer.headers["WWW-Authenticate"] = f'Bearer realm="customs"{lacking}'
    return answer


@blueprint.errorhandler(customs.ReceiptRefused)
def show_refused_receipt(refusal: customs.ReceiptRefused) -> Response:
    """A receipt that is not taken: what is wrong, and where."""
    log.warning("customs_receipt_refused", status=refusal.status, code=refusal.code)
    return problem(refusal.message, refusal.status, code=refusal.code, errors=refusal.errors)


@blueprint.errorhandler(RateLimitExceeded)
def show_haste(_haste: RateLimitExceeded) -> Response:
    """Too many questions; says when to come again, in seconds."""
    answer = problem(http_sentence(429), 429)
    answer.headers["Retry-After"] = "60"
    return answer

"""Asking the shop to hand something over once more."""

import json
from typing import Any

from flask import Response, request

from storefront import customs
from storefront.customs.schema import INSTANT
from storefront.customs.tokens import Scope
from storefront.customs.validating import strictly
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _

from ..security import limiter
from .door import ACTIONS, blueprint, by_key, needs, private
from .questions import asked, instant

RANGE: dict[str, Any] = {
    "title": "Range of time",
    "type": "object",
    "required": ["from", "to"],
    "additionalProperties": False,
    "properties": {
        "from": {"title": "First instant", "type": "string", "pattern": INSTANT},
        "to": {"title": "Instant after the last", "type": "string", "pattern": INSTANT},
    },
    "examples": [{"from": "2026-11-23T00:00:00Z", "to": "2026-11-24T00:00:00Z"}],
}


@blueprint.post("/dossiers/<dossier_id>/resend")
@limiter.limit(ACTIONS, key_func=by_key)
@needs(Scope.RESEND)
def resend(dossier_id: str) -> Response:
    """Send the newest revision once more."""
    asked()
    with transaction():
        customs.resend(dossier_id)
    return private({"promised": True}, 202)


@blueprint.post("/replay")
@limiter.limit("10 per minute", key_func=by_key)
@needs(Scope.RESEND)
def replay() -> Response:
    """Send every dossier once more of which an event was made in a range of time.

    Each goes out once, as its newest revision: what came before it counts no more.
    """
    asked()
    wanted = _range()
    with transaction():
        promised = customs.replay(instant(wanted["from"], "from"), instant(wanted["to"], "to"))
    return private({"promised": promised}, 202)


def _range() -> dict[str, str]:
    request.max_content_length = 4096
    try:
        body = json.loads(request.get_data().decode("utf-8"))
    except (ValueError, RecursionError):
        raise ShopError(_("The body is not JSON in UTF-8."), 422) from None
    if next(strictly(RANGE).iter_errors(body), None):
        raise ShopError(_("The body has a “from” and a “to”, both instants in UTC."), 422)
    wanted: dict[str, str] = body
    return wanted

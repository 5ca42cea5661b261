"""What carriers say of parcels: signed as Standard Webhooks are, kept once."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from storefront import checkout, clock
from storefront.customs.signatures import Forged, key_of, verify
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.shipping import News, Status

LARGEST = 256 * 1024
MOST_EVENTS = 500
LONGEST = {"id": 120, "waybill_no": 40, "place": 120, "text": 300}

log = structlog.get_logger()

blueprint = Blueprint("carrier_hooks", __name__, url_prefix="/hooks")


@blueprint.post("/carriers/<code>")
def carrier_news(code: str) -> ResponseReturnValue:
    """Keep `{"events": [{id, waybill_no, status, at, place, text}]}`; answers what became of it.

    The statuses are those of `shipping.Status`; `at` is an instant as RFC 3339 with its offset.
    """
    pairs = current_app.extensions["settings"].carrier_secrets
    keys = [key_of(secret) for carrier, secret in pairs if carrier == code]
    if not keys:
        abort(404)
    if (request.content_length or 0) > LARGEST:
        raise ShopError(_("That is too large to send."), 413)
    request.max_content_length = LARGEST
    body = request.get_data()
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        verify(keys, headers, body, clock.now().timestamp())
    except Forged as error:
        raise ShopError(str(error), 401) from error
    found = checkout.carrier_says(code, read_news(body))
    log.info("carrier_news", carrier=code, **found)
    return dict(found)


def read_news(body: bytes) -> list[News]:
    """The events of a message; raises ShopError with what is wrong, and keeps none then."""
    try:
        events = json.loads(body)["events"]
    except (ValueError, KeyError, TypeError, RecursionError):
        events = None
    if not isinstance(events, list) or not 0 < len(events) <= MOST_EVENTS:
        raise ShopError(_("Send an object with 1 to 500 events."), 422)
    return [_news(event, number) for number, event in enumerate(events)]


def _news(event: Any, number: int) -> News:
    def wrong(name: str) -> ShopError:
        return ShopError(_("Event %(n)s: %(name)s is wrong.") % {"n": number, "name": name}, 422)

    if not isinstance(event, dict):
        raise wrong("it")
    text = {name: event.get(name, "") for name in LONGEST}
    for name, value in text.items():
        needed = name in ("id", "waybill_no")
        if not isinstance(value, str) or len(value) > LONGEST[name] or (needed and not value):
            raise wrong(name)
        if not value.isprintable():
            raise wrong(name)
    if event.get("status") not in list(Status):
        raise wrong("status")
    try:
        at = datetime.fromisoformat(event["at"])
    except (KeyError, TypeError, ValueError):
        raise wrong("at") from None
    if at.tzinfo is None or not _plausible(at):
        raise wrong("at")
    number_ = "".join(text["waybill_no"].split()).upper()
    status = Status(event["status"])
    return News(text["id"], number_, status, at.astimezone(UTC), text["place"], text["text"])


def _plausible(at: datetime) -> bool:
    now = clock.now()
    return now - timedelta(days=200) < at < now + timedelta(days=1)

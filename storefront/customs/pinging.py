"""Asking the connector whether it is there and knows our signature."""

import json
import secrets
import time
from dataclasses import dataclass

from storefront import clock
from storefront.db import release
from storefront.errors import ShopError
from storefront.markets import gettext

from .connection import connection
from .documents import API_VERSION, instant
from .signatures import sign
from .wire import ForbiddenAddress, NotReached, post

PING = "connector.ping"


@dataclass(frozen=True)
class Echo:
    """What came back: a status, or why nothing did; `milliseconds` on the way."""

    status: int | None
    said: str
    milliseconds: int

    @property
    def is_well(self) -> bool:
        """Whether the connector is there and took our signature."""
        return self.status is not None and 200 <= self.status < 300


def ping() -> Echo:
    """Send `connector.ping` and wait for the answer, at most 15 seconds; holds no connection.

    Raises ShopError when there is no connector.
    """
    way = connection()
    if not way.url:
        raise ShopError(gettext("There is no connector to call: CUSTOMS_URL is not set."), 409)
    release()
    now = clock.now()
    body = json.dumps(
        {"type": PING, "timestamp": instant(now), "api_version": API_VERSION, "data": {}}
    ).encode()
    message_id, timestamp = f"msg_ping_{secrets.token_hex(8)}", int(now.timestamp())
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(way.keys, message_id, timestamp, body),
        "content-type": "application/json",
        "user-agent": "storefront-customs",
        "x-customs-protocol": API_VERSION,
    }
    start = time.perf_counter()
    try:
        answer = post(way.url, body, headers, way.allow_private)
    except (NotReached, ForbiddenAddress) as error:
        return Echo(None, str(error), _since(start))
    return Echo(answer.status, answer.text[:300], _since(start))


def _since(start: float) -> int:
    return round((time.perf_counter() - start) * 1000)

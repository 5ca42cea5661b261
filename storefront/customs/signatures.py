"""Standard Webhooks 1.0 signatures: HMAC-SHA256 over `id.timestamp.body`, as `v1,…`."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

TOLERANCE_SECONDS = 300

_ID = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)


class Forged(Exception):
    """A message that is not proven to come from the connector, or not now."""


def key_of(secret: str) -> bytes:
    """The bytes of a `whsec_…` secret; raises ValueError unless there are 24 to 64."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook secret is whsec_ and Base64.") from error
    if not 24 <= len(key) <= 64:
        raise ValueError("a webhook secret holds 24 to 64 bytes.")
    return key


def sign(keys: Sequence[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """One signature for each active secret, separated by spaces."""
    return " ".join(_signature(key, message_id, timestamp, body) for key in keys)


def verify(keys: Sequence[bytes], headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The proven message id; raises Forged. `headers` are in lower case, `now` in Unix seconds."""
    message_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    offered = headers.get("webhook-signature", "").split()[:16]
    if not _ID.fullmatch(message_id) or not _TIMESTAMP.fullmatch(sent_at) or not offered:
        raise Forged("webhook-id, webhook-timestamp and webhook-signature are needed.")
    right = False
    for key in keys:
        expected = _signature(key, message_id, int(sent_at), body).encode()
        for one in offered:
            right |= hmac.compare_digest(one.encode("utf-8", "replace"), expected)
    if not right:
        raise Forged("No signature matches a known secret.")
    if abs(now - int(sent_at)) > TOLERANCE_SECONDS:
        raise Forged("webhook-timestamp is more than 300 seconds away from now.")
    return message_id


def _signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()

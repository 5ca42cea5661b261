"""Standard Webhooks 1.0 signatures, symmetric scheme `v1` (HMAC-SHA256)."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping

TOLERANCE_SECONDS = 300

_TIMESTAMP = re.compile(r"\d{1,12}", re.ASCII)
_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)


class SignatureRefused(Exception):
    """The message is not proven to come from the shop, or not now."""


def key_of(secret: str) -> bytes:
    """The raw key of a `whsec_…` secret; raises ValueError when it is not one of 24 to 64 bytes."""
    try:
        key = base64.b64decode(secret.strip().removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("A webhook secret is whsec_ followed by Base64.") from error
    if not 24 <= len(key) <= 64:
        raise ValueError("A webhook secret holds 24 to 64 bytes.")
    return key


def sign(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """The `v1,…` signature over `id.timestamp.body`, on the raw bytes."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers_for(key: bytes, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers a signed delivery carries."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(key, message_id, timestamp, body),
    }


def verify(
    keys: Iterable[bytes], headers: Mapping[str, str], body: bytes, present: float
) -> tuple[str, int]:
    """The proven message id and timestamp; raises SignatureRefused with a sentence.

    Any active key may have signed, so secrets rotate without a gap; `present` is Unix seconds.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    offered = headers.get("webhook-signature", "")
    if not (message_id and timestamp and offered):
        raise SignatureRefused("webhook-id, webhook-timestamp and webhook-signature are needed.")
    if not _MESSAGE_ID.fullmatch(message_id):
        raise SignatureRefused("webhook-id is not 1 to 255 visible ASCII characters.")
    if not _TIMESTAMP.fullmatch(timestamp):
        raise SignatureRefused("webhook-timestamp is not a number of seconds.")
    if not _signed_by_any(keys, message_id, int(timestamp), body, offered):
        raise SignatureRefused("No signature matches a known secret.")
    if int(timestamp) < present - TOLERANCE_SECONDS:
        raise SignatureRefused("webhook-timestamp is more than 300 seconds in the past.")
    if int(timestamp) > present + TOLERANCE_SECONDS:
        raise SignatureRefused("webhook-timestamp is more than 300 seconds in the future.")
    return message_id, int(timestamp)


def _signed_by_any(
    keys: Iterable[bytes], message_id: str, timestamp: int, body: bytes, offered: str
) -> bool:
    expected = [sign(key, message_id, timestamp, body).encode() for key in keys]
    found = False
    for one in offered.split()[:16]:
        for right in expected:
            found |= hmac.compare_digest(one.encode("utf-8", "replace"), right)
    return found

"""Standard Webhooks 1.0 signatures: `v1` (HMAC-SHA256) and `v1a` (ed25519)."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

TOLERANCE_SECONDS = 300

_TIMESTAMP = re.compile(r"\d{1,12}", re.ASCII)
_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)


class SignatureRefused(Exception):
    """The message is not proven to come from the shop, or not now."""


class Key(Protocol):
    """What signs receipts, or proves that the shop signed a delivery."""

    def sign(self, content: bytes) -> str: ...

    def proves(self, signature: str, content: bytes) -> bool: ...


@dataclass(frozen=True)
class Shared:
    """`v1`: HMAC-SHA256 under a secret that both sides have."""

    secret: bytes = field(repr=False)

    def sign(self, content: bytes) -> str:
        """As the header carries it."""
        return "v1," + base64.b64encode(hmac.digest(self.secret, content, hashlib.sha256)).decode()

    def proves(self, signature: str, content: bytes) -> bool:
        """Compared in constant time."""
        return hmac.compare_digest(
            signature.encode("utf-8", "replace"), self.sign(content).encode()
        )


@dataclass(frozen=True)
class Ed25519:
    """`v1a`: the sender alone can sign; the other side has only the public half."""

    public: Any = field(repr=False)
    private: Any = field(default=None, repr=False)

    def sign(self, content: bytes) -> str:
        """As the header carries it; raises ValueError without the private half."""
        if self.private is None:
            raise ValueError("A whpk_ key can prove but not sign.")
        return "v1a," + base64.b64encode(self.private.sign(content)).decode()

    def proves(self, signature: str, content: bytes) -> bool:
        """Checked with the public half."""
        from cryptography.exceptions import InvalidSignature

        version, _, text = signature.partition(",")
        try:
            if version == "v1a":
                self.public.verify(base64.b64decode(text, validate=True), content)
                return True
        except (InvalidSignature, binascii.Error, ValueError):
            pass
        return False


def key_of(secret: str) -> Key:
    """The key in `whsec_…`, `whsk_…` (private, signs) or `whpk_…` (public, proves), in Base64;
    raises ValueError with what is wrong about it."""
    kind, _, text = secret.strip().rpartition("_")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("A webhook secret is whsec_, whsk_ or whpk_ and Base64.") from error
    if kind == "whpk" and len(key) == 32:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        return Ed25519(Ed25519PublicKey.from_public_bytes(key))
    if kind == "whsk" and len(key) in (32, 64):
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        private = Ed25519PrivateKey.from_private_bytes(key[:32])
        return Ed25519(private.public_key(), private)
    if kind not in ("whsec", "") or not 24 <= len(key) <= 64:
        raise ValueError("A webhook secret holds 24 to 64 bytes, a whpk_ key 32, a whsk_ key 32.")
    return Shared(key)


def sign(key: Key, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature over `id.timestamp.body`, on the raw bytes."""
    return key.sign(f"{message_id}.{timestamp}.".encode() + body)


def headers_for(key: Key, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers a signed delivery carries."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(key, message_id, timestamp, body),
    }


def verify(
    keys: Iterable[Key], headers: Mapping[str, str], body: bytes, present: float
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
    keys: Iterable[Key], message_id: str, timestamp: int, body: bytes, offered: str
) -> bool:
    content = f"{message_id}.{timestamp}.".encode() + body
    found = False
    for key in keys:
        for one in offered.split()[:16]:
            found |= key.proves(one, content)
    return found

"""Standard Webhooks 1.0 signatures over `id.timestamp.body`.

`v1,…` is HMAC-SHA256 under a secret that both sides have (`whsec_…`); `v1a,…` is ed25519 under a
key that only the sender has (`whsk_…`), proven with the public half (`whpk_…`).
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

TOLERANCE_SECONDS = 300

_ID = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)


class Forged(Exception):
    """A message that is not proven to come from the connector, or not now."""


class Key(Protocol):
    """What signs, or proves who signed."""

    @property
    def can_sign(self) -> bool: ...

    def sign(self, content: bytes) -> str:
        """The signature as the header carries it."""

    def proves(self, signature: str, content: bytes) -> bool:
        """Whether this key, or its other half, made the signature."""

    def describe(self) -> str:
        """What kind of key it is and its fingerprint, by which both sides can compare it."""


@dataclass(frozen=True)
class SharedKey:
    """A secret of both sides: whoever can check a signature can also make one."""

    secret: bytes = field(repr=False)
    can_sign: bool = True

    def sign(self, content: bytes) -> str:
        """HMAC-SHA256."""
        return "v1," + base64.b64encode(hmac.digest(self.secret, content, hashlib.sha256)).decode()

    def describe(self) -> str:
        """The start of a digest: of 24 random bytes or more, it gives nothing away."""
        return f"HMAC {hashlib.sha256(self.secret).hexdigest()[:8]}"

    def proves(self, signature: str, content: bytes) -> bool:
        """Compared in constant time."""
        return hmac.compare_digest(
            signature.encode("utf-8", "replace"), self.sign(content).encode()
        )


@dataclass(frozen=True)
class PairedKey:
    """An ed25519 key: the private half signs, the public half only proves."""

    public: Any = field(repr=False)
    private: Any = field(default=None, repr=False)

    @property
    def can_sign(self) -> bool:
        """Only with the private half."""
        return self.private is not None

    def sign(self, content: bytes) -> str:
        """Ed25519, the same for the same content."""
        return "v1a," + base64.b64encode(self.private.sign(content)).decode()

    def describe(self) -> str:
        """Of the public half."""
        return f"ed25519 {hashlib.sha256(self.public.public_bytes_raw()).hexdigest()[:8]}"

    def proves(self, signature: str, content: bytes) -> bool:
        """Checked with the public half."""
        from cryptography.exceptions import InvalidSignature

        version, _, text = signature.partition(",")
        if version != "v1a":
            return False
        try:
            self.public.verify(base64.b64decode(text, validate=True), content)
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True


def key_of(secret: str) -> Key:
    """The key in `whsec_…` (24 to 64 bytes), `whsk_…` (an ed25519 seed, alone or followed by its
    public half) or `whpk_…` (32 bytes), each in Base64; raises ValueError with what is wrong."""
    kind, _, text = secret.strip().rpartition("_")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook secret is whsec_, whsk_ or whpk_ and Base64.") from error
    if kind in ("whsk", "whpk"):
        return _paired(kind, key)
    if kind not in ("whsec", "") or not 24 <= len(key) <= 64:
        raise ValueError("a webhook secret is whsec_ and 24 to 64 bytes in Base64.")
    return SharedKey(key)


def _paired(kind: str, key: bytes) -> PairedKey:
    # Not at the top: most shops share a secret, and this takes a while to load.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

    if kind == "whpk":
        if len(key) != 32:
            raise ValueError("a public key is whpk_ and 32 bytes in Base64.")
        return PairedKey(Ed25519PublicKey.from_public_bytes(key))
    if len(key) not in (32, 64):
        raise ValueError("a private key is whsk_ and 32 or 64 bytes in Base64.")
    private = Ed25519PrivateKey.from_private_bytes(key[:32])
    public = private.public_key()
    if len(key) == 64 and public.public_bytes_raw() != key[32:]:
        raise ValueError("the two halves of a whsk_ key do not belong together.")
    return PairedKey(public, private)


def sign(keys: Sequence[Key], message_id: str, timestamp: int, body: bytes) -> str:
    """One signature for each active key, separated by spaces."""
    content = _content(message_id, timestamp, body)
    return " ".join(key.sign(content) for key in keys)


def verify(keys: Sequence[Key], headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The proven message id; raises Forged. `headers` are in lower case, `now` in Unix seconds."""
    message_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    offered = headers.get("webhook-signature", "").split()[:16]
    if not _ID.fullmatch(message_id) or not _TIMESTAMP.fullmatch(sent_at) or not offered:
        raise Forged("webhook-id, webhook-timestamp and webhook-signature are needed.")
    content = _content(message_id, int(sent_at), body)
    right = False
    for key in keys:
        for one in offered:
            right |= key.proves(one, content)
    if not right:
        raise Forged("No signature matches a known secret.")
    if abs(now - int(sent_at)) > TOLERANCE_SECONDS:
        raise Forged("webhook-timestamp is more than 300 seconds away from now.")
    return message_id


def _content(message_id: str, timestamp: int, body: bytes) -> bytes:
    return f"{message_id}.{timestamp}.".encode() + body

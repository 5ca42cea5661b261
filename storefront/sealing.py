"""Keeping what must not be read: sealed in the database, opened only where it is needed."""

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

from storefront.per_shop import PerShop

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_keys: PerShop[tuple[bytes, ...]] = PerShop("sealing_keys")


class BrokenSeal(Exception):
    """None of the keys opens it: the key was changed, or somebody wrote over it."""


def use(secrets: tuple[str, ...]) -> None:
    """Say which secrets seal (the first) and open (all of them, during a rotation)."""
    _keys.set(tuple(hashlib.sha256(f"sealing {each}".encode()).digest() for each in secrets))


def seal(text: str) -> str:
    """The text as only this shop can read it; never the same twice."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; raises BrokenSeal."""
    from cryptography.fernet import InvalidToken

    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise BrokenSeal from None


def fingerprint(text: str, length: int = 8) -> str:
    """So many characters that are the same for the same text and give nothing of it away."""
    return hmac.digest(_keys.get()[-1], text.encode(), hashlib.sha256).hex()[:length]


def _fernet() -> "MultiFernet":
    # Not at the top: only few destinations ask for anything that is sealed.
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in _keys.get()])

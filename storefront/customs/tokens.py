"""Keys to the pull interface: shown once, kept as a digest, revocable, their last use known."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select, update

from storefront import clock
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import gettext

from .models import Token

PREFIX = "sfct_"
"""Tells people, and programs that look for leaked secrets, what this is."""

MOST = 50
NOTED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """What a token opens."""

    READ = "customs:read"
    """Events, dossiers, receipts and papers."""

    RECEIPTS = "customs:receipts"
    """Handing in receipts that no signature proves."""

    RESEND = "customs:resend"
    """Asking for dossiers once more."""


def issue(name: str, scopes: Collection[str], by: str) -> tuple[Token, str]:
    """A new token and the key itself, which nobody can read again; the caller holds the
    transaction. Raises ShopError with a sentence."""
    name = name.strip()
    known = [scope.value for scope in Scope if scope in scopes]
    if not name or len(name) > 60:
        raise ShopError(gettext("A token needs a name of at most 60 characters."), 422)
    if not known or len(known) != len(set(scopes)):
        raise ShopError(gettext("Choose what the token may do."), 422)
    if len([each for each in tokens() if each.revoked_at is None]) >= MOST:
        raise ShopError(gettext("There are 50 tokens already; revoke one that is not used."), 409)
    key = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        name=name,
        digest=_digest(key),
        ending=key[-4:],
        scopes=known,
        created_at=clock.now(),
        created_by=by,
    )
    db.session.add(token)
    db.session.flush()
    return token, key


def tokens() -> list[Token]:
    """All there ever were, newest first."""
    return list(db.session.scalars(select(Token).order_by(Token.id.desc())))


def holder(key: str) -> Token | None:
    """Whose key this is, if it still opens anything.

    Looked up by its digest, so that the time it takes says nothing about keys that are right.
    """
    if not key.startswith(PREFIX) or len(key) > 100:
        return None
    return db.session.scalar(
        select(Token).where(Token.digest == _digest(key), Token.revoked_at.is_(None))
    )


def is_use_due(token: Token) -> bool:
    """Whether the last use that was noted is more than a minute ago."""
    return token.last_used_at is None or clock.now() - token.last_used_at >= NOTED_EVERY


def note_use(token_id: int) -> None:
    """Remember that a token was used; the caller holds the transaction."""
    db.session.execute(update(Token).where(Token.id == token_id).values(last_used_at=clock.now()))


def revoke(token_id: int) -> bool:
    """From now on a token opens nothing; says whether there was anything to do.

    The caller holds the transaction.
    """
    revoked = db.session.execute(
        update(Token)
        .where(Token.id == token_id, Token.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )
    return bool(revoked.rowcount)  # type: ignore[attr-defined]


def _digest(key: str) -> str:
    # A key of 256 random bits cannot be guessed, so it needs no slow hash.
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()

"""Staff: making them known, and checking that they are who they say."""

import secrets
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from storefront import clock
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import gettext as _

from .models import Staff

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # not at the top: most processes never see a password

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's second choice


@cache
def _nobody() -> str:
    """What an unknown address is checked against, so that it takes as long as a known one."""
    return _hasher().hash(secrets.token_hex(16))


LEAST_LENGTH = 12


class WeakPassword(ShopError):
    """Too easy to guess."""


def add_staff(email: str, name: str, password: str, language: str = "en") -> Staff:
    """Make somebody known to the office; raises WeakPassword."""
    staff = Staff(
        email=_folded(email),
        name=name,
        password_hash=_hashed(password),
        language=language,
        session_key=secrets.token_hex(16),
        created_at=clock.now(),
    )
    db.session.add(staff)
    db.session.flush()
    return staff


def change_password(staff: Staff, password: str) -> None:
    """Also ends all other sessions; raises WeakPassword."""
    staff.password_hash = _hashed(password)
    staff.session_key = secrets.token_hex(16)


def end_sessions(staff_id: int) -> None:
    """Whoever holds a session of this person, copied or not, is out; the password stays."""
    ended = update(Staff).where(Staff.id == staff_id).values(session_key=secrets.token_hex(16))
    db.session.execute(ended)


def recognise(email: str, password: str) -> Staff | None:
    """Whoever signs in with this; takes as long for an unknown address as for a wrong password."""
    from argon2.exceptions import InvalidHashError, VerificationError

    staff = db.session.scalar(select(Staff).where(Staff.email == _folded(email), Staff.active))
    try:
        _hasher().verify(staff.password_hash if staff else _nobody(), password)
    except (VerificationError, InvalidHashError):
        return None
    return staff


def find_by_session_key(key: str) -> Staff | None:
    """Who holds this session, if they still may."""
    return db.session.scalar(select(Staff).where(Staff.session_key == key, Staff.active))


def find_by_email(email: str) -> Staff | None:
    """Somebody of the staff."""
    return db.session.scalar(select(Staff).where(Staff.email == _folded(email)))


def choose_language(staff_id: int, language: str) -> None:
    """The language the office speaks to this person."""
    db.session.execute(update(Staff).where(Staff.id == staff_id).values(language=language))


def _hashed(password: str) -> str:
    if not LEAST_LENGTH <= len(password) <= 200:
        raise WeakPassword(_("A password needs 12 characters or more."))
    return _hasher().hash(password)


def _folded(email: str) -> str:
    return email.strip().casefold()

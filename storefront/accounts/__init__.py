"""Who may sign in: staff, and later customers."""

from .models import Staff
from .staff import (
    WeakPassword,
    add_staff,
    change_password,
    choose_language,
    end_sessions,
    find_by_email,
    find_by_session_key,
    recognise,
)

__all__ = [
    "Staff",
    "WeakPassword",
    "add_staff",
    "change_password",
    "choose_language",
    "end_sessions",
    "find_by_email",
    "find_by_session_key",
    "recognise",
]

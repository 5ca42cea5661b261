"""Promises to the outside world, stored with their cause and kept later, whatever crashes."""

from .keeping import claim, counts, dead_letters, keep, keep_due, oldest_due_seconds, revive
from .models import Promise, State
from .promising import PATIENT, GiveUp, Retry, Wait, hurry, hurry_all, keeps, post
from .timetable import duties, every, run_due

__all__ = [
    "PATIENT",
    "GiveUp",
    "Promise",
    "Retry",
    "State",
    "Wait",
    "claim",
    "counts",
    "dead_letters",
    "duties",
    "every",
    "hurry",
    "hurry_all",
    "keep",
    "keep_due",
    "keeps",
    "oldest_due_seconds",
    "post",
    "revive",
    "run_due",
]

"""Which language is being spoken, and the words for it (gettext catalogues)."""

import gettext as gettext_module
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from markupsafe import escape

from .registry import LANGUAGES

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"

_language: ContextVar[str] = ContextVar("language", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything said inside is said in this language."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def speak(language: str) -> None:
    """From now on, in this request or thread, say everything in this language."""
    _language.set(language)


def spoken() -> str:
    """The language being spoken now."""
    return _language.get()


@cache
def _words(language: str) -> gettext_module.NullTranslations:
    if language not in LANGUAGES:
        language = "en"
    return gettext_module.translation("messages", TRANSLATIONS, [language], fallback=True)


def gettext(message: str) -> str:
    """A sentence in the spoken language."""
    return _words(_language.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """A sentence about a number of things in the spoken language."""
    return _words(_language.get()).ngettext(one, many, count)


class LazyText:
    """A sentence that finds its language when it is shown; for form labels made at import."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __mod__(self, values: object) -> str:
        return str(self) % values


def lazy_gettext(message: str) -> LazyText:
    """Mark a sentence for translation when it is shown."""
    return LazyText(message)

"""What Babel knows of the shop's languages, without the tables that no page of a shop needs."""

from collections.abc import MutableMapping
from functools import cache
from typing import Any, cast

from babel import localedata
from babel.core import get_global

UNSAID = ("unit_patterns", "unit_display_names", "compound_unit_patterns", "meta_zones")
"""Of each language: miles and pounds of every kind, and the names of time zones."""
UNASKED = ("territory_languages", "territory_currencies")
"""Of the world: who speaks and pays what where; the shop's markets are named in `registry`."""
GUESSES = "likely_subtags"
"""In which script and where each of 7,000 languages is most likely written."""


@cache
def load_tables(locale: str, languages: tuple[str, ...]) -> None:
    """Load a locale and drop what goes unsaid: 0.5 MB for each language, and 2 MB once.

    `languages` are the shop's own, whose scripts Babel may go on guessing.
    """
    _drop_guesses(languages)
    parts = locale.split("_")
    for name in ("root", *("_".join(parts[:count]) for count in range(1, len(parts) + 1))):
        known = localedata.load(name)
        for table in UNSAID:
            known.pop(table, None)


@cache
def _drop_guesses(languages: tuple[str, ...]) -> None:
    for table in UNASKED:
        _own(table).clear()
    guesses = _own(GUESSES)
    for guess in list(guesses):
        if guess.partition("_")[0] not in languages:
            del guesses[guess]


def _own(table: str) -> MutableMapping[str, Any]:
    return cast(MutableMapping[str, Any], get_global(table))  # type: ignore[arg-type]

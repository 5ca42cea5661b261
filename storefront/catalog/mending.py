"""Mending misspelt words with the vocabulary of the catalogue."""

from collections.abc import Sequence

from sqlalchemy import select

from storefront.db import db

from .models import SearchWord
from .versions import remembered
from .words import is_cjk, plain

MOST_WORDS = 60_000
SHORTEST = 3


def mend_all(words: Sequence[str], language: str) -> list[str]:
    """For each word the nearest of the catalogue, or itself when it is known or nothing is near.

    Letters swapped, missing or too many: one of them up to five letters, two in longer words.
    """
    known, choices = remembered(("vocabulary", language), lambda: _vocabulary(language))
    return [word if word in known else _mend(word, choices) for word in words]


def _mend(word: str, choices: Sequence[str]) -> str:
    if len(word) < SHORTEST or is_cjk(word):
        return word
    # Not at the top: only a misspelt word needs it.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    allowed = 1 if len(word) <= 5 else 2
    near = process.extract(plain(word), choices, scorer=OSA.distance, score_cutoff=allowed, limit=8)
    # Two wrong letters and another beginning make another word.
    likely = [found for found in near if found[1] < 2 or found[0][0] == word[0]]
    if not likely:
        return word
    best = min(likely, key=lambda found: (found[1], found[0][0] != word[0], found[2]))
    return str(best[0])


def _vocabulary(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """All words of a language and of English."""
    found = db.session.scalars(
        select(SearchWord.word)
        .where(SearchWord.language.in_({language, "en"}))
        .order_by(SearchWord.word)
        .limit(MOST_WORDS)
    ).all()
    return frozenset(found), tuple(found)

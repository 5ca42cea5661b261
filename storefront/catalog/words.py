"""Words as the search compares them: one shape for what was written and what was typed."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 40
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
_RUN = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
_IS_CJK = re.compile(rf"[{CJK}]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


def words(text: str) -> Iterator[str]:
    """The words of a text in order: without case and width; a run of Han or kana stays whole."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    for match in _RUN.finditer(folded):
        yield match.group()[:LONGEST]


def index_forms(text: str) -> list[str]:
    """Every form under which a text is found."""
    forms: list[str] = []
    for word in words(text):
        if is_cjk(word):
            forms += _bigrams(word)
            forms += word if len(word) > 1 else ()
        else:
            forms += spellings(word)
    return forms


def query_forms(word: str) -> list[tuple[str, ...]]:
    """What a typed word stands for: all of the tuples, any spelling within each."""
    if is_cjk(word):
        return [(pair,) for pair in _bigrams(word)]
    return [spellings(word)]


@lru_cache(2048)
def spellings(word: str) -> tuple[str, ...]:
    """A word and how it is typed without its marks: tür, tur, tuer."""
    if word.isascii():
        return (word,)
    return tuple(dict.fromkeys((word, plain(word), word.translate(_UMLAUTS))))


def plain(word: str) -> str:
    """A word without accents and ligatures."""
    apart = unicodedata.normalize("NFD", word.translate(_LIGATURES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def is_cjk(word: str) -> bool:
    """Whether a word is a run of a script that is written without spaces."""
    return bool(_IS_CJK.match(word))


def _bigrams(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]

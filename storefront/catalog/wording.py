"""Finding the words: the reader's language, else English, else any."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

Word = TypeVar("Word")


def pick(words: Mapping[str, Word], language: str) -> Word | None:
    """What is said in this language, else in English, else in any."""
    found = words.get(language) or words.get("en")
    return found or next((word for word in words.values() if word), None)


def spoken_in(words: Mapping[str, object], language: str) -> str:
    """The language that `pick` falls back to."""
    if words.get(language):
        return language
    if words.get("en"):
        return "en"
    return next((key for key, word in words.items() if word), language)


def choice_text(
    options: Iterable[Mapping[str, Any]], choice: Mapping[str, str], language: str
) -> str:
    """A variant's option values in words, in the order of the product's options."""
    said = []
    for option in options:
        key = choice.get(option["key"])
        for value in option["values"]:
            if value["key"] == key:
                said.append(pick(value["names"], language) or value["key"])
    return ", ".join(said)

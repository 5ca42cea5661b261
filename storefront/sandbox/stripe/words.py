"""What the pages say, in the languages they say it in; the sentences are in `words.tsv`."""

import csv
from functools import cache
from importlib import resources

LANGUAGES = ("en", "de", "fr", "ja", "zh")
# The locale that amounts are written in.
_NUMBERS = {"zh": "zh_Hans_CN"}
# What a buyer is told about a decline; a lost or stolen card sounds like any other.
_TOLD = {
    "insufficient_funds": "insufficient_funds",
    "expired_card": "expired_card",
    "incorrect_cvc": "incorrect_cvc",
    "processing_error": "processing_error",
    "test_mode_live_card": "test_mode_live_card",
    "payment_intent_authentication_failure": "not_authenticated",
}


class Words(dict[str, str]):
    """The sentences of one language by name; `code` is the language, `babel` its locale."""

    def __init__(self, code: str, sentences: dict[str, str]) -> None:
        super().__init__(sentences)
        self.code = code
        self.babel = _NUMBERS.get(code, code)


@cache
def words(locale: str) -> Words:
    """The sentences for a locale such as `de`, `fr-CA` or `zh-TW`; English where there are none."""
    code = locale.replace("_", "-").split("-")[0].lower()
    if code not in LANGUAGES:
        code = "en"
    return Words(code, {row["sentence"]: row[code] for row in _table()})


@cache
def _table() -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath("words.tsv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def sentence_for(reason: str, text: Words) -> str:
    """What a buyer is told about a reason to decline."""
    return text[_TOLD.get(reason, "declined")]

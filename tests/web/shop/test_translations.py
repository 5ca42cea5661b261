"""What a consumer reads is there in every language, with the same blanks to fill."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from storefront.config import PROJECT

FOLDER = PROJECT / "storefront" / "translations"
BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]")


def shop_sentences() -> set[str]:
    """Every sentence of the shop's templates and views."""
    found: set[str] = set()
    for folder, method in (
        (PROJECT / "templates" / "shop", "jinja2"),
        (PROJECT / "templates" / "components", "jinja2"),
        (PROJECT / "storefront" / "web" / "shop", "python"),
    ):
        for each in extract_from_dir(
            str(folder),
            [("**", method)],
            keywords={"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)},
        ):
            message = each[2]
            found.add(message if isinstance(message, str) else message[0])
    return found


@pytest.mark.parametrize("language", ("de", "fr", "ja", "zh"))
def test_the_shop_speaks_the_whole_language(language: str) -> None:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = read_po(file)
    told = {
        (each.id if isinstance(each.id, str) else each.id[0]): each.string
        for each in catalog
        if each.id
    }
    missing = [
        sentence
        for sentence in shop_sentences()
        if not (said := told.get(sentence)) or not all([said] if isinstance(said, str) else said)
    ]
    assert missing == []


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")), ids=lambda p: p.parts[-3]
)
def test_translations_fill_the_same_blanks(path: Path) -> None:
    with path.open("rb") as file:
        catalog = read_po(file)
    for message in catalog:
        if not message.id or not message.string:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for string in filter(None, strings):
            blanks = [set(BLANK.findall(each)) for each in ids]
            assert set(BLANK.findall(string)) in blanks, (message.id, string)

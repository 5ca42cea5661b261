"""The office speaks Chinese in whole sentences."""

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from storefront.config import PROJECT


def office_sentences() -> set[str]:
    """Every sentence of the office's templates and views."""
    places = ((PROJECT / "templates" / "office", "jinja2"),)
    places += ((PROJECT / "storefront" / "web" / "office", "python"),)
    keywords = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    found = set()
    for folder, method in places:
        for each in extract_from_dir(str(folder), [("**", method)], keywords=keywords):
            found.add(each[2] if isinstance(each[2], str) else each[2][0])
    return found


def test_every_sentence_of_the_office_is_there_in_chinese() -> None:
    path = PROJECT / "storefront" / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalog = read_po(file)
    told = {(m.id if isinstance(m.id, str) else m.id[0]): m.string for m in catalog if m.id}
    assert {sentence for sentence in office_sentences() if not told.get(sentence)} == set()

"""The field dictionary of the messages, and customs' own codes, read from two tables.

A form is `C3` (exactly three characters), `C..60` and `C1..10` (up to), `N19,5` (a number of at
most 19 digits, five of them after the point) or `int9`. Facts of the specification 202205.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NAMESPACE = "http://www.chinaport.gov.cn/ceb"


@dataclass(frozen=True)
class Field:
    """One element: its name, its form, and whether it may be left out."""

    element: str
    form: str
    optional: bool

    @property
    def longest(self) -> int | None:
        """How many characters it has at most; None for a number."""
        return int(self.form.split("..")[-1].lstrip("C")) if self.form.startswith("C") else None

    @property
    def shortest(self) -> int:
        """How many characters it has at least."""
        if self.form.startswith("C") and ".." not in self.form:
            return int(self.form[1:])
        return 1


@cache
def fields(message: str, block: str) -> tuple[Field, ...]:
    """The elements of a block, in the order in which they must stand."""
    found = tuple(
        Field(row["element"], row["form"], row["optional"] == "?")
        for row in _table("fields.tsv")
        if row["message"] in (message, "*") and row["block"] == block
    )
    if not found:
        raise KeyError(f"CEB{message} has no {block}")
    return found


@cache
def code(table: str, ours: str) -> str | None:
    """Customs' code for ours (ISO country or currency, UNECE unit, a word), or None."""
    return next(
        (
            row["theirs"]
            for row in _table("codes.tsv")
            if row["table"] == table and row["ours"] == ours
        ),
        None,
    )


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))

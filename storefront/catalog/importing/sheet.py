"""Reading a product sheet of any size: any encoding and delimiter, rows of a product anywhere.

The file is copied once to a temporary file in UTF-8, and one pass notes where each product's rows
begin; then products are read one by one from those places.
"""

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from storefront.errors import ShopError
from storefront.markets import gettext

from .columns import ALIASES, IGNORED, MARKET_PRICE

LONGEST_FIELD = 1_000_000
DELIMITERS = ",;\t"


class BadSheet(ShopError):
    """The file as a whole cannot be read as a product sheet."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row by our own names of the columns; `number` is what a spreadsheet shows."""

    number: int
    cells: dict[str, str]

    def get(self, name: str) -> str:
        """A cell without surrounding space; empty when there is no such column."""
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one product that stand together: where the first begins, its number, how many."""

    offset: int
    number: int
    count: int


@dataclass
class Sheet:
    """An opened product sheet; use as a context manager."""

    path: Path
    parts: dict[str, list[Part]] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)
    without_handle: list[int] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    market_prices: list[str] = field(default_factory=list)
    rows: int = 0
    delimiter: str = ","

    def __enter__(self) -> "Sheet":
        self._file: IO[bytes] = tempfile.TemporaryFile()
        try:
            _copy_as_utf8(self.path, self._file)
            self._index()
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def products(self) -> Iterator[tuple[str, list[Row]]]:
        """Handle and rows of each product, in the order of their first rows."""
        for handle, parts in self.parts.items():
            yield handle, [row for part in parts for row in self._read(part)]

    def _read(self, part: Part) -> Iterator[Row]:
        self._file.seek(part.offset)
        records = csv.reader(self._lines(), delimiter=self.delimiter)
        number = part.number
        left = part.count
        for record in records:
            if left == 0:
                return
            if any(record):
                yield Row(number, self._cells(record))
                left -= 1
            number += 1

    def _cells(self, record: list[str]) -> dict[str, str]:
        width = len(record)
        return {
            name: record[at].strip()
            for at, name in self.columns.items()
            if at < width and record[at]
        }

    def _lines(self) -> Iterator[str]:
        for line in self._file:
            self._position += len(line)
            yield line.decode()

    def _index(self) -> None:
        csv.field_size_limit(LONGEST_FIELD)
        self._position = 0
        self._file.seek(0)
        first = self._file.readline().decode()
        self.delimiter = max(DELIMITERS, key=first.count)
        self._file.seek(0)
        records = csv.reader(self._lines(), delimiter=self.delimiter)
        number = 1
        last = None
        try:
            self._head(next(records, []))
            start = self._position
            for record in records:
                number += 1
                if any(record):
                    last = self._note(record, start, number, last)
                start = self._position
        except csv.Error as error:
            raise BadSheet(
                gettext("Row %(row)s cannot be read: is a quotation mark left open?")
                % {"row": number + 1}
            ) from error

    def _note(self, record: list[str], start: int, number: int, last: str | None) -> str | None:
        self.rows += 1
        at = self._handle_at
        handle = record[at].strip().casefold() if at < len(record) else ""
        if not handle:
            self.without_handle.append(number)
            return None
        parts = self.parts.setdefault(handle, [])
        if last == handle:
            parts[-1] = Part(parts[-1].offset, parts[-1].number, parts[-1].count + 1)
        else:
            parts.append(Part(start, number, 1))
        return handle

    def _head(self, names: list[str]) -> None:
        for at, name in enumerate(names):
            told = " ".join(name.split()).casefold()
            known = ALIASES.get(told)
            if known and known not in self.columns.values():
                self.columns[at] = known
            elif MARKET_PRICE.match(told):
                self.market_prices.append(name.strip())
            elif told and not known and not told.startswith(IGNORED):
                self.unknown.append(name.strip())
        found = {name: at for at, name in self.columns.items()}
        missing = [name for name in ("handle", "title", "price") if name not in found]
        if missing:
            raise BadSheet(
                gettext("This is not a product export: it has no column for %(columns)s.")
                % {"columns": ", ".join(missing)}
            )
        self._handle_at = found["handle"]


def _copy_as_utf8(path: Path, target: IO[bytes]) -> None:
    """Copy a text in whatever encoding as UTF-8 with plain line ends and without NULs."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        target.seek(0)
        target.truncate()
        errors = "replace" if encoding == "cp1252" else "strict"
        try:
            with path.open(encoding=encoding, errors=errors, newline=None) as text:
                while part := text.read(1 << 18):
                    target.write(part.replace("\0", "").encode())
            return
        except UnicodeError:
            continue
    raise BadSheet(gettext("The file is not text; save it as CSV in UTF-8."))

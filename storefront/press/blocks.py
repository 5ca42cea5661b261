"""Pieces that several papers share: a label in two languages, a party, a table over many pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from .page import Press, leading, printable
from .sheets import Party, Words

BOTTOM = 282
"""Where an A4 page ends (mm)."""

PADDING = 1.2


@dataclass(frozen=True)
class Column:
    """A column of a table, in millimetres."""

    title: str
    width: float
    align: str = "L"


def label(words: Words, key: str) -> str:
    """A label in every language of the paper, each once."""
    return " / ".join(dict.fromkeys(words[key]))


def party(
    press: Press, x: float, y: float, width: float, title: str, who: Party, size: float = 9
) -> float:
    """Who it is and where; returns where it ends."""
    y = press.text(x, y, width, title, 7.5, soft=True) + 0.5
    y = press.text(x, y, width, who.name, size + 1, bold=True)
    for line in (who.name_local, *who.lines, who.phone, who.email, *who.numbers):
        y = press.text(x, y, width, line, size)
    return y


def table(
    press: Press,
    x: float,
    y: float,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    size: float = 8.5,
) -> float:
    """Rows under their heads, which come again on every page; returns where it ends."""
    y = _head(press, x, y, columns)
    wide = sum(column.width for column in columns)
    for row in rows:
        if y + _height(press, columns, row, size) > BOTTOM:
            press.sheet()
            y = _head(press, x, 15, columns)
        y = _row(press, x, y, columns, row, size)
        press.line(x, y, wide)
    return y


def _head(press: Press, x: float, y: float, columns: Sequence[Column]) -> float:
    low = y
    at = x
    for column in columns:
        inner = column.width - 2 * PADDING
        low = max(
            low, press.text(at + PADDING, y, inner, column.title, 7, align=column.align, soft=True)
        )
        at += column.width
    press.line(x, low + 0.8, at - x)
    return low + 0.8


def _height(press: Press, columns: Sequence[Column], row: Sequence[str], size: float) -> float:
    lines = [
        press.lines(column.width - 2 * PADDING, printable(text), size)
        for column, text in zip(columns, row, strict=True)
        if text
    ]
    return max(lines, default=1) * leading(size) + 2 * PADDING


def _row(
    press: Press, x: float, y: float, columns: Sequence[Column], row: Sequence[str], size: float
) -> float:
    low = y + leading(size)
    for column, text in zip(columns, row, strict=True):
        inner = column.width - 2 * PADDING
        end = press.text(x + PADDING, y + PADDING, inner, text, size, align=column.align)
        low = max(low, end)
        x += column.width
    return low + PADDING

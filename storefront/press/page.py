"""A page in millimetres: text that fits its box, in fonts that have its letters, and bar codes."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import pylopdf_fonts_jp
import pylopdf_fonts_zh_cn
from barcode.codex import Code128
from fpdf import FPDF
from fpdf.enums import Align, TextMode

INK, SOFT, LINE = 20, 95, 150
"""Shades of grey, 0 is black."""

FONTS = {
    "latin": lambda: files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf",
    "zh": pylopdf_fonts_zh_cn.sans_path,
    "ja": pylopdf_fonts_jp.sans_path,
}
FIRST = {"ja": ("ja", "latin", "zh"), "zh": ("zh", "latin", "ja")}
"""Chinese and Japanese write the same characters differently; the paper's language decides."""

USUALLY = ("latin", "zh", "ja")
QUIET_MODULES = 10
"""Blank bars that a scanner needs on both sides."""


class Press:
    """The document being set, and where on the page it stands."""

    def __init__(self) -> None:
        self.pdf = FPDF(unit="mm", format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_creator("Storefront")
        for name, path in FONTS.items():
            self.pdf.add_font(name, fname=str(path()))
        self.order: Sequence[str] = USUALLY

    def speak(self, language: str) -> None:
        """Write in the letters of this language from the next page on."""
        self.order = FIRST.get(language, USUALLY)

    def sheet(self, width: float = 210, height: float = 297, margin: float = 15) -> None:
        """A fresh page."""
        self.pdf.add_page(format=(width, height))
        self.pdf.set_margins(margin, margin, margin)
        self.pdf.set_font(self.order[0])
        self.pdf.set_fallback_fonts(list(self.order[1:]), exact_match=False)
        self.pdf.set_text_color(INK)
        self.pdf.set_draw_color(LINE)
        self.pdf.set_line_width(0.2)

    def text(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        size: float = 9,
        *,
        height: float | None = None,
        align: str = "L",
        bold: bool = False,
        soft: bool = False,
        smallest: float = 5,
    ) -> float:
        """Text from its upper left corner, wrapped; returns where it ends (y).

        With a `height` it is set smaller until it fits, and cut with … as the last resort.
        """
        text = printable(text)
        if not text:
            return y
        while height is not None and size > smallest and self._tall(width, text, size) > height:
            size -= 0.25
        while height is not None and len(text) > 1 and self._tall(width, text, size) > height:
            text = text[: max(1, min(len(text) - 2, int(len(text) * 0.9)))].rstrip() + "…"
        self.pdf.set_text_color(SOFT if soft else INK)
        self.pdf.set_font_size(size)
        self.pdf.set_xy(x, y)
        if bold:  # the same letters with a thin outline
            self.pdf.text_mode = TextMode.FILL_STROKE
            self.pdf.set_line_width(size * 0.009)
            self.pdf.set_draw_color(INK)
        self.pdf.multi_cell(width, leading(size), text, align=Align.coerce(align), padding=0)
        self.pdf.text_mode = TextMode.FILL
        return y + self._tall(width, text, size)

    def lines(self, width: float, text: str, size: float) -> int:
        """How many lines a text takes."""
        self.pdf.set_font_size(size)
        wrapped: Any = self.pdf.multi_cell(
            width, leading(size), text, dry_run=True, output="LINES", padding=0
        )
        return len(wrapped)

    def _tall(self, width: float, text: str, size: float) -> float:
        return self.lines(width, text, size) * leading(size)

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """A thin frame."""
        self.pdf.set_draw_color(LINE)
        self.pdf.set_line_width(0.2)
        self.pdf.rect(x, y, width, height)

    def line(self, x: float, y: float, width: float) -> None:
        """A thin rule."""
        self.pdf.set_draw_color(LINE)
        self.pdf.set_line_width(0.2)
        self.pdf.line(x, y, x + width, y)

    def upright(self, x: float, top: float, bottom: float) -> None:
        """A thin rule from top to bottom."""
        self.pdf.set_draw_color(LINE)
        self.pdf.set_line_width(0.2)
        self.pdf.line(x, top, x, bottom)

    def tick(self, x: float, y: float, ticked: bool, size: float = 3) -> None:
        """A box to tick."""
        self.pdf.set_draw_color(INK)
        self.pdf.set_line_width(0.25)
        self.pdf.rect(x, y, size, size)
        if ticked:
            self.pdf.line(x + 0.5, y + 0.5, x + size - 0.5, y + size - 0.5)
            self.pdf.line(x + 0.5, y + size - 0.5, x + size - 0.5, y + 0.5)

    def barcode(self, x: float, y: float, width: float, height: float, number: str) -> None:
        """Code 128 with its number below it; the width holds the quiet zones too."""
        bars = Code128(number).build()[0]
        module = width / (len(bars) + 2 * QUIET_MODULES)
        tall = height - 4
        self.pdf.set_fill_color(0)
        at = 0
        while at < len(bars):
            run = len(bars[at:]) - len(bars[at:].lstrip(bars[at]))
            if bars[at] == "1":
                left = x + (QUIET_MODULES + at) * module
                self.pdf.rect(left, y, run * module, tall, style="F")
            at += run
        self.text(x, y + tall + 0.5, width, spaced(number), 9, align="C", height=4)

    def finished(self) -> bytes:
        """The document."""
        return bytes(self.pdf.output())


def leading(size: float) -> float:
    """The height of a line (mm) of text of a size (points)."""
    return size * 0.3528 * 1.28


def printable(text: str) -> str:
    """Without characters that steer instead of being read."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text).strip()


def spaced(number: str) -> str:
    """A waybill number in groups; a postal one in those that S10 asks for (RR 47312482 9 GB)."""
    if len(number) == 13 and number[:2].isalpha() and number[-2:].isalpha():
        return f"{number[:2]} {number[2:10]} {number[10]} {number[11:]}"
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))

"""A carrier's label: 100 × 150 mm, for a label printer."""

from .page import Press
from .sheets import Label

WIDTH, HEIGHT, EDGE = 100, 150, 5
INNER = WIDTH - 2 * EDGE


def set_label(press: Press, label: Label) -> None:
    """Who gets it, the number to scan, and what is inside."""
    press.sheet(WIDTH, HEIGHT, EDGE)
    press.text(EDGE, 5, 60, label.service, 13, bold=True)
    press.text(EDGE + 60, 5, INNER - 60, label.country, 20, bold=True, align="R")
    press.line(EDGE, 16, INNER)
    press.barcode(EDGE, 19, INNER, 27, label.waybill_no)
    press.line(EDGE, 49, INNER)
    y = press.text(EDGE, 52, INNER, label.to.name, 13, bold=True, height=13)
    for text in (*label.to.lines, label.to.phone):
        y = press.text(EDGE, y + 0.5, INNER, text, 11, height=10)
    press.line(EDGE, 103, INNER)
    press.text(EDGE, 105, INNER, "\n".join(label.contents), 8, height=22, soft=True)
    press.line(EDGE, 129, INNER)
    press.text(EDGE, 131, 55, f"{label.reference}", 9, height=5)
    weight = f"{label.weight} · {label.packages} pkg"
    press.text(EDGE + 45, 131, INNER - 45, weight, 9, align="R", height=5)
    press.text(EDGE, 138, INNER, label.note, 10, bold=True, align="C", height=7)

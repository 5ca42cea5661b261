"""The commercial invoice, in English and the language of the destination."""

from .blocks import BOTTOM, Column, label, party, table
from .page import Press
from .sheets import TradeInvoice

LEFT, WIDTH = 15, 180


def set_invoice(press: Press, paper: TradeInvoice) -> None:
    """What was sold to whom for how much, and why it crosses the border."""
    words = paper.words
    press.sheet()
    press.text(LEFT, 14, 110, label(words, "title"), 15, bold=True, height=14)
    press.barcode(LEFT + 112, 13, 68, 17, paper.waybill_no)
    press.line(LEFT, 33, WIDTH)
    left = party(press, LEFT, 36, 85, label(words, "seller"), paper.seller)
    right = party(press, LEFT + 95, 36, 85, label(words, "buyer"), paper.buyer)
    y = _particulars(press, max(left, right) + 5, paper)

    columns = (
        Column(label(words, "description"), 52),
        Column(label(words, "hs"), 19),
        Column(label(words, "origin"), 17),
        Column(label(words, "quantity"), 16, "R"),
        Column(label(words, "net_weight"), 24, "R"),
        Column(f"{label(words, 'unit_price')} ({paper.currency})", 25, "R"),
        Column(f"{label(words, 'amount')} ({paper.currency})", 27, "R"),
    )
    rows = [
        (
            "\n".join(
                part for part in (item.description, item.description_local, item.sku) if part
            ),
            item.hs_code,
            item.origin,
            item.quantity,
            item.net_weight_kg,
            item.unit_price,
            item.total,
        )
        for item in paper.items
    ]
    y = table(press, LEFT, y, columns, rows, size=8)
    _sums(press, y + 3, paper)


def _particulars(press: Press, y: float, paper: TradeInvoice) -> float:
    words = paper.words
    told = (
        ("number", paper.number),
        ("date", paper.issued_on),
        ("order", paper.order_no),
        ("incoterm", paper.incoterm),
        ("carrier", paper.carrier),
        ("waybill", paper.waybill_no),
        ("weight", paper.weight),
        ("packages", paper.packages),
    )
    low = y
    for n, (key, value) in enumerate(told):
        x = LEFT + (n % 4) * 45
        if n == 4:
            y = low + 2
        end = press.text(x, y, 43, label(words, key), 7, soft=True)
        low = max(low, press.text(x, end, 43, value, 9))
    return low + 4


def _sums(press: Press, y: float, paper: TradeInvoice) -> None:
    rows = [(label(paper.words, key), amount, False) for key, amount in paper.sums]
    rows.append((f"{label(paper.words, 'total')} {paper.currency}", paper.total, True))
    if y + 5.5 * len(rows) + 24 > BOTTOM:
        press.sheet()
        y = 15
    for name, amount, last in rows:
        if last:
            press.line(LEFT + 75, y, WIDTH - 75)
            y += 1
        low = press.text(LEFT + 75, y, 75, name, 8.5, soft=not last, bold=last)
        y = max(low, press.text(LEFT + 150, y, 28.8, amount, 9, align="R", bold=last)) + 0.8
    for text in paper.words["statement"]:
        y = press.text(LEFT, y + 3, WIDTH, text, 8.5)
    press.line(LEFT, y + 14, 70)
    press.text(LEFT, y + 14.5, 90, label(paper.words, "signature"), 7, soft=True)

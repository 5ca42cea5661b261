"""The packing slip: one A4 page for the buyer, and for whoever packs."""

from .blocks import Column, label, party, table
from .page import Press
from .sheets import Slip

LEFT, WIDTH = 15, 180


def set_slip(press: Press, slip: Slip) -> None:
    """What is in the parcel and where it goes."""
    press.sheet()
    press.text(LEFT, 14, 90, slip.shop, 15, bold=True)
    press.text(LEFT, 23, 90, label(slip.words, "title"), 11, soft=True)
    press.barcode(LEFT + 95, 13, 85, 20, slip.waybill_no)
    press.line(LEFT, 38, WIDTH)

    end = party(press, LEFT, 42, 85, label(slip.words, "to"), slip.to, size=10)
    y = 42.0
    for key, value in (
        ("order", slip.order_no),
        ("placed", slip.placed_on),
        ("carrier", slip.carrier),
        ("waybill", slip.waybill_no),
        ("weight", slip.weight),
        ("packages", slip.packages),
    ):
        low = press.text(LEFT + 95, y, 42, label(slip.words, key), 8, soft=True)
        y = max(low, press.text(LEFT + 138, y, 42, value, 9)) + 1

    columns = (
        Column(label(slip.words, "quantity"), 22, "R"),
        Column(label(slip.words, "goods"), 118),
        Column(label(slip.words, "sku"), 40),
    )
    rows = [
        (line.quantity, "\n".join(part for part in (line.name, line.name_local) if part), line.sku)
        for line in slip.lines
    ]
    y = table(press, LEFT, max(end, y) + 6, columns, rows, size=9.5)
    for text in slip.words["thanks"]:
        y = press.text(LEFT, y + 5, WIDTH, text, 9, soft=True)

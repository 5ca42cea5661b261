"""Waybills from a spreadsheet: read, tried without keeping anything, then sent row by row."""

import csv
import io
from dataclasses import dataclass, field

from storefront import orders
from storefront.errors import ShopError
from storefront.markets import gettext
from storefront.orders import Order

from .ship import Packing, rehearse, ship

MOST_ROWS = 500
COLUMNS = ("order", "carrier", "waybill", "weight_g")
OPTIONAL = ("packages", "sku", "quantity")

SPOKEN = {
    "order_number": "order",
    "order_no": "order",
    "number": "order",
    "name": "order",
    "订单号": "order",
    "shipping_carrier": "carrier",
    "承运商": "carrier",
    "tracking_number": "waybill",
    "waybill_no": "waybill",
    "运单号": "waybill",
    "weight": "weight_g",
    "gross_weight_g": "weight_g",
    "重量": "weight_g",
    "pieces": "quantity",
    "件数": "packages",
}
"""Other names that people give the columns."""


class SheetRefused(ShopError):
    """Not a sheet of waybills at all."""


@dataclass
class Row:
    """One parcel of the sheet; several lines of one waybill are one parcel.

    `problem` says what is wrong with it, `done` that it left.
    """

    line_no: int
    order_no: str
    carrier: str
    waybill_no: str
    weight: str
    packages: str
    pieces: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    done: bool = False


def read_sheet(text: str) -> list[Row]:
    """The parcels of a CSV with the columns order, carrier, waybill, weight_g and, where a parcel
    is not all that is left, sku and quantity; raises SheetRefused."""
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines:
        raise SheetRefused(gettext("The sheet is empty."))
    separator = max((",", ";", "\t"), key=lines[0].count)
    try:
        table = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator, strict=True))
    except csv.Error as error:
        raise SheetRefused(
            gettext("This is no CSV that we can read: %(why)s.") % {"why": error}
        ) from error
    names = [_column(cell) for cell in table[0]]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise SheetRefused(
            gettext("The first line must name the columns; %(names)s are missing.")
            % {"names": ", ".join(missing)}
        )
    if len(table) - 1 > MOST_ROWS:
        raise SheetRefused(gettext("At most %(count)s rows at a time.") % {"count": MOST_ROWS})
    rows: dict[tuple[str, str, str], Row] = {}
    for line_no, cells in enumerate(table[1:], 2):
        _add(rows, line_no, dict(zip(names, (cell.strip() for cell in cells), strict=False)))
    return list(rows.values())


def try_rows(rows: list[Row], waits: bool) -> None:
    """Write on each row what is wrong with it; nothing is kept."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.carrier, "".join(row.waybill_no.split()).upper())
        try:
            order, packing = _packing(row, waits)
            if key in seen:
                raise ShopError(gettext("Line %(line)s has the same number.") % {"line": seen[key]})
            rehearse(order, packing)
        except ShopError as refusal:
            row.problem = refusal.message
        seen.setdefault(key, row.line_no)


def send_rows(rows: list[Row], waits: bool, actor: str) -> None:
    """Send every parcel that can leave; each row says what became of it."""
    for row in rows:
        try:
            order, packing = _packing(row, waits)
            ship(order, packing, actor)
            row.done = True
        except ShopError as refusal:
            row.problem = refusal.message


def _add(rows: dict[tuple[str, str, str], Row], line_no: int, cells: dict[str, str]) -> None:
    key = (cells.get("order", ""), cells.get("carrier", "").lower(), cells.get("waybill", ""))
    row = rows.get(key)
    if row is None:
        row = rows[key] = Row(
            line_no, *key, cells.get("weight_g", ""), cells.get("packages", "") or "1"
        )
    elif not cells.get("sku"):
        row.problem = gettext("Line %(line)s says the same again.") % {"line": line_no}
    if cells.get("sku"):
        row.pieces[cells["sku"]] = cells.get("quantity", "") or "1"


def _packing(row: Row, waits: bool) -> tuple[Order, Packing]:
    if row.problem:
        raise ShopError(row.problem)
    order = orders.find_by_number(row.order_no[:40])
    if order is None:
        raise ShopError(gettext("There is no such order."))
    quantities: dict[int, int] | None = None
    if row.pieces:
        lines = {line.sku: line.id for line in order.lines}
        for sku in row.pieces:
            if sku not in lines:
                raise ShopError(gettext("The order has no %(sku)s.") % {"sku": sku})
        quantities = {lines[sku]: _number(count) for sku, count in row.pieces.items()}
    return order, Packing(
        row.carrier,
        row.waybill_no,
        quantities,
        _number(row.weight),
        _number(row.packages),
        waits,
    )


def _column(cell: str) -> str:
    name = cell.strip().lower().replace(" ", "_")
    return SPOKEN.get(name, name)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ShopError(gettext("“%(text)s” is no whole number.") % {"text": text[:20]})
    return int(text)

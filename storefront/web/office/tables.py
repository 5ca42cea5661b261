"""Tables to take home as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response


def table_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Rows as a CSV file to keep."""
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow(head)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    answer = Response(told.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return answer


def harmless(cell: str) -> str:
    """What a buyer typed must stay text: spreadsheets run cells that begin like a formula."""
    cell = cell.replace("\r", " ").replace("\n", " ")
    if cell.lstrip()[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠") or cell[:1] == "\t":
        return "'" + cell
    return cell

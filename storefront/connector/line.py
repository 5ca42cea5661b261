"""The line to a real authority: messages go out as files, receipts come in as files."""

import logging
import sqlite3
from typing import Any

from . import ceb, instants
from .office import Office, write_receipt
from .statuses import BY_RETURN_STATUS, RECEIPT_MESSAGE, protocol_status

Json = dict[str, Any]
log = logging.getLogger("storefront.connector")

WAITING = "9999-12-31T00:00:00.000Z"
"""When the office would go on by itself with what waits for a receipt: never."""

ENDS = frozenset({"100", "800", "899"})
"""After these the list is done; a code below zero is an error and ends it too."""


class FolderOffice(Office):
    """Writes declarations into a folder and answers what comes back in it."""

    def work(self) -> int:
        """Send what is due, read what came; returns how many receipts were written."""
        return super().work() + sum(self._read(path) for path in list(self.folder.arrived()))

    def _answer(self, db: sqlite3.Connection, declaration: sqlite3.Row) -> int:
        if declaration["kind"] != "declare":
            return super()._answer(db, declaration)
        db.execute(
            "UPDATE declarations SET step = 1, due_at = ? WHERE id = ?",
            (WAITING, declaration["id"]),
        )
        return 0

    def _read(self, path: Any) -> int:
        try:
            receipts = ceb.read_receipts(path.read_bytes())
            with self.store.transaction() as db:
                for receipt in receipts:
                    self._take(db, receipt)
        except ceb.BadReceipt as bad:
            log.warning("receipt %s was refused: %s", path.name, bad)
            self.folder.is_refused(path, str(bad))
            return 0
        self.folder.is_read(path)
        return len(receipts)

    def _take(self, db: sqlite3.Connection, receipt: ceb.Receipt) -> None:
        declaration = _declaration_of(db, receipt)
        if declaration is None:
            raise ceb.BadReceipt(f"No declaration here is meant by {receipt}.")
        if not receipt.status.startswith("-") and receipt.status not in BY_RETURN_STATUS:
            raise ceb.BadReceipt(f"{receipt.status} is no result of customs that is known here.")
        ends = receipt.status in ENDS or receipt.status.startswith("-")
        answer = {
            "document": receipt.document,
            "native_status": receipt.status,
            "status": protocol_status(receipt.status),
            "final": ends or (receipt.document != "list" and receipt.status == "120"),
        }
        authority = {
            "regime": "CN-CEB",
            "message": RECEIPT_MESSAGE[receipt.document],
            "native_status": receipt.status,
            "native_code": receipt.status if receipt.status.startswith("-") else None,
            "native_text": receipt.text,
            "reference": receipt.reference or None,
            "pre_reference": receipt.pre_reference or None,
        }
        write_receipt(db, declaration, answer, authority, instants.stamp(receipt.at))
        if receipt.document == "list":
            db.execute(
                "UPDATE declarations SET list_status = ?, state = ? WHERE id = ?",
                (receipt.status, "done" if ends else "running", declaration["id"]),
            )


def _declaration_of(db: sqlite3.Connection, receipt: ceb.Receipt) -> sqlite3.Row | None:
    """The newest declaration of the dossier that a receipt names by its own key."""
    if receipt.document == "list":
        where, key = "d.dossier_id = ?", (receipt.dossier_id,)
    elif receipt.document == "waybill":
        where, key = "d.waybill_no = ?", (receipt.waybill_no,)
    else:
        where, key = "d.order_no = ?", (receipt.order_no,)
    found: sqlite3.Row | None = db.execute(
        f"SELECT c.* FROM declarations c JOIN dossiers d USING (dossier_id) WHERE {where}"  # noqa: S608
        " AND c.kind = 'declare' ORDER BY c.id DESC LIMIT 1",
        key,
    ).fetchone()
    return found

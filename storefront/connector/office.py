"""The customs office: writes each declaration as CEB messages and walks it through its steps.

The one here simulates the answers; `line.FolderOffice` takes them from a folder of receipts.
"""

import hashlib
import json
import sqlite3
from datetime import timedelta
from typing import Any

from . import ceb, instants
from .faults import FaultPanel
from .statuses import RECEIPT_MESSAGE, native
from .store import Store

Json = dict[str, Any]
BATCH = 50


class Office:
    """Takes one step of every declaration that is due."""

    def __init__(
        self, store: Store, faults: FaultPanel, folder: ceb.Folder, broker: ceb.Broker
    ) -> None:
        self.store, self.faults = store, faults
        self.folder, self.broker = folder, broker

    def work(self) -> int:
        """Writes the receipts that are due, step and receipts together; returns how many."""
        present = instants.stamp(instants.now())
        if not self._due(self.store.db, present, limit=1):
            return 0
        with self.store.transaction() as db:
            return sum(self._step(db, row) for row in self._due(db, present, BATCH))

    def _due(self, db: sqlite3.Connection, present: str, limit: int) -> list[sqlite3.Row]:
        return db.execute(
            "SELECT * FROM declarations WHERE state = 'running' AND due_at <= ?"
            " ORDER BY due_at, id LIMIT ?",
            (present, limit),
        ).fetchall()

    def _step(self, db: sqlite3.Connection, declaration: sqlite3.Row) -> int:
        if declaration["kind"] == "declare" and declaration["step"] == 0:
            unfit = self._write_messages(db, declaration)
            if unfit is not None:
                return _give_up(db, declaration, unfit)
        return self._answer(db, declaration)

    def _write_messages(self, db: sqlite3.Connection, declaration: sqlite3.Row) -> ceb.Unfit | None:
        """Put the four documents into the folder; what does not fit customs' forms stays out."""
        kept = db.execute(
            "SELECT data FROM dossiers WHERE dossier_id = ?", (declaration["dossier_id"],)
        ).fetchone()
        data = json.loads(kept["data"])
        try:
            made = ceb.documents(
                data, self.broker, declaration["guid"], instants.read(declaration["made_at"])
            )
        except ceb.Unfit as unfit:
            return unfit
        for name, xml in made.items():
            self.folder.put(
                ceb.file_name(data["dossier_id"], data["revision"], ceb.NUMBERS[name]), xml
            )
        return None

    def _answer(self, db: sqlite3.Connection, declaration: sqlite3.Row) -> int:
        steps = json.loads(declaration["steps"])
        answers = steps[declaration["step"]]
        list_status = declaration["list_status"]
        for answer in answers:
            write_receipt(db, declaration, answer)
            if answer["document"] == "list":
                list_status = answer["native_status"]
        following = declaration["step"] + 1
        db.execute(
            "UPDATE declarations SET step = ?, state = ?, list_status = ?, due_at = ? WHERE id = ?",
            (
                following,
                "running" if following < len(steps) else "done",
                list_status,
                instants.in_seconds(self.faults.now.step_delay),
                declaration["id"],
            ),
        )
        return len(answers)


def _give_up(db: sqlite3.Connection, declaration: sqlite3.Row, unfit: ceb.Unfit) -> int:
    """Send a dossier back that customs' forms cannot hold."""
    reason = {
        "code": "schema_invalid",
        "documents": ["list"],
        "pointer": "",
        "expected": unfit.element,
        "actual": unfit.why,
        "message": f"Customs' form cannot hold this: {unfit}.",
    }
    reasons = json.dumps([reason], ensure_ascii=False)
    db.execute(
        "UPDATE declarations SET state = 'done', kind = 'refuse', reasons = ? WHERE id = ?",
        (reasons, declaration["id"]),
    )
    refused = db.execute("SELECT * FROM declarations WHERE id = ?", (declaration["id"],)).fetchone()
    answer = {"document": "list", "native_status": "100", "status": "rejected", "final": True}
    write_receipt(db, refused, answer)
    return 1


def write_receipt(
    db: sqlite3.Connection,
    declaration: sqlite3.Row,
    answer: Json,
    authority: Json | None = None,
    occurred_at: str = "",
) -> None:
    """Puts one receipt into the outbox; writing the same one again changes nothing.

    `authority` and `occurred_at` are customs' own words; without them they are made up.
    """
    document, status = answer["document"], answer["native_status"]
    told = f"{declaration['guid']}/{document}/{status}"
    name = hashlib.sha256(told.encode()).hexdigest()[:26]
    reasons = [
        reason
        for reason in json.loads(declaration["reasons"])
        if answer["status"] in ("rejected", "error")
        and (document == "list" or document in reason["documents"])
    ]
    occurred_at = occurred_at or _next_instant(db, declaration["dossier_id"])
    body = {
        "receipt_id": f"rcp_{name}",
        "dossier_id": declaration["dossier_id"],
        "revision": declaration["revision"],
        "document": document,
        "status": answer["status"],
        "final": answer["final"],
        "occurred_at": occurred_at,
        "authority": authority or _authority(declaration, answer, reasons),
        "reasons": [{k: v for k, v in reason.items() if k != "documents"} for reason in reasons],
    }
    db.execute(
        "INSERT INTO receipts (receipt_id, webhook_id, declaration_id, dossier_id, revision,"
        " document, status, native_status, occurred_at, body, next_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            body["receipt_id"],
            f"msg_{name}",
            declaration["id"],
            declaration["dossier_id"],
            declaration["revision"],
            document,
            answer["status"],
            status,
            occurred_at,
            json.dumps(body, ensure_ascii=False, separators=(",", ":")),
            occurred_at,
        ),
    )


def _authority(declaration: sqlite3.Row, answer: Json, reasons: list[Json]) -> Json:
    said = native(
        answer["native_status"],
        declaration["guid"],
        " ".join(reason["message"] for reason in reasons),
        reasons[0]["code"] if reasons else "",
    )
    serial = int(hashlib.sha256(declaration["guid"].encode()).hexdigest()[:12], 16) % 10**9
    day = declaration["made_at"][:10].replace("-", "")
    taken_in = answer["document"] == "list" and said.status in ("120", "399", "800")
    return {
        "regime": "CN-CEB",
        "message": RECEIPT_MESSAGE[answer["document"]],
        "native_status": said.status,
        "native_code": said.code,
        "native_text": said.text,
        "reference": f"5316{day[:4]}E{serial:09d}" if taken_in else None,
        "pre_reference": f"B{day}{serial:09d}" if answer["document"] == "list" else None,
    }


def _next_instant(db: sqlite3.Connection, dossier_id: str) -> str:
    """Now, but later than every earlier receipt of the dossier, so that the newest is clear."""
    latest = db.execute(
        "SELECT max(occurred_at) FROM receipts WHERE dossier_id = ?", (dossier_id,)
    ).fetchone()[0]
    present = instants.now()
    if latest:
        present = max(present, instants.read(latest) + timedelta(milliseconds=1))
    return instants.stamp(present)

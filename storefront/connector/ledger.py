"""What the connector can tell about the dossiers it holds."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from .statuses import DOCUMENTS, RANK
from .store import Store

Json = dict[str, Any]
CHUNK = 500


def page_of_dossiers(store: Store, limit: int, offset: int) -> tuple[list[Json], int]:
    """Dossiers, newest first, and how many there are in all."""
    total = store.db.execute("SELECT count(*) FROM dossiers").fetchone()[0]
    rows = store.db.execute(
        "SELECT * FROM dossiers ORDER BY first_at DESC, dossier_id LIMIT ? OFFSET ?",
        (limit, offset),
    ).fetchall()
    return list(_summaries(store, rows)), total


def dossier(store: Store, dossier_id: str) -> Json | None:
    """Everything about one dossier, or None."""
    rows = store.db.execute("SELECT * FROM dossiers WHERE dossier_id = ?", (dossier_id,)).fetchall()
    if not rows:
        return None
    (summary,) = _summaries(store, rows)
    summary["checks"] = json.loads(rows[0]["checks"])
    summary["deliveries"] = _deliveries(store, dossier_id)
    summary["declarations"] = _declarations(store, dossier_id)
    summary["data"] = json.loads(rows[0]["data"])
    return summary


def figures(store: Store) -> Json:
    """How much there is, and how much still waits to be sent."""
    row = store.db.execute(
        "SELECT (SELECT count(*) FROM dossiers) AS dossiers,"
        " (SELECT count(*) FROM declarations WHERE state = 'running') AS under_way,"
        " (SELECT count(*) FROM receipts WHERE state = 'pending') AS receipts_pending,"
        " (SELECT count(*) FROM receipts WHERE state = 'dead') AS receipts_dead"
    ).fetchone()
    return dict(row)


def latest_statuses(receipts: Iterable[Json]) -> dict[str, str | None]:
    """The newest status per document: newest revision, then instant, then the later rank."""
    best: dict[str, tuple[tuple[int, str, int], str]] = {}
    for receipt in receipts:
        names = DOCUMENTS if receipt["document"] == "all" else (receipt["document"],)
        key = (receipt["revision"], receipt["occurred_at"], RANK.index(receipt["status"]))
        for name in names:
            if name not in best or key > best[name][0]:
                best[name] = (key, receipt["status"])
    shown = (*DOCUMENTS, "return") if "return" in best else DOCUMENTS
    return {name: best[name][1] if name in best else None for name in shown}


def _summaries(store: Store, rows: list[sqlite3.Row]) -> Iterator[Json]:
    ids = [row["dossier_id"] for row in rows]
    receipts = _by_dossier(
        store, "SELECT * FROM receipts WHERE dossier_id IN ({}) ORDER BY seq", ids
    )
    effects = _by_dossier(store, "SELECT * FROM effects WHERE dossier_id IN ({})", ids)
    opened = _by_dossier(
        store, "SELECT dossier_id, state FROM declarations WHERE dossier_id IN ({})", ids
    )
    for row in rows:
        mine = [_receipt(receipt) for receipt in receipts.get(row["dossier_id"], ())]
        statuses = latest_statuses(mine)
        data = json.loads(row["data"])
        checks = json.loads(row["checks"])
        yield {
            "dossier_id": row["dossier_id"],
            "order_no": row["order_no"],
            "revision": row["revision"],
            "last_event": row["type"],
            "status": statuses["list"],
            "statuses": statuses,
            "comparison": {
                "result": row["result"],
                "checked": len(checks),
                "findings": [check for check in checks if not check["holds"]],
            },
            "effects_applied": len(effects.get(row["dossier_id"], ())),
            "under_way": any(d["state"] == "running" for d in opened.get(row["dossier_id"], ())),
            "country": row["country"],
            "currency": row["currency"],
            "amount": row["amount"],
            "totals": (data.get("order") or {}).get("totals"),
            "payment": _payment(data.get("payment")),
            "carrier": row["carrier"],
            "waybill_no": row["waybill_no"],
            "test_mode": data.get("test_mode", False),
            "received_at": row["first_at"],
            "updated_at": row["updated_at"],
            "receipts": mine,
        }


def _payment(payment: Json | None) -> Json | None:
    names = ("transaction_no", "amount", "currency", "refunded_amount", "status")
    return {name: payment.get(name) for name in names} if payment else None


def _by_dossier(store: Store, query: str, ids: list[str]) -> dict[str, list[sqlite3.Row]]:
    found: dict[str, list[sqlite3.Row]] = {}
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        for row in store.db.execute(query.format(",".join("?" * len(some))), some):
            found.setdefault(row["dossier_id"], []).append(row)
    return found


def _receipt(row: sqlite3.Row) -> Json:
    body = json.loads(row["body"])
    return {
        **body,
        "delivery": {
            "state": row["state"],
            "webhook_id": row["webhook_id"],
            "attempts": row["attempts"],
            "last_answer": row["last_answer"],
            "next_at": row["next_at"] if row["state"] == "pending" else None,
            "delivered_at": row["delivered_at"],
        },
    }


def _deliveries(store: Store, dossier_id: str) -> list[Json]:
    rows = store.db.execute(
        "SELECT received_at, webhook_id, attempt, type, revision, answer, outcome, sha256"
        " FROM deliveries WHERE dossier_id = ? ORDER BY id DESC LIMIT 200",
        (dossier_id,),
    )
    return [dict(row) for row in rows]


def _declarations(store: Store, dossier_id: str) -> list[Json]:
    rows = store.db.execute(
        "SELECT guid, revision, kind, state, list_status, made_at FROM declarations"
        " WHERE dossier_id = ? ORDER BY id",
        (dossier_id,),
    )
    return [dict(row) for row in rows]

"""What earlier deliveries and declarations mean for the one at hand."""

import json
import sqlite3
from typing import Any

from . import instants
from .comparison import History
from .declaring import Standing
from .events import DECLARING_TYPES, Event
from .statuses import LOCKED

Json = dict[str, Any]


def standing(db: sqlite3.Connection, dossier_id: str) -> Standing:
    """Where the dossier stands with customs."""
    rows = db.execute(
        "SELECT state, list_status FROM declarations WHERE dossier_id = ? AND kind = 'declare'"
        " AND state IN ('running', 'done') ORDER BY id",
        (dossier_id,),
    ).fetchall()
    locked = [row["list_status"] for row in rows if row["list_status"] in LOCKED]
    running = any(row["state"] == "running" for row in rows)
    last = db.execute(
        "SELECT kind FROM declarations WHERE dossier_id = ? AND kind IN"
        " ('declare', 'refuse', 'withdraw') ORDER BY id DESC LIMIT 1",
        (dossier_id,),
    ).fetchone()
    return Standing(running, locked[-1] if locked else None, last["kind"] if last else None)


def history(db: sqlite3.Connection, event: Event, stands: Standing) -> History:
    """What the comparison must know besides the dossier itself."""
    data, used = event.data, None
    if data.get("waybill"):
        since = instants.stamp(instants.six_months_before(instants.now()))
        used = db.execute(
            "SELECT dossier_id, used_at FROM waybills WHERE carrier = ? AND waybill_no = ?"
            " AND dossier_id <> ? AND used_at > ? ORDER BY used_at DESC LIMIT 1",
            (carrier(data), data["waybill"]["waybill_no"], event.dossier_id, since),
        ).fetchone()
    other = db.execute(
        "SELECT dossier_id FROM dossiers WHERE seller = ? AND order_no = ? AND dossier_id <> ?"
        " LIMIT 1",
        (seller(data), (data.get("order") or {}).get("order_no"), event.dossier_id),
    ).fetchone()
    stored = db.execute(
        "SELECT data FROM dossiers WHERE dossier_id = ?", (event.dossier_id,)
    ).fetchone()
    before = json.loads(stored["data"]) if stored else {}
    names = [name for name in ("order", "payment", "waybill") if before.get(name)]
    return History(
        waybill_used_by=used["dossier_id"] if used else None,
        waybill_used_at=used["used_at"] if used else None,
        declared_as=stands.list_status if event.type in DECLARING_TYPES else None,
        same_order_in=other["dossier_id"] if other else None,
        document_revisions={name: before[name]["revision"] for name in names},
    )


def carrier(data: Json) -> str:
    """The key of a carrier: its customs code, or its name."""
    named = data["waybill"]["carrier"]
    return str(named.get("cn_code") or named["name"])


def seller(data: Json) -> str:
    """The key of a seller: its customs code, or its name."""
    named = data["parties"]["seller"]
    return str(named.get("cn_code") or named["name"])

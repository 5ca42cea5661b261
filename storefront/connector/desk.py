"""The desk where deliveries come in: remembered first, then answered."""

import hashlib
import json
import secrets
import sqlite3
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from . import instants, memory
from .comparison import Comparison, compare
from .declaring import Plan, RejectAll, plan_for
from .events import Event
from .faults import FaultPanel
from .store import Store

Json = dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """One attempt of the shop to hand something over, its signature already proven."""

    webhook_id: str
    body: bytes
    attempt: str | None = None


@dataclass(frozen=True)
class Outcome:
    """The HTTP status to answer, its word, and the receipt id of the acceptance."""

    status: int
    word: str
    receipt_id: str | None = None
    stored_revision: int | None = None


class Desk:
    """Takes in proven deliveries."""

    def __init__(self, store: Store, faults: FaultPanel) -> None:
        self.store, self.faults = store, faults

    def note(self, delivery: Delivery, status: int, word: str) -> Outcome:
        """Remembers a delivery that changes no dossier, such as a ping or a malformed body."""
        with self.store.transaction() as db:
            outcome = _known(db, delivery)
            if outcome is None:
                outcome = Outcome(status, word, _receipt_id() if status < 300 else None)
                _remember(db, delivery, outcome, None)
        return outcome

    def receive(self, delivery: Delivery, event: Event) -> Outcome:
        """Applies an event once, whatever arrives twice, late or out of order."""
        with self.store.transaction() as db:
            outcome = _known(db, delivery)
            if outcome is None:
                outcome = self._judge(db, delivery, event)
                _remember(db, delivery, outcome, event)
        return outcome

    def _judge(self, db: sqlite3.Connection, delivery: Delivery, event: Event) -> Outcome:
        key = (event.dossier_id, event.revision, event.type, event.content_hash)
        told = db.execute(
            "SELECT m.receipt_id FROM effects e JOIN messages m USING (webhook_id)"
            " WHERE e.dossier_id = ? AND e.revision = ? AND e.type = ? AND e.content = ?",
            key,
        ).fetchone()
        if told:
            return Outcome(200, "duplicate", told["receipt_id"])
        stored = db.execute(
            "SELECT revision, type FROM dossiers WHERE dossier_id = ?", (event.dossier_id,)
        ).fetchone()
        if stored and _is_stale(stored, event):
            return Outcome(409, "stale_revision", stored_revision=stored["revision"])
        self._apply(db, event)
        db.execute(
            "INSERT INTO effects VALUES (?, ?, ?, ?, ?, ?)",
            (*key, delivery.webhook_id, instants.stamp(instants.now())),
        )
        return Outcome(202, "accepted", _receipt_id())

    def _apply(self, db: sqlite3.Connection, event: Event) -> None:
        standing = memory.standing(db, event.dossier_id)
        comparison = compare(event.data, memory.history(db, event, standing))
        faults = self.faults.now
        reject = None
        if faults.reject_reason:
            reject = RejectAll(faults.reject_reason, faults.reject_message)
        plan = plan_for(event, comparison, standing, reject)
        _keep(db, event, comparison)
        if plan is None:
            _carry_on(db, event)
        else:
            _open(db, event, plan, faults.step_delay)


def _known(db: sqlite3.Connection, delivery: Delivery) -> Outcome | None:
    row = db.execute(
        "SELECT receipt_id, dossier_id FROM messages WHERE webhook_id = ?", (delivery.webhook_id,)
    ).fetchone()
    if row is None:
        return None
    outcome = Outcome(200, "duplicate", row["receipt_id"])
    _log(db, delivery, outcome, None, row["dossier_id"])
    return outcome


def _remember(
    db: sqlite3.Connection, delivery: Delivery, outcome: Outcome, event: Event | None
) -> None:
    dossier_id = event.dossier_id if event else ""
    _log(db, delivery, outcome, event, dossier_id)
    # Only what was accepted is remembered by id: a refused message may be mended and sent again.
    if outcome.status < 300:
        db.execute(
            "INSERT INTO messages VALUES (?, ?, ?, ?)",
            (delivery.webhook_id, dossier_id, outcome.receipt_id, instants.stamp(instants.now())),
        )


def _log(
    db: sqlite3.Connection,
    delivery: Delivery,
    outcome: Outcome,
    event: Event | None,
    dossier_id: str,
) -> None:
    digest = hashlib.sha256(delivery.body).hexdigest()
    seen = db.execute(
        "SELECT 1 FROM deliveries WHERE webhook_id = ? AND sha256 = ? LIMIT 1",
        (delivery.webhook_id, digest),
    ).fetchone()
    db.execute(
        "INSERT INTO deliveries (received_at, webhook_id, attempt, type, dossier_id, revision,"
        " answer, outcome, sha256, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            instants.stamp(instants.now()),
            delivery.webhook_id,
            delivery.attempt,
            event.type if event else None,
            dossier_id,
            event.revision if event else None,
            outcome.status,
            outcome.word,
            digest,
            None if seen else delivery.body,
        ),
    )


def _is_stale(stored: sqlite3.Row, event: Event) -> bool:
    """Lower than stored, or the same revision of the same event saying something else."""
    same = event.revision == stored["revision"] and event.type == stored["type"]
    return event.revision < stored["revision"] or same


def _keep(db: sqlite3.Connection, event: Event, comparison: Comparison) -> None:
    data, present = event.data, instants.stamp(instants.now())
    order, payment, waybill = (data.get(n) or {} for n in ("order", "payment", "waybill"))
    db.execute(
        "INSERT INTO dossiers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (dossier_id) DO UPDATE SET revision = excluded.revision,"
        " type = excluded.type, order_no = excluded.order_no, seller = excluded.seller,"
        " country = excluded.country, currency = excluded.currency, amount = excluded.amount,"
        " carrier = excluded.carrier, waybill_no = excluded.waybill_no, result = excluded.result,"
        " checks = excluded.checks, data = excluded.data, updated_at = excluded.updated_at",
        (
            event.dossier_id,
            event.revision,
            event.type,
            order.get("order_no") or payment.get("order_no") or waybill.get("order_no"),
            memory.seller(data),
            data["parties"]["consignee"]["address"]["country"],
            order.get("currency") or payment.get("currency"),
            order.get("totals", {}).get("grand_total") or payment.get("amount"),
            waybill.get("carrier", {}).get("name"),
            waybill.get("waybill_no"),
            comparison.result,
            json.dumps([check.as_json() for check in comparison.checks], ensure_ascii=False),
            json.dumps(data, ensure_ascii=False),
            present,
            present,
        ),
    )


def _carry_on(db: sqlite3.Connection, event: Event) -> None:
    """A declaration under way goes on under the newer revision."""
    db.execute(
        "UPDATE declarations SET revision = ? WHERE dossier_id = ? AND state = 'running'",
        (event.revision, event.dossier_id),
    )


def _open(db: sqlite3.Connection, event: Event, plan: Plan, delay: float) -> None:
    if plan.kind not in ("locked", "withdraw_refused", "return"):
        ended = "withdrawn" if plan.kind == "withdraw" else "superseded"
        db.execute(
            "UPDATE declarations SET state = ? WHERE dossier_id = ? AND (state = 'running'"
            " OR (? = 'withdrawn' AND state = 'done'))",
            (ended, event.dossier_id, ended),
        )
    if plan.kind == "declare":
        db.execute(
            "INSERT INTO waybills VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET used_at ="
            " excluded.used_at",
            (
                memory.carrier(event.data),
                event.data["waybill"]["waybill_no"],
                event.dossier_id,
                instants.stamp(instants.now()),
            ),
        )
    db.execute(
        "INSERT INTO declarations (guid, dossier_id, revision, kind, steps, reasons, due_at,"
        " made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            str(uuid.uuid4()),
            event.dossier_id,
            event.revision,
            plan.kind,
            json.dumps([[asdict(answer) for answer in step] for step in plan.steps]),
            json.dumps(plan.reasons, ensure_ascii=False),
            instants.in_seconds(delay),
            instants.stamp(instants.now()),
        ),
    )


def _receipt_id() -> str:
    return "rcp_" + secrets.token_hex(13)

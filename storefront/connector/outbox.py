"""Sends stored receipts to the shop until it has them."""

import http.client
import json
import random
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from . import instants
from .faults import FaultPanel
from .settings import RECEIPTS_PATH, Settings
from .signatures import headers_for, key_of
from .store import Store

BATCH = 32
# The shop has said for good that it will not take this receipt.
PERMANENT = frozenset({400, 409, 410, 413, 415, 422})


@dataclass(frozen=True)
class ShopAnswer:
    """What the shop said, or why nothing came back (status 0)."""

    status: int
    text: str
    retry_after: float | None = None


class Outbox:
    """One dossier's receipts go one after the other, oldest first; dossiers go side by side."""

    def __init__(self, settings: Settings, store: Store, faults: FaultPanel) -> None:
        self.settings, self.store, self.faults = settings, store, faults
        self._key = key_of(settings.receipt_secret)
        self._key.sign(b"")  # a key that cannot sign is refused at the start, with a sentence
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="receipts")

    def work(self) -> int:
        """Sends what is due; returns how many attempts were made."""
        due = self._due(instants.stamp(instants.now()))
        if not due:
            return 0
        answers = list(self._pool.map(self._send, due))
        with self.store.transaction() as db:
            for receipt, answer in zip(due, answers, strict=True):
                if answer is not None:
                    self._record(db, receipt, answer)
        return len(due)

    def resend(self, receipt_id: str) -> bool:
        """Makes a refused or delivered receipt due again; False when there is none."""
        with self.store.transaction() as db:
            changed = db.execute(
                "UPDATE receipts SET state = 'pending', next_at = ? WHERE receipt_id = ?",
                (instants.stamp(instants.now()), receipt_id),
            ).rowcount
        return changed > 0

    def wind_down(self) -> None:
        """Begins no further attempt; what is being sent is finished and recorded."""
        self._stopping.set()

    def close(self) -> None:
        """Ends the sending threads."""
        self._pool.shutdown(wait=True)

    def _due(self, present: str) -> list[sqlite3.Row]:
        if self.faults.now.receipts_out_of_order:
            query = (
                "SELECT r.* FROM receipts r JOIN declarations d ON d.id = r.declaration_id"
                " WHERE r.state = 'pending' AND d.state <> 'running' AND r.next_at <= ?"
                " ORDER BY r.seq DESC LIMIT ?"
            )
        else:
            query = (
                "SELECT r.* FROM receipts r WHERE r.state = 'pending' AND r.next_at <= ?"
                " AND NOT EXISTS (SELECT 1 FROM receipts e WHERE e.state = 'pending'"
                " AND e.dossier_id = r.dossier_id AND e.seq < r.seq) ORDER BY r.seq LIMIT ?"
            )
        limit = 1 if self.faults.now.receipts_out_of_order else BATCH
        return self.store.db.execute(query, (present, limit)).fetchall()

    def _send(self, receipt: sqlite3.Row) -> ShopAnswer | None:
        if self._stopping.is_set():
            return None
        answer = self._post(receipt)
        for _ in range(self.faults.now.duplicate_receipts):
            self._post(receipt)
        return answer

    def _post(self, receipt: sqlite3.Row) -> ShopAnswer:
        shop = urlsplit(self.settings.shop_url)
        kind = http.client.HTTPSConnection if shop.scheme == "https" else http.client.HTTPConnection
        connection = kind(shop.netloc, timeout=self.settings.send_timeout)
        body = receipt["body"].encode()
        timestamp = int(instants.now().timestamp())
        headers = {
            "content-type": "application/json",
            "user-agent": "storefront-reference-connector",
            **headers_for(self._key, receipt["webhook_id"], timestamp, body),
        }
        try:
            connection.request("POST", shop.path.rstrip("/") + RECEIPTS_PATH, body, headers)
            response = connection.getresponse()
            text = response.read(4096).decode("utf-8", "replace")
            return ShopAnswer(response.status, text, _seconds(response.getheader("retry-after")))
        except (OSError, http.client.HTTPException) as error:
            return ShopAnswer(0, f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def _record(self, db: sqlite3.Connection, receipt: sqlite3.Row, answer: ShopAnswer) -> None:
        present = instants.now()
        state, delivered_at, next_at = "pending", None, receipt["next_at"]
        if 200 <= answer.status < 300:
            state, delivered_at = "delivered", instants.stamp(present)
        elif answer.status in PERMANENT or self._given_up(receipt):
            state = "dead"
        else:
            next_at = instants.in_seconds(self._wait(receipt["attempts"], answer))
        db.execute(
            "UPDATE receipts SET state = ?, attempts = attempts + 1, next_at = ?,"
            " last_answer = ?, delivered_at = coalesce(?, delivered_at) WHERE seq = ?",
            (state, next_at, _short(answer), delivered_at, receipt["seq"]),
        )

    def _given_up(self, receipt: sqlite3.Row) -> bool:
        age = instants.now() - instants.read(receipt["occurred_at"])
        return age.total_seconds() > self.settings.retry_for

    def _wait(self, attempts: int, answer: ShopAnswer) -> float:
        """Seconds until the next attempt: doubled each time, with jitter; the shop may ask more."""
        doubled = self.settings.retry_base * 2 ** min(attempts, 20)
        waited = min(doubled, self.settings.retry_ceiling) * random.uniform(0.5, 1.0)
        return max(waited, answer.retry_after or 0.0)


def _seconds(header: str | None) -> float | None:
    if header and header.isascii() and header.isdigit():
        return min(float(header), 86_400.0)
    return None


def _short(answer: ShopAnswer) -> str:
    code: Any = ""
    if answer.status >= 400:
        try:
            problem = json.loads(answer.text)
            code = problem.get("detail") or problem.get("title") if problem else ""
        except (ValueError, AttributeError):
            code = ""
    said = answer.text if answer.status == 0 else str(code or "")
    return f"{answer.status or 'no answer'} {said}".strip()[:300]

"""The connector's memory: one SQLite file in WAL mode, safe against a kill at any instant."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
  webhook_id TEXT PRIMARY KEY, dossier_id TEXT NOT NULL, receipt_id TEXT NOT NULL,
  first_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY, received_at TEXT NOT NULL, webhook_id TEXT NOT NULL, attempt TEXT,
  type TEXT, dossier_id TEXT, revision INTEGER, answer INTEGER NOT NULL, outcome TEXT NOT NULL,
  sha256 TEXT NOT NULL, body BLOB
);
CREATE INDEX IF NOT EXISTS deliveries_of ON deliveries (dossier_id, id);
CREATE INDEX IF NOT EXISTS deliveries_again ON deliveries (webhook_id);
CREATE TABLE IF NOT EXISTS dossiers (
  dossier_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, type TEXT NOT NULL,
  order_no TEXT, seller TEXT, country TEXT, currency TEXT, amount TEXT, carrier TEXT,
  waybill_no TEXT, result TEXT NOT NULL, checks TEXT NOT NULL, data TEXT NOT NULL,
  first_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS dossiers_newest ON dossiers (first_at DESC, dossier_id);
CREATE INDEX IF NOT EXISTS dossiers_order ON dossiers (seller, order_no);
CREATE TABLE IF NOT EXISTS effects (
  dossier_id TEXT NOT NULL, revision INTEGER NOT NULL, type TEXT NOT NULL, content TEXT NOT NULL,
  webhook_id TEXT NOT NULL, applied_at TEXT NOT NULL,
  PRIMARY KEY (dossier_id, revision, type, content)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS declarations (
  id INTEGER PRIMARY KEY, guid TEXT NOT NULL UNIQUE, dossier_id TEXT NOT NULL,
  revision INTEGER NOT NULL, kind TEXT NOT NULL, steps TEXT NOT NULL, reasons TEXT NOT NULL,
  step INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'running',
  list_status TEXT, due_at TEXT NOT NULL, made_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS declarations_of ON declarations (dossier_id, id);
CREATE INDEX IF NOT EXISTS declarations_due ON declarations (due_at) WHERE state = 'running';
CREATE TABLE IF NOT EXISTS receipts (
  seq INTEGER PRIMARY KEY, receipt_id TEXT NOT NULL UNIQUE, webhook_id TEXT NOT NULL UNIQUE,
  declaration_id INTEGER NOT NULL REFERENCES declarations, dossier_id TEXT NOT NULL,
  revision INTEGER NOT NULL, document TEXT NOT NULL, status TEXT NOT NULL,
  native_status TEXT NOT NULL, occurred_at TEXT NOT NULL, body TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending', attempts INTEGER NOT NULL DEFAULT 0,
  next_at TEXT NOT NULL, last_answer TEXT, delivered_at TEXT,
  UNIQUE (declaration_id, document, native_status)
);
CREATE INDEX IF NOT EXISTS receipts_of ON receipts (dossier_id, seq);
CREATE INDEX IF NOT EXISTS receipts_pending ON receipts (dossier_id, seq) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS waybills (
  carrier TEXT NOT NULL, waybill_no TEXT NOT NULL, dossier_id TEXT NOT NULL, used_at TEXT NOT NULL,
  PRIMARY KEY (carrier, waybill_no, dossier_id)
) WITHOUT ROWID;
"""


class Store:
    """Connections to the state file, one for each thread."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "connector.sqlite3"
        self._mine = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self.db.executescript(SCHEMA)

    @property
    def db(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit; write inside `transaction()`."""
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=30, isolation_level=None, check_same_thread=False
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            self._mine.connection = connection
            with self._guard:
                self._all.append(connection)
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, one writer at a time."""
        db = self.db
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def close(self) -> None:
        """Closes every thread's connection; the state stays in the file."""
        with self._guard:
            for connection in self._all:
                connection.close()
            self._all.clear()

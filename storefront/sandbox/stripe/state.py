"""Everything the sandbox remembers: plain objects in memory, written through to SQLite when asked.

A change is a transaction. It is on disk before it is answered, so a killed process loses nothing
that it acknowledged; a refused change leaves no trace.
"""

import copy
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storefront.sandbox.stripe.refusal import missing

Thing = dict[str, Any]


class Store:
    """Objects by id and by kind, in the order of their making. Safe to share between threads."""

    def __init__(self, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self._by_id: dict[str, Thing] = {}
        self._by_kind: dict[str, dict[str, Thing]] = {}
        self._before: dict[str, Thing | None] = {}
        self._depth = 0
        self._disk = _open(path) if path else None
        for thing in self._load():
            self._keep(thing)

    @contextmanager
    def change(self) -> Iterator[None]:
        """Hold the lock; at the end of the outermost change write it down, or undo it on error."""
        with self.lock:
            self._depth += 1
            try:
                yield
            except BaseException:
                if self._depth == 1:
                    self._undo()
                raise
            else:
                if self._depth == 1:
                    self._write()
            finally:
                self._depth -= 1

    def add(self, thing: Thing) -> Thing:
        """Remember a new object under its id."""
        self._before.setdefault(thing["id"], None)
        self._keep(thing)
        return thing

    def update(self, thing: Thing, **facts: Any) -> Thing:
        """Change facts of a remembered object."""
        if thing["id"] not in self._before:
            self._before[thing["id"]] = copy.deepcopy(thing)
        thing.update(facts)
        return thing

    def remove(self, thing: Thing) -> None:
        """Forget an object."""
        self._before.setdefault(thing["id"], copy.deepcopy(thing))
        del self._by_id[thing["id"]]
        del self._by_kind[thing["object"]][thing["id"]]

    def find(self, id: str) -> Thing | None:
        """The object with this id."""
        return self._by_id.get(id)

    def get(self, kind: str, id: str, param: str = "id") -> Thing:
        """The object of this kind with this id; refuses what is not there."""
        thing = self._by_id.get(id)
        if thing is None or thing["object"] != kind:
            raise missing(kind, id, param)
        return thing

    def every(self, kind: str) -> list[Thing]:
        """All objects of a kind, oldest first."""
        with self.lock:
            return list(self._by_kind.get(kind, {}).values())

    def clear(self) -> None:
        """Forget everything."""
        for kind in list(self._by_kind):
            for thing in self.every(kind):
                self.remove(thing)

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            if self._disk:
                self._disk.close()
                self._disk = None

    def _keep(self, thing: Thing) -> None:
        self._by_id[thing["id"]] = thing
        self._by_kind.setdefault(thing["object"], {})[thing["id"]] = thing

    def _load(self) -> Iterator[Thing]:
        if self._disk:
            for (body,) in self._disk.execute("SELECT body FROM things ORDER BY n"):
                yield json.loads(body)

    def _write(self) -> None:
        touched, self._before = self._before, {}
        if not self._disk or not touched:
            return
        kept = [self._by_id[id] for id in touched if id in self._by_id]
        with self._disk:
            self._disk.executemany(
                "INSERT INTO things (id, kind, body) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                [(t["id"], t["object"], json.dumps(t)) for t in kept],
            )
            gone = [(id,) for id in touched if id not in self._by_id]
            self._disk.executemany("DELETE FROM things WHERE id = ?", gone)

    def _undo(self) -> None:
        touched, self._before = self._before, {}
        for id, before in touched.items():
            now = self._by_id.get(id)
            if before is None and now is not None:
                del self._by_id[id]
                del self._by_kind[now["object"]][id]
            elif before is not None and now is not None:
                now.clear()
                now.update(before)
            elif before is not None:
                self._keep(before)


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    disk = sqlite3.connect(path, check_same_thread=False, timeout=10)
    disk.execute("PRAGMA journal_mode = WAL")
    disk.execute("PRAGMA synchronous = NORMAL")
    disk.execute(
        "CREATE TABLE IF NOT EXISTS things"
        " (n INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL)"
    )
    return disk

"""Nothing that the connector asks its memory for one delivery grows with what it remembers."""

import json
import sqlite3
from importlib.resources import files
from pathlib import Path

from storefront.connector.desk import Delivery, Desk
from storefront.connector.events import read_event
from storefront.connector.faults import FaultPanel
from storefront.connector.store import Store


def test_no_question_about_a_delivery_looks_at_every_row(tmp_path: Path) -> None:
    text = files("storefront.connector").joinpath("example.dossier.json").read_text("utf-8")
    store = Store(tmp_path)
    desk = Desk(store, FaultPanel(1.0))
    asked: list[str] = []
    store.db.set_trace_callback(asked.append)
    event = read_event(json.loads(text))
    for _ in range(2):  # the second time it is known
        desk.receive(Delivery("msg_1", text.encode()), event)
    store.db.set_trace_callback(None)
    questions = [each for each in asked if each.lstrip().upper().startswith(("SELECT", "UPDATE"))]
    assert len(questions) > 5
    for question in questions:
        for row in store.db.execute(f"EXPLAIN QUERY PLAN {question}"):
            assert "SCAN" not in row["detail"], (question, row["detail"])
    assert isinstance(store.db, sqlite3.Connection)
    store.close()

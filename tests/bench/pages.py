"""Processor time and statements of pages: `python -m tests.bench.pages PATH…`."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from storefront.app import create_app
from storefront.cli.memory import loaded_for_good
from storefront.db import db

ROUNDS = 150


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that the database was asked inside the block, BEGIN apart."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def main(paths: list[str]) -> None:
    """Print milliseconds and statements for each page."""
    with loaded_for_good():  # as `storefront web` does
        app = create_app()
    client = app.test_client()
    for path in paths:
        client.get(path)
        with counted(app) as statements:
            assert client.get(path).status_code == 200
        for _ in range(20):
            client.get(path)
        began = time.process_time()
        for _ in range(ROUNDS):
            client.get(path)
        each = (time.process_time() - began) / ROUNDS * 1000
        print(f"{each:.2f} {len(statements)}")


if __name__ == "__main__":
    main(sys.argv[1:])

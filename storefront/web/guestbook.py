"""Who arrived, on disk, until the database has it."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path

import structlog

from storefront import traffic
from storefront.turns import in_turn

log = structlog.get_logger()

Record = Callable[[list[traffic.Landing]], None]

AT_ONCE = 500
"""Arrivals in one transaction; more would keep others from writing for long."""
FULL = 64 * 1024 * 1024
"""Bytes. A flood while the database is away must not fill the disk."""


class Guestbook:
    """A file to which each arrival is added before its page is answered.

    That costs a hundredth of a transaction, and what was added survives the death of its process.
    All web processes of a machine share the book, so whoever empties it knows of everybody.
    """

    def __init__(self, folder: Path) -> None:
        self.page = folder / "arrivals.jsonl"
        self.torn_out = folder / "arrivals-torn-out.jsonl"
        self.pen = folder / "arrivals.pen"
        self.desk = folder / "arrivals.desk"

    def write(self, landing: traffic.Landing) -> None:
        """Add an arrival."""
        line = _line(landing)
        with in_turn(self.pen):
            page = os.open(self.page, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                if os.lseek(page, 0, os.SEEK_END) < FULL:
                    os.write(page, line)
            finally:
                os.close(page)

    def empty(self, record: Record) -> None:
        """Hand over all who arrived, in order and some hundreds at a time, and forget them.

        When `record` raises, they are handed over again the next time. So are those that it wrote
        down just before its process was killed; it has to bear that.
        """
        if not self.page.exists() and not self.torn_out.exists():
            return
        with in_turn(self.desk):
            self._hand_over(record)  # what somebody could not finish
            with in_turn(self.pen), suppress(FileNotFoundError):
                self.page.rename(self.torn_out)
            self._hand_over(record)

    def _hand_over(self, record: Record) -> None:
        if not self.torn_out.exists():
            return
        with open(self.torn_out, "rb") as page:
            landings = _read(page)
            while some := list(islice(landings, AT_ONCE)):
                record(some)
        self.torn_out.unlink()


def _line(landing: traffic.Landing) -> bytes:
    told = {**vars(landing), "at": landing.at.isoformat(), "origin": vars(landing.origin)}
    return b"\n" + json.dumps(told).encode()  # a line that was cut off before ends here


def _read(lines: Iterable[bytes]) -> Iterator[traffic.Landing]:
    for line in lines:
        if line == b"\n":
            continue
        try:
            told = json.loads(line)
            told["at"] = datetime.fromisoformat(told["at"])
            told["origin"] = traffic.Origin(**told["origin"])
            yield traffic.Landing(**told)
        except (ValueError, TypeError, KeyError):  # cut off, or of another release
            log.warning("arrival_not_readable")

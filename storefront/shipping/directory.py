"""The carriers the shop knows from the start; the operator changes and adds to them.

Tracking pages move. Those `seen` stood alike in several public programs in November 2026; the
others are from memory. Lengths of numbers that no standard fixes are wide on purpose. All of it
is to be tried with a real number before it is relied upon.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .waybills import Check, check_of

TABLE = Path(__file__).with_name("carriers.tsv")

HOLE = "{}"
"""Where the number goes in the address of a tracking page."""


@dataclass(frozen=True)
class Carrier:
    """A carrier; `check` says in a sentence what is wrong with a waybill number, or None.

    `name_local` is what the Chinese waybill document names it.
    """

    code: str
    name: str
    name_local: str
    tracking: str
    check: Check
    transport_mode: str = "air"
    seen: bool = False
    active: bool = True

    def tracking_url(self, waybill_no: str) -> str:
        """Where a buyer follows the parcel."""
        return self.tracking.replace(HOLE, quote(waybill_no, safe=""))


def _read() -> Iterator[Carrier]:
    with open(TABLE, encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Carrier(
                code=row["code"],
                name=row["name"],
                name_local=row["name_local"],
                tracking=row["tracking"],
                check=check_of(row["numbers"]),
                seen=row["seen"] == "yes",
            )


CARRIERS: dict[str, Carrier] = {each.code: each for each in _read()}

"""What the connector makes of many events: `python -m tests.connector.many FILE` prints it.

The file has an event a line (`python -m tests.customs.many --write FILE` makes one). Each is
compared as the connector compares it, written as customs' four messages, and those are held against
a schema built from the field dictionary. A false alarm, or a message that does not fit, fails.
"""

import json
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from storefront.connector import ceb
from storefront.connector.comparison import History, compare
from storefront.connector.events import CANCELLED

from .ceb_schema import problems

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BROKER = ceb.Broker()


def judge(events: Iterable[dict[str, Any]]) -> tuple[Counter[str], list[str]]:
    """The figures, and whatever was wrong."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for event in events:
        data, name = event["data"], f"event {event['sequence']}"
        counts["events"] += 1
        alarms = compare(data, History()).findings
        wrong += [f"{name}: false alarm {each.code}" for each in alarms]
        if event["type"] == CANCELLED:
            counts["cancelled"] += 1
            continue
        try:
            made = ceb.documents(data, BROKER, str(uuid.uuid4()), AT)
        except ceb.Unfit as unfit:
            wrong.append(f"{name}: {unfit}")
            continue
        for document, xml in made.items():
            counts[f"CEB{ceb.NUMBERS[document]}Message"] += 1
            wrong += [f"{name}: {said}" for said in problems(ceb.NUMBERS[document], xml)]
    return counts, wrong


def main() -> None:
    """Read a file of events and print what became of them."""
    began = time.perf_counter()
    with open(sys.argv[1], encoding="utf-8") as lines:
        counts, wrong = judge(json.loads(line) for line in lines)
    for name, number in counts.items():
        print(f"{name:20} {number}")
    print(f"{'seconds':20} {time.perf_counter() - began:.0f}")
    print(f"{'wrong':20} {len(wrong)}")
    for said in wrong[:20]:
        print("  " + said[:300])
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

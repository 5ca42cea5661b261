"""How far visits got and what was looked at: counted in memory, written down together."""

import threading
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from datetime import date

from flask import Flask

from storefront import catalog, clock, traffic
from storefront.db import AWAY, db, transaction

MOST_KNOWN = 20_000
"""Visits of which it is remembered how far they got."""


@dataclass
class Counts:
    """What happened since it was last written down."""

    steps: dict[str, traffic.Step] = field(default_factory=dict)
    seen: Counter[traffic.ProductKey] = field(default_factory=Counter)
    taken: Counter[tuple[date, int, str]] = field(default_factory=Counter)
    """By day, variant and country."""
    read: Counter[traffic.AssistantKey] = field(default_factory=Counter)
    sent: Counter[traffic.AssistantKey] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.steps or self.seen or self.taken or self.read or self.sent)

    def put_back(self, earlier: "Counts") -> None:
        """Add what could not be written down."""
        self.steps = earlier.steps | self.steps
        self.seen.update(earlier.seen)
        self.taken.update(earlier.taken)
        self.read.update(earlier.read)
        self.sent.update(earlier.sent)


class Tally:
    """Counts for one web process; many threads count at once."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.counts = Counts()
        self.reached: OrderedDict[str, traffic.Step] = OrderedDict()
        self.lock = threading.Lock()
        self.writing = threading.Lock()

    def look_at(self, slug: str, country: str) -> None:
        """A product's page was shown to a person."""
        with self.lock:
            self.counts.seen[clock.shop_day(), slug, country] += 1

    def take(self, variant_id: int, country: str) -> None:
        """A variant was put into a basket."""
        with self.lock:
            self.counts.taken[clock.shop_day(), variant_id, country] += 1

    def read(self, assistant: str, slug: str, country: str) -> None:
        """A product's page was shown to an AI assistant's crawler."""
        with self.lock:
            self.counts.read[clock.shop_day(), slug, country, assistant] += 1

    def be_sent(self, assistant: str, slug: str, country: str) -> None:
        """An AI assistant's answer sent a person to a product's page."""
        with self.lock:
            self.counts.sent[clock.shop_day(), slug, country, assistant] += 1

    def reach(self, visit: str, step: traffic.Step) -> None:
        """A visit got this far."""
        if self.reached.get(visit, -1) >= step:
            return
        with self.lock:
            self.reached[visit] = self.counts.steps[visit] = step
            while len(self.reached) > MOST_KNOWN:
                self.reached.popitem(last=False)

    def write(self) -> None:
        """Have the database know of all until now, whoever writes it down; while it is away, the
        counts stay."""
        with self.writing:
            with self.lock:
                counts, self.counts = self.counts, Counts()
            if not counts:
                return
            try:
                with self.app.app_context():
                    try:
                        _record(counts)
                    finally:
                        db.session.remove()
            except AWAY:
                with self.lock:
                    self.counts.put_back(counts)
                raise


def _record(counts: Counts) -> None:
    with transaction():
        traffic.record_steps(counts.steps)
        slugs = catalog.slugs_of_variants({variant for _, variant, _ in counts.taken})
        added: Counter[traffic.ProductKey] = Counter()
        for (day, variant, country), times in counts.taken.items():
            if variant in slugs:
                added[day, slugs[variant], country] += times
        traffic.count_products(counts.seen, added)
        traffic.count_assistants(counts.read, counts.sent)

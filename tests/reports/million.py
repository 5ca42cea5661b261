"""How fast a report answers over a million visits, and how much room a visit takes.

    python -m tests.reports.million --visits 1000000 [--database postgresql]

writes visits of 90 days with their sources straight into the tables, sums them up as the worker
does, and asks for the office's report page as a browser does. Prints the bytes a visit takes
(with later sources and indexes), what summing took, and the page's time beside that of a page that
reads next to nothing. Fails when sums and rows differ for one of the days.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text

from storefront import accounts, clock, reports, traffic
from storefront.app import create_app
from storefront.db import db, transaction
from storefront.reports import Cut
from storefront.traffic.models import SummedSpan, Touch, Visit
from tests.conftest import make_settings
from tests.schema import build
from tests.shop.databases import KINDS, new_database
from tests.web.office.conftest import EMAIL, PASSWORD, Desk

DAYS = 90
BATCH = 20_000
SOURCES = (
    ("", ""),
    ("https://www.google.com/", ""),
    ("https://www.bing.com/", ""),
    ("https://www.instagram.com/", ""),
    ("https://chatgpt.com/", ""),
    ("https://example.org/blog", ""),
    ("", "gclid=AbC&utm_campaign=brand"),
    ("", "utm_source=news&utm_medium=email&utm_campaign=autumn"),
    ("", "utm_source=facebook&utm_medium=paid_social&utm_campaign=autumn"),
    ("", "utm_source=kim&utm_medium=influencer&utm_campaign=lamp&utm_content=reel"),
)
PAGES = ("/", "/", "/c/lighting", "/p/ori-table-lamp", "/p/sora-linen-throw")
AGAIN = 0.02
COUNTRIES = (("US", "en"), ("DE", "de"), ("AT", "de"), ("FR", "fr"), ("GB", "en"), ("JP", "ja"))


def fill(count: int) -> None:
    """Write visits in bulk, in the order of time as a shop does; one in fifty is brought a second
    time while it is under way."""
    dice = random.Random(1)
    origins = _origins()
    now = clock.now()
    ago = sorted((dice.random() * DAYS * 86_400 for _ in range(count)), reverse=True)
    for first in range(0, count, BATCH):
        visits, touches = [], []
        for seconds in ago[first : first + BATCH]:
            at = now - timedelta(seconds=seconds)
            country, language = dice.choice(COUNTRIES)
            key = f"{round(at.timestamp() * 1000) << 80 | dice.getrandbits(80):032x}"
            origin = dice.choice(origins)
            page = f"/{language}-{country}".lower() + dice.choice(PAGES)
            landing = None if origin is None else page
            told = {"origin_id": origin, "landing": landing}
            visits.append(_visit(key, at, country, language, dice) | told)
            if dice.random() < AGAIN:
                later = {"at": at + timedelta(minutes=9), "origin_id": dice.choice(origins[1:])}
                touches.append(later | {"visit_id": key, "landing": "/en-us/"})
        with transaction():
            db.session.execute(insert(Visit), visits)
            db.session.execute(insert(Touch), touches)


def _origins() -> list[int | None]:
    """The dictionary rows of all sources, made by one arrival of each."""
    found: list[int | None] = []
    for number, told in enumerate(SOURCES):
        origin, key = traffic.classify(*told), f"{number + 1:032x}"
        with transaction():
            traffic.record(
                [traffic.Landing(key, key, clock.now(), "US", "en", "/", origin, automated=True)]
            )
        found.append(db.session.scalar(select(Visit.origin_id).where(Visit.id == key)))
    return found


def _visit(key: str, at: Any, country: str, language: str, dice: random.Random) -> dict[str, Any]:
    return {
        "id": key,
        "journey": None,
        "started_at": at,
        "country": country,
        "language": language,
        "automated": False,
        "basis": "allowed",
        "step": dice.choice((0, 0, 0, 1, 1, 2, 3)),
    }


def room() -> int:
    """Bytes that all of the database takes."""
    if db.engine.dialect.name == "postgresql":
        return int(db.session.scalar(text("select pg_database_size(current_database())")) or 0)
    pages = db.session.scalar(text("pragma page_count")) or 0
    return int(pages) * int(db.session.scalar(text("pragma page_size")) or 0)


def pace(app: Flask, path: str, times: int = 15) -> float:
    """The median milliseconds of a page, in process, signed in."""
    desk = Desk(app.test_client())
    desk.sign_in()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        answer = desk.open(path)
        took.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.status_code
    return statistics.median(took[3:]) * 1000


def differing_days(first: Any, last: Any) -> int:
    """Days whose settled sums are not what their rows say."""
    wrong = 0
    for begin in traffic.summed("day", first, last):
        rows = db.session.execute(traffic.counted(begin, begin + timedelta(days=1))).all()
        day = clock.shop_day(begin)
        wrong += sum(row.visits for row in rows) != reports.overview(Cut(day, day)).total.visits
    return wrong


@contextmanager
def shop(kind: str) -> Iterator[Flask]:
    """A shop of its own on an empty database."""
    with tempfile.TemporaryDirectory() as name, new_database(kind, Path(name)) as address:
        app = create_app(make_settings(Path(name), address))
        build(app)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def main() -> int:
    """Measure and say."""
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    wanted.add_argument("--visits", type=int, default=1_000_000)
    wanted.add_argument("--database", choices=KINDS, default="sqlite")
    given = wanted.parse_args()
    with shop(given.database) as app:
        with transaction():
            accounts.add_staff(EMAIL, "Mei Lin", PASSWORD)
        empty = room()
        fill(given.visits)
        db.session.rollback()
        each = (room() - empty) / given.visits
        began = time.perf_counter()
        spans = traffic.sum_visits()
        summing = time.perf_counter() - began
        if given.database == "postgresql":
            with transaction():
                db.session.execute(text("analyze"))
        db.session.rollback()
        settled = db.session.scalar(select(func.count()).select_from(SummedSpan))
        last = clock.shop_day()
        report = f"/office/reports?from={last - timedelta(days=DAYS - 1)}&to={last}"
        whole, month = pace(app, report), pace(app, "/office/reports")
        nothing = pace(app, "/office/promotions")
        wrong = differing_days(clock.begin_of(last - timedelta(days=9)), clock.begin_of(last))
    print(
        f"{given.visits:,} visits on {given.database}: {each:.0f} bytes a visit; {spans} hours and"
        f" days ({settled} kept) summed in {summing:.1f} s; report of {DAYS} days {whole:.0f} ms,"
        f" of 30 days {month:.0f} ms (a page that reads nothing: {nothing:.0f} ms);"
        f" days that differ: {wrong}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

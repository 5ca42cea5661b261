"""What counting visitors adds to a request: `python -m tests.bench.door [sqlite|postgresql]`.

Requests of many browsers, most of them with the cookie they were given, some from a search engine,
some by a campaign's link; all landings are kept before the page is answered. Prints the
milliseconds that the counter at the door took, for all and for landings by a campaign alone.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from werkzeug.test import EnvironBuilder

from storefront.app import create_app
from storefront.db import db
from storefront.web.visits import DoorCounter
from tests.bench.client import BROWSER
from tests.conftest import make_settings
from tests.schema import build
from tests.shop.databases import new_database

REQUESTS = 4000
CAMPAIGN = "utm_source=news&utm_medium=email&utm_campaign=autumn"


def page(_environ: Any, start: Any) -> Iterable[bytes]:
    """A page that costs nothing."""
    start("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "public, max-age=60")])
    return [b""]


def measure(kind: str) -> tuple[list[float], list[float]]:
    """Milliseconds of all requests, and of the landings by a campaign among them, sorted."""
    dice, every, landings = random.Random(1), [], []
    with tempfile.TemporaryDirectory() as name, new_database(kind, Path(name)) as address:
        settings = make_settings(Path(name), address)
        app = create_app(settings)
        build(app)
        door, cookies = DoorCounter(app, page, settings), [""]
        for _ in range(REQUESTS):
            drawn = dice.random()
            is_landing = drawn < 0.02
            environ = EnvironBuilder(
                "/en-us/p/lamp",
                query_string=CAMPAIGN if is_landing else "",
                headers={
                    "User-Agent": BROWSER,
                    "Cookie": "" if drawn < 0.15 else dice.choice(cookies),
                    "Referer": "https://www.google.com/" if 0.02 <= drawn < 0.05 else "",
                },
            ).get_environ()
            told: dict[str, str] = {}
            began = time.perf_counter()
            door(environ, lambda status, headers, exc_info=None, told=told: told.update(headers))
            took = (time.perf_counter() - began) * 1000
            every.append(took)
            if is_landing:
                landings.append(took)
            if "Set-Cookie" in told:
                cookies.append(told["Set-Cookie"].split(";")[0])
        door.flush()
        with app.app_context():
            db.engine.dispose()
    return sorted(every), sorted(landings)


def main(kinds: list[str]) -> None:
    """Print both databases' figures."""
    for kind in kinds or ["sqlite", "postgresql"]:
        for name, took in zip(("all", "landings by a campaign"), measure(kind), strict=True):
            middle, late = took[len(took) // 2], took[len(took) * 99 // 100]
            print(f"{kind}, {name}: median {middle:.2f} ms, p99 {late:.2f} ms of {len(took)}")


if __name__ == "__main__":
    main(sys.argv[1:])

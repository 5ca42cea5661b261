"""Many writers on one SQLite file: each gets its turn, and nobody is told that it is locked."""

import subprocess
import sys
from pathlib import Path

import pytest

from storefront.config import PROJECT

WRITERS = """
import sys, threading, time
from storefront.app import create_app
from storefront.config import Settings
from storefront.db import db, transaction
app = create_app(Settings.from_env({"STOREFRONT_DATA": sys.argv[1]}))
stop_at, waits = time.monotonic() + 4, []
def write():
    with app.app_context():
        while time.monotonic() < stop_at:
            began = time.monotonic()
            with transaction():
                waits.append(time.monotonic() - began)
                time.sleep(0.01)
            db.session.remove()
threads = [threading.Thread(target=write) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(waits), max(waits))
"""


@pytest.mark.timeout(90)
def test_no_writer_waits_much_longer_than_its_turn(tmp_path: Path) -> None:
    arguments = [sys.executable, "-W", "ignore", "-c", WRITERS, str(tmp_path)]
    programs = [
        subprocess.Popen(arguments, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [program.communicate()[0] for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    written = sum(int(each.split()[0]) for each in told)
    longest = max(float(each.split()[1]) for each in told)
    print(f"{written} transactions of 24 writers, longest wait {longest:.2f} s")
    assert written > 50
    assert longest < 3, "somebody was passed over again and again"

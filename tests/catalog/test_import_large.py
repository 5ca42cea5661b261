"""A sheet of any size is brought in with the same memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from .sheets import write_large

PROGRAM = """
import resource, sys
from dataclasses import replace
from pathlib import Path
from storefront.app import create_app
from storefront.catalog.importing import Import, Sheet, Terms
from storefront.cli.products import bring_in
from storefront.config import Settings
from storefront.db import db
from tests.conftest import make_settings
from tests.schema import build

folder = Path(sys.argv[1])
settings = make_settings(folder, f"sqlite:///{folder / 'large.db'}")
build(create_app(settings))
app = create_app(settings)
with app.app_context(), Sheet(Path(sys.argv[2])) as sheet:
    run = Import(sheet, Terms({}), fetching=False)
    bring_in(run)
print(sum(run.report.outcomes.values()), len(run.report.refusals),
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def bring_in_large(folder: Path, rows: int, *, scattered: bool = False) -> int:
    """Import that many rows in a process of its own; returns its peak memory in MB."""
    folder.mkdir()
    products = write_large(folder / "large.csv", rows, scattered=scattered)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), str(folder / "large.csv")],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    made, refused, megabytes = map(int, done.stdout.split()[-3:])
    assert (made, refused) == (products, 0)
    return megabytes


def test_four_times_the_rows_need_the_same_memory(tmp_path: Path) -> None:
    small = bring_in_large(tmp_path / "small", 300)
    large = bring_in_large(tmp_path / "large", 1_200, scattered=True)
    assert large - small < 12, (small, large)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_twenty_thousand_rows_need_the_same_memory(tmp_path: Path) -> None:
    small = bring_in_large(tmp_path / "small", 300)
    large = bring_in_large(tmp_path / "large", 20_000)
    assert large - small < 30, (small, large)

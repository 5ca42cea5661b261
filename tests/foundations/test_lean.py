"""A server starts again in a Python without docstrings, where that is compiled, and only there."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import os, sys
before = os.environ.get("PROCESS")
os.environ["PROCESS"] = before or str(os.getpid())
from storefront.cli import lean
{before}
lean.start_again_lean()
print(sys.flags.optimize, before == str(os.getpid()), *sys.argv[1:])
print(repr(lean.start_again_lean.__doc__))
"""


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    subprocess.run([sys.executable, "-m", "storefront", "compile"], check=True)


def said(folder: Path, before: str = "") -> list[str]:
    program = folder / "program.py"
    program.write_text(PROGRAM.format(before=before), encoding="utf-8")
    # -E: also when Python is to heed nothing from outside.
    asked = [sys.executable, "-E", str(program), "--port", "8000"]
    done = subprocess.run(asked, capture_output=True, check=True, text=True, timeout=60)
    return done.stdout.splitlines()


def test_the_same_process_goes_on_with_the_same_words(tmp_path: Path) -> None:
    assert said(tmp_path) == ["2 True --port 8000", "None"]


def test_where_nothing_is_compiled_it_goes_on_as_it_is(tmp_path: Path) -> None:
    told, docstring = said(tmp_path, f"lean.__file__ = {str(tmp_path / 'cli' / 'lean.py')!r}")
    assert told == "0 False --port 8000"
    assert docstring.startswith("'Turn this process")

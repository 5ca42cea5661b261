"""A Python that leaves on the disk what a server never reads."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import click

LEAN = ("-OO", "-X", "no_debug_ranges")
"""No docstrings, and of what failed the lines but not the columns: 7 MB of a process, most of it
the manual of SQLAlchemy."""
LOADED_LATER = (
    *("sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql", "psycopg"),
    *("email_validator", "phonenumbers", "rapidfuzz", "requests", "stripe"),
)
"""What is loaded for the shop's own database and by the first visits."""


@click.command(name="compile")
def compile_() -> None:
    """Make web processes and workers smaller by 7 MB each, from their next start on.

    Compiles what they load once more, without docstrings. `make install` does it; say it after
    another way of installing. Ten seconds the first time.
    """
    names = ", ".join(("storefront.app", *LOADED_LATER))
    writing = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    load = f"import {names}; stripe.StripeClient"
    subprocess.run([sys.executable, *LEAN, "-c", load], env=writing, check=True)


def start_again_lean() -> None:
    """Turn this process into the same command under a lean Python.

    Only where that is compiled already: to compile at each start would take ten seconds. The
    process keeps its number, so whoever watches it sees no change.
    """
    program = Path(__file__).parents[1] / "app.py"
    compiled = Path(importlib.util.cache_from_source(str(program), optimization="2"))
    if sys.executable and os.name == "posix" and sys.flags.optimize < 2 and compiled.exists():
        os.execv(sys.executable, [sys.executable, *LEAN, *sys.orig_argv[1:]])

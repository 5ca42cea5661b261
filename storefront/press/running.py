"""Starting the press, feeding it, and not waiting for ever."""

import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence

from .sheets import Sheet

MOST_SHEETS = 600
"""What fits into one run: some 40 seconds and 200 MB on a small machine."""

LONGEST_SECONDS = 120
PATIENCE_SECONDS = 20

_turn = threading.BoundedSemaphore(1)


class PressBusy(Exception):
    """Somebody else is printing, and it takes long."""


class PressFailed(Exception):
    """The press stopped without a paper."""


def print_pdf(sheets: Sequence[Sheet]) -> bytes:
    """One PDF with these papers in this order; raises PressBusy and PressFailed.

    One run at a time in each process, so that memory stays bounded.
    """
    if not 0 < len(sheets) <= MOST_SHEETS:
        raise ValueError(f"The press takes 1 to {MOST_SHEETS} papers at a time.")
    if not _turn.acquire(timeout=PATIENCE_SECONDS):
        raise PressBusy
    try:
        done = subprocess.run(
            [sys.executable, "-m", "storefront.press"],
            input=pickle.dumps(tuple(sheets)),
            capture_output=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PressFailed("The press took too long.") from None
    finally:
        _turn.release()
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        # The last line names the fault; the rest could hold what was to be printed.
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no word"]
        raise PressFailed(lines[-1][:80].partition(":")[0])
    return done.stdout

"""Somebody who starts again whatever dies, as systemd would."""

import threading
from collections import Counter
from collections.abc import Collection
from contextlib import suppress

from .house import Shop


class Watchman:
    """Watches the shop's programs until the end of the block."""

    def __init__(self, shop: Shop, *, leaves: Collection[str] = ()) -> None:
        self.shop = shop
        self.leaves = leaves
        """Programs that stay down until the end of the block."""
        self.restarts: Counter[str] = Counter()
        self.lock = threading.RLock()
        """Held while programs are started or killed on purpose."""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watchman":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()
        self.shop.start()

    def _watch(self) -> None:
        while not self._stopping.wait(0.05):
            for name, program in self.shop.programs.items():
                with self.lock, suppress(OSError):
                    if name not in self.leaves and not program.is_running:
                        self.restarts[name] += 1
                        program.start()

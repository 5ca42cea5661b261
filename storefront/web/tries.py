"""Where the limits on sign-in, coupons and look-ups remember who tried how often."""

import threading

from limits.storage import MemoryStorage

MEMORY = "thread-safe-memory"


class ThreadSafeMemory(MemoryStorage):
    """The library's memory, entered by one thread at a time.

    Each try restarts the library's cleaning thread if that has ended. Two tries in the same
    moment start the same thread twice, and the second person is shown an error for it.
    """

    STORAGE_SCHEME = [MEMORY]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str):
        self._entering = threading.Lock()
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count a try; False when there were too many."""
        with self._entering:
            return super().acquire_entry(key, limit, expiry, amount)

"""How a program that runs for weeks treats its memory."""

import contextlib
import ctypes
import gc
import sys
import warnings
from collections.abc import Iterator
from types import ModuleType

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""Names of settings in <malloc.h>."""
LARGE = 128 * 1024
UNUSED = ("rich", "charset_normalizer", "greenlet")
"""What others load when it is there, and never use here: 4 MB to colour tracebacks that no one
looks at, 3 MB to guess in which alphabet Stripe writes, which is always UTF-8, and 1 MB for a
database that is spoken to without waiting."""

UNREAD = ("stripe._event_notification_handler", "limits.aio")
"""What others load always, and nobody here calls: 3 MB for a kind of event that no shop gets, and
1 MB to count tries without waiting."""


class Unread(ModuleType):
    """Stands in the place of a module, with whatever name it is asked for."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


@contextlib.contextmanager
def loaded_for_good() -> Iterator[None]:
    """What is loaded inside stays until the end, so no garbage is looked for among it.

    Looking would cost a sixth of the start, and then something at every request.
    """
    gc.disable()
    for name in UNUSED:
        sys.modules[name] = None  # type: ignore[assignment]
    for name in UNREAD:
        sys.modules[name] = Unread(name)
    warnings.filterwarnings("ignore", "Unable to find acceptable character detection")
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def share_memory_pools() -> None:
    """Let threads share one pool of memory where glibc would give each thread some of its own.

    Each pool keeps what its busiest request once needed, so eight of them hold tens of megabytes.
    What is large stands outside the pool and is given back at once; left alone, glibc learns from
    the first large thing to keep the later ones.
    """
    with contextlib.suppress(OSError, AttributeError):  # another C library has no such pools
        libc = ctypes.CDLL(None)
        libc.mallopt(M_ARENA_MAX, 1)
        libc.mallopt(M_MMAP_THRESHOLD, LARGE)
        libc.mallopt(M_TRIM_THRESHOLD, LARGE)


def load_what_is_shared() -> None:
    """Before processes part: what each would otherwise make for itself at its first pages."""
    from babel import localedata
    from sqlalchemy.orm import configure_mappers

    from storefront.markets import all_locales

    configure_mappers()
    for locale in all_locales():
        localedata.load(locale.babel)

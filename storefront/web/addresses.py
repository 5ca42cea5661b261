"""How the shop's own addresses are written."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

__all__ = ["LateRule"]


class LateRule(Rule):
    """A path whose writer is made when a page first links to it, and not before.

    Werkzeug compiles two Python functions for every path when it is registered: for this many
    paths that is a tenth of a second of each start, and most are never asked for.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        def first(_rule: Rule, **values: Any) -> tuple[str, str]:
            write = super(LateRule, self)._compile_builder(append_unknown).__get__(self, None)
            setattr(self, "_build_unknown" if append_unknown else "_build", write)
            written: tuple[str, str] = write(**values)
            return written

        return first

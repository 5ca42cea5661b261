"""How templates find what every page may use."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class ShopEnvironment(Environment):
    """Templates that look for globals in the environment itself.

    Jinja gives each template a layer of its own above them, which here is always empty, and goes
    through both layers for every macro that a page imports.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template that is given `d` beside them."""
        return super().make_globals(d) if d else self.globals

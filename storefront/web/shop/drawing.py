"""Pieces of pages that look alike wherever they stand: drawn once, then kept.

A piece is a macro, and its picture depends on what it is given and on the reader's locale alone; so
whatever is kept can never be old: other contents are another piece.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, g
from markupsafe import Markup

MOST_CARDS = 400
MOST_FRAMES = 100


def register(app: Flask) -> None:
    """Hand templates the pieces that many pages share."""
    app.jinja_env.globals.update(
        product_card=drawn_once(app, "components/product_card.html", "product_card", MOST_CARDS),
        shop_header=drawn_once(app, "shop/_header.html", "shop_header", MOST_FRAMES),
        shop_filters=drawn_once(app, "shop/_filters.html", "shop_filters", MOST_FRAMES),
        shop_footer=drawn_once(app, "shop/_footer.html", "shop_footer", MOST_FRAMES),
    )


def drawn_once(app: Flask, template: str, macro: str, most: int) -> Callable[..., Markup]:
    """A macro that remembers its last `most` pictures; what it is given must be hashable."""

    @lru_cache(most)
    def draw(_locale: str, *given: Any, **named: Any) -> Markup:
        piece = getattr(app.jinja_env.get_template(template).module, macro)
        drawn: Markup = piece(*given, **named)
        return drawn

    def drawn(*given: Any, **named: Any) -> Markup:
        return draw(g.locale.tag, *given, **named)

    return drawn

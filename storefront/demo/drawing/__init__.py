"""Draw the demo shop's pictures: every product, scene and brand mark, from plain SVG."""

from .render import draw_all

__all__ = ["draw_all"]

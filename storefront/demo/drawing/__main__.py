"""Redraw all pictures, or only those of the slugs named."""

import sys

from .render import draw_all

print(f"{draw_all(sys.argv[1:])} pictures drawn")

"""Doors for machines: whoever knocks must sign."""

from flask import Flask

from ..security import csrf
from . import calendar, carriers, stripe

__all__ = ["register"]


def register(app: Flask) -> None:
    """Open the hooks. Trust comes from signatures, so they need no form token."""
    for blueprint in (stripe.blueprint, carriers.blueprint, calendar.blueprint):
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)

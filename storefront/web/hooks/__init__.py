"""Doors for machines: whoever knocks must sign."""

from flask import Flask

from ..security import csrf
from .stripe import blueprint

__all__ = ["register"]


def register(app: Flask) -> None:
    """Open the hooks. Trust comes from signatures, so they need no form token."""
    csrf.exempt(blueprint)
    app.register_blueprint(blueprint)

"""Doors for customs connectors: whoever knocks must sign, or show a token."""

from flask import Flask

from ..security import csrf
from . import reading, receipts, reference, sending
from .door import blueprint

__all__ = ["reading", "receipts", "reference", "register", "sending"]


def register(app: Flask) -> None:
    """Open the API. Trust comes from signatures and tokens, so it needs no form token."""
    csrf.exempt(blueprint)
    app.register_blueprint(blueprint)

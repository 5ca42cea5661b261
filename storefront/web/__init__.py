"""Everything that speaks HTTP: a shop for consumers, an office for its owner, doors for machines."""

from flask import Flask

from storefront.config import Settings

from . import api, hooks, observing, office, problems, security, shop, static_files, words

__all__ = ["register"]


def register(app: Flask, settings: Settings) -> None:
    """Put every face on the application."""
    observing.register(app)
    security.register(app, settings)
    problems.register(app)
    words.register(app)
    static_files.register(app, settings)
    hooks.register(app)
    api.register(app)
    office.register(app)
    shop.register(app)  # last: its paths begin with a locale and take what nobody else took

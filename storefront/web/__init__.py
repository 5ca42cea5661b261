"""Everything that speaks HTTP: a shop for consumers, an office for staff, doors for machines."""

from flask import Flask

from storefront.config import Settings

from . import api, hooks, observing, office, problems, security, shop, static_files, words
from .addresses import LateRule
from .pagecache import PageCache
from .templating import ShopEnvironment
from .visits import DoorCounter

__all__ = ["LateRule", "ShopEnvironment", "register"]


def register(app: Flask, settings: Settings) -> None:
    """Put every face on the application."""
    observing.register(app)
    security.register(app, settings)
    problems.register(app)
    words.register(app)
    hooks.register(app)
    api.register(app)
    office.register(app)
    shop.register(app)  # last: its paths begin with a locale and take what nobody else took

    # Outermost last: files, then the door counter, then kept pages, then Flask.
    if settings.page_cache:
        app.wsgi_app = PageCache(app, app.wsgi_app)  # type: ignore[method-assign]
    counter = DoorCounter(app, app.wsgi_app, settings)
    app.extensions["door_counter"] = counter
    app.wsgi_app = counter  # type: ignore[method-assign]
    static_files.register(app, settings)

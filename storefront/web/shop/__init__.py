"""The shop as consumers see it: one address for each page in each language and country."""

from typing import Any

from flask import Blueprint, Flask, abort, g, request

from storefront.catalog import picture_url
from storefront.markets import find_locale, speak

from . import (
    basket,
    checkout,
    consent,
    drawing,
    entrance,
    gift_cards,
    landing,
    orders,
    paying,
    reading,
    shelves,
    things,
)
from .page import frame, home_url, html_language, path_to
from .pictures import hero_set, picture_set

__all__ = ["register"]


def register(app: Flask) -> None:
    """Open the shop to consumers."""
    blueprint = Blueprint("shop", __name__, url_prefix="/<locale>")
    for area in (
        shelves,
        things,
        landing,
        consent,
        basket,
        checkout,
        paying,
        orders,
        reading,
        gift_cards,
    ):
        area.open(blueprint)
    blueprint.url_value_preprocessor(take_locale)
    blueprint.url_defaults(give_locale)
    blueprint.context_processor(frame)
    app.before_request(recognise_locale)
    app.jinja_env.globals.update(
        hero_set=hero_set,
        home_url=home_url,
        html_language=html_language,
        picture_set=picture_set,
        picture_url=picture_url,
        url_for=path_to,
    )
    drawing.register(app)
    app.register_blueprint(entrance.blueprint)
    app.register_blueprint(blueprint)


def recognise_locale() -> None:
    """Speak the language in the path, also on pages that turn out not to exist."""
    locale = find_locale(request.path.split("/", 2)[1])
    if locale:
        g.locale = locale
        speak(locale.language)


def take_locale(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The locale comes first in every path of the shop; others do not exist."""
    if values is not None and find_locale(values.pop("locale", "")) is None:
        abort(404)


def give_locale(_endpoint: str, values: dict[str, Any]) -> None:
    """Links stay in the reader's locale unless they say otherwise."""
    if "locale" in g:
        values.setdefault("locale", g.locale.tag)

"""How templates speak: the reader's language, and money and dates as people write them there."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency
from flask import Flask, g, has_request_context
from jinja2 import StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from storefront.markets import Locale, gettext, home_locale, ngettext, speak, speaking, spoken
from storefront.money import Money


def register(app: Flask) -> None:
    """Teach Jinja our words; every request starts out speaking English."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    # Jinja's own looks up, wraps and formats every fixed sentence of every page anew.
    app.jinja_env.globals.update(gettext=sentence, _=sentence)
    app.jinja_env.filters.update(money=money, day=day, moment=moment, in_language=in_language)
    app.jinja_env.globals.update(spoken=spoken, current_locale=current_locale)
    app.before_request(lambda: speak("en"))


def current_locale() -> Locale:
    """The locale of the page being made."""
    if has_request_context() and "locale" in g:
        locale: Locale = g.locale
        return locale
    return home_locale("US")


@pass_context
def sentence(context: Context, message: str, /, **values: Any) -> str:
    """A sentence in the spoken language with its values filled in, as Jinja's newstyle gettext."""
    if values or not context.eval_ctx.autoescape:
        said = gettext(message)
        return (Markup(said) if context.eval_ctx.autoescape else said) % values
    return _fixed_sentence(spoken(), message)


@lru_cache(2048)
def _fixed_sentence(language: str, message: str) -> Markup:
    with speaking(language):
        return Markup(gettext(message)) % {}


# Jinja folds filters on constants when it compiles a template; taking the context prevents that.
@pass_context
def money(_context: Context, amount: Money) -> str:
    """An amount as it is written in the reader's locale."""
    return written_money(amount.minor, amount.currency, current_locale().babel)


@lru_cache(2048)
def written_money(minor: int, currency: str, babel: str) -> str:
    """An amount as a Babel locale writes it; kept, for one shelf shows dozens."""
    return str(format_currency(Money(minor, currency).decimal(), currency, locale=babel))


@pass_context
def day(_context: Context, when: date | datetime, format: str = "medium") -> str:
    """A date as it is written in the reader's locale."""
    return format_date(when, format=format, locale=current_locale().babel)


@pass_context
def moment(_context: Context, when: datetime, format: str = "medium") -> str:
    """A date and time in the zone of the reader's market."""
    locale = current_locale()
    return format_datetime(when, format=format, tzinfo=locale.market.zone, locale=locale.babel)


@pass_context
def in_language(_context: Context, names: dict[str, str]) -> str:
    """The reader's own word from {language: word}, else English, else any."""
    return names.get(spoken()) or names.get("en") or next(iter(names.values()), "")

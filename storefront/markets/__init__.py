"""Where we sell: countries, currencies, languages, rates of exchange, price rounding."""

from .exchange import PLANNING_RATES, convert, price_in
from .registry import (
    BASE_CURRENCY,
    COUNTRIES,
    LANGUAGES,
    MARKETS,
    Locale,
    Market,
    all_locales,
    find_locale,
    home_locale,
    market_of_country,
)
from .speech import LazyText, gettext, lazy_gettext, ngettext, speak, speaking, spoken

__all__ = [
    "BASE_CURRENCY",
    "COUNTRIES",
    "LANGUAGES",
    "MARKETS",
    "PLANNING_RATES",
    "LazyText",
    "Locale",
    "Market",
    "all_locales",
    "convert",
    "find_locale",
    "gettext",
    "home_locale",
    "lazy_gettext",
    "market_of_country",
    "ngettext",
    "price_in",
    "speak",
    "speaking",
    "spoken",
]

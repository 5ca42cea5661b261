"""Where we sell: one market is a set of countries with one currency and one price list."""

from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from babel import localedata

from .locale_tables import load_tables


@dataclass(frozen=True)
class Market:
    """A price list and the countries that see it.

    `prices_include_tax`: the shown price contains VAT, as consumer law there demands.
    `price_ending`: converted prices are rounded up to end like this (minor units).
    """

    code: str
    currency: str
    countries: tuple[str, ...]
    language: str
    prices_include_tax: bool
    zone_name: str
    price_step: int
    price_ending: int

    @property
    def zone(self) -> tzinfo:
        """The market's own time zone."""
        return ZoneInfo(self.zone_name)


@dataclass(frozen=True)
class Locale:
    """A language and a country, as in `/de-at/`; it decides market, currency and words."""

    language: str
    country: str

    @property
    def tag(self) -> str:
        """How the locale stands in a path: `de-at`."""
        return f"{self.language}-{self.country.lower()}"

    @property
    def html(self) -> str:
        """How the locale stands in `lang` and `hreflang`: `de-AT`."""
        return f"{self.language}-{self.country}"

    @property
    def babel(self) -> str:
        """How Babel calls the locale: `de_AT`, or `zh_Hans` where it knows no such country."""
        return _babel(self.language, self.country)

    @property
    def market(self) -> Market:
        """The market this country belongs to."""
        return market_of_country(self.country)


@cache
def _babel(language: str, country: str) -> str:
    spoken = "zh_Hans" if language == "zh" else language
    full = f"{spoken}_{country}"
    name = full if localedata.exists(full) else spoken
    load_tables(name, tuple(LANGUAGES))
    return name


LANGUAGES: dict[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "ja": "日本語",
    "zh": "简体中文",
}

BASE_CURRENCY = "USD"
"""The currency in which the company keeps costs and reads imported prices."""

MARKETS: dict[str, Market] = {
    market.code: market
    for market in (
        Market("us", "USD", ("US",), "en", False, "America/New_York", 100, 0),
        Market("de", "EUR", ("DE", "AT"), "de", True, "Europe/Berlin", 100, 90),
        Market("fr", "EUR", ("FR",), "fr", True, "Europe/Paris", 100, 90),
        Market("uk", "GBP", ("GB",), "en", True, "Europe/London", 100, 50),
        Market("jp", "JPY", ("JP",), "ja", True, "Asia/Tokyo", 100, 0),
    )
}

_BY_COUNTRY = {country: market for market in MARKETS.values() for country in market.countries}
COUNTRIES: tuple[str, ...] = tuple(_BY_COUNTRY)


def market_of_country(country: str) -> Market:
    """The market of an ISO country; raises KeyError where we do not sell."""
    return _BY_COUNTRY[country]


def find_locale(tag: str) -> Locale | None:
    """`de-at` → a locale, or None when we do not speak or sell like that."""
    language, _, country = tag.partition("-")
    if language in LANGUAGES and country.islower() and country.upper() in _BY_COUNTRY:
        return Locale(language, country.upper())
    return None


def all_locales() -> list[Locale]:
    """Every language in every country."""
    return [Locale(language, country) for country in COUNTRIES for language in LANGUAGES]


def home_locale(country: str) -> Locale:
    """The usual language of a country."""
    return Locale(market_of_country(country).language, country)

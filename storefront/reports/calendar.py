"""What is planned and what is coming: campaigns, offers, pages, and the days on which each market
buys, with the last day on which an order still arrives in time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from storefront import campaigns, clock, promotions, sealing, shipping
from storefront.markets import MARKETS, find_locale, home_locale, lazy_gettext, spoken

MOST_DAYS = 400
COMMON_WEIGHT_G = 1_000
"""The ship-by day is counted for a parcel of one kilogram by the slowest way."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on some days (both included): its kind, its name in words or as a key, the market
    it is about, and the row it belongs to."""

    kind: str
    name: str
    first: date
    last: date
    market: str = ""
    row_id: int | None = None
    ship_by: date | None = None


@dataclass(frozen=True, slots=True)
class _Occasion:
    """A day on which people in some countries buy for somebody, or a day of offers."""

    name: object
    day: Callable[[int], date]
    countries: frozenset[str]


def _nth(weekday: int, nth: int, month: int) -> Callable[[int], date]:
    """The nth Monday (0) to Sunday (6) of a month; from the end where nth is negative."""

    def find(year: int) -> date:
        if nth > 0:
            first = date(year, month, 1)
            return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))

    return find


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _after_thanksgiving(days: int) -> Callable[[int], date]:
    thanksgiving = _nth(3, 4, 11)
    return lambda year: thanksgiving(year) + timedelta(days=days)


def _mothering_sunday(year: int) -> date:
    """Three weeks before Easter, in the United Kingdom."""
    from dateutil.easter import easter

    return easter(year) - timedelta(days=21)


def _french_mothers(year: int) -> date:
    """The last Sunday of May; if that is Whitsun, the first of June."""
    from dateutil.easter import easter

    last = _nth(6, -1, 5)(year)
    return last + timedelta(days=7) if last == easter(year) + timedelta(days=49) else last


_ALL = frozenset(country for market in MARKETS.values() for country in market.countries)
OCCASIONS = (
    _Occasion(lazy_gettext("Valentine's Day"), _fixed(2, 14), _ALL),
    _Occasion(lazy_gettext("White Day"), _fixed(3, 14), frozenset({"JP"})),
    _Occasion(lazy_gettext("Mother's Day"), _mothering_sunday, frozenset({"GB"})),
    _Occasion(lazy_gettext("Mother's Day"), _nth(6, 2, 5), frozenset({"US", "DE", "AT", "JP"})),
    _Occasion(lazy_gettext("Mother's Day"), _french_mothers, frozenset({"FR"})),
    _Occasion(lazy_gettext("Father's Day"), _nth(6, 3, 6), frozenset({"US", "GB", "FR", "JP"})),
    _Occasion(lazy_gettext("Singles' Day"), _fixed(11, 11), _ALL),
    _Occasion(lazy_gettext("Black Friday"), _after_thanksgiving(1), _ALL),
    _Occasion(lazy_gettext("Cyber Monday"), _after_thanksgiving(4), _ALL),
    _Occasion(lazy_gettext("Saint Nicholas"), _fixed(12, 6), frozenset({"DE", "AT"})),
    _Occasion(lazy_gettext("Christmas Eve"), _fixed(12, 24), _ALL - {"JP"}),
    _Occasion(lazy_gettext("Boxing Day"), _fixed(12, 26), frozenset({"GB"})),
    _Occasion(lazy_gettext("New Year's gifts (Otoshidama)"), _fixed(12, 31), frozenset({"JP"})),
)
"""Commerce days from general knowledge; owners check them against their own markets."""


def calendar(first: date, last: date, market: str = "") -> list[Entry]:
    """Everything that touches these days, in order; a market leaves out what is for others."""
    last = min(last, first + timedelta(days=MOST_DAYS))
    found = [*_campaigns(), *_promotions(), *_pages(), *_activities()]
    found += [*_occasions(first, last), *_holidays(first, last)]
    return sorted(
        (
            each
            for each in found
            if each.first <= last
            and each.last >= first
            and (not market or each.market in ("", market))
        ),
        key=lambda each: (each.first, each.kind, each.name, each.market),
    )


def calendar_token() -> str:
    """The secret part of the feed's address; it changes with the shop's own secret."""
    return sealing.fingerprint("calendar feed", 32)


def _campaigns() -> Iterator[Entry]:
    for row in campaigns.list_campaigns():
        if row.starts_on or row.ends_on:
            begin = row.starts_on or row.ends_on
            end = row.ends_on or row.starts_on
            assert begin is not None and end is not None
            for market in row.markets or [""]:
                yield Entry("campaign", row.name, begin, end, market, row.id)


def _promotions() -> Iterator[Entry]:
    for row in promotions.list_promotions():
        if row.active and (row.starts_at or row.ends_at):
            begin = clock.shop_day(row.starts_at or row.ends_at)
            end = clock.shop_day(row.ends_at - timedelta(seconds=1)) if row.ends_at else begin
            yield Entry("promotion", row.name, begin, max(begin, end), "", row.id)


def _pages() -> Iterator[Entry]:
    for row in campaigns.list_landing_pages():
        if row.published and (row.starts_at or row.ends_at):
            begin = clock.shop_day(row.starts_at or row.ends_at)
            end = clock.shop_day(row.ends_at - timedelta(seconds=1)) if row.ends_at else begin
            title = campaigns.words_of(row, spoken()).title
            yield Entry("page", title, begin, max(begin, end), "", row.id)


def _activities() -> Iterator[Entry]:
    for row in campaigns.list_activities(most=1_000):
        kind = "letter" if row.placement == "newsletter" else "post"
        locale = find_locale(row.link.locale)
        market = locale.market.code if locale else ""
        yield Entry(kind, row.title, row.day, row.day, market, row.id)


def _occasions(first: date, last: date) -> Iterator[Entry]:
    for occasion in OCCASIONS:
        for year in range(first.year, last.year + 1):
            day = occasion.day(year)
            for code, market in MARKETS.items():
                if occasion.countries.intersection(market.countries):
                    by = ship_by(code, day)
                    yield Entry("occasion", str(occasion.name), day, day, code, None, by)


def _holidays(first: date, last: date) -> Iterator[Entry]:
    for code, market in MARKETS.items():
        for country in market.countries:
            for day, name in _public_holidays(country, first.year, last.year):
                yield Entry("holiday", f"{name} ({country})", day, day, code)


@cache
def _public_holidays(country: str, first: int, last: int) -> tuple[tuple[date, str], ...]:
    """The package takes a moment and 14 MB: only who opens the calendar loads it."""
    import holidays

    years = range(first, last + 1)
    return tuple(sorted(holidays.country_holidays(country, years=years, language="en_US").items()))


def ship_by(market: str, day: date) -> date | None:
    """The last working day to hand a parcel over so that it is there by a day, by the slowest way
    to the market's first country; none where nothing is sent."""
    locale = home_locale(MARKETS[market].countries[0])
    ways = shipping.offers(locale, COMMON_WEIGHT_G, 0)
    if not ways:
        return None
    left = max(each.days_max for each in ways)
    while left > 0:
        day -= timedelta(days=1)
        left -= day.weekday() < 5
    return day

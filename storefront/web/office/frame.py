"""What every office page has around it: where one can go, the shop's own time, amounts in rows."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date, format_datetime
from flask import Flask, g, request, url_for
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context

from storefront import clock
from storefront.markets import LANGUAGES as SHOP_LANGUAGES
from storefront.markets import Locale
from storefront.markets import gettext as _
from storefront.money import Money, currency
from storefront.orders import Order
from storefront.payments import Payment

from .blueprint import LANGUAGES, blueprint
from .event_words import event_story
from .words import KINDS, WORDS

SHOP_ZONE = clock.SHOP_ZONE
"""Every time in the office is told in this zone."""

FRONT_PAGES = {"shipping": "shipping_day"}
"""Rooms whose first page has another name than the room."""


def teach_templates(app: Flask) -> None:
    """The filters that only office pages use."""
    app.jinja_env.filters.update(at=at, on=on, say=say, month=month)


def state_colour(key: str) -> str:
    """The colour of a state's badge."""
    return KINDS.get(key, "")


def buyers_page(order: Order) -> str:
    """The page by which the buyer follows an order."""
    locale = Locale(order.language, order.country)
    return url_for("shop.order", locale=locale.tag, token=order.token)


@blueprint.context_processor
def frame() -> dict[str, object]:
    """What the layout needs on each page."""
    language = g.locale.language if "locale" in g else "en"
    return {
        "staff": current_user,
        "office_languages": LANGUAGES,
        "page_language": "zh-Hans" if language == "zh" else "en",
        "here": request.full_path.rstrip("?") if request.method == "GET" else "/office/",
        "areas": [
            (name, f"office.{FRONT_PAGES.get(name, name)}", title)
            for name, title in area_titles().items()
        ],
        "area": (request.endpoint or "").removeprefix("office.").partition("_")[0],
        "state_colour": state_colour,
        "office_money": Money,
        "event_story": event_story,
        "rate_sentence": rate_sentence,
        "order_page": buyers_page,
        "languages_known": SHOP_LANGUAGES,
        "zone_sentence": _("Times are Shenzhen time (UTC+8)."),
    }


def area_titles() -> dict[str, str]:
    """The office's rooms."""
    return {
        "today": _("Today"),
        "orders": _("Orders"),
        "shipping": _("Parcels"),
        "customs": _("Customs"),
        "products": _("Products"),
        "campaigns": _("Campaigns"),
        "promotions": _("Promotions"),
        "reports": _("Reports"),
        "money": _("Money"),
        "letters": _("Letters"),
        "outbox": _("Promises"),
    }


@pass_context
def at(_context: Context, when: datetime | str | None, format: str = "medium") -> str:
    """A moment in the shop's own time; also from the text of one."""
    if when is None:
        return "—"
    if isinstance(when, str):
        try:
            told = datetime.fromisoformat(when)
        except ValueError:
            return when
    else:
        told = when
    pattern = "d MMM, HH:mm" if format == "short" else "d MMM y, HH:mm"
    if g.locale.language == "zh":
        pattern = "M月d日 HH:mm" if format == "short" else "y年M月d日 HH:mm"
    return format_datetime(told, pattern, tzinfo=SHOP_ZONE, locale=g.locale.babel)


@pass_context
def on(_context: Context, day: date) -> str:
    """A day, with its weekday."""
    pattern = "M月d日 EEE" if g.locale.language == "zh" else "EEE d MMM"
    return format_date(day, pattern, locale=g.locale.babel)


@pass_context
def month(_context: Context, day: date) -> str:
    """A month and its year."""
    return format_date(day, "yyyy年M月" if g.locale.language == "zh" else "MMMM y", g.locale.babel)


@pass_context
def say(_context: Context, key: str | None, about: str) -> str:
    """The word that people use for a stored key; the key itself where there is none."""
    if not key:
        return "—"
    words: Mapping[str, object] = WORDS[about]
    return str(words.get(key, key.replace("_", " ")))


def rate_sentence(payment: Payment) -> str:
    """The rate of exchange in whole units; Stripe tells it between minor ones."""
    settled = payment.settlement_currency or payment.currency
    shift = currency(payment.currency).exponent - currency(settled).exponent
    rate = (payment.exchange_rate or Decimal(1)).scaleb(shift)
    return f"1 {payment.currency} = {rate.normalize():f} {settled}"


def today() -> date:
    """The day it is at the owner's desk."""
    return clock.shop_day()


def begin_of(day: date) -> datetime:
    """The first instant of a day at the owner's desk."""
    return clock.begin_of(day)


def end_of(day: date) -> datetime:
    """The first instant after a day at the owner's desk."""
    return begin_of(day + timedelta(days=1))


def day_of(when: datetime | None) -> date | None:
    """The day of an instant at the owner's desk."""
    return when.astimezone(SHOP_ZONE).date() if when else None


def last_day_before(end: datetime | None) -> date | None:
    """The last day that belongs to a time which ends at this instant."""
    return day_of(end - timedelta(seconds=1)) if end else None


def amounts(rows: Mapping[str, int]) -> list[Money]:
    """Sums by currency as money, in the order of the alphabet."""
    return [Money(minor, code) for code, minor in sorted(rows.items())]

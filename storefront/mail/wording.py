"""How letters speak: the buyer's language, and money and dates as people write them there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from babel import Locale as BabelLocale
from babel.dates import format_date
from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from storefront import shipping
from storefront.config import PROJECT
from storefront.markets import Locale, gettext, home_locale, ngettext, speaking
from storefront.money import Money

TEMPLATES = PROJECT / "templates" / "mail"


@dataclass(frozen=True)
class Words:
    """A letter's words, ready to be stored."""

    subject: str
    text: str
    html: str


def render(kind: str, language: str, context: Mapping[str, Any], shop: Mapping[str, str]) -> Words:
    """Both forms of a letter; the text template begins with a line `Subject: …`."""
    order = context.get("order")
    locale = Locale(language, order.country if order else home_locale("US").country)
    values = {"shop": shop, "locale": locale, **context}
    with speaking(language):
        if order:
            values = {**about(order, locale, shop, values.get("quantities")), **values}
        head, _, text = environment().get_template(f"{kind}.txt").render(values).partition("\n")
        subject = " ".join(head.removeprefix("Subject:").split())
        html = environment().get_template(f"{kind}.html").render(values, subject=subject)
    return Words(subject, text.strip() + "\n", html)


def about(
    order: Any, locale: Locale, shop: Mapping[str, str], quantities: Mapping[int, int] | None
) -> dict[str, Any]:
    """What every letter about an order may say, from the order's own copy.

    `quantities` are the pieces by order line that the letter is about; without them, all.
    """
    paid_on = (order.paid_at or order.placed_at).astimezone(locale.market.zone).date()
    country = BabelLocale.parse(locale.babel).territories.get(order.country, order.country)
    told = [
        (line, line.quantity if quantities is None else quantities.get(line.id, 0))
        for line in order.lines
    ]
    return {
        "url": f"{shop['url']}/{locale.tag}/orders/{order.token}",
        "country": country,
        "arrives": shipping.arrival_between(paid_on, order.days_min, order.days_max),
        "goods_rows": [goods_row(line, count, order, locale) for line, count in told if count],
        "sum_rows": sum_rows(order, locale),
    }


def goods_row(line: Any, quantity: int, order: Any, locale: Locale) -> tuple[str, str, int, str]:
    """Name, choice, pieces and shown amount of a line, or of a part of it."""
    amount = order.money(quantity * line.unit_price_minor)
    return line.name, line.choice_text, quantity, written(amount, locale)


def sum_rows(order: Any, locale: Locale) -> list[tuple[str, str]]:
    """What the order comes to, as the buyer saw it, and how it was paid if not at Stripe alone."""
    included = order.prices_include_tax
    goods = sum(line.quantity * line.unit_price_minor for line in order.lines)
    freight = order.freight_minor + (order.freight_vat_minor if included else 0)
    charges = order.import_duty_minor + order.fees_minor
    charges += 0 if included else order.import_vat_minor
    delivery = written(order.money(freight), locale) if freight else gettext("free")
    rows = [(gettext("Goods"), written(order.money(goods), locale))]
    if order.discount_shown_minor:
        off = order.money(-order.discount_shown_minor)
        rows.append((gettext("Discount"), written(off, locale)))
    rows.append((gettext("Delivery"), delivery))
    if order.insurance_minor:
        rows.append((gettext("Insurance"), written(order.money(order.insurance_minor), locale)))
    if charges:
        rows.append((gettext("Import charges"), written(order.money(charges), locale)))
    rows.append((gettext("Total"), written(order.total, locale)))
    if order.credit_minor:
        off = order.money(-order.credit_minor)
        rows.append((gettext("Gift card"), written(off, locale)))
    if order.credit_minor and order.due:
        rows.append((gettext("Paid at Stripe"), written(order.due, locale)))
    return rows


@cache
def environment() -> Environment:
    """Where letters' templates are read; a letter with a hole in it is a bug."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(money=money, day=day)
    return made


@pass_context
def money(context: Context, amount: Money) -> str:
    """An amount as it is written where the buyer lives."""
    return written(amount, context["locale"])


def written(amount: Money, locale: Locale) -> str:
    """An amount as people write it in a locale."""
    text: str = format_currency(amount.decimal(), amount.currency, locale=locale.babel)
    return text


@pass_context
def day(context: Context, when: date | datetime) -> str:
    """A date as it is written where the buyer lives, by the clock there."""
    locale = context["locale"]
    if isinstance(when, datetime):
        when = when.astimezone(locale.market.zone)
    return format_date(when, format="long", locale=locale.babel)

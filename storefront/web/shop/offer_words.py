"""An offer in the reader's words: what is given, and everything it depends on."""

from datetime import datetime

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.numbers import format_percent
from flask import g

from storefront import catalog
from storefront.markets import gettext as _
from storefront.markets import ngettext
from storefront.promotions import Kind, Promotion, Tier

from ..words import written_money

MOST_NAMES = 4
"""Of things that are free; more would be a list."""


def terms_of(offer: Promotion, ends_at: datetime | None) -> list[str]:
    """What is given and on what it depends: said before anybody counts on it."""
    said = [benefit_of(offer), *_basket_terms(offer), *_buyer_terms(offer), *_time_terms(offer)]
    if ends_at:
        last = ends_at.astimezone(g.locale.market.zone)
        said.append(_("until %(day)s") % {"day": format_date(last, "long", g.locale.babel)})
    return said


def benefit_of(offer: Promotion) -> str:
    """What a promotion gives, in a few words."""
    amount = offer.amounts.get(g.locale.market.currency, 0)
    told = {"amount": _amount(amount), "part": _part(offer.percent_bp)}
    if offer.kind == Kind.BUY_GET and offer.rewards:
        names = ", ".join(_name_of(sku) for sku in sorted(offer.rewards)[:MOST_NAMES])
        counts = {"count": offer.buy, "free": offer.get, "names": names}
        return _("Buy %(count)s, get %(free)s of these free: %(names)s") % counts
    if offer.kind == Kind.BUY_GET:
        counts = {"count": offer.buy + offer.get, "free": offer.get}
        return _("Of %(count)s pieces, the cheapest %(free)s free") % counts
    if offer.kind == Kind.TIERED:
        return "; ".join(tier_words(each) for each in offer.tiers if each.speaks(_currency()))
    if offer.kind == Kind.GIFT:
        return _("A gift: %(name)s") % {"name": _name_of(offer.gift)}
    if offer.kind == Kind.SHIPPING:
        return _delivery(offer, amount) % told
    return {
        Kind.PERCENT: _("%(part)s off"),
        Kind.AMOUNT: _("%(amount)s off your basket"),
        Kind.UNIT_AMOUNT: _("%(amount)s off each piece"),
        Kind.FIXED_PRICE: _("%(amount)s each"),
        Kind.DUTY: _("We pay duty and clearance"),
    }[offer.kind] % told


def _basket_terms(offer: Promotion) -> list[str]:
    code = _currency()
    said = []
    if offer.min_spend:
        said.append(_("from goods for %(amount)s") % {"amount": _amount(offer.min_spend[code])})
    if offer.min_quantity:
        said.append(_("from %(count)s pieces") % {"count": offer.min_quantity})
    if offer.categories or offer.skus or offer.product_ids:
        said.append(_("on certain products"))
    if offer.alone or offer.not_with:
        said.append(_("not together with every other offer"))
    if offer.exclude_reduced:
        said.append(_("not on what is reduced already"))
    if offer.caps.get(code):
        said.append(_("at most %(amount)s") % {"amount": _amount(offer.caps[code])})
    return said


def _buyer_terms(offer: Promotion) -> list[str]:
    said = []
    if offer.nth_order == 1:
        said.append(_("on your first order"))
    elif offer.nth_order:
        said.append(_("on your order number %(count)s") % {"count": offer.nth_order})
    if offer.min_orders or offer.lapsed_days:
        said.append(_("for those who bought here before"))
    if offer.groups or offer.recipient:
        said.append(_("for those invited"))
    return said


def _time_terms(offer: Promotion) -> list[str]:
    said = []
    if offer.weekdays:
        names = get_day_names("wide", locale=g.locale.babel)
        said.append(", ".join(names[day] for day in sorted(offer.weekdays)))
    if offer.from_hour or offer.to_hour:
        told = {"first": f"{offer.from_hour}:00", "end": f"{offer.to_hour or 24}:00"}
        said.append(_("from %(first)s to %(end)s") % told)
    return said


def tier_words(tier: Tier) -> str:
    """One step of an offer."""
    code = _currency()
    off = _part(tier.percent_bp) if tier.percent_bp else _amount(tier.amounts[code])
    if tier.spend:
        return _("%(off)s off from %(amount)s") % {"off": off, "amount": _amount(tier.spend[code])}
    return ngettext(
        "%(off)s off from %(num)d piece", "%(off)s off from %(num)d pieces", tier.pieces
    ) % {"off": off, "num": tier.pieces}


def _delivery(offer: Promotion, amount: int) -> str:
    if amount:
        return _("%(amount)s off the delivery")
    return _("%(part)s off the delivery") if 0 < offer.percent_bp < 10_000 else _("Free delivery")


def _name_of(sku: str) -> str:
    found = catalog.offers(catalog.variants_of_skus([sku]), g.locale)
    return next((offer.name for offer in found.values()), sku)


def _currency() -> str:
    return g.locale.market.currency


def _part(part_bp: int) -> str:
    usual = Locale.parse(g.locale.babel).percent_formats[None].pattern
    pattern = usual.replace("#,##0", "#,##0.##")  # 12.5 stays 12.5
    return str(format_percent(part_bp / 10_000, pattern, locale=g.locale.babel))


def _amount(minor: int) -> str:
    return written_money(minor, _currency(), g.locale.babel)

"""The page that a campaign leads to: words, some products, and the code that comes along."""

from babel.dates import format_date
from babel.numbers import format_percent
from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import campaigns, catalog, promotions
from storefront.campaigns import LandingPage
from storefront.markets import gettext as _
from storefront.promotions import Kind, Promotion

from ..words import written_money
from .basket import bring_code
from .caching import private
from .page import page, public_url


def open(blueprint: Blueprint) -> None:
    """Put landing pages at their addresses."""
    blueprint.get("/l/<slug>", endpoint="landing")(landing)


def landing(slug: str) -> ResponseReturnValue:
    """A landing page; at an address that it no longer has, on to where it is now."""
    found = campaigns.landing_page_at(slug)
    if found is None or not campaigns.is_shown(found):
        abort(404)
    if found.slug != slug:
        query = request.query_string.decode("latin-1")
        here = url_for("shop.landing", slug=found.slug)
        return private(redirect(f"{here}?{query}" if query else here, 301))
    over = campaigns.is_over(found)
    offer = None if over or not found.code else next(iter(_offers(found)), None)
    words = campaigns.words_of(found, g.locale.language)
    cards = catalog.selection(g.locale, found.products, found.category)
    first = cards[0] if cards else None
    head = page(
        words.title,
        words.text[:200] or words.title,
        indexed=not over,
        picture=public_url() + catalog.picture_url(first.picture, 1080, "webp")
        if first and first.picture
        else None,
    )
    html = render_template(
        "shop/landing.html",
        page=head,
        words=words,
        paragraphs=[each.strip() for each in words.text.split("\n\n") if each.strip()],
        cards=cards,
        first=first,
        over=over,
        offer=offer,
        terms=terms_of(offer, found) if offer else (),
    )
    response = private(Response(html))
    if offer is not None:
        bring_code(response, found.code)
    return response


def _offers(found: LandingPage) -> list[Promotion]:
    """What the page's code does for this reader; nothing where it is not for them."""
    return [
        each
        for each in promotions.promotions_with(found.code)
        if (not each.markets or g.locale.market.code in each.markets)
        and each.is_payable_in(g.locale.market.currency)
    ]


def terms_of(offer: Promotion, found: LandingPage) -> list[str]:
    """What is given, and everything it depends on: said before anybody counts on it."""
    code = g.locale.market.currency
    said = [benefit_of(offer)]
    if offer.min_spend:
        said.append(_("from goods for %(amount)s") % {"amount": _amount(offer.min_spend[code])})
    if offer.min_quantity:
        said.append(_("from %(count)s pieces") % {"count": offer.min_quantity})
    if offer.categories or offer.skus or offer.product_ids:
        said.append(_("on certain products"))
    if offer.caps.get(code):
        said.append(_("at most %(amount)s") % {"amount": _amount(offer.caps[code])})
    if offer.first_order:
        said.append(_("on your first order"))
    if found.ends_at:
        last = found.ends_at.astimezone(g.locale.market.zone)
        said.append(_("until %(day)s") % {"day": format_date(last, "long", g.locale.babel)})
    return said


def benefit_of(offer: Promotion) -> str:
    """What a promotion gives, in a few words."""
    amount = offer.amounts.get(g.locale.market.currency, 0)
    if offer.kind == Kind.PERCENT:
        return _("%(part)s off") % {"part": _part(offer)}
    if offer.kind == Kind.AMOUNT:
        return _("%(amount)s off your basket") % {"amount": _amount(amount)}
    if offer.kind == Kind.UNIT_AMOUNT:
        return _("%(amount)s off each piece") % {"amount": _amount(amount)}
    if offer.kind == Kind.FIXED_PRICE:
        return _("%(amount)s each") % {"amount": _amount(amount)}
    if offer.kind == Kind.BUY_GET:
        told = {"count": offer.buy + offer.get, "free": offer.get}
        return _("Of %(count)s pieces, the cheapest %(free)s free") % told
    if amount:
        return _("%(amount)s off the delivery") % {"amount": _amount(amount)}
    if 0 < offer.percent_bp < 10_000:
        return _("%(part)s off the delivery") % {"part": _part(offer)}
    return _("Free delivery")


def _part(offer: Promotion) -> str:
    return str(format_percent(offer.percent_bp / 10_000, "#,##0.##%", locale=g.locale.babel))


def _amount(minor: int) -> str:
    return written_money(minor, g.locale.market.currency, g.locale.babel)

"""The page that a campaign leads to: words, some products, and the code that comes along."""

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import campaigns, catalog, promotions
from storefront.campaigns import LandingPage
from storefront.promotions import Promotion

from .basket import bring_code
from .caching import private
from .offer_words import terms_of
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
        terms=terms_of(offer, found.ends_at) if offer else (),
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

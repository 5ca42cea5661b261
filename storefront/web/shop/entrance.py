"""The doors without a language: the bare address, the switch, and what crawlers ask for."""

from collections.abc import Iterator
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from storefront import campaigns, catalog, credit
from storefront.markets import (
    COUNTRIES,
    LANGUAGES,
    MARKETS,
    Locale,
    all_locales,
    find_locale,
    home_locale,
)

from ..security import csrf, require_same_origin
from .basket import bring_code
from .page import public_url

blueprint = Blueprint("entrance", __name__)

YEAR = 365 * 24 * 3600


@blueprint.get("/")
def door() -> ResponseReturnValue:
    """On to the shop in the person's language and country."""
    home = url_for("shop.home", locale=preferred_locale().tag)
    query = request.query_string.decode("latin-1")  # a campaign's tags must arrive
    response = redirect(f"{home}?{query}" if query else home, 302)
    response.headers["Vary"] = "Cookie, Accept-Language"
    response.headers["Cache-Control"] = "no-store"
    return response


def preferred_locale() -> Locale:
    """What the person chose before, else what the browser asks for, else English in the US."""
    chosen = find_locale(request.cookies.get("locale", ""))
    if chosen:
        return chosen
    for wanted, _quality in request.accept_languages:
        language, _, region = wanted.replace("_", "-").partition("-")
        region = region.rpartition("-")[2].upper()
        if language.lower() in LANGUAGES:
            language = language.lower()
            if region in COUNTRIES:
                return Locale(language, region)
            return _usual_country(language)
    return home_locale("US")


def _usual_country(language: str) -> Locale:
    """A language without a region we sell to: the first country that speaks it."""
    for country in COUNTRIES:
        if home_locale(country).language == language:
            return home_locale(country)
    return Locale(language, "US")


@csrf.exempt
@blueprint.post("/switch")
def switch() -> ResponseReturnValue:
    """The same page for another country or in another language, and the choice remembered."""
    require_same_origin()
    country = request.form.get("country", "").lower()
    locale = find_locale(f"{request.form.get('language', '')}-{country}") or preferred_locale()
    path = "".join(char for char in request.form.get("path", "/")[:500] if char.isprintable())
    response = redirect(f"/{locale.tag}/" + path.lstrip("/\\"), 303)
    response.set_cookie(
        "locale",
        locale.tag,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=public_url().startswith("https://"),
    )
    return response


@blueprint.get("/go/<token>")
def go(token: str) -> ResponseReturnValue:
    """A campaign's short address: on to its page, with its tags.

    The page is one of the shop's own, put together from what the link keeps; nothing in the
    request can lead elsewhere.
    """
    link = campaigns.link_by_token(token)
    if link is None:
        abort(404)
    campaign = campaigns.campaign_of(link)
    tag = link.locale or preferred_locale().tag
    given = request.args.to_dict()  # click ids that a platform put on
    query = urlencode({**given, **campaigns.query_of(campaign, link)})
    response = redirect(f"/{tag}/{link.landing}?{query}", 302)
    if link.code:
        bring_code(response, link.code)
    response.headers["Vary"] = "Cookie, Accept-Language"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Old browsers look here."""
    return redirect("/static/favicon.svg", 301)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read."""
    lines = [
        "User-agent: *",
        "Disallow: /office/",
        "Disallow: /hooks/",
        "Disallow: /api/",
        "Disallow: /go/",
        "Disallow: /*/basket",
        "Disallow: /*/checkout",
        "Disallow: /*/orders/",
        "Disallow: /*/search",
        f"Sitemap: {public_url()}/sitemap.xml",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page in every language, each naming its other languages."""
    paths = ["/", "/about", "/shipping-and-returns"]
    if all(credit.sells(market.currency) for market in MARKETS.values()):
        paths.append("/gift-cards")
    paths += [f"/c/{each.slug}" for each in catalog.categories(home_locale("US"))]
    paths += [f"/p/{slug}" for slug in catalog.product_slugs()]
    response = Response(_sitemap(paths, public_url()), mimetype="application/xml")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _sitemap(paths: list[str], base: str) -> Iterator[str]:
    """One entry a page with its other languages; pages name them back in their own heads.

    Slugs are plain letters by the catalogue's rule, so nothing needs escaping.
    """
    tags = [(locale.html, locale.tag) for locale in all_locales()]
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    for path in paths:
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{html}" href="{base}/{tag}{path}"/>'
            for html, tag in tags
        )
        yield f"<url><loc>{base}/en-us{path}</loc>{alternates}</url>\n"
    yield "</urlset>\n"

"""What every page says about itself: title, address, the same page in other languages."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from babel import Locale as BabelLocale
from flask import current_app, g, has_request_context, request, url_for
from markupsafe import Markup, escape

from storefront import catalog, credit
from storefront.config import Settings
from storefront.markets import COUNTRIES, LANGUAGES, Locale, all_locales
from storefront.traffic import QUESTION

from ..arriving import is_to_ask

MOST_PATHS = 4096


@dataclass(frozen=True)
class Page:
    """A page's head. `path` is what follows the locale, with the parameters that matter."""

    title: str
    description: str
    path: str
    indexed: bool = True
    kind: str = "website"
    category: str | None = None
    picture: str | None = None

    @property
    def canonical(self) -> str:
        """The page's one address."""
        return f"{public_url()}/{g.locale.tag}{self.path}"

    @property
    def alternates(self) -> Markup:
        """Links to the same page in every language and country, for search engines."""
        path = escape(self.path)
        base = public_url()
        links = [
            f'<link rel="alternate" hreflang="{html}" href="{base}/{tag}{path}">'
            for html, tag in _hreflangs()
        ]
        links.append(f'<link rel="alternate" hreflang="x-default" href="{base}/en-us{path}">')
        return Markup("\n".join(links))


def page(title: str, description: str = "", **more: object) -> Page:
    """The head of the page being made; its path is the request's own, without parameters."""
    path = more.pop("path", None) or here()
    shown = f"{title} · Lumenfold" if "Lumenfold" not in title else title
    return Page(shown, description or title, str(path), **more)  # type: ignore[arg-type]


def here(parameters: dict[str, object] | None = None) -> str:
    """The path after the locale, with only these parameters."""
    rest = quote(request.path.removeprefix(f"/{g.locale.tag}"), safe="/~")
    chosen = {key: value for key, value in (parameters or {}).items() if value}
    return rest + ("?" + urlencode(chosen, doseq=True) if chosen else "")


def public_url() -> str:
    """Where the shop stands, without a slash at the end."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url.rstrip("/")


def path_to(endpoint: str, **values: Any) -> str:
    """`url_for` for templates, kept: one page names dozens of addresses, most of them alike."""
    if not (has_request_context() and all(isinstance(value, str) for value in values.values())):
        return url_for(endpoint, **values)
    known: dict[Any, str] = current_app.extensions.setdefault("paths", {})
    locale: Locale | None = g.get("locale")
    key = (request.script_root, locale, endpoint, *sorted(values.items()))
    if key not in known:
        if len(known) >= MOST_PATHS:
            known.clear()
        known[key] = url_for(endpoint, **values)
    return known[key]


def home_url() -> str:
    """The way home from anywhere, also from pages without a locale."""
    if "locale" in g:
        return f"/{g.locale.tag}/"
    return "/"


def html_language() -> str:
    """The page's language as HTML names it."""
    if "locale" in g:
        locale: Locale = g.locale
        return locale.html
    return "en"


@dataclass(frozen=True)
class NavLink:
    """A category in the header."""

    slug: str
    name: str
    url: str


def frame() -> dict[str, object]:
    """What the layout needs on each page; nothing when the path names no place we sell to."""
    locale: Locale | None = g.get("locale")
    if locale is None:
        return {}
    return {
        "locale": locale,
        "nav": tuple(
            NavLink(each.slug, each.name, path_to("shop.category", slug=each.slug))
            for each in catalog.categories(locale)
        ),
        "countries": country_names(locale.babel),
        "languages": tuple(LANGUAGES.items()),
        "sells_gift_cards": credit.sells(locale.market.currency),
        "asks_consent": is_to_ask(request.environ, locale.country),
        "consent_question": QUESTION,
    }


@cache
def country_names(babel: str) -> tuple[tuple[str, str], ...]:
    """The countries we sell to, in words of a language, in its order."""
    names = BabelLocale.parse(babel).territories
    return tuple(sorted(((code, names[code]) for code in COUNTRIES), key=lambda pair: pair[1]))


@cache
def _hreflangs() -> tuple[tuple[str, str], ...]:
    return tuple((locale.html, locale.tag) for locale in all_locales())

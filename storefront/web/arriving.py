"""What a request says of who comes: the visit it belongs to, what they answered, which page."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from storefront import traffic
from storefront.markets import Locale, find_locale

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

COOKIE = "visit"
CONSENT_COOKIE = "consent"
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Stay:
    """What the cookie says: the journey, the visit in it, when it was last seen, and by which
    source it last came."""

    journey: str
    visit: str
    seen: int
    source: str

    @classmethod
    def read(cls, text: str) -> "Stay | None":
        """From a cookie; None if it is not one of ours."""
        parts = text.split(".")
        if len(parts) != 4 or not parts[2].isascii() or not parts[2].isdigit():
            return None
        if len(parts[0]) != 32 or len(parts[1]) != 32 or len(parts[2]) > 12 or len(parts[3]) > 8:
            return None
        if not _HEX.issuperset(parts[0] + parts[1] + parts[3]):
            return None
        return cls(parts[0], parts[1], int(parts[2]), parts[3])

    def write(self) -> str:
        """As a cookie."""
        return f"{self.journey}.{self.visit}.{self.seen}.{self.source}"


def basis_of(environ: "WSGIEnvironment", country: str) -> traffic.Basis:
    """Why the person of this request may or may not be recognised."""
    answer = answer_in(cookies_in(environ.get("HTTP_COOKIE", "")))
    return traffic.basis_of(country, answer, objects=is_objecting(environ))


def is_to_ask(environ: "WSGIEnvironment", country: str) -> bool:
    """Whether the page asks: only where people must be asked, and who has not answered."""
    if traffic.rule_of(country) is traffic.Rule.MAY_OBJECT:
        return False
    return basis_of(environ, country) is traffic.Basis.UNANSWERED


def answer_in(cookies: Mapping[str, str]) -> str:
    """What the person answered when asked, `yes` or `no`; empty when not asked yet."""
    answer = cookies.get(CONSENT_COOKIE, "")
    return answer if answer in ("yes", "no") else ""


def is_objecting(environ: "WSGIEnvironment") -> bool:
    """Whether the browser says for its owner: do not follow me (Global Privacy Control)."""
    return bool(environ.get("HTTP_SEC_GPC") == "1")


def stay_of(environ: "WSGIEnvironment") -> Stay | None:
    """The stay this request belongs to, new or old."""
    fresh = environ.get("storefront.stay")
    if isinstance(fresh, Stay):
        return fresh
    return Stay.read(cookies_in(environ.get("HTTP_COOKIE", "")).get(COOKIE, ""))


def product_page(environ: "WSGIEnvironment", locale: Locale) -> tuple[str, str] | None:
    """The product whose page is asked for, and the country it is asked from."""
    slug = environ.get("PATH_INFO", "")[6:].removeprefix("/p/")
    is_one = environ.get("PATH_INFO", "")[6:9] == "/p/" and slug and "/" not in slug
    return (text_of(slug)[:200], locale.country) if is_one else None


def page_locale(environ: "WSGIEnvironment") -> Locale | None:
    """The locale of a page that a person asked to see; None for everything else."""
    if environ["REQUEST_METHOD"] != "GET":
        return None
    if environ.get("HTTP_SEC_FETCH_DEST", "document") != "document":
        return None
    if "prefetch" in environ.get("HTTP_SEC_PURPOSE", "") or environ.get("HTTP_X_MOZ"):
        return None
    tag = environ.get("PATH_INFO", "")[1:].partition("/")[0]
    return find_locale(tag) if len(tag) == 5 else None


def cookies_in(header: str) -> dict[str, str]:
    if not header or len(header) > 8192:
        return {}
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def signature_of(origin: traffic.Origin) -> str:
    told = (
        origin.channel,
        origin.source,
        origin.medium,
        origin.campaign,
        origin.content,
        origin.link,
        *sorted(origin.click_ids.values()),
    )
    return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()[:8]


def text_of(path: str) -> str:
    """WSGI hands paths over as Latin-1; back to what they are."""
    return path.encode("latin-1", "replace").decode("utf-8", "replace").replace("\x00", "")

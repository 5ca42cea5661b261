"""From a landing (referrer and query) to source, medium and channel, by ordered rules.

The rules and where they differ from GA4 are explained beside them; the first match wins.
"""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .sources import DATA, NOT_A_SOURCE, Place, place_of_host, place_of_name

PAID = re.compile(r"(.*cp.*|ppc|retargeting|paid.*)")
SHOPPING_CAMPAIGN = re.compile(r"(.*(([^a-df-z]|^)shop|shopping).*)")
ASSISTANTS = "AI Assistant"
"""The channel of visits that an assistant's answer sent."""
INTERNAL = "Internal"
LINK = "l"
"""The parameter with a link's token: no tracker's name, so nobody cuts it off."""
LONGEST = 200

SOCIAL_MEDIA = {"social", "social-network", "social-media", "sm", "social network", "social media"}
EMAIL = {"email", "e-mail", "e_mail", "e mail", "newsletter"}
MESSAGES = {"sms", "whatsapp", "line", "zalo"}


@dataclass(frozen=True)
class Origin:
    """Where somebody came from, in our words; `raw` keeps the utm values as they came."""

    channel: str
    rule: str
    source: str
    medium: str
    campaign: str = ""
    content: str = ""
    term: str = ""
    referrer_host: str = ""
    click_ids: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    link: str = ""
    """The token of a campaign's own link, which says more than any tag."""

    @property
    def is_touch(self) -> bool:
        """An outside source sent the person: not our own, payment or login pages, nor nobody."""
        return self.channel not in (INTERNAL, "Direct")


@dataclass(frozen=True)
class _Signs:
    """Everything the rules look at, lower-cased."""

    source: str
    medium: str
    campaign: str
    place: Place | None
    referrer: Place | None
    referrer_host: str
    click_kinds: frozenset[str]
    click_medium: str
    tagged: bool
    alias_only: bool

    @property
    def kind(self) -> str:
        return self.place.kind if self.place else ""

    @property
    def paid(self) -> bool:
        return bool(PAID.fullmatch(self.medium)) or (
            "ad" in self.click_kinds and bool(PAID.fullmatch(self.click_medium))
        )

    @property
    def shopping(self) -> bool:
        return self.kind == "shopping" or bool(SHOPPING_CAMPAIGN.fullmatch(self.campaign))


# An ad click id makes a visit paid without any utm; fbclid and epik never do, for they are on
# unpaid links too. Webmail and assistants come before broad search patterns (mail.google.com).
RULES: list[tuple[str, Callable[[_Signs], bool]]] = [
    ("Cross-network", lambda s: "cross-network" in s.campaign),
    ("Paid Shopping", lambda s: s.shopping and s.paid),
    ("Paid Search", lambda s: s.kind == "search" and s.paid),
    ("Paid Social", lambda s: s.kind in ("social", "messenger") and s.paid),
    ("Paid Video", lambda s: s.kind == "video" and s.paid),
    (
        "Display",
        lambda s: s.medium in {"display", "banner", "expandable", "interstitial", "cpm", "native"},
    ),
    ("Paid Other", lambda s: s.paid),
    (
        "Affiliates",
        lambda s: (
            s.medium in {"affiliate", "affiliates", "partner", "partnership"}
            or "affiliate" in s.click_kinds
        ),
    ),
    ("Influencer", lambda s: s.medium in {"influencer", "creator", "kol", "ugc"}),
    (
        "Email",
        lambda s: (
            s.medium in EMAIL
            or s.source in EMAIL
            or "email" in s.click_kinds
            or (not s.tagged and s.referrer is not None and s.referrer.kind == "webmail")
        ),
    ),
    (
        "SMS",
        lambda s: (
            s.tagged
            and (s.medium in MESSAGES or (s.source in MESSAGES and s.medium in ("", "message")))
        ),
    ),
    ("Mobile Push", lambda s: s.medium.endswith("push") or "notification" in s.medium),
    ("Audio", lambda s: s.medium in {"audio", "podcast"}),
    ("Offline / QR", lambda s: s.medium in {"qr", "print", "offline", "packaging", "insert"}),
    (ASSISTANTS, lambda s: s.medium in {"ai-assistant", "ai"} or s.kind == "ai"),
    ("Organic Shopping", lambda s: s.shopping),
    ("Organic Social", lambda s: s.kind in ("social", "messenger") or s.medium in SOCIAL_MEDIA),
    ("Organic Video", lambda s: s.kind == "video" or "video" in s.medium),
    (
        "Organic Search",
        lambda s: s.kind == "search" or s.medium == "organic" or "organic" in s.click_kinds,
    ),
    ("Email", lambda s: s.kind == "webmail"),
    (
        "Referral",
        lambda s: s.medium in {"referral", "app", "link"} or s.alias_only or bool(s.referrer_host),
    ),
]


def classify(referrer: str, query: str, own_hosts: Collection[str] = ()) -> Origin:
    """How a landing is recorded; never raises, whatever it is given."""
    values = _parameters(query)
    host = _host(referrer)
    place = place_of_host(host) if host else None
    if host and (host in own_hosts or (place is not None and place.kind in NOT_A_SOURCE)):
        return Origin(INTERNAL, "own, payment or login host", "", "", referrer_host=host)

    raw, alias_only = _utm(values)
    utm = {name: value.strip().lower() for name, value in raw.items()}
    clicks = {p["param"]: values[p["param"]] for p in _click_table() if values.get(p["param"])}
    signs = _read(utm, clicks, host, place, alias_only)
    channel, rule = _channel(signs, utm, clicks)
    return Origin(
        channel,
        rule,
        signs.source or "(direct)",
        signs.medium or "(none)",
        campaign=utm.get("utm_campaign", ""),
        content=utm.get("utm_content", ""),
        term=utm.get("utm_term", ""),
        referrer_host=host,
        click_ids=clicks,
        raw=raw,
        link=_link(values),
    )


def _channel(signs: _Signs, utm: dict[str, str], clicks: dict[str, str]) -> tuple[str, str]:
    named = signs.source not in ("", "(direct)") or signs.medium not in ("", "(none)", "(not set)")
    if not (named or utm.get("utm_campaign") or clicks or signs.referrer_host):
        return "Direct", "no referrer, no tags"
    for channel, holds in RULES:
        if holds(signs):
            return channel, _reason(signs)
    return "Unassigned", _reason(signs)


def _read(
    utm: dict[str, str],
    clicks: dict[str, str],
    host: str,
    place: Place | None,
    alias_only: bool,
) -> _Signs:
    told = [p for p in _click_table() if p["param"] in clicks and p["kind"] != "auxiliary"]
    told.sort(key=lambda p: ("ad", "affiliate", "email", "organic", "mixed").index(p["kind"]))
    click = told[0] if told else None
    source = utm.get("utm_source", "")
    medium = utm.get("utm_medium", "")
    if source:
        named = place_of_name(source)
    elif click and (click["kind"] != "mixed" or place is None):
        source, named = click["source"], place_of_name(click["source"])
    elif host:
        source, named = (_short_name(place) if place else host), place
    else:
        named = None
    if not medium and not utm.get("utm_source"):
        medium = (click["medium"] if click and click["medium"] else _medium_of(place, host)) or ""
    kind_alias = alias_only and named is None
    return _Signs(
        source=source,
        medium=medium,
        campaign=utm.get("utm_campaign", ""),
        place=named,
        referrer=place,
        referrer_host="" if utm.get("utm_source") or utm.get("utm_medium") else host,
        click_kinds=frozenset(p["kind"] for p in told),
        click_medium=(click["medium"] or "") if click else "",
        tagged=bool(utm.get("utm_source") or utm.get("utm_medium")),
        alias_only=kind_alias,
    )


def _medium_of(place: Place | None, host: str) -> str:
    if not host:
        return ""
    kinds = {
        "search": "organic",
        "social": "social",
        "messenger": "social",
        "video": "video",
        "shopping": "shopping",
        "ai": "ai-assistant",
        "webmail": "email",
    }
    return kinds.get(place.kind, "referral") if place else "referral"


def _short_name(place: Place) -> str:
    return place.name.lower()


def _reason(signs: _Signs) -> str:
    parts = []
    if signs.click_kinds:
        parts.append("click id (" + ", ".join(sorted(signs.click_kinds)) + ")")
    if signs.tagged:
        parts.append(f"tags {signs.source or '–'} / {signs.medium or '–'}")
    if signs.referrer_host:
        parts.append(f"referrer {signs.referrer_host}")
    if signs.kind:
        parts.append(f"known as {signs.kind}")
    return ", ".join(parts)[:LONGEST]


def _utm(values: dict[str, str]) -> tuple[dict[str, str], bool]:
    """The utm values, aliases filled in; and whether the source came from an alias alone."""
    vocabulary = _vocabulary()
    raw = {name: values[name] for name in vocabulary["utm"] if values.get(name)}
    alias_only = False
    for alias, name in vocabulary["aliases"].items():
        if values.get(alias) and name not in raw:
            raw[name] = values[alias]
            alias_only = name == "utm_source" and len(raw) == 1
    return raw, alias_only


def _parameters(query: str) -> dict[str, str]:
    """First value of each parameter, bounded; names are case-sensitive, click ids even more so."""
    found: dict[str, str] = {}
    try:
        pairs = parse_qsl(query[:8192].lstrip("?"), max_num_fields=100)
    except ValueError:
        return found
    for name, value in pairs:
        value = value.replace("\x00", "")[:LONGEST].encode("utf-8", "replace").decode()
        found.setdefault(name if name in _click_names() else name.lower(), value)
    return found


def _link(values: dict[str, str]) -> str:
    token = values.get(LINK, "").lower()
    return token if re.fullmatch(r"[a-z0-9]{4,12}", token, re.ASCII) else ""


def _host(referrer: str) -> str:
    if not referrer:
        return ""
    try:
        parts = urlsplit(referrer[:2048])
        host = parts.netloc if parts.scheme == "android-app" else (parts.hostname or "")
    except ValueError:
        return ""
    host = host.lower().removeprefix("www.")[:LONGEST]
    return host if re.fullmatch(r"[a-z0-9._\-]*", host) else ""


@cache
def _vocabulary() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / "click_ids.json").read_text(encoding="utf-8"))
    return loaded


@cache
def _click_table() -> tuple[dict[str, str], ...]:
    return tuple(_vocabulary()["params"])


@cache
def _click_names() -> frozenset[str]:
    return frozenset(row["param"] for row in _click_table())


def tracking_parameters() -> frozenset[str]:
    """Query parameters that say where somebody came from and not what the page shows."""
    vocabulary = _vocabulary()
    return frozenset([*vocabulary["utm"], *vocabulary["aliases"], *_click_names(), LINK])

"""What kind of place a host or a source name is: search, social, video, shopping, ai, webmail,
payment, login or messenger (table: data/sources.csv)."""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

# Also known as: how people shorten names in utm_source.
SHORT_FORMS = {
    "fb": "facebook",
    "meta": "facebook",
    "ig": "instagram",
    "insta": "instagram",
    "twitter": "x",
    "yt": "youtube",
    "li": "linkedin",
    "tt": "tiktok",
    "rednote": "xiaohongshu",
    "xhs": "xiaohongshu",
    "gmc": "google",
    "adwords": "google",
    "googleads": "google",
    "google_ads": "google",
    "bingads": "bing",
    "chatgpt": "chatgpt.com",
    "openai": "chatgpt.com",
}

BANK_DOORS = ("3dsecure", "acs", "idealcheckout", "securepay")
"""Where banks ask whether a payment is meant, whatever their host is called."""

NOT_A_SOURCE = ("payment", "login")

# One country ending: `.de`, `.co.uk`, `.com`.
_ENDING = re.compile(r"(?:(?:co|com|net|org|ne|or)\.)?[a-z]{2,3}")


@dataclass(frozen=True)
class Place:
    """A known place on the web."""

    name: str
    kind: str


@cache
def _table() -> tuple[dict[str, Place], dict[str, Place]]:
    """Exact host patterns, and patterns that end in any country."""
    exact: dict[str, Place] = {}
    anywhere: dict[str, Place] = {}
    with (DATA / "sources.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            place = Place(row["name"], row["kind"])
            pattern = row["host_pattern"].lower()
            if pattern.endswith(".*"):
                anywhere[pattern[:-2]] = place
            else:
                exact[pattern] = place
    return exact, anywhere


@lru_cache(1024)
def place_of_host(host: str) -> Place | None:
    """The place behind a referrer host; the longest matching pattern wins."""
    exact, anywhere = _table()
    labels = host.lower().rstrip(".").split(".")
    if labels[0] in BANK_DOORS and len(labels) > 2:
        return Place("Bank", "payment")
    for start in range(len(labels)):
        tail = ".".join(labels[start:])
        if tail in exact:
            return exact[tail]
        for cut in range(len(labels) - 1, start, -1):
            stem = ".".join(labels[start:cut])
            if stem in anywhere and _ENDING.fullmatch(".".join(labels[cut:])):
                return anywhere[stem]
    return None


@cache
def _names() -> dict[str, Place]:
    exact, anywhere = _table()
    names: dict[str, Place] = {}
    for pattern, place in [*anywhere.items(), *exact.items()]:
        names.setdefault(place.name.lower(), place)
        names.setdefault(pattern, place)
        if place.kind not in NOT_A_SOURCE:
            names.setdefault(place.name.lower().replace(" ", ""), place)
            if pattern.count(".") <= 1:
                names.setdefault(pattern.split(".")[0], place)
    return names


@lru_cache(1024)
def place_of_name(source: str) -> Place | None:
    """The place that a utm_source means."""
    source = SHORT_FORMS.get(source, source)
    return _names().get(source) or (place_of_host(source) if "." in source else None)

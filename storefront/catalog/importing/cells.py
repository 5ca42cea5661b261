"""What is written in a cell, as the shop needs it; raises ValueError with a sentence."""

import hashlib
import re
import unicodedata
from decimal import Decimal
from functools import cache

from babel import Locale

from storefront.catalog.facts import hs_code_is_sound, is_country
from storefront.catalog.words import plain
from storefront.markets import BASE_CURRENCY, gettext
from storefront.money import Money

GRAMS = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "lb": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
MOST_MINOR = 10**9
MOST_GRAMS = 1_000_000
COLOURS = ("color", "colour", "farbe", "couleur", "カラー", "色", "颜色")


def amount(text: str) -> Money:
    """A price in the base currency: `50`, `$1,299.00`, `1.299,00`, `19,9`."""
    number = _number(text)
    if number < 0:
        raise ValueError(gettext("the price %(price)s is negative") % {"price": text})
    minor = number.scaleb(2)
    if minor != minor.to_integral_value():
        raise ValueError(gettext("the price %(price)s has too many decimals") % {"price": text})
    if minor > MOST_MINOR:
        raise ValueError(gettext("the price %(price)s is too large") % {"price": text})
    return Money(int(minor), BASE_CURRENCY)


def _number(text: str) -> Decimal:
    bare = re.sub(r"^(?:USD|US\$|\$)|(?:USD|US\$|\$)$", "", text.strip().lstrip("'"))
    bare = re.sub(r"[\s\u00a0\u202f’']", "", bare)
    point, comma = bare.rfind("."), bare.rfind(",")
    if point >= 0 and comma >= 0:
        decimal, thousands = (".", ",") if point > comma else (",", ".")
        bare = bare.replace(thousands, "").replace(decimal, ".")
    elif comma >= 0:
        grouped = re.fullmatch(r"-?\d{1,3}(,\d{3})+", bare)
        bare = bare.replace(",", "" if grouped else ".")
    elif bare.count(".") > 1:
        bare = bare.replace(".", "")
    if not re.fullmatch(r"-?(\d{1,15}(\.\d{0,6})?|\.\d{1,6})", bare, re.ASCII):
        raise ValueError(gettext("“%(text)s” is not a number") % {"text": text[:40]})
    return Decimal(bare)


def whole(text: str) -> int:
    """A whole number such as a stock level; `7.0` is 7."""
    number = _number(text)
    if number != number.to_integral_value() or abs(number) > 10**9:
        raise ValueError(gettext("“%(text)s” is not a whole number") % {"text": text[:40]})
    return int(number)


def grams(number: str, unit: str = "g") -> int | None:
    """A weight in whole grams; nothing and zero mean that nobody weighed it."""
    if not number:
        return None
    factor = GRAMS.get(unit.strip().casefold() or "g")
    if factor is None:
        raise ValueError(gettext("“%(unit)s” is not a unit of weight") % {"unit": unit[:20]})
    value = int((_number(number) * factor).to_integral_value())
    if not 0 <= value <= MOST_GRAMS:
        raise ValueError(gettext("the weight %(weight)s is impossible") % {"weight": number[:40]})
    return value or None


def hs_code(text: str) -> str | None:
    """The six international digits of a customs code, however it is punctuated."""
    digits = re.sub(r"[\s.\-']", "", text)
    if not digits:
        return None
    if not re.fullmatch(r"[0-9]{6,13}", digits, re.ASCII) or not hs_code_is_sound(digits[:6]):
        raise ValueError(gettext("“%(code)s” is no HS code") % {"code": text[:20]})
    return digits[:6]


def country(text: str) -> str | None:
    """An ISO country code, from a code or an English name."""
    if not text:
        return None
    code = text.strip().upper() if len(text.strip()) == 2 else _countries().get(text.casefold(), "")
    if not is_country(code):
        raise ValueError(gettext("“%(country)s” is no country") % {"country": text[:40]})
    return code


@cache
def _countries() -> dict[str, str]:
    territories = Locale("en").territories
    return {name.casefold(): code for code, name in territories.items() if len(code) == 2}


def is_true(text: str) -> bool:
    """Whether a box was ticked."""
    return text.casefold() in ("true", "yes", "1", "wahr", "vrai")


def slug(text: str, kind: str = "item", longest: int = 80) -> str:
    """An address made of ASCII letters; what has none gets a name made from its digest."""
    folded = unicodedata.normalize("NFKD", plain(text.casefold().replace("ß", "ss")))
    bare = re.sub(r"[^a-z0-9]+", "-", folded.encode("ascii", "ignore").decode()).strip("-")
    letters = sum(letter.isalnum() for letter in text)
    kept = sum(letter.isalnum() for letter in bare)
    if not bare or kept * 2 < letters:
        return f"{kind}-{short_digest(text)}"
    if len(bare) > longest:
        return f"{bare[:longest].rstrip('-')}-{short_digest(text)}"
    return bare


def short_digest(text: str) -> str:
    """Eight letters that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def option_key(name: str) -> str:
    """One key for an option however it is spelt, so that shelves filter by all of them."""
    return "colour" if name.strip().casefold() in COLOURS else slug(name, "option", 40)

"""Numbers that a destination asks of whoever receives a parcel: how they look, and their checks.

Asked only where a regime says so, kept sealed on the order, never in a dossier's stored body.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from storefront.markets import gettext, lazy_gettext

SEALED = "sealed:"
"""What stands in a stored dossier in the place of a number, with its fingerprint."""


@dataclass(frozen=True)
class Identifier:
    """A kind of number: its name, what the buyer reads beside the field, and what is valid."""

    kind: str
    name: object
    hint: object
    check: Callable[[str], str | None]
    """The number as it is kept, or None when it cannot exist."""


def _pccc(text: str) -> str | None:
    number = _tidy(text)
    return number if re.fullmatch(r"P\d{12}", number, re.ASCII) else None


def _brazilian(text: str) -> str | None:
    from stdnum.br import cnpj, cpf

    return _standard(cpf, text) or _standard(cnpj, text)


def _mexican(text: str) -> str | None:
    from stdnum.mx import curp, rfc

    return _standard(rfc, text) or _standard(curp, text)


def _turkish(text: str) -> str | None:
    from stdnum.tr import tckimlik

    return _standard(tckimlik, text)


def _standard(module: object, text: str) -> str | None:
    """The number as the library writes it, if its check digits are right."""
    number = _tidy(text)
    if not number.isascii():
        return None
    valid: str = module.compact(number)  # type: ignore[attr-defined]
    return valid if module.is_valid(number) else None  # type: ignore[attr-defined]


def _tidy(text: str) -> str:
    return re.sub(r"[\s.\-/]+", "", text).upper()


IDENTIFIERS: dict[str, Identifier] = {
    each.kind: each
    for each in (
        Identifier(
            "kr_pccc",
            lazy_gettext("Personal customs clearance code"),
            lazy_gettext("P and twelve digits, as Korea Customs gave it to you."),
            _pccc,
        ),
        Identifier(
            "br_tax",
            lazy_gettext("CPF or CNPJ"),
            lazy_gettext("Brazilian customs release no parcel without it."),
            _brazilian,
        ),
        Identifier(
            "mx_tax",
            lazy_gettext("RFC or CURP"),
            lazy_gettext("Mexican customs release no parcel without it."),
            _mexican,
        ),
        Identifier(
            "tr_tckn",
            lazy_gettext("T.C. identity number"),
            lazy_gettext("Turkish customs release no parcel without it."),
            _turkish,
        ),
    )
}


def checked(kind: str, text: str) -> str:
    """The number as it is kept; raises ValueError with a sentence for whoever typed it."""
    identifier = IDENTIFIERS[kind]
    number = identifier.check(text)
    if number is None:
        raise ValueError(
            gettext("This %(name)s cannot exist. Please compare it digit by digit.")
            % {"name": str(identifier.name)}
        )
    return number

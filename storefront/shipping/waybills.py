"""How waybill numbers look: what is wrong with one, said in a sentence."""

import re
from collections.abc import Callable

from storefront.markets import gettext

Check = Callable[[str], str | None]
"""Says what is wrong with a number, or None."""

S10 = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def s10_check_digit(serial: str) -> int:
    """The check digit of eight digits after UPU S10: 11 - sum mod 11, 10 → 0, 11 → 5."""
    weighted = sum(int(digit) * weight for digit, weight in zip(serial, S10_WEIGHTS, strict=True))
    digit = 11 - weighted % 11
    return {10: 0, 11: 5}.get(digit, digit)


def post(*countries: str) -> Check:
    """Two letters, nine digits of which the last is a check digit, and the country."""

    def check(waybill_no: str) -> str | None:
        parts = S10.fullmatch(waybill_no)
        if not parts:
            return gettext("A postal item number looks like LX123456785CN.")
        if int(parts[3]) != s10_check_digit(parts[2]):
            return gettext("The check digit of this postal item number is wrong.")
        if countries and parts[4] not in countries:
            return gettext("This postal item number is from another country's post.")
        return None

    return check


def shape(pattern: str, example: str) -> Check:
    """A number that looks like the example."""
    compiled = re.compile(pattern, re.ASCII)

    def check(waybill_no: str) -> str | None:
        if compiled.fullmatch(waybill_no):
            return None
        return gettext("A waybill number of this carrier looks like %(example)s.") % {
            "example": example
        }

    return check


def digits(shortest: int, longest: int) -> Check:
    """So many digits and nothing else."""
    return shape(rf"[0-9]{{{shortest},{longest}}}", "123456789012345678901234567890"[:longest])


def signs(shortest: int, longest: int) -> Check:
    """So many capital letters and digits, at least one of them a digit.

    What looks like a postal item number is held to its check digit.
    """
    wanted = rf"(?=.*[0-9])[0-9A-Z]{{{shortest},{longest}}}"
    looks = shape(wanted, "AB1234567890123456789012345678CD"[:longest])
    postal = post()
    return lambda number: looks(number) or (postal(number) if S10.fullmatch(number) else None)


def either(*checks: Check) -> Check:
    """Right when one of the checks is content; otherwise what the first one says."""

    if len(checks) == 1:
        return checks[0]

    def check(waybill_no: str) -> str | None:
        said = [one(waybill_no) for one in checks]
        return None if None in said else said[0]

    return check


def check_of(text: str) -> Check:
    """The check that a table writes as text; several, separated by blanks, are alternatives.

    `s10=CN` (post of these countries, of any without), `digits=11-12`, `signs=8-14` (letters and
    digits), `ups`, `like=PATTERN=EXAMPLE`.
    """
    return either(*(_check(one) for one in text.split()))


def _check(text: str) -> Check:
    kind, _, rest = text.partition("=")
    if kind == "ups":
        return ups
    if kind == "s10":
        return post(*filter(None, rest.split(",")))
    if kind == "like":
        return shape(*rest.split("="))
    shortest, longest = (int(number) for number in rest.split("-"))
    return {"digits": digits, "signs": signs}[kind](shortest, longest)


def ups(waybill_no: str) -> str | None:
    """1Z, sixteen characters, the last of them a check digit (letters count as 2, 3, … 9, 0, …)."""
    if not re.fullmatch(r"1Z[0-9A-Z]{15}[0-9]", waybill_no):
        return gettext("A waybill number of this carrier looks like %(example)s.") % {
            "example": "1Z999AA10123456784"
        }
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in waybill_no[2:17]]
    digit = -(sum(values[0::2]) + 2 * sum(values[1::2])) % 10
    if digit != int(waybill_no[17]):
        return gettext("The check digit of this waybill number is wrong.")
    return None

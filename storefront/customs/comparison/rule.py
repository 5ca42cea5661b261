"""What a rule is, what it finds, and what it may know beside the dossier."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from storefront.shipping import Carrier

Json = dict[str, Any]


class Severity(StrEnum):
    """Whether a finding keeps the dossier here."""

    BLOCK = "block"
    WARN = "warn"


class Fix(StrEnum):
    """Where a person mends what a rule found; the office makes a link of it."""

    PRODUCT = "product"
    ADDRESS = "address"
    PARCEL = "parcel"
    PAYMENT = "payment"
    COMPANY = "company"
    CONNECTOR = "connector"


@dataclass(frozen=True)
class Finding:
    """Something that does not fit: where, what was expected and what was found there."""

    code: str
    documents: tuple[str, ...]
    pointer: str
    expected: str
    found: str
    message: str
    severity: str = Severity.BLOCK
    fix: str = Fix.PARCEL

    def as_json(self) -> Json:
        """As it is stored with the dossier."""
        return {**asdict(self), "documents": list(self.documents)}

    def on_the_wire(self) -> Json:
        """As the protocol writes it."""
        told = self.as_json()
        return {name: told[name] for name in told if name not in ("severity", "fix")}


@dataclass(frozen=True)
class Known:
    """What the shop knows beside the dossier.

    Our carrier's code, another parcel that had this waybill number within six months, the carrier
    as the operator describes it, whether customs has locked what was sent, another dossier in force
    under this order number, the newest revision sent of each document, and whether there is a key
    to sign with.
    """

    carrier: str
    waybill_used_by: str | None = None
    described: Carrier | None = None
    is_locked: bool = False
    declared_as: str | None = None
    sent_revisions: Mapping[str, int] = field(default_factory=dict)
    can_sign: bool = True


Place = tuple[str, Any, Any]
"""A pointer, what is expected there, and what was found."""

Check = Callable[[Json, Known], Iterator[Place]]


@dataclass(frozen=True)
class Rule:
    """One thing that must hold, and what to say when it does not.

    A rule that looks at imports alone is passed over for a parcel that goes abroad.
    """

    code: str
    documents: tuple[str, ...]
    severity: Severity
    fix: Fix
    imports_only: bool
    sentence: Callable[[], str]
    check: Check

    def findings(self, data: Json, known: Known) -> Iterator[Finding]:
        """What does not fit."""
        for pointer, expected, found in self.check(data, known):
            yield Finding(
                self.code,
                self.documents,
                pointer,
                _said(expected),
                _said(found),
                self.sentence(),
                self.severity,
                self.fix,
            )


RULES: dict[str, Rule] = {}
"""Every rule by its code, in the order in which they are tried."""


def rule(
    *documents: str,
    say: Callable[[], str],
    fix: Fix = Fix.PARCEL,
    severity: Severity = Severity.BLOCK,
    imports_only: bool = False,
) -> Callable[[Check], Check]:
    """Make a function a rule; its name is the rule's code."""

    def register(check: Check) -> Check:
        code = check.__name__
        RULES[code] = Rule(code, documents, severity, fix, imports_only, say, check)
        return check

    return register


def differing(pointer: str, expected: Any, found: Any) -> Iterator[Place]:
    """A finding, unless both are the same."""
    if expected != found:
        yield pointer, expected, found


def number(text: str | None) -> Decimal:
    """A number of the dossier."""
    return Decimal(text or 0)


def _said(value: Any) -> str:
    if isinstance(value, dict):
        parts = [
            *value.get("lines", []),
            *(value.get(n) for n in ("postal_code", "city", "country")),
        ]
        return ", ".join(part for part in parts if part)
    return "–" if value in (None, "") else str(value)

"""Trying every rule on a dossier."""

from dataclasses import dataclass

# Importing a module of rules registers them, in the order in which they are tried.
from . import goods, money, parcel, parties, presence  # noqa: F401, I001
from .rule import RULES, Finding, Json, Known, Severity

RULESET = "2026-11-27"
"""Goes up whenever a rule comes, goes or changes."""

DOCUMENTS = ("order", "payment", "waybill")
PRESENCE = ("order_missing", "payment_missing", "waybill_missing")
FORM = "schema_invalid"
"""Tried last, and only when nothing else is wrong: the other rules say it in people's words."""
CHINA = "CN"


@dataclass(frozen=True)
class Compared:
    """What a comparison came to; `passed_over` are the codes of rules that ask nothing of this
    parcel, because it leaves China and they are about what enters it."""

    findings: tuple[Finding, ...]
    passed_over: tuple[str, ...]
    ruleset: str = RULESET

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What keeps the dossier here."""
        return tuple(one for one in self.findings if one.severity == Severity.BLOCK)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What a person should know, and does not keep it here."""
        return tuple(one for one in self.findings if one.severity != Severity.BLOCK)


def compare(data: Json, known: Known) -> list[Finding]:
    """Everything that does not fit in a dossier and keeps it here."""
    return list(compare_all(data, known).blocking)


def compare_all(data: Json, known: Known) -> Compared:
    """Try every rule; while a document is absent only the rules of presence can be tried."""
    absent = [one for code in PRESENCE for one in RULES[code].findings(data, known)]
    if any(data.get(name) is None for name in DOCUMENTS):
        return Compared(tuple(absent), ())
    is_import = data["waybill"]["destination_country"] == CHINA
    tried = [
        each
        for code, each in RULES.items()
        if code not in (*PRESENCE, FORM) and (is_import or not each.imports_only)
    ]
    found = [*absent, *(one for each in tried for one in each.findings(data, known))]
    if not any(one.severity == Severity.BLOCK for one in found):
        found += RULES[FORM].findings(data, known)
    passed = [code for code, each in RULES.items() if each.imports_only and not is_import]
    return Compared(tuple(found), tuple(passed))

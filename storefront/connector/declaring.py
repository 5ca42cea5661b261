"""What the office will answer to an event: a plan of receipts, step by step."""

from dataclasses import dataclass, field
from typing import Any

from .comparison import Check, Comparison
from .events import CANCELLED, DECLARING_TYPES, RETURN_ANNOUNCED, Event
from .statuses import ALREADY_DECLARED, RELEASED, protocol_status

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """One receipt to come: which document, the native result, the protocol's word for it."""

    document: str
    native_status: str
    status: str
    final: bool = False


@dataclass(frozen=True)
class Plan:
    """Receipts in the order of a real office; a step's receipts come together."""

    kind: str
    steps: tuple[tuple[Answer, ...], ...]
    reasons: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where a dossier stands with customs when an event comes in."""

    running: bool = False
    list_status: str | None = None
    last_kind: str | None = None

    def leaves_it_at_that(self, passes: bool) -> bool:
        """Whether news that declares nothing changes nothing here either.

        It does count when nothing was declared yet, or when it mends what was refused.
        """
        declared = self.running or self.list_status is not None
        return declared or self.last_kind == "withdraw" or (bool(self.last_kind) and not passes)


@dataclass(frozen=True)
class RejectAll:
    """A reason for which everything is refused, given on the control page."""

    code: str
    message: str = field(default="")


def plan_for(
    event: Event, comparison: Comparison, standing: Standing, reject: RejectAll | None
) -> Plan | None:
    """What customs will do about an event; None when it takes note and nothing more happens."""
    if event.type == CANCELLED:
        return _withdrawal(standing)
    if event.type == RETURN_ANNOUNCED:
        return Plan("return", ((_say("return", "2"),), (_say("return", "120", final=True),)))
    passes = not comparison.blocking
    if event.type not in DECLARING_TYPES and standing.leaves_it_at_that(passes):
        return None
    if standing.list_status is not None:
        return _locked(comparison)
    present = [name for name in ("order", "payment", "waybill") if event.data.get(name)]
    reasons = [_reason(check) for check in comparison.blocking]
    if reject:
        reasons.append(_ordered_refusal(reject, present))
    return _refusal(present, reasons) if reasons else _clearance()


def _clearance() -> Plan:
    """2 → 120 → 399 → 800; the receipt of money is taken in only after the list is reviewed."""
    return Plan(
        "declare",
        (
            tuple(_say(name, "2") for name in ("order", "payment", "waybill", "list")),
            (_say("order", "120", final=True), _say("waybill", "120", final=True), _say("list")),
            (_say("list", "399"), _say("payment", "120", final=True)),
            (_say("list", "800", final=True),),
        ),
    )


def _refusal(present: list[str], reasons: list[Json]) -> Plan:
    named = {name for reason in reasons for name in reason["documents"]}
    returned = [name for name in present if name in named]
    return Plan(
        "refuse",
        (
            tuple(_say(name, "2") for name in (*present, "list")),
            tuple(_say(name, "100", final=True) for name in (*returned, "list")),
        ),
        tuple(reasons),
    )


def _locked(comparison: Comparison) -> Plan:
    reasons = tuple(_reason(c) for c in comparison.blocking if c.code == "already_declared")
    names = ("order", "payment", "waybill")
    return Plan("locked", (tuple(_refuse_change(name) for name in names),), reasons)


def _withdrawal(standing: Standing) -> Plan:
    if standing.list_status in RELEASED:
        reason = {
            "code": "already_declared",
            "documents": ["all"],
            "pointer": "/operation",
            "expected": "list not released",
            "actual": f"list is {standing.list_status}",
            "message": "Released goods are not withdrawn; announce a return instead.",
        }
        return Plan("withdraw_refused", ((_refuse_change("all"),),), (reason,))
    return Plan("withdraw", ((Answer("all", "120", "cancelled", final=True),),))


def _say(document: str, native_status: str = "120", final: bool = False) -> Answer:
    return Answer(document, native_status, protocol_status(native_status), final)


def _refuse_change(document: str) -> Answer:
    return _say(document, ALREADY_DECLARED[document], final=True)


def _reason(check: Check) -> Json:
    return {**check.as_reason(), "documents": list(check.documents)}


def _ordered_refusal(reject: RejectAll, present: list[str]) -> Json:
    return {
        "code": reject.code,
        "documents": present,
        "pointer": "",
        "expected": "",
        "actual": "",
        "message": reject.message,
    }

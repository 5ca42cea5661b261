"""What receipts say together: which of them counts, and where the dossier stands by them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from .models import Receipt
from .states import State

TOO_LATE = "already_declared"
"""The protocol's word for a revision that came when its documents were locked."""

RANK = (
    "received",
    "stored",
    "declaring",
    "sent",
    "send_failed",
    "accepted",
    "rejected",
    "manual_review",
    "inspection",
    "detained",
    "suspended",
    "transferred",
    "released",
    "closed",
    "cleared",
    "returned",
    "error",
    "cancelled",
)
"""On equal instants the later word wins."""

PASSED = frozenset({"accepted", "transferred", "released", "closed", "cleared"})
CLEARED = frozenset({"released", "cleared"})
REFUSED = frozenset({"rejected", "error", "send_failed"})


def shown(receipts: Iterable[Receipt]) -> dict[str, Receipt]:
    """The receipt that counts for each document: newest revision, newest instant, later rank."""
    best: dict[str, Receipt] = {}
    for receipt in receipts:
        rival = best.get(receipt.document)
        if rival is None or _weight(receipt) > _weight(rival):
            best[receipt.document] = receipt
    return best


def _weight(receipt: Receipt) -> tuple[int, datetime, int, int]:
    return receipt.revision, receipt.occurred_at, RANK.index(receipt.status), receipt.id


def standing(statuses: Mapping[str, str]) -> State | None:
    """What the documents' statuses mean for the whole dossier."""
    if statuses.get("all") == "cancelled" or statuses.get("list") == "cancelled":
        return State.WITHDRAWN
    if REFUSED & set(statuses.values()):
        return State.REJECTED
    listed, everything = statuses.get("list"), statuses.get("all")
    if listed in CLEARED or everything in CLEARED:
        return State.RELEASED
    if everything in PASSED:
        return State.ACCEPTED
    if all(statuses.get(name) in PASSED for name in ("order", "waybill")):
        return State.ACCEPTED
    return State.SENT if statuses else None


def is_too_late(body: Mapping[str, Any]) -> bool:
    """Whether a receipt refuses a revision for nothing but that its documents are locked."""
    reasons = body.get("reasons") or []
    return bool(reasons) and all(reason.get("code") == TOO_LATE for reason in reasons)

"""Auditing: once a day Stripe's ledger is laid beside the shop's books, and each payout added up.

Webhooks and the reconciler follow what the shop started; the ledger also tells what nobody told
the shop. What can be mended is mended by asking Stripe about it; the rest waits for a person.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

import structlog

from storefront import clock, outbox, payments
from storefront.db import transaction
from storefront.payments import Entry, PaymentUnavailable, ProviderRefused, UnknownAttempt

from .hearing import sync_intent
from .returning import is_ours, sync_dispute, sync_refunds

DAILY = timedelta(days=1)
LOOK_BACK = timedelta(days=4)
"""How much of the ledger is read each day: a shop may have been away over a weekend."""
PAYOUTS_LOOK_BACK = timedelta(days=14)
SETTLING = timedelta(hours=1)
"""The newest movements are left to the webhooks."""
AT_ONCE = 100

KIND_OF = {
    "ch": "charge",
    "py": "charge",
    "re": "refund",
    "pyr": "refund",
    "dp": "dispute",
    "du": "dispute",
}
"""By how the id of a movement's source begins."""

log = structlog.get_logger()


@outbox.every("audit the ledger", DAILY)
def audit() -> dict[str, int]:
    """Compare Stripe's ledger with the books; returns counts: entries read, mended, new
    differences, payouts, and `failed` when Stripe did not answer."""
    found: Counter[str] = Counter(
        {"entries": 0, "mended": 0, "differences": 0, "payouts": 0, "failed": 0}
    )
    now = clock.now()
    try:
        entries = payments.gateway().entries_between(now - LOOK_BACK, now - SETTLING)
        for some in _batches(entries):
            found["entries"] += len(some)
            _compare(some, found)
        _payouts(found)
    except PaymentUnavailable as trouble:
        found["failed"] += 1
        log.warning("audit_failed", reason=str(trouble))
    log.info("audited", **found)
    return dict(found)


def kind_of(entry: Entry) -> str | None:
    """What moved the money, as the shop keeps it; None for fees of the account and payouts."""
    return KIND_OF.get(entry.source_id.partition("_")[0])


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    moved = (entry for entry in entries if kind_of(entry))
    return iter(lambda: list(islice(moved, AT_ONCE)), [])


def _compare(entries: list[Entry], found: Counter[str]) -> None:
    known = payments.known(entries)
    odd = [
        entry
        for entry in entries
        if entry.id not in known or not payments.agrees(entry, known[entry.id])
    ]
    if odd:
        foreign = {entry.id for entry in odd if not _ask_about(entry)}
        odd = [entry for entry in odd if entry.id not in foreign]
        known = payments.known(entries)
    with transaction():
        agreeing = {
            entry.id
            for entry in entries
            if entry.id in known and payments.agrees(entry, known[entry.id])
        }
        for entry in odd:
            if entry.id in agreeing:
                found["mended"] += 1
                continue
            kind = "amount" if entry.id in known else kind_of(entry) or "charge"
            found["differences"] += payments.note_difference(entry, kind, known.get(entry.id))
        payments.settle_those_that_agree(agreeing)


def _ask_about(entry: Entry) -> bool:
    """Ask Stripe what is true of the thing behind a movement; False when it is not this shop's."""
    gateway, kind = payments.gateway(), kind_of(entry)
    try:
        if kind == "charge":
            intent_id, shop = gateway.owner_of_charge(entry.source_id)
            if shop != gateway.shop:
                return False
            sync_intent(intent_id)
        elif kind == "refund":
            intent_id = gateway.intent_of_refund(entry.source_id)
            if not is_ours(intent_id):
                return False
            sync_refunds(intent_id)
        else:
            if not is_ours(gateway.dispute(entry.source_id).intent_id):
                return False
            sync_dispute(entry.source_id)
    except (ProviderRefused, UnknownAttempt) as trouble:
        log.warning("audit_cannot_mend", entry=entry.id, reason=str(trouble))
    return True


def _payouts(found: Counter[str]) -> None:
    told = payments.gateway().payouts_since(clock.now() - PAYOUTS_LOOK_BACK)
    with transaction():
        for each in told:
            payments.book_payout(each)
            found["payouts"] += 1
    complete = [each.id for each in told if each.is_complete]
    for payout_id in payments.untied_payouts(complete):
        entries = payments.gateway().entries_of_payout(payout_id)
        with transaction():
            payments.tie_payout(payout_id, entries)

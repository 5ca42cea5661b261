"""Stripe's ledger beside the shop's books: payouts, and the movements that differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from storefront import clock
from storefront.db import db
from storefront.errors import NotFound
from storefront.markets import gettext

from .facts import Entry, PaidOut
from .models import Dispute, LedgerDifference, Payment, Payout, Refund
from .returning import LOST

FAILED = ("failed", "canceled")


@dataclass(frozen=True, slots=True)
class Known:
    """What the shop's books say of a movement: whose it is, and what it came to after fees.

    `net_minor` is None where the shop keeps no sum of its own to compare with.
    """

    order_id: int
    net_minor: int | None
    currency: str | None


def known(entries: Sequence[Entry]) -> Mapping[str, Known]:
    """What the books say of these movements, by the id of each; what they do not know is left out.

    Three statements for any number of movements.
    """
    sources = {entry.source_id for entry in entries}
    charges = {
        key: Known(each.order_id, each.net_minor, each.settlement_currency)
        for each in db.session.scalars(
            select(Payment).where(
                or_(
                    Payment.charge_id.in_(sources),
                    Payment.balance_transaction.in_([entry.id for entry in entries]),
                )
            )
        )
        for key in (each.charge_id, each.balance_transaction)
        if key
    }
    refunds = {
        each.refund_id: Known(
            each.order_id, each.net_minor if each.status not in LOST else None, None
        )
        for each in db.session.scalars(select(Refund).where(Refund.refund_id.in_(sources)))
    }
    disputes = {
        each.dispute_id: Known(each.order_id, None, None)
        for each in db.session.scalars(select(Dispute).where(Dispute.dispute_id.in_(sources)))
    }
    told = {**charges, **refunds, **disputes}
    return {
        entry.id: found
        for entry in entries
        if (found := told.get(entry.source_id) or told.get(entry.id)) is not None
    }


def agrees(entry: Entry, found: Known) -> bool:
    """Whether the books tell a movement as Stripe does; a sum they do not keep cannot differ."""
    if found.net_minor is None:
        return True
    return found.net_minor == entry.net_minor and found.currency in (None, entry.currency)


def note_difference(entry: Entry, kind: str, found: Known | None) -> bool:
    """Put a movement before a person, once; False when it was there already, settled or not."""
    before = db.session.scalar(
        select(LedgerDifference).where(LedgerDifference.entry_id == entry.id)
    )
    if before is not None:
        return False
    db.session.add(
        LedgerDifference(
            entry_id=entry.id,
            kind=kind,
            source_id=entry.source_id,
            order_id=found.order_id if found else None,
            theirs_minor=entry.net_minor,
            ours_minor=found.net_minor if found else None,
            currency=entry.currency,
            booked_at=entry.created_at,
            found_at=clock.now(),
        )
    )
    db.session.flush()
    return True


def open_differences() -> list[LedgerDifference]:
    """Movements that wait for a person, newest first."""
    waiting = select(LedgerDifference).where(LedgerDifference.settled_at.is_(None))
    return list(db.session.scalars(waiting.order_by(LedgerDifference.booked_at.desc())))


def settle_difference(difference_id: int, who: str) -> None:
    """A person has dealt with it; raises NotFound."""
    difference = db.session.get(LedgerDifference, difference_id, with_for_update=True)
    if difference is None:
        raise NotFound(gettext("There is no such difference."))
    if difference.settled_at is None:
        difference.settled_at, difference.settled_by = clock.now(), who


def settle_those_that_agree(entries: Iterable[str]) -> int:
    """A later comparison found these right; returns how many had waited for a person."""
    waiting = select(LedgerDifference).where(
        LedgerDifference.entry_id.in_(list(entries)), LedgerDifference.settled_at.is_(None)
    )
    healed = list(db.session.scalars(waiting))
    for difference in healed:
        difference.settled_at = clock.now()
    return len(healed)


def book_payout(told: PaidOut) -> Payout:
    """Write down a payout as it is now."""
    payout = db.session.scalar(select(Payout).where(Payout.payout_id == told.id))
    if payout is None:
        payout = Payout(payout_id=told.id)
        db.session.add(payout)
    payout.amount_minor, payout.currency = told.amount_minor, told.currency
    payout.status, payout.failure = told.status, told.failure
    payout.arrives_at = told.arrives_at
    db.session.flush()
    return payout


def untied_payouts(ids: Iterable[str]) -> set[str]:
    """Those of these payouts whose movements were not added up yet."""
    asked = select(Payout.payout_id).where(Payout.payout_id.in_(list(ids)))
    return set(db.session.scalars(asked.where(Payout.entries.is_(None))))


def tie_payout(payout_id: str, entries: Sequence[Entry]) -> bool:
    """Add up what is in a payout, without the payout itself; says whether it sums to it."""
    payout = db.session.scalar(select(Payout).where(Payout.payout_id == payout_id))
    if payout is None:
        return False
    inside = [entry for entry in entries if entry.source_id != payout_id]
    payout.entries = len(inside)
    payout.entries_minor = sum(entry.net_minor for entry in inside)
    payout.fees_minor = sum(entry.fee_minor for entry in inside)
    return payout.ties is True


def list_payouts(limit: int = 60) -> list[Payout]:
    """The latest payouts, newest first."""
    newest = select(Payout).order_by(Payout.arrives_at.desc(), Payout.id.desc())
    return list(db.session.scalars(newest.limit(limit)))


def wrong_payouts() -> list[Payout]:
    """Payouts that the bank sent back, or whose parts do not sum to them, and nobody has seen."""
    went_wrong = or_(Payout.status.in_(FAILED), Payout.entries_minor != Payout.amount_minor)
    waiting = select(Payout).where(went_wrong, Payout.seen_at.is_(None))
    return list(db.session.scalars(waiting.order_by(Payout.arrives_at.desc())))


def see_payout(payout_id: int) -> None:
    """A person has dealt with a payout that went wrong; raises NotFound."""
    payout = db.session.get(Payout, payout_id, with_for_update=True)
    if payout is None:
        raise NotFound(gettext("There is no such payout."))
    payout.seen_at = payout.seen_at or clock.now()

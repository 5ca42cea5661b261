"""Paying with gift cards: held with the order, committed with its payment, released without one.

A gift card is a means of payment: it changes neither a price nor a tax nor what is declared of the
goods, only what is left to be paid. The caller holds the transaction and the order; a balance is
kept by a conditional update of the card's own row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, update

from storefront import clock
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import gettext
from storefront.money import Money, currency

from .issuing import LENGTH, fingerprint_of, normal_code, write_move
from .models import CreditUse, GiftCard

HELD, COMMITTED, RELEASED = "held", "committed", "released"

MOST_CARDS = 5
"""Cards with which one order can be paid."""


class CreditGone(ShopError):
    """What was on the card a moment ago is spent."""

    status = 409


@dataclass(frozen=True, slots=True)
class Share:
    """What one card pays of an order."""

    card_id: int
    ending: str
    amount: Money
    left: Money
    """On the card afterwards."""


@dataclass(frozen=True, slots=True)
class Cover:
    """How a total is paid: by cards, and the rest at Stripe."""

    shares: tuple[Share, ...]
    due: Money
    useless: tuple[str, ...] = ()
    """Endings of cards that pay nothing of it."""
    gone: tuple[str, ...] = ()
    """Endings of cards that can pay nothing any more: spent elsewhere, blocked or run out."""

    @property
    def amount_minor(self) -> int:
        """What the cards pay together (minor units)."""
        return sum(share.amount.minor for share in self.shares)


def usable_card(code: str) -> GiftCard | None:
    """The card of a code if something can be paid with it now; None for all else, so that nobody
    learns by guessing."""
    if len(normal_code(code)) != LENGTH:
        return None
    asked = select(GiftCard).where(GiftCard.fingerprint == fingerprint_of(code), *_open())
    return db.session.scalar(asked.where(GiftCard.balance_minor > 0))


def cover(total: Money, card_ids: Sequence[int], held: Mapping[int, int] | None = None) -> Cover:
    """How these cards pay a total, in this sequence.

    What is left for Stripe is nothing or as much as Stripe takes; cards of another currency pay
    nothing, because nobody's money is converted unasked. `held` is what may count as there besides
    the balances (minor units by card): held for an order that this one replaces.
    """
    if not card_ids:
        return Cover((), total)
    known = {
        card.id: card
        for card in db.session.scalars(
            select(GiftCard)
            .where(GiftCard.id.in_(list(card_ids)))
            .execution_options(populate_existing=True)
        )
    }
    rules = currency(total.currency)
    due, shares, useless, gone = total.minor, [], [], []
    for card_id in dict.fromkeys(card_ids):
        card = known.get(card_id)
        if card is None:
            continue
        there = card.balance_minor + (held or {}).get(card_id, 0)
        if not (there and card.is_open):
            gone.append(card.ending)
            continue
        pays = min(there, due) if card.currency == total.currency else 0
        if 0 < due - pays < rules.minimum:
            pays = max(0, due - rules.minimum)
        pays -= pays % rules.step
        if not pays:
            useless.append(card.ending)
            continue
        due -= pays
        left = Money(there - pays, card.currency)
        shares.append(Share(card.id, card.ending, Money(pays, total.currency), left))
    return Cover(tuple(shares), Money(due, total.currency), tuple(useless), tuple(gone))


def hold(order_id: int, shares: Iterable[Share]) -> None:
    """Keep for an order what the cards pay of it; raises CreditGone."""
    for share in sorted(shares, key=lambda each: each.card_id):
        _take(share.card_id, share.amount.minor, order_id)
        db.session.add(
            CreditUse(
                card_id=share.card_id,
                order_id=order_id,
                amount_minor=share.amount.minor,
                state=HELD,
                at=clock.now(),
            )
        )
    db.session.flush()


def commit(order_id: int) -> list[CreditUse]:
    """The order is paid; returns what each card paid of it."""
    uses = _of(order_id, HELD)
    for use in uses:
        use.state = COMMITTED
    db.session.flush()
    return uses


def release(order_id: int) -> None:
    """Nobody will pay: what was held is on the cards again. What paid an order goes back by its
    refund and not by this."""
    for use in _of(order_id, HELD):
        use.state = RELEASED
        _add(use.card_id, use.amount_minor)
        write_move(use.card_id, "let_go", use.amount_minor, order_id, "shop")


def hold_again(order_id: int) -> None:
    """Keep for a late payer what was released; raises CreditGone when it was spent meanwhile."""
    for use in _of(order_id, RELEASED):
        _take(use.card_id, use.amount_minor, order_id)
        use.state = HELD
    db.session.flush()


def give_back(card_id: int, amount_minor: int, order_id: int, actor: str) -> None:
    """A refund of what a card paid returns to the card, even to one that is blocked."""
    _add(card_id, amount_minor)
    write_move(card_id, "given_back", amount_minor, order_id, actor)


def held_for(order_ids: Iterable[int]) -> dict[int, int]:
    """What cards hold for these unpaid orders, in minor units by card."""
    held: dict[int, int] = {}
    for order_id in order_ids:
        for use in _of(order_id, HELD):
            held[use.card_id] = held.get(use.card_id, 0) + use.amount_minor
    return held


def orders_paid_by(card_id: int) -> list[int]:
    """The orders of which a card holds or paid a part."""
    used = select(CreditUse.order_id).where(
        CreditUse.card_id == card_id, CreditUse.state.in_((HELD, COMMITTED))
    )
    return list(db.session.scalars(used.order_by(CreditUse.order_id)))


def uses_of(order_id: int) -> list[CreditUse]:
    """What cards hold or paid of an order."""
    return _of(order_id, HELD, COMMITTED)


def _open() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    not_over = or_(GiftCard.expires_at.is_(None), GiftCard.expires_at > clock.now())
    return GiftCard.blocked_at.is_(None), not_over


def _take(card_id: int, minor: int, order_id: int) -> None:
    taken = db.session.execute(
        update(GiftCard)
        .where(GiftCard.id == card_id, GiftCard.balance_minor >= minor, *_open())
        .values(balance_minor=GiftCard.balance_minor - minor)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise CreditGone(
            gettext("The gift card was used elsewhere just now. Please look at the new amount.")
        )
    write_move(card_id, "held", -minor, order_id, "buyer")


def _add(card_id: int, minor: int) -> None:
    db.session.execute(
        update(GiftCard)
        .where(GiftCard.id == card_id)
        .values(balance_minor=GiftCard.balance_minor + minor)
        .execution_options(synchronize_session=False)
    )


def _of(order_id: int, *states: str) -> list[CreditUse]:
    return list(
        db.session.scalars(
            select(CreditUse)
            .where(CreditUse.order_id == order_id, CreditUse.state.in_(states))
            .order_by(CreditUse.card_id)
        )
    )

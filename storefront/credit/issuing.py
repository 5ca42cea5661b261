"""Giving out gift cards and store credit. The caller holds the transaction."""

import secrets
from datetime import datetime

from sqlalchemy import func, or_, select

from storefront import clock, sealing
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.money import Money, currency

from .models import CreditMove, GiftCard

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what looks alike."""
LENGTH = 16
"""Characters of a code: 79 bits, so that nobody finds one by trying."""
GROUP = 4
MOST_MINOR = 1_000_000
"""The most that one card may hold: what can be lost with a letter."""

KINDS = ("gift", "credit")


def issue(
    amount: Money,
    kind: str,
    *,
    by: str,
    key: str = "",
    recipient: str = "",
    note: str = "",
    order_id: int | None = None,
    expires_at: datetime | None = None,
) -> GiftCard:
    """A new card, or the one that was made under this key before; raises ShopError."""
    known = db.session.scalar(select(GiftCard).where(GiftCard.key == key)) if key else None
    if known is not None:
        return known
    rules = currency(amount.currency)
    if kind not in KINDS:
        raise ShopError(gettext("Choose what it is."))
    if not rules.minimum <= amount.minor <= MOST_MINOR * rules.step or amount.minor % rules.step:
        least = Money(rules.minimum, amount.currency)
        most = Money(MOST_MINOR * rules.step, amount.currency)
        raise ShopError(
            gettext("A gift card holds from %(least)s to %(most)s %(currency)s.")
            % {"least": least.plain(), "most": most.plain(), "currency": amount.currency}
        )
    if expires_at is not None and expires_at <= clock.now():
        raise ShopError(gettext("The last day lies in the past."))
    code = _drawn()
    card = GiftCard(
        kind=kind,
        key=key or secrets.token_hex(16),
        fingerprint=fingerprint_of(code),
        sealed_code=sealing.seal(code),
        ending=code[-GROUP:],
        currency=amount.currency,
        issued_minor=amount.minor,
        balance_minor=amount.minor,
        recipient=recipient,
        note=note,
        order_id=order_id,
        expires_at=expires_at,
        created_at=clock.now(),
    )
    db.session.add(card)
    db.session.flush()
    write_move(card.id, "issued", amount.minor, order_id, by)
    return card


def code_of(card: GiftCard) -> str:
    """The code, to be shown or sent; raises BrokenSeal."""
    return written_code(sealing.unseal(card.sealed_code))


def show_code(card: GiftCard, by: str) -> str:
    """The code, for somebody of the staff; the card's history says who saw it. Raises
    BrokenSeal."""
    code = code_of(card)
    write_move(card.id, "shown", 0, None, by)
    return code


def block(card_id: int, by: str) -> None:
    """Nobody can pay with it until it is unblocked; what orders hold of it stays theirs."""
    card = _locked(card_id)
    if card.blocked_at is None:
        card.blocked_at = clock.now()
        write_move(card_id, "blocked", 0, None, by)


def unblock(card_id: int, by: str) -> None:
    """It can be used again."""
    card = _locked(card_id)
    if card.blocked_at is not None:
        card.blocked_at = None
        write_move(card_id, "unblocked", 0, None, by)


def who_blocked(card: GiftCard) -> str | None:
    """Who blocked a card; None while it is not blocked."""
    if card.blocked_at is None:
        return None
    blocked = (
        select(CreditMove.actor)
        .where(CreditMove.card_id == card.id, CreditMove.kind == "blocked")
        .order_by(CreditMove.id.desc())
    )
    return db.session.scalar(blocked.limit(1))


def find_card(card_id: int) -> GiftCard | None:
    """One card."""
    return db.session.get(GiftCard, card_id) if 0 < card_id < 2**31 else None


def list_cards(search: str = "", limit: int = 200) -> list[GiftCard]:
    """The newest cards; those of an e-mail address or with an ending, when one is given."""
    asked = select(GiftCard).order_by(GiftCard.id.desc()).limit(limit)
    word = search.strip()
    if word:
        ending = normal_code(word)[-GROUP:]
        asked = asked.where(
            or_(GiftCard.ending == ending, func.lower(GiftCard.recipient) == word.lower())
        )
    return list(db.session.scalars(asked))


def outstanding() -> list[Money]:
    """What buyers can still spend, by currency: what the shop owes."""
    rows = db.session.execute(
        select(GiftCard.currency, func.sum(GiftCard.balance_minor))
        .where(
            GiftCard.blocked_at.is_(None),
            or_(GiftCard.expires_at.is_(None), GiftCard.expires_at > clock.now()),
        )
        .group_by(GiftCard.currency)
        .order_by(GiftCard.currency)
    )
    return [Money(int(minor), code) for code, minor in rows if minor]


def normal_code(text: str) -> str:
    """A code as it is compared: capitals and digits alone, however it was typed."""
    return "".join(each for each in text.upper() if each.isascii() and each.isalnum())[:40]


def written_code(code: str) -> str:
    """A code as people read it: in groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def fingerprint_of(code: str) -> str:
    """What of a code is kept: the same for the same code, and nothing to pay with."""
    return sealing.fingerprint(f"gift card {normal_code(code)}", 40)


def write_move(card_id: int, kind: str, minor: int, order_id: int | None, actor: str) -> None:
    """One more entry of a card's ledger; who writes it has changed the balance by as much."""
    db.session.add(
        CreditMove(
            card_id=card_id,
            kind=kind,
            amount_minor=minor,
            order_id=order_id,
            actor=actor,
            at=clock.now(),
        )
    )
    db.session.flush()


def _drawn() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def _locked(card_id: int) -> GiftCard:
    card = db.session.get(GiftCard, card_id, with_for_update=True, populate_existing=True)
    if card is None:
        raise NotFound(gettext("There is no such gift card."))
    return card

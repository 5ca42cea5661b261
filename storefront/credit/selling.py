"""Selling gift cards: for whom one is, the card once it is paid, and what a refund takes back.

A card that was bought is money kept for whoever holds its code. It never ends, and giving its price
back takes as much off it. The caller holds the transaction and the order.
"""

from datetime import datetime

from sqlalchemy import func, select, update

from storefront.db import db
from storefront.markets import gettext
from storefront.money import Money

from .issuing import issue, write_move
from .models import CreditMove, GiftCard, GiftCardPurchase
from .spending import CreditGone


def note_purchase(order_id: int, recipient: str, message: str, send_at: datetime | None) -> None:
    """Remember for whom an order's gift card is."""
    db.session.add(
        GiftCardPurchase(order_id=order_id, recipient=recipient, message=message, send_at=send_at)
    )
    db.session.flush()


def purchase_of(order_id: int) -> GiftCardPurchase | None:
    """For whom the gift card of an order is."""
    return db.session.get(GiftCardPurchase, order_id)


def hand_out(purchase: GiftCardPurchase, amount: Money) -> GiftCard:
    """The card of a purchase that was paid, made once."""
    card = issue(
        amount,
        "gift",
        by="buyer",
        key=f"order-{purchase.order_id}",
        recipient=purchase.recipient,
        order_id=purchase.order_id,
    )
    purchase.card_id = card.id
    db.session.flush()
    return card


def sold(since: datetime) -> list[Money]:
    """What was paid for cards since an instant, by currency, whatever of it went back."""
    rows = db.session.execute(
        select(GiftCard.currency, func.sum(GiftCard.issued_minor))
        .join(GiftCardPurchase, GiftCardPurchase.card_id == GiftCard.id)
        .where(GiftCard.created_at >= since)
        .group_by(GiftCard.currency)
        .order_by(GiftCard.currency)
    )
    return [Money(int(minor), code) for code, minor in rows]


def card_bought_in(order_id: int) -> GiftCard | None:
    """The card of an order as it is now; None before it was paid."""
    bought = (
        select(GiftCard)
        .join(GiftCardPurchase, GiftCardPurchase.card_id == GiftCard.id)
        .where(GiftCardPurchase.order_id == order_id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(bought)


def left_of_purchase(order_id: int) -> int:
    """What nobody has spent of the card that was bought in an order (minor units)."""
    card = card_bought_in(order_id)
    return card.balance_minor if card else 0


def taken_back(order_id: int) -> int:
    """What refunds of its price have taken off the card of an order (minor units)."""
    moved = db.session.scalar(
        select(func.coalesce(func.sum(CreditMove.amount_minor), 0)).where(
            CreditMove.order_id == order_id, CreditMove.kind == "taken_back"
        )
    )
    return -int(moved or 0)


def take_back(order_id: int, minor: int, actor: str) -> None:
    """Its price goes back, so as much leaves the card; raises CreditGone when it was spent."""
    _move(order_id, -minor, actor)


def put_back(order_id: int, minor: int, actor: str) -> None:
    """Its price could not be given back after all: what left the card is on it again."""
    _move(order_id, minor, actor)


def _move(order_id: int, minor: int, actor: str) -> None:
    """Change the balance of a bought card, even of one that is blocked."""
    purchase = purchase_of(order_id)
    if purchase is None or purchase.card_id is None:
        raise AssertionError(f"No gift card was handed out for order {order_id}.")
    moved = db.session.execute(
        update(GiftCard)
        .where(GiftCard.id == purchase.card_id, GiftCard.balance_minor + minor >= 0)
        .values(balance_minor=GiftCard.balance_minor + minor)
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise CreditGone(
            gettext("The gift card was used elsewhere just now. Please look at the new amount.")
        )
    write_move(purchase.card_id, "taken_back", minor, order_id, actor)

"""Money that buyers have paid before, or that the shop owes them, as tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront import clock
from storefront.db import Base, Minor
from storefront.money import Money


class GiftCard(Base):
    """A balance in one currency that whoever knows its code can pay with.

    Store credit is the same thing, given to a buyer by the shop. The code is kept by its
    fingerprint; sealed beside it, so that the letter can be written once more.
    """

    __tablename__ = "gift_cards"
    __table_args__ = (
        CheckConstraint("balance_minor >= 0", name="balance_not_negative"),
        CheckConstraint("kind in ('gift','credit')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    """Of the form or the event that made it, so that it is made once."""
    fingerprint: Mapped[str] = mapped_column(unique=True)
    sealed_code: Mapped[str]
    ending: Mapped[str] = mapped_column(index=True)
    """The last four characters, by which people tell cards apart."""
    currency: Mapped[str]
    issued_minor: Mapped[Minor]
    balance_minor: Mapped[Minor]
    """What is left after everything that was spent or is held for an unpaid order."""
    recipient: Mapped[str] = mapped_column(default="")
    """The e-mail address that the code was sent to, if it was sent."""
    note: Mapped[str] = mapped_column(default="")
    order_id: Mapped[int | None] = mapped_column(index=True)
    """The order in which it was bought, or for whose trouble the shop gave it."""
    expires_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    moves: Mapped[list["CreditMove"]] = relationship(order_by="CreditMove.id")

    @property
    def is_open(self) -> bool:
        """Neither blocked nor run out."""
        is_over = self.expires_at is not None and self.expires_at <= clock.now()
        return self.blocked_at is None and not is_over

    @property
    def balance(self) -> Money:
        """What is left on it."""
        return Money(self.balance_minor, self.currency)


class CreditMove(Base):
    """One entry of a card's history; all amounts together are its balance."""

    __tablename__ = "credit_moves"
    __table_args__ = (
        CheckConstraint(
            "kind in ('issued','held','let_go','given_back','shown','blocked','unblocked',"
            "'taken_back')",
            name="kind",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("gift_cards.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[str]
    amount_minor: Mapped[Minor]
    """Added to the balance; what is held for an order, or taken back by a refund of the card's own
    price, is below zero, and what moves no money is nothing: its code was shown, it was blocked."""
    actor: Mapped[str] = mapped_column(default="shop")
    at: Mapped[datetime]


class CreditUse(Base):
    """A card's part of an order: held when placed, committed when paid, released when not."""

    __tablename__ = "credit_uses"
    __table_args__ = (
        UniqueConstraint("card_id", "order_id"),
        CheckConstraint("state in ('held','committed','released')", name="state"),
        CheckConstraint("amount_minor > 0", name="positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("gift_cards.id"))
    order_id: Mapped[int] = mapped_column(index=True)
    amount_minor: Mapped[Minor]
    state: Mapped[str] = mapped_column(default="held")
    at: Mapped[datetime]
    card: Mapped[GiftCard] = relationship()


class GiftCardOffer(Base):
    """The owner's word on the gift cards of one currency; without a row the usual ones are sold."""

    __tablename__ = "gift_card_offers"

    currency: Mapped[str] = mapped_column(primary_key=True)
    is_sold: Mapped[bool]
    amounts: Mapped[list[Any]]
    """What buyers choose from (minor units), smallest first."""


class GiftCardPurchase(Base):
    """For whom somebody buys a card; the card itself is there once the order is paid."""

    __tablename__ = "gift_card_purchases"

    order_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recipient: Mapped[str]
    """The e-mail address that gets the code."""
    message: Mapped[str] = mapped_column(default="")
    send_at: Mapped[datetime | None]
    """When the code is to be sent; at once if nobody said."""
    card_id: Mapped[int | None] = mapped_column(ForeignKey("gift_cards.id"), unique=True)
    card: Mapped[GiftCard | None] = relationship()

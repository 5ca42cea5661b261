"""What someone is about to buy, as tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base


class Basket(Base):
    """A basket, found by the unguessable token in its owner's cookie (stored hashed)."""

    __tablename__ = "baskets"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    visit_id: Mapped[str | None]
    code: Mapped[str] = mapped_column(default="", server_default="")
    """The word that its owner typed for a promotion."""
    gift_cards: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Ids of the cards that its owner pays with, in the sequence in which they were typed."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class BasketLine(Base):
    """So many of one variant."""

    __tablename__ = "basket_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    basket_id: Mapped[int] = mapped_column(ForeignKey("baskets.id"), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    quantity: Mapped[int]

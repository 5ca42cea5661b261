"""What we offer, and who took it, as tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, Minor


class PromotionRow(Base):
    """A promotion; `rule` holds what `engine.Promotion` reads, by its names."""

    __tablename__ = "promotions"
    __table_args__ = (CheckConstraint("used >= 0", name="used_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    automatic: Mapped[bool] = mapped_column(default=False)
    """Applies without a code."""
    role: Mapped[str] = mapped_column(default="", server_default="")
    """Its part in refer-a-friend: `friend`, `reward`, or none."""
    active: Mapped[bool] = mapped_column(default=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    limit_total: Mapped[int | None]
    limit_customer: Mapped[int | None]
    budgets: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """The most that it may give away, in minor units by currency; empty without a budget."""
    used: Mapped[int] = mapped_column(default=0)
    """Orders that hold it or were paid with it."""
    created_at: Mapped[datetime]
    codes: Mapped[list["PromotionCode"]] = relationship(order_by="PromotionCode.id")


class PromotionCode(Base):
    """A word that a buyer types; kept in capitals."""

    __tablename__ = "promotion_codes"
    __table_args__ = (CheckConstraint("used >= 0", name="used_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotions.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    limit_total: Mapped[int | None]
    customer: Mapped[str] = mapped_column(default="", server_default="")
    """The fingerprint of the one address for which it was made, if it was made for one."""
    used: Mapped[int] = mapped_column(default=0)


class CustomerGroup(Base):
    """Buyers who are meant by name; only the fingerprints of their addresses are kept."""

    __tablename__ = "customer_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class GroupMember(Base):
    """One buyer in a group."""

    __tablename__ = "customer_group_members"

    group_id: Mapped[int] = mapped_column(ForeignKey("customer_groups.id"), primary_key=True)
    customer: Mapped[str] = mapped_column(primary_key=True, index=True)


class Redemption(Base):
    """An order that uses a promotion: held when placed, committed when paid, released when not."""

    __tablename__ = "redemptions"
    __table_args__ = (
        UniqueConstraint("promotion_id", "order_id"),
        CheckConstraint("state in ('held','committed','released')", name="state"),
        Index("ix_redemptions_customer", "promotion_id", "customer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotions.id"))
    code_id: Mapped[int | None] = mapped_column(ForeignKey("promotion_codes.id"))
    order_id: Mapped[int] = mapped_column(index=True)
    customer: Mapped[str]
    """A fingerprint of the buyer's normalised e-mail address."""
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    state: Mapped[str] = mapped_column(default="held")
    at: Mapped[datetime]


class Referral(Base):
    """A buyer who invites friends by a code of their own."""

    __tablename__ = "referrals"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(unique=True)
    """The fingerprint of the inviter's address."""
    order_id: Mapped[int]
    """The order on whose page they asked for it."""
    code_id: Mapped[int] = mapped_column(ForeignKey("promotion_codes.id"), unique=True)
    created_at: Mapped[datetime]


class ReferralReward(Base):
    """What an inviter got for a friend's order: a code that only they can use, once; or `refused`
    says why they got nothing."""

    __tablename__ = "referral_rewards"

    redemption_id: Mapped[int] = mapped_column(ForeignKey("redemptions.id"), primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"), index=True)
    code_id: Mapped[int | None] = mapped_column(ForeignKey("promotion_codes.id"))
    refused: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]


class RefusedCodes(Base):
    """How many codes were typed and refused in an hour (UTC)."""

    __tablename__ = "refused_codes"

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)

"""Where people come from, as tables."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base


class Visit(Base):
    """One person's stay: ends after 30 idle minutes, never split by a campaign."""

    __tablename__ = "visits"

    id: Mapped[str] = mapped_column(primary_key=True)
    """128 random bits, hex: the row may be written after the cookie was given out."""
    journey: Mapped[str] = mapped_column(index=True)
    """Visits of one browser session, so that the first source is not lost by a pause."""
    started_at: Mapped[datetime] = mapped_column(index=True)
    last_seen_at: Mapped[datetime]
    country: Mapped[str]
    language: Mapped[str]
    automated: Mapped[bool] = mapped_column(default=False)
    """A script or a driven browser: reports leave it out."""
    basis: Mapped[str] = mapped_column(default="", server_default="")
    """Why it was written down, as `consent.Basis` has it; empty before anybody was asked."""
    step: Mapped[int] = mapped_column(default=0, server_default="0")
    """How far it got, as `following.Step` has it."""


class VisitSum(Base):
    """Visits of an hour or a day that have everything in common that reports look at."""

    __tablename__ = "visit_sums"
    __table_args__ = (
        CheckConstraint("grain in ('hour','day')", name="grain"),
        Index("ix_visit_sums_begin", "grain", "begin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grain: Mapped[str]
    begin: Mapped[datetime]
    """UTC."""
    country: Mapped[str]
    channel: Mapped[str]
    source: Mapped[str]
    medium: Mapped[str]
    campaign: Mapped[str]
    link: Mapped[str]
    basis: Mapped[str]
    visits: Mapped[int]
    products: Mapped[int]
    baskets: Mapped[int]
    checkouts: Mapped[int]


class SummedSpan(Base):
    """An hour or a day that was summed up; `settled` when nothing in it can change any more."""

    __tablename__ = "summed_spans"

    grain: Mapped[str] = mapped_column(primary_key=True)
    begin: Mapped[datetime] = mapped_column(primary_key=True)
    settled: Mapped[bool]


class ProductDay(Base):
    """How often a product was looked at and put into a basket on a day at the owner's
    desk, by country."""

    __tablename__ = "product_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    views: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)


class ConsentChoice(Base):
    """What somebody answered when asked, and the words they saw; never changed."""

    __tablename__ = "consent_choices"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    agreed: Mapped[bool]
    country: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    visit_id: Mapped[str] = mapped_column(default="")
    """Of who agreed; empty for who did not."""


class Touch(Base):
    """A source that sent the person here: a new row each time one arrives, also inside a visit."""

    __tablename__ = "touches"
    __table_args__ = (
        Index("ix_touches_visit", "visit_id", "at"),
        Index(
            "ix_touches_link",
            "link",
            postgresql_where=text("link <> ''"),
            sqlite_where=text("link <> ''"),
        ),
        Index(
            "ix_touches_campaign",
            "campaign",
            postgresql_where=text("campaign <> ''"),
            sqlite_where=text("campaign <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    channel: Mapped[str]
    rule: Mapped[str]
    source: Mapped[str]
    medium: Mapped[str]
    campaign: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(default="")
    term: Mapped[str] = mapped_column(default="")
    referrer_host: Mapped[str] = mapped_column(default="")
    landing: Mapped[str] = mapped_column(default="")
    """Path of the first page, without its query."""
    raw: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """utm_* as they came."""
    link: Mapped[str] = mapped_column(default="", server_default="")
    """The shop's own short token of a campaign's link."""


class ClickId(Base):
    """An advertising click id, apart from the touch so that it can be purged after 90 days."""

    __tablename__ = "click_ids"

    id: Mapped[int] = mapped_column(primary_key=True)
    touch_id: Mapped[int] = mapped_column(ForeignKey("touches.id"), index=True)
    name: Mapped[str]
    value: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)

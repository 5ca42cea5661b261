"""Where people come from, as tables."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
)
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from storefront.db import Base, index_some


class Key(TypeDecorator[str]):
    """128 bits: 32 hexadecimal signs to us, 16 bytes to the database."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return bytes.fromhex(value) if value else None

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return bytes(value).hex() if value is not None else None


class Moment(TypeDecorator[datetime]):
    """An aware UTC instant to us, milliseconds since 1970 to the database: there are millions."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return round(value.timestamp() * 1000) if value is not None else None

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return datetime.fromtimestamp(value / 1000, UTC) if value is not None else None


class BasisLetter(TypeDecorator[str]):
    """Why a visit was written down, as `consent.Basis` has it: one letter to the database."""

    impl = String(1)
    cache_ok = True

    LETTERS: ClassVar[dict[str, str]] = {
        "": "",
        "agreed": "y",
        "allowed": "a",
        "unanswered": "u",
        "refused": "n",
        "signalled": "s",
    }
    WORDS: ClassVar[dict[str, str]] = {letter: word for word, letter in LETTERS.items()}

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return self.LETTERS[value] if value is not None else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return self.WORDS[value] if value is not None else None


class OriginRow(Base):
    """A source, once for all who came by it; the fields are `classifying.Origin`'s."""

    __tablename__ = "origins"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(Key, unique=True)
    channel: Mapped[str]
    rule: Mapped[str]
    source: Mapped[str]
    medium: Mapped[str]
    campaign: Mapped[str] = mapped_column(index=True)
    content: Mapped[str]
    term: Mapped[str]
    referrer_host: Mapped[str]
    link: Mapped[str] = mapped_column(index=True)
    """The shop's own short token of a campaign's link."""
    raw: Mapped[dict[str, Any]]
    """utm_* as they came."""


class Visit(Base):
    """One person's stay: ends after 30 idle minutes, never split by a campaign.

    What brought the person here stands in this row, because nearly every visit has one source and
    there are millions. Only a source that comes later is a `Touch`.
    """

    __tablename__ = "visits"
    __table_args__ = (
        index_some("ix_visits_journey", "journey", where="journey is not null"),
        index_some("ix_visits_origin_id", "origin_id", where="origin_id is not null"),
    )

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    """Made by `recording.new_visit_id`: the row may be written after the cookie was given out."""
    journey: Mapped[str | None] = mapped_column(Key)
    """The first of the visits that this one belongs to; none when it is the first itself."""
    started_at: Mapped[datetime] = mapped_column(Moment, index=True)
    country: Mapped[str]
    language: Mapped[str]
    automated: Mapped[bool] = mapped_column(default=False)
    """A script or a driven browser: reports leave it out."""
    basis: Mapped[str] = mapped_column(BasisLetter, default="")
    """Why it was written down; empty before anybody was asked."""
    step: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How far it got, as `following.Step` has it."""
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("origins.id"))
    """Its first source; none while it has none but the person's own will."""
    landing: Mapped[str | None]
    """Path of the first page, without its query, where a source led to it; none when the visit
    began by the person's own will."""


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


class AssistantDay(Base):
    """What AI assistants had to do with a product's page on a day at the owner's desk."""

    __tablename__ = "assistant_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    """For which the page was."""
    assistant: Mapped[str] = mapped_column(primary_key=True)
    """As its crawler calls itself, such as GPTBot, or as a source is called, such as chatgpt."""
    reads: Mapped[int] = mapped_column(default=0)
    """Of its crawler."""
    visits: Mapped[int] = mapped_column(default=0)
    """That began on the page, or came there again, because an answer led to it."""


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
    """A source that sent the person here again while a visit was under way."""

    __tablename__ = "touches"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(Key, ForeignKey("visits.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    origin_id: Mapped[int] = mapped_column(ForeignKey("origins.id"), index=True)
    landing: Mapped[str] = mapped_column(default="")
    """Path of the first page, without its query."""
    origin: Mapped[OriginRow] = relationship()


class ClickId(Base):
    """An advertising click id, apart from the source so that it can be purged after 90 days."""

    __tablename__ = "click_ids"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(Key, ForeignKey("visits.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    """The instant in that visit at which its source came."""
    name: Mapped[str]
    value: Mapped[str]

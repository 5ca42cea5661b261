"""What is for sale, as tables."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, Minor
from storefront.money import Money


class Category(Base):
    """A shelf of the shop."""

    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)
    picture: Mapped[str | None]
    facets: Mapped[list[Any]] = mapped_column(default=list)
    """Option values that its products have, worked out when products change:
    [{"key", "names": {lang}, "values": [{"key", "names": {lang}}]}]."""
    texts: Mapped[list["CategoryText"]] = relationship(cascade="all, delete-orphan")


class CategoryText(Base):
    """A category's words in one language."""

    __tablename__ = "category_texts"

    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")


class Product(Base):
    """A thing we sell, in one or more variants."""

    __tablename__ = "products"
    __table_args__ = (CheckConstraint("status in ('draft','active','archived')", name="status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    status: Mapped[str] = mapped_column(default="draft")
    brand: Mapped[str] = mapped_column(default="")
    featured: Mapped[bool] = mapped_column(default=False)
    options: Mapped[list[Any]] = mapped_column(default=list)
    """What a buyer chooses: [{"key", "names": {lang},
    "values": [{"key", "names": {lang}, "swatch": "#rrggbb" or absent}]}]."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Facts beside the text, by language: {"de": [["Material", "…"], …]}."""
    related: Mapped[list[Any]] = mapped_column(default=list)
    source: Mapped[str | None] = mapped_column(unique=True)
    """Where it was imported from, e.g. "shopify:ocean-blue-shirt"."""
    card: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What a shelf and a basket show of it, kept by the catalogue so that one row is enough:
    {"texts": {lang: [name, tagline]}, "pictures": [[digest, width, height, {lang: alt}], …],
    "choices": [[choice, digest], …], "colours": [{"key", "names", "swatch"}]}."""
    listed_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    texts: Mapped[list["ProductText"]] = relationship(cascade="all, delete-orphan")
    variants: Mapped[list["Variant"]] = relationship(
        cascade="all, delete-orphan", order_by="Variant.position", back_populates="product"
    )
    pictures: Mapped[list["Picture"]] = relationship(
        cascade="all, delete-orphan", order_by="Picture.position"
    )


class ProductText(Base):
    """A product's words in one language; `description` is cleaned HTML."""

    __tablename__ = "product_texts"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    tagline: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    keywords: Mapped[str] = mapped_column(default="")


class Variant(Base):
    """What is bought, stocked, weighed and declared. Weights are grams, costs minor units."""

    __tablename__ = "variants"

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    sku: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    choice: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Option key → value key, e.g. {"colour": "persimmon"}."""
    barcode: Mapped[str | None]
    unit_cost_minor: Mapped[Minor | None]
    cost_currency: Mapped[str | None]
    net_weight_g: Mapped[int | None]
    gross_weight_g: Mapped[int | None]
    hs_code: Mapped[str | None]
    national_codes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    origin_country: Mapped[str | None]
    customs_name: Mapped[str | None]
    customs_name_local: Mapped[str | None]
    specification: Mapped[str | None]
    unit: Mapped[str] = mapped_column(default="H87")
    second_unit: Mapped[str | None]
    """Statutory second unit (UNECE Rec 20), usually KGM; its quantity is the net weight."""
    manufacturer_code: Mapped[str | None]
    dangerous_goods: Mapped[str | None]
    product: Mapped[Product] = relationship(back_populates="variants")
    prices: Mapped[list["Price"]] = relationship(cascade="all, delete-orphan")
    stock: Mapped["Stock"] = relationship(cascade="all, delete-orphan", uselist=False)

    @property
    def missing_customs_facts(self) -> list[str]:
        """Column names of what customs asks for and nobody has filled in."""
        needed = ("hs_code", "origin_country", "customs_name", "customs_name_local", "net_weight_g")
        return [name for name in needed if not getattr(self, name)]


class VariantChoice(Base):
    """A variant's option values as rows, so that a category can be filtered by them."""

    __tablename__ = "variant_choices"
    __table_args__ = (Index("ix_variant_choices_value", "option_key", "value_key", "product_id"),)

    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    option_key: Mapped[str] = mapped_column(primary_key=True)
    value_key: Mapped[str]
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))


class Price(Base):
    """What a variant costs in a market, in the market's currency (minor units)."""

    __tablename__ = "prices"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="positive"),)

    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    market: Mapped[str] = mapped_column(primary_key=True)
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    was_minor: Mapped[Minor | None]
    """What stands crossed out beside it; none when it is not announced as reduced."""

    @property
    def money(self) -> Money:
        """The price as money."""
        return Money(self.amount_minor, self.currency)


class PriceChange(Base):
    """Every price a variant ever had: the proof behind a crossed-out price."""

    __tablename__ = "price_changes"
    __table_args__ = (Index("ix_price_changes_variant", "variant_id", "market", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    market: Mapped[str]
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    since: Mapped[datetime]


class Stock(Base):
    """Pieces on the shelf, and how many of them are promised to unpaid orders."""

    __tablename__ = "stock"
    __table_args__ = (
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("on_hand >= reserved", name="not_oversold"),
    )

    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)

    @property
    def available(self) -> int:
        """What can still be sold."""
        return self.on_hand - self.reserved


class StockMove(Base):
    """The stock ledger: on_hand is the sum of `on_hand` moves, reserved of `reserved` moves."""

    __tablename__ = "stock_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    kind: Mapped[str]
    """count, reserve, release, sell, return."""
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    order_id: Mapped[int | None] = mapped_column(index=True)
    at: Mapped[datetime]


class Listing(Base):
    """A product as a category page needs it: one narrow row per market, kept by the catalogue."""

    __tablename__ = "listings"
    __table_args__ = (
        UniqueConstraint("market", "product_id"),
        Index("ix_listings_newest", "market", "category_id", "listed_at", "product_id"),
        Index("ix_listings_latest", "market", "listed_at", "product_id"),
        Index("ix_listings_featured", "market", "featured", "listed_at", "product_id"),
        Index("ix_listings_price", "market", "category_id", "price_minor", "product_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    market: Mapped[str]
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    category_id: Mapped[int | None]
    price_minor: Mapped[Minor]
    price_varies: Mapped[bool]
    was_minor: Mapped[Minor | None]
    """What is crossed out beside that price."""
    featured: Mapped[bool]
    listed_at: Mapped[datetime]


class Picture(Base):
    """A picture of a product; the file's digest names its renditions in the media folder."""

    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    choice: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The option values it shows, e.g. {"colour": "ink"}; empty for all."""
    digest: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source: Mapped[str | None]


class SearchDocument(Base):
    """Normalised words of a product in one language; the database's text index reads it."""

    __tablename__ = "search_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    language: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="")
    keywords: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")


class SearchWord(Base):
    """The vocabulary of the catalogue, to mend misspelt queries."""

    __tablename__ = "search_words"

    language: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)


class CatalogVersion(Base):
    """One row that every catalogue change counts up, so that cached pages know they are old."""

    __tablename__ = "catalog_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)


class SaleRestriction(Base):
    """What may not be sold to a country; every column that is filled in must fit a thing."""

    __tablename__ = "sale_restrictions"
    __table_args__ = (CheckConstraint("rule in ('forbidden','restricted')", name="rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(default="")
    """Empty for every country."""
    hs_prefix: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    sku: Mapped[str] = mapped_column(default="")
    rule: Mapped[str]
    notices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")

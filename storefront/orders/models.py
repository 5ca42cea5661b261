"""What was sold: an order keeps its own copy of everything."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, Minor
from storefront.money import Money


class Order(Base):
    """A sale. All money is in minor units of `currency`.

    goods - discount + freight + insurance + import_vat + import_duty + fees = total, where goods
    and freight are without VAT: the parts customs asks for. An order of a gift card has none of
    them and no lines: what the card holds is its total.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(
            "goods_minor - discount_minor + freight_minor + insurance_minor + import_vat_minor"
            " + import_duty_minor + fees_minor + gift_cards_minor = total_minor",
            name="parts_sum_to_total",
        ),
        CheckConstraint("gift_cards_minor in (0, total_minor)", name="gift_cards_alone"),
        CheckConstraint("total_minor >= 0", name="total_not_negative"),
        CheckConstraint("credit_minor between 0 and total_minor", name="credit_within_total"),
        CheckConstraint("state in ('pending','processing','paid','cancelled')", name="state"),
        CheckConstraint("stock_state in ('reserved','sold','released')", name="stock_state"),
        CheckConstraint(
            "customs_state in ('not_required','data_missing','mismatch','ready','sent','accepted',"
            "'rejected','released','amended','withdrawn','cancelled')",
            name="customs_state",
        ),
        Index("ix_orders_placed", "placed_at", "id"),
        Index("ix_orders_state", "state", "placed_at"),
        Index("ix_orders_paid", "paid_at"),
        Index("ix_orders_customs", "customs_state", "placed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    """Unguessable; the only way a buyer's link finds the order."""
    placing_key: Mapped[str] = mapped_column(unique=True)
    """Made with the checkout form, so that a second click finds the first one's order."""
    state: Mapped[str] = mapped_column(default="pending")
    stock_state: Mapped[str] = mapped_column(default="reserved")
    customs_state: Mapped[str] = mapped_column(
        default="not_required", server_default="not_required"
    )
    """Where its parcels' dossiers are, as `follow_customs` sums them up."""
    attention: Mapped[str | None]
    """A sentence for the owner when something does not fit and a person must decide."""

    market: Mapped[str]
    language: Mapped[str]
    country: Mapped[str]
    currency: Mapped[str]
    email: Mapped[str]
    customer: Mapped[str] = mapped_column(default="", server_default="", index=True)
    """The fingerprint of the address, the same for one person's spellings of it."""
    phone: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    address_line1: Mapped[str]
    address_line2: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    consignee_id_kind: Mapped[str] = mapped_column(default="", server_default="")
    """What kind of number the destination asks of its people, where it does."""
    consignee_id: Mapped[str] = mapped_column(default="", server_default="")
    """That number, sealed; empty again after it was erased."""

    goods_minor: Mapped[Minor]
    discount_minor: Mapped[Minor] = mapped_column(default=0)
    freight_minor: Mapped[Minor]
    freight_vat_minor: Mapped[Minor] = mapped_column(default=0)
    insurance_minor: Mapped[Minor] = mapped_column(default=0)
    import_vat_minor: Mapped[Minor]
    """All VAT: of the lines and of the freight."""
    import_duty_minor: Mapped[Minor]
    fees_minor: Mapped[Minor] = mapped_column(default=0)
    gift_cards_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    """What the gift card holds that was bought: money kept for its holder, and no revenue."""
    total_minor: Mapped[Minor]
    credit_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    """What gift cards and store credit pay of the total."""
    prices_include_tax: Mapped[bool]
    incoterm: Mapped[str] = mapped_column(default="DDP")

    shipping_method: Mapped[str]
    shipping_name: Mapped[str]
    days_min: Mapped[int]
    days_max: Mapped[int]

    basket_id: Mapped[int | None] = mapped_column(index=True)
    """The basket it came from, which may be gone; a newer order from it replaces an unpaid one."""
    visit_id: Mapped[str | None] = mapped_column(index=True)
    first_touch: Mapped[dict[str, Any] | None]
    last_touch: Mapped[dict[str, Any] | None]
    source_basis: Mapped[str] = mapped_column(default="", server_default="")
    """How the source is known, or why it is not: `traffic.Basis`, `no_cookie` or `staff`."""

    placed_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    lines: Mapped[list["OrderLine"]] = relationship(
        order_by="OrderLine.position", cascade="all, delete-orphan"
    )
    events: Mapped[list["OrderEvent"]] = relationship(
        order_by="OrderEvent.id", cascade="all, delete-orphan"
    )

    @property
    def total(self) -> Money:
        """What it costs the buyer, however it is paid."""
        return Money(self.total_minor, self.currency)

    @property
    def due(self) -> Money:
        """What Stripe is asked to collect: the total without what gift cards pay."""
        return Money(self.total_minor - self.credit_minor, self.currency)

    @property
    def is_of_a_gift_card(self) -> bool:
        """Nothing of it is packed, sent or declared."""
        return self.gift_cards_minor > 0

    @property
    def discount_shown_minor(self) -> int:
        """What the buyer saw coming off: `discount_minor` and the VAT on it."""
        shown = sum(line.unit_price_minor * line.quantity for line in self.lines)
        shown += self.freight_minor + self.insurance_minor + self.import_duty_minor
        shown += self.fees_minor
        paid = self.total_minor - self.gift_cards_minor
        if self.prices_include_tax:
            shown += self.freight_vat_minor
        else:
            paid -= self.import_vat_minor
        return shown - paid

    def money(self, minor: int) -> Money:
        """An amount of this order as money."""
        return Money(minor, self.currency)

    @property
    def awaits_payment(self) -> bool:
        """It can still be paid."""
        return self.state == "pending"


class OrderLine(Base):
    """One line, frozen: names, prices, weights and customs facts as they were."""

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint(
            "goods_minor = quantity * unit_net_minor", name="goods_is_quantity_times_unit"
        ),
        CheckConstraint("refunded_quantity between 0 and quantity", name="refund_within_quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    position: Mapped[int]
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    product_id: Mapped[int]
    product_slug: Mapped[str]
    sku: Mapped[str]
    name: Mapped[str]
    choice_text: Mapped[str] = mapped_column(default="")
    picture: Mapped[str | None]
    quantity: Mapped[int]
    refunded_quantity: Mapped[int] = mapped_column(default=0)

    unit_price_minor: Mapped[Minor]
    """What the buyer saw for one piece."""
    unit_net_minor: Mapped[Minor]
    """Without VAT; what customs sees."""
    goods_minor: Mapped[Minor]
    discount_minor: Mapped[Minor] = mapped_column(default=0)
    vat_minor: Mapped[Minor]
    duty_minor: Mapped[Minor] = mapped_column(default=0)
    fees_minor: Mapped[Minor] = mapped_column(default=0)
    total_minor: Mapped[Minor]
    """goods - discount + vat + duty + fees of this line: what a refund of the line gives back."""
    unit_cost_minor: Mapped[Minor | None]
    cost_currency: Mapped[str | None]

    net_weight_g: Mapped[int | None]
    gross_weight_g: Mapped[int | None]
    barcode: Mapped[str | None]
    hs_code: Mapped[str | None]
    national_codes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    origin_country: Mapped[str | None]
    customs_name: Mapped[str | None]
    customs_name_local: Mapped[str | None]
    specification: Mapped[str | None]
    unit: Mapped[str] = mapped_column(default="H87")
    second_unit: Mapped[str | None]
    manufacturer_code: Mapped[str | None]
    dangerous_goods: Mapped[str | None]


class OrderEvent(Base):
    """One entry of an order's history; `kind` is a key the office has a sentence for."""

    __tablename__ = "order_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    actor: Mapped[str] = mapped_column(default="shop")

"""Placing: a draft becomes an order with a number and an unguessable token."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from storefront import clock
from storefront.db import db

from .history import record
from .models import Order, OrderLine

FIRST_NUMBER = 100_000


@dataclass(frozen=True)
class LineDraft:
    """One line as it is to be frozen: minor units, grams."""

    variant_id: int
    product_id: int
    product_slug: str
    sku: str
    name: str
    choice_text: str
    picture: str | None
    quantity: int
    unit_price_minor: int
    unit_net_minor: int
    goods_minor: int
    vat_minor: int
    duty_minor: int
    fees_minor: int
    total_minor: int
    unit_cost_minor: int | None
    cost_currency: str | None
    net_weight_g: int | None
    gross_weight_g: int | None
    barcode: str | None
    hs_code: str | None
    national_codes: Mapping[str, str]
    origin_country: str | None
    customs_name: str | None
    customs_name_local: str | None
    specification: str | None
    unit: str
    second_unit: str | None
    manufacturer_code: str | None
    dangerous_goods: str | None
    discount_minor: int = 0


@dataclass(frozen=True)
class OrderDraft:
    """Everything an order keeps; its parts must sum to its total (minor units)."""

    placing_key: str
    basket_id: int | None
    market: str
    language: str
    country: str
    currency: str
    prices_include_tax: bool
    email: str
    customer: str
    phone: str
    name: str
    address_line1: str
    address_line2: str
    city: str
    region: str
    postal_code: str
    goods_minor: int
    discount_minor: int
    freight_minor: int
    freight_vat_minor: int
    insurance_minor: int
    import_vat_minor: int
    import_duty_minor: int
    fees_minor: int
    total_minor: int
    shipping_method: str
    shipping_name: str
    days_min: int
    days_max: int
    visit_id: str | None
    first_touch: dict[str, Any] | None
    last_touch: dict[str, Any] | None
    lines: Sequence[LineDraft]
    consignee_id_kind: str = ""
    consignee_id: str = ""
    source_basis: str = ""
    credit_minor: int = 0
    gift_cards_minor: int = 0


def place(draft: OrderDraft) -> Order:
    """Freeze a draft; raises IntegrityError when its placing key was used.

    The caller holds the transaction.
    """
    facts = {name: value for name, value in vars(draft).items() if name != "lines"}
    token = secrets.token_urlsafe(24)
    order = Order(**facts, number=token, token=token, placed_at=clock.now())
    db.session.add(order)
    db.session.flush()
    order.number = f"LF-{FIRST_NUMBER + order.id}"
    rows = [
        {
            **vars(line),
            "national_codes": dict(line.national_codes),
            "order_id": order.id,
            "position": n,
        }
        for n, line in enumerate(draft.lines, start=1)
    ]
    if rows:
        db.session.execute(insert(OrderLine.__table__), rows)  # type: ignore[arg-type]
    record(order, "placed", {"total_minor": order.total_minor, "currency": order.currency}, "buyer")
    return order

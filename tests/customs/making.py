"""A paid order with boring defaults, written as the domains would have written it."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from storefront import clock, taxes
from storefront.catalog.models import Product, ProductText, Variant
from storefront.db import db
from storefront.markets import market_of_country
from storefront.money import apportion
from storefront.orders.models import Order, OrderLine
from storefront.payments.models import Attempt, Payment

FACTS: dict[str, Any] = {
    "hs_code": "940521",
    "national_codes": {"CN": "9405210090", "US": "9405218010"},
    "origin_country": "CN",
    "customs_name": "LED table lamp with paper shade, mains powered",
    "customs_name_local": "LED台灯",
    "specification": "品牌:Lumenfold|型号:LT-01|材质:纸",
    "net_weight_g": 780,
    "gross_weight_g": 1420,
    "unit": "H87",
    "second_unit": "KGM",
    "manufacturer_code": "LT-01",
    "barcode": "2900416100012",
}
"""Everything customs wants to know about a thing."""


def variant(sku: str = "LF-ORI-PAP", **facts: Any) -> Variant:
    """A thing for sale, with every customs fact."""
    now = clock.now()
    product = Product(
        slug=sku.lower(),
        status="active",
        listed_at=now,
        updated_at=now,
        texts=[ProductText(language="en", name="Ori table lamp")],
    )
    made = Variant(sku=sku, **{**FACTS, **facts})
    product.variants.append(made)
    db.session.add(product)
    db.session.flush()
    return made


def order(
    *pieces: tuple[Variant, int, int],
    country: str = "DE",
    language: str = "de",
    freight_minor: int = 590,
    paid: bool = True,
    placed_at: datetime | None = None,
    **facts: Any,
) -> Order:
    """An order of (variant, quantity, shown unit price); duty of 7 is shared out by goods."""
    market = market_of_country(country)
    if not pieces:
        pieces = ((variant(), 2, 11_990),)
    items = [taxes.Item(v.hs_code, v.origin_country, n, price) for v, n, price in pieces]
    placed_at = placed_at or clock.now() - timedelta(hours=2)
    result = taxes.assess(
        country,
        market.currency,
        market.prices_include_tax,
        items,
        freight_minor,
        placed_at.date(),
    )
    lines = [
        line_of(position, *piece, charge)
        for position, (piece, charge) in enumerate(zip(pieces, result.lines, strict=True), 1)
    ]
    goods = sum(line.goods_minor for line in lines)
    duty = result.import_duty_minor
    made = Order(
        number=f"LF-{secrets.token_hex(4).upper()}",
        token=secrets.token_urlsafe(24),
        placing_key=secrets.token_hex(8),
        state="paid" if paid else "pending",
        stock_state="sold" if paid else "reserved",
        market=market.code,
        language=language,
        country=country,
        currency=market.currency,
        email="anna@example.org",
        phone="+4915100000000",
        name="Anna Muster",
        address_line1="Musterstr. 1",
        city="Berlin",
        postal_code="10115",
        goods_minor=goods,
        freight_minor=result.freight_net_minor,
        freight_vat_minor=result.freight_vat_minor,
        import_vat_minor=result.import_vat_minor,
        import_duty_minor=duty,
        fees_minor=result.fees_minor,
        total_minor=goods
        + result.freight_net_minor
        + result.import_vat_minor
        + duty
        + result.fees_minor,
        prices_include_tax=market.prices_include_tax,
        shipping_method="standard",
        shipping_name="Standard",
        days_min=7,
        days_max=14,
        placed_at=placed_at,
        paid_at=placed_at + timedelta(minutes=1) if paid else None,
        lines=lines,
    )
    for name, value in facts.items():
        setattr(made, name, value)
    db.session.add(made)
    db.session.flush()
    if paid:
        pay(made)
    return made


def line_of(
    position: int, item: Variant, quantity: int, price: int, charge: taxes.LineCharge
) -> OrderLine:
    """One frozen line."""
    goods = charge.unit_net_minor * quantity
    return OrderLine(
        position=position,
        variant_id=item.id,
        product_id=item.product_id,
        product_slug="ori",
        sku=item.sku,
        name="Ori table lamp",
        choice_text="Paper",
        quantity=quantity,
        unit_price_minor=price,
        unit_net_minor=charge.unit_net_minor,
        goods_minor=goods,
        vat_minor=charge.vat_minor,
        duty_minor=charge.duty_minor,
        fees_minor=charge.fees_minor,
        total_minor=goods + charge.vat_minor + charge.duty_minor + charge.fees_minor,
        **{name: getattr(item, name) for name in FACTS},
    )


def discounted(made: Order, discount_minor: int) -> Order:
    """The same order with a discount, which lowers what was paid."""
    shares = apportion(discount_minor, [line.goods_minor for line in made.lines])
    for line, share in zip(made.lines, shares, strict=True):
        line.discount_minor = share
        line.total_minor -= share
    made.discount_minor = discount_minor
    made.total_minor -= discount_minor
    db.session.flush()
    return made


def pay(made: Order, role: str = "main", amount_minor: int | None = None) -> Payment:
    """Money for an order."""
    at = datetime.now(UTC)
    attempt = Attempt(
        order_id=made.id,
        n=1 + db.session.query(Attempt).filter_by(order_id=made.id).count(),
        state="paid",
        session_id=f"cs_test_{secrets.token_hex(8)}",
        amount_minor=made.due.minor,
        currency=made.currency,
        params={},
        expires_at=at,
        created_at=at,
    )
    db.session.add(attempt)
    db.session.flush()
    payment = Payment(
        intent_id=f"pi_{secrets.token_hex(8)}",
        charge_id=f"ch_{secrets.token_hex(8)}",
        order_id=made.id,
        attempt_id=attempt.id,
        amount_minor=made.due.minor if amount_minor is None else amount_minor,
        currency=made.currency,
        role=role,
        payer_name=made.name,
        payer_country=made.country,
        livemode=False,
        paid_at=made.paid_at or at,
    )
    db.session.add(payment)
    db.session.flush()
    return payment

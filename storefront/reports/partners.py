"""What partners brought, and what they are owed for it.

A commission is a part of the goods without VAT, after discounts and refunds. It is earned when the
order is paid and due when the days for returns are over. Nobody earns from their own orders.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, select

from storefront import clock, promotions
from storefront.campaigns.models import CampaignLink, Partner, PartnerPayment
from storefront.db import db, one_view
from storefront.money import divided
from storefront.orders.models import Order
from storefront.promotions.models import PromotionCode, Redemption

from .campaigns import Sums
from .figures import IS_SALE, REFUNDED


@dataclass(slots=True)
class PartnerFigures:
    """One partner: orders, `own` ones among them that earn nothing, and minor units by currency.

    `sales` are goods without VAT, discounts and refunds; `waiting` and `due` are commission, the
    latter less what was `paid` already: below zero when something came back after that.
    """

    orders: int = 0
    own: int = 0
    sales: Sums = field(default_factory=lambda: defaultdict(int))
    waiting: Sums = field(default_factory=lambda: defaultdict(int))
    due: Sums = field(default_factory=lambda: defaultdict(int))
    paid: Sums = field(default_factory=lambda: defaultdict(int))


def partner_figures(partners: Iterable[Partner]) -> dict[int, PartnerFigures]:
    """The figures of these partners by id, over all time."""
    by_id = {each.id: each for each in partners}
    told = {key: PartnerFigures() for key in by_id}
    people = {key: promotions.customer_of(each.email) for key, each in by_id.items() if each.email}
    for key, order in _orders():
        if key not in by_id:
            continue
        partner, figures = by_id[key], told[key]
        figures.orders += 1
        if order.customer and order.customer == people.get(key):
            figures.own += 1
            continue
        sold = _sold(order)
        figures.sales[order.currency] += sold
        # Rounded down: a part of a cent is never paid.
        earned = sold * partner.commission_bp // 10_000
        over = order.paid_at + timedelta(days=partner.wait_days) <= clock.now()
        (figures.due if over else figures.waiting)[order.currency] += earned
    for row in _payments(by_id):
        told[row.partner_id].paid[row.currency] += int(row.minor)
        told[row.partner_id].due[row.currency] -= int(row.minor)
    return told


def _sold(order: Row[Any]) -> int:
    """The goods of an order, less the share of it that was given back."""
    goods: int = order.goods_minor - order.discount_minor
    if not order.total_minor:
        return 0
    left = max(order.total_minor - int(order.refunded), 0)
    return divided(goods * left, order.total_minor)


def _orders() -> Iterator[tuple[int, Row[Any]]]:
    """Paid orders and whose they are, of all partners: of the one whose code was used, else of the
    one by whose link the buyer last came."""
    partners = db.session.scalars(select(Partner)).all()
    by_code = {each.code: each.id for each in partners if each.code}
    names = {each.name: each.id for each in partners}
    links = db.session.execute(
        select(CampaignLink.token, CampaignLink.partner).where(CampaignLink.partner.in_(names))
    )
    by_token = {row.token: names[row.partner] for row in links}
    used = db.session.execute(
        select(Redemption.order_id, PromotionCode.code)
        .join(PromotionCode, PromotionCode.id == Redemption.code_id)
        .where(PromotionCode.code.in_(by_code), Redemption.state == "committed")
    )
    by_order = {row.order_id: by_code[row.code] for row in used}
    paid = (
        select(
            Order.id,
            Order.customer,
            Order.currency,
            Order.goods_minor,
            Order.discount_minor,
            Order.total_minor,
            Order.paid_at,
            Order.last_touch,
            REFUNDED.label("refunded"),
        )
        .where(Order.paid_at.is_not(None), IS_SALE)
        .execution_options(yield_per=1000)
    )
    with one_view():
        for order in db.session.execute(paid):
            token = (order.last_touch or {}).get("link") or ""
            key = by_order.get(order.id) or by_token.get(token)
            if key is not None:
                yield key, order


def _payments(partners: Iterable[int]) -> Iterable[Row[Any]]:
    return db.session.execute(
        select(
            PartnerPayment.partner_id,
            PartnerPayment.currency,
            func.sum(PartnerPayment.amount_minor).label("minor"),
        )
        .where(PartnerPayment.partner_id.in_(list(partners)))
        .group_by(PartnerPayment.partner_id, PartnerPayment.currency)
    )

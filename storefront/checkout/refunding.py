"""Refunding: in full or by line, exactly what was paid, and never more than is left."""

import secrets
from collections.abc import Mapping

from storefront import orders, payments
from storefront.db import transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.money import apportion, currency
from storefront.orders import Order, OrderLine
from storefront.payments import Payment, RefundJob

from . import holding


def refund(
    order: Order,
    quantities: Mapping[int, int] | None = None,
    include_shipping: bool = False,
    restock: bool = False,
    reason: str = "",
    actor: str = "office",
    key: str | None = None,
) -> RefundJob:
    """Promise money back: all that is left (quantities None), or so many pieces by order line.

    The same `key` (of a form) promises once. Raises ShopError when nothing was paid or more is
    asked for than is left.
    """
    key = f"order-{order.id}-{key or secrets.token_hex(8)}"
    with transaction():
        locked = orders.lock(order.id)
        if locked is None:
            raise NotFound(gettext("There is no such order."))
        earlier = payments.find_job(key)
        if earlier is not None:
            return earlier
        payment = _paid_by(locked)
        if quantities is None:
            return refund_in_full(locked, payment, key, restock, reason, actor)
        return _refund_lines(
            locked, payment, key, quantities, include_shipping, restock, reason, actor
        )


def refund_in_full(
    order: Order, payment: Payment, key: str, restock: bool, reason: str, actor: str
) -> RefundJob:
    """Promise back whatever is left of a payment; the caller locked the order."""
    left = payments.left_to_refund(payment)
    if left <= 0:
        raise ShopError(gettext("Everything that was paid has been refunded already."), 409)
    kept = {line.id: line.quantity - line.refunded_quantity for line in order.lines}
    lines = [_entry(order, line, kept[line.id]) for line in order.lines if kept[line.id]]
    freight = freight_left(order)
    weights = [*(entry["amount_minor"] for entry in lines), freight]
    if sum(weights) != left:  # some of it went back from elsewhere, and belongs to no line
        *parts, freight = apportion(left, weights)
        lines = [{**entry, "amount_minor": part} for entry, part in zip(lines, parts, strict=True)]
    _count(order, kept, restock)
    return _promise(order, payment, left, key, lines, freight, restock, reason, actor)


def _refund_lines(
    order: Order,
    payment: Payment,
    key: str,
    quantities: Mapping[int, int],
    include_shipping: bool,
    restock: bool,
    reason: str,
    actor: str,
) -> RefundJob:
    known = {line.id: line for line in order.lines}
    chosen = {line_id: count for line_id, count in quantities.items() if count}
    for line_id, count in chosen.items():
        line = known.get(line_id)
        if line is None or not 0 < count <= line.quantity - line.refunded_quantity:
            raise ShopError(gettext("That many pieces are not left to refund."), 409)
    lines = [_entry(order, known[line_id], count) for line_id, count in sorted(chosen.items())]
    freight = freight_left(order) if include_shipping else 0
    amount = sum(entry["amount_minor"] for entry in lines) + freight
    left = payments.left_to_refund(payment)
    if amount <= 0:
        raise ShopError(gettext("Choose what is to be refunded."))
    if amount > left:
        raise ShopError(
            gettext("Only %(amount)s %(currency)s are left to refund.")
            % {"amount": order.money(max(left, 0)).plain(), "currency": order.currency},
            409,
        )
    _count(order, chosen, restock)
    return _promise(order, payment, amount, key, lines, freight, restock, reason, actor)


def line_amount(order: Order, line: OrderLine, count: int) -> int:
    """What the next `count` pieces of a line give back (minor units).

    The pieces of a line share what it paid by largest remainder, in steps that the currency can
    be paid in; so all of them together give back exactly the line.
    """
    step = currency(order.currency).step
    step = step if line.total_minor % step == 0 else 1
    parts = apportion(line.total_minor // step, [1] * line.quantity)
    return sum(parts[line.refunded_quantity : line.refunded_quantity + count]) * step


def freight_left(order: Order) -> int:
    """What was paid for the way and is not refunded yet (minor units)."""
    paid = order.freight_minor + order.freight_vat_minor + order.insurance_minor
    jobs = payments.jobs_of(order.id)
    return max(0, paid - sum(job.freight_minor for job in jobs if job.state != "failed"))


def _entry(order: Order, line: OrderLine, count: int) -> dict[str, int]:
    amount = line_amount(order, line, count)
    return {"order_line_id": line.id, "quantity": count, "amount_minor": amount}


def _count(order: Order, quantities: Mapping[int, int], restock: bool) -> None:
    orders.count_refunded(order, quantities)
    if restock and order.stock_state == "sold":
        holding.put_back(order, dict(quantities))


def _promise(
    order: Order,
    payment: Payment,
    amount: int,
    key: str,
    lines: list[dict[str, int]],
    freight: int,
    restock: bool,
    reason: str,
    actor: str,
) -> RefundJob:
    facts = {"amount_minor": amount, "currency": order.currency, "reason": reason}
    orders.record(order, "refund_promised", facts, actor)
    return payments.promise_refund(
        payment, amount, reason, key, lines=lines, freight_minor=freight, restock=restock
    )


def _paid_by(order: Order) -> Payment:
    payment = payments.main_payment(order.id)
    if payment is None:
        raise ShopError(gettext("Nothing was paid for this order, so nothing can go back."), 409)
    return payment

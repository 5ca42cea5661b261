"""Refunding: in full or by line, exactly what was paid and the way it was, never more than is
left."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from storefront import credit, orders, payments
from storefront.db import transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.money import apportion, currency
from storefront.orders import Order, OrderLine
from storefront.payments import Payment, RefundJob, Returning

from . import gift_cards, holding
from .declaring import ALSO, tell_customs_of_refunds
from .telling import tell


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
        paid_by = _paid_by(locked)
        if quantities is None:
            return _refund_in_full(locked, paid_by, key, restock, reason, actor)
        return _refund_lines(
            locked, paid_by, key, quantities, include_shipping, restock, reason, actor
        )


def give_everything_back(order: Order, reason: str, actor: str) -> None:
    """Promise back whatever is left of all money that came for an order, whatever it came for; the
    caller locked the order."""
    sale = payments.payments_of_the_sale(order.id)
    if order.is_of_a_gift_card:
        gift_cards.refuse_if_spent(order, left_of(sale))
    known = {payment.id for payment in sale}
    others = [each for each in payments.payments_of(order.id) if each.id not in known]
    for paid_by in (sale, *([each] for each in others)):
        if left_of(paid_by) > 0:
            key = f"cancel-{paid_by[0].intent_id}"
            _refund_in_full(order, paid_by, key, False, reason, actor)


def left_to_refund(order: Order) -> int:
    """What of the money for an order can still go back, gift cards included (minor units); of a
    gift card's price as much as nobody has spent."""
    left = left_of(payments.payments_of_the_sale(order.id))
    return min(left, credit.left_of_purchase(order.id)) if order.is_of_a_gift_card else left


def nothing_left(order: Order) -> str:
    """Why nothing can go back any more."""
    if order.is_of_a_gift_card:
        return gettext("Nothing is left on the gift card, so nothing can go back.")
    return gettext("Everything that was paid has been refunded already.")


def goes_to_cards(order: Order, amount_minor: int) -> int:
    """What of a refund of so much would go to gift cards (minor units)."""
    paid_by = payments.payments_of_the_sale(order.id)
    shares = _shares(paid_by, min(amount_minor, left_of(paid_by)))
    return sum(
        share
        for payment, share in zip(paid_by, shares, strict=True)
        if payment.gift_card_id is not None
    )


def decided_minor(job: RefundJob) -> int:
    """What a decision gives back by all means together; `job` is its first part."""
    parts = payments.jobs_of(job.order_id)
    return sum(each.amount_minor for each in parts if each.key.partition(ALSO)[0] == job.key)


def left_of(paid_by: Sequence[Payment]) -> int:
    """What is left of these payments together after refunds made and promised (minor units)."""
    return sum(max(0, payments.left_to_refund(payment)) for payment in paid_by)


def _refund_in_full(
    order: Order, paid_by: Sequence[Payment], key: str, restock: bool, reason: str, actor: str
) -> RefundJob:
    is_sale = any(payment.role in ("main", "credit") for payment in paid_by)
    left = left_to_refund(order) if is_sale else left_of(paid_by)
    if left <= 0:
        raise ShopError(nothing_left(order), 409)
    if order.is_of_a_gift_card:
        if is_sale:
            credit.take_back(order.id, left, actor)
        return _promise(order, paid_by, Returning(left, reason), key, actor)
    kept = {line.id: line.quantity - line.refunded_quantity for line in order.lines}
    lines = [_entry(order, line, kept[line.id]) for line in order.lines if kept[line.id]]
    freight = freight_left(order)
    weights = [*(entry["amount_minor"] for entry in lines), freight]
    if sum(weights) != left:  # some of it went back from elsewhere, and belongs to no line
        *parts, freight = apportion(left, weights)
        lines = [{**entry, "amount_minor": part} for entry, part in zip(lines, parts, strict=True)]
    _count(order, kept, restock)
    what = Returning(left, reason, lines, freight, restock)
    return _promise(order, paid_by, what, key, actor)


def _refund_lines(
    order: Order,
    paid_by: Sequence[Payment],
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
    left = left_of(paid_by)
    if amount <= 0:
        raise ShopError(gettext("Choose what is to be refunded."))
    if amount > left:
        raise ShopError(
            gettext("Only %(amount)s %(currency)s are left to refund.")
            % {"amount": order.money(max(left, 0)).plain(), "currency": order.currency},
            409,
        )
    _count(order, chosen, restock)
    what = Returning(amount, reason, lines, freight, restock)
    return _promise(order, paid_by, what, key, actor)


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
    order: Order, paid_by: Sequence[Payment], what: Returning, key: str, actor: str
) -> RefundJob:
    """Give a refund back the way it was paid, each means its share; returns the first part."""
    facts = {"amount_minor": what.amount_minor, "currency": order.currency}
    orders.record(order, "refund_promised", {**facts, "reason": what.reason}, actor)
    first: RefundJob | None = None
    for payment, amount in zip(paid_by, _shares(paid_by, what.amount_minor), strict=True):
        if not amount:
            continue
        part, what = _split(what, amount)
        job = _return(order, payment, part, key if first is None else _sibling(first), actor)
        first = first or job
    if first is None or what.amount_minor:
        raise AssertionError(f"Order {order.number}: a refund found nothing to come from.")
    return first


def _shares(paid_by: Sequence[Payment], amount: int) -> list[int]:
    """What of a refund each means of payment gives back, by what is left of it.

    Equal shares of every piece, because parcels share their payment so and customs is told of
    both; in steps that the currency can be paid in.
    """
    lefts = [max(0, payments.left_to_refund(payment)) for payment in paid_by]
    step = currency(paid_by[0].currency).step if paid_by else 1
    step = step if all(each % step == 0 for each in (amount, *lefts)) else 1
    return [part * step for part in apportion(amount // step, [each // step for each in lefts])]


def _sibling(first: RefundJob) -> str:
    """The key of a further part of a decision; `decision_of` finds the first one's in it."""
    return f"{first.key}{ALSO}{len(payments.jobs_of(first.order_id))}"


def _return(order: Order, payment: Payment, part: Returning, key: str, actor: str) -> RefundJob:
    if payment.gift_card_id is None:
        return payments.promise_refund(payment, part, key)
    job, refund = payments.return_credit(payment, part, key)
    credit.give_back(payment.gift_card_id, part.amount_minor, order.id, actor)
    facts = {
        "refund": refund.refund_id,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "status": refund.status,
    }
    orders.record(order, "refunded", facts)
    card = credit.find_card(payment.gift_card_id)
    tell(
        order,
        "refund",
        f"refund-{refund.refund_id}",
        amount=order.money(refund.amount_minor),
        card=card.ending if card else "",
    )
    tell_customs_of_refunds(order)
    return job


def _split(what: Returning, amount: int) -> tuple[Returning, Returning]:
    """The part of a refund that one payment gives back, and the rest, whose pieces the first part
    has counted already."""
    if amount == what.amount_minor:
        return what, Returning(0, what.reason)
    weights = [*(entry["amount_minor"] for entry in what.lines), what.freight_minor]
    *parts, freight = apportion(amount, weights)
    here = [{**entry, "amount_minor": n} for entry, n in zip(what.lines, parts, strict=True)]
    rest = [
        {
            **entry,
            "quantity": 0,
            "of": entry.get("of", entry["quantity"]),
            "amount_minor": entry["amount_minor"] - n,
        }
        for entry, n in zip(what.lines, parts, strict=True)
    ]
    return (
        replace(what, amount_minor=amount, lines=here, freight_minor=freight),
        replace(
            what,
            amount_minor=what.amount_minor - amount,
            lines=rest,
            freight_minor=what.freight_minor - freight,
        ),
    )


def _paid_by(order: Order) -> list[Payment]:
    paid_by = payments.payments_of_the_sale(order.id)
    if not paid_by:
        raise ShopError(gettext("Nothing was paid for this order, so nothing can go back."), 409)
    return paid_by

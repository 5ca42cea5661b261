"""Giving money back: chosen, shown to the minor unit, then done."""

import secrets
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront import checkout, payments
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.money import Money
from storefront.orders import Order, OrderLine

from .blueprint import blueprint
from .order_page import find

LONGEST_REASON = 300


@dataclass(frozen=True)
class Choice:
    """What somebody wants to give back; `typed` and `problems` by field name."""

    whole: bool
    quantities: dict[int, int]
    shipping: bool
    restock: bool
    reason: str
    key: str
    typed: dict[str, str]
    problems: dict[str, str]


@dataclass(frozen=True)
class Preview:
    """Exactly what will go back."""

    lines: list[tuple[OrderLine, int, Money]]
    shipping: Money
    elsewhere: Money
    """In a full refund: what belongs to no line or way any more (negative or positive)."""
    total: Money
    to_cards: Money
    """What of it goes to gift cards, because Stripe has no more of it."""


@blueprint.get("/orders/<number>/refund")
def order_refund(number: str) -> ResponseReturnValue:
    """The form."""
    order = _refundable(number)
    return _form(order, _read(order, {}, key=secrets.token_hex(8)))


@blueprint.post("/orders/<number>/refund")
def order_refund_preview(number: str) -> ResponseReturnValue:
    """What would be given back, to the minor unit."""
    order = _refundable(number)
    choice = _read(order, request.form.to_dict())
    if choice.problems:
        return _form(order, choice, 422)
    preview = preview_of(order, choice)
    problem = _problem(order, preview)
    if problem:
        choice.problems["whole"] = problem
        return _form(order, choice, 422)
    return render_template(
        "office/refund_preview.html", order=order, choice=choice, preview=preview
    )


@blueprint.post("/orders/<number>/refund/now")
def order_refund_now(number: str) -> ResponseReturnValue:
    """Give back exactly what was shown."""
    order = find(number)
    choice = _read(order, request.form.to_dict())
    shown = request.form.get("amount", "")
    known = payments.find_job(f"order-{order.id}-{choice.key}")
    if known is None:
        order = _refundable(number)
        if choice.problems:
            return _form(order, choice, 422)
        preview = preview_of(order, choice)
        problem = _problem(order, preview)
        if problem or shown != preview.total.plain():
            choice.problems["whole"] = problem or _(
                "The order has changed meanwhile. Look again at what will be given back."
            )
            return _form(order, choice, 409)
    job = checkout.refund(
        order,
        None if choice.whole else choice.quantities,
        include_shipping=choice.shipping,
        restock=choice.restock,
        reason=choice.reason,
        actor=current_user.email,
        key=choice.key,
    )
    amount = Money(checkout.decided_minor(job), job.currency)
    said = _("%(amount)s %(currency)s will be given back; Stripe is being told.")
    if job.is_to_gift_card:
        said = _("%(amount)s %(currency)s are on the gift card again.")
    flash(said % {"amount": amount.plain(), "currency": amount.currency}, "good")
    return redirect(url_for("office.order", number=order.number, _anchor="money"), 303)


def preview_of(order: Order, choice: Choice) -> Preview:
    """The same sums that `checkout.refund` will make."""
    counts = choice.quantities
    if choice.whole:
        counts = {line.id: line.quantity - line.refunded_quantity for line in order.lines}
    lines = [
        (line, counts[line.id], order.money(checkout.line_amount(order, line, counts[line.id])))
        for line in order.lines
        if counts.get(line.id)
    ]
    freight = checkout.freight_left(order) if choice.whole or choice.shipping else 0
    named = sum(amount.minor for _line, _count, amount in lines) + freight
    total = _left(order) if choice.whole else named
    return Preview(
        lines,
        order.money(freight),
        order.money(total - named),
        order.money(total),
        order.money(checkout.goes_to_cards(order, total)),
    )


def _left(order: Order) -> int:
    return checkout.left_to_refund(order)


def _problem(order: Order, preview: Preview) -> str | None:
    if preview.total.minor <= 0:
        return _("Choose what is to be given back.")
    left = order.money(_left(order))
    if left < preview.total:
        return _("Only %(amount)s %(currency)s are left to refund.") % {
            "amount": left.plain(),
            "currency": left.currency,
        }
    return None


def _refundable(number: str) -> Order:
    order = find(number)
    if not payments.payments_of_the_sale(order.id):
        raise ShopError(_("Nothing was paid for this order, so nothing can go back."), 409)
    if _left(order) <= 0:
        raise ShopError(checkout.nothing_left(order), 409)
    return order


def _read(order: Order, typed: dict[str, str], key: str | None = None) -> Choice:
    problems: dict[str, str] = {}
    quantities: dict[int, int] = {}
    for line in order.lines:
        name = f"quantity_{line.id}"
        text = typed.get(name, "").strip()
        left = line.quantity - line.refunded_quantity
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            problems[name] = _("Please give a whole number, in digits only.")
        elif int(text) > left:
            problems[name] = _("At most %(count)s are left to give back.") % {"count": left}
        elif int(text):
            quantities[line.id] = int(text)
    reason = typed.get("reason", "").strip()
    if len(reason) > LONGEST_REASON:
        problems["reason"] = _("At most %(count)s characters.") % {"count": LONGEST_REASON}
    key = key or typed.get("key", "")
    if not (key.isascii() and key.isalnum() and 8 <= len(key) <= 40):
        raise ShopError(_("This page was open for too long. Go back, reload it, and try again."))
    whole = typed.get("scope", "") == "whole"
    return Choice(
        whole,
        {} if whole else quantities,
        bool(typed.get("shipping")),
        bool(typed.get("restock")),
        reason,
        key,
        typed,
        {} if whole and "reason" not in problems else problems,
    )


def _form(order: Order, choice: Choice, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "office/refund.html",
        order=order,
        choice=choice,
        left=order.money(_left(order)),
        freight=order.money(checkout.freight_left(order)),
    )
    return page, status

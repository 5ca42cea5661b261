"""To Stripe's page and back: paid, still being confirmed, or called off."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import checkout, orders, payments
from storefront.errors import NotFound
from storefront.markets import gettext as _
from storefront.orders import Order

from .caching import private
from .page import page, public_url


def open(blueprint: Blueprint) -> None:
    """Put the way back from Stripe at its addresses."""
    blueprint.get("/checkout/return/<token>", endpoint="returned")(returned)
    blueprint.route("/checkout/cancelled/<token>", methods=["GET", "POST"], endpoint="cancelled")(
        cancelled
    )


def known_order(token: str) -> Order:
    """The order of an unguessable link; raises NotFound."""
    order = orders.find_by_token(token)
    if order is None:
        raise NotFound(_("We could not find this order."))
    return order


def go_and_pay(order: Order) -> ResponseReturnValue:
    """On to Stripe's page; when Stripe cannot be reached, say so and offer to try again."""
    try:
        address = checkout.pay(order, return_addresses(order))
    except payments.PaymentUnavailable:
        head = page(_("Payment is unavailable at the moment"), indexed=False)
        html = render_template("shop/payment_unavailable.html", page=head, order=order)
        return private(Response(html, 503))
    return private(redirect(address, 303))


def return_addresses(order: Order) -> payments.ReturnUrls:
    """Where Stripe sends the person back to."""
    back = public_url() + url_for("shop.returned", token=order.token)
    return payments.ReturnUrls(
        success=f"{back}?session_id={{CHECKOUT_SESSION_ID}}",
        cancel=public_url() + url_for("shop.cancelled", token=order.token),
    )


def returned(token: str) -> ResponseReturnValue:
    """Thanks, or patience: nothing is called failed before Stripe says so."""
    order = asked_stripe(known_order(token))
    head = page(
        _("Thank you") if order.state == "paid" else _("Your payment is being confirmed"),
        indexed=False,
    )
    return private(Response(render_template("shop/thanks.html", page=head, order=order)))


def asked_stripe(order: Order) -> Order:
    """The order after asking Stripe about it; as it was when Stripe does not answer."""
    session_id = request.args.get("session_id", "")
    if not order.awaits_payment or not session_id.startswith("cs_") or len(session_id) > 200:
        return order
    return checkout.look_again(order, session_id)


def cancelled(token: str) -> ResponseReturnValue:
    """Back without having paid; the basket is still there, and so is the way to Stripe."""
    order = known_order(token)
    if order.awaits_payment and request.method == "GET":
        order = checkout.look_again(order)
    if not order.awaits_payment:
        return redirect(url_for("shop.order", token=token), 303)
    if request.method == "POST":
        return go_and_pay(order)
    head = page(_("Not paid yet"), indexed=False)
    return private(Response(render_template("shop/cancelled.html", page=head, order=order)))

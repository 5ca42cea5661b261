"""What can be done to an order besides shipping and refunding."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront import checkout, customs, orders, payments, reports, shipping
from storefront.db import transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext as _

from .blueprint import blueprint
from .order_page import find, show, sync

LONGEST_NOTE = 500


@blueprint.get("/orders/<number>/cancel")
def order_cancel(number: str) -> ResponseReturnValue:
    """What cancelling will do, before it is done."""
    order = find(number)
    return render_template(
        "office/cancel.html",
        order=order,
        back=order.money(checkout.left_to_refund(order)),
        possible=order.state != "cancelled"
        and all(each.state == shipping.PACKED for each in shipping.parcels_in_force(order.id)),
    )


@blueprint.post("/orders/<number>/cancel")
def order_cancel_now(number: str) -> ResponseReturnValue:
    """Cancel, and give all money back."""
    order = find(number)
    reason = request.form.get("reason", "").strip()[:LONGEST_NOTE]
    checkout.cancel(order, current_user.email, reason)
    flash(_("Order %(number)s is cancelled.") % {"number": number}, "good")
    return redirect(url_for("office.order", number=number), 303)


@blueprint.post("/orders/<number>/sync")
def order_sync(number: str) -> ResponseReturnValue:
    """Ask Stripe what is true now."""
    order = find(number)
    try:
        sync(order)
    except (payments.ProviderDown, payments.ProviderRefused, payments.UnknownAttempt):
        raise ShopError(
            _("Stripe could not be asked just now. Try again in a minute."), 503
        ) from None
    flash(_("This is what Stripe says now."), "good")
    return redirect(url_for("office.order", number=number), 303)


@blueprint.post("/orders/<number>/attention")
def order_attention(number: str) -> ResponseReturnValue:
    """Somebody has looked, and says what they did."""
    order = find(number)
    note = request.form.get("note", "").strip()
    if not note or len(note) > LONGEST_NOTE:
        problem = (
            _("Say in a few words what you found or did; the next person will ask.")
            if not note
            else _("At most %(count)s characters.") % {"count": LONGEST_NOTE}
        )
        return show(order, 422, note=note, note_problem=problem)
    with transaction():
        locked = orders.lock(order.id)
        if locked is not None and locked.attention:
            facts = {"was": locked.attention, "note": note}
            orders.clear_attention(locked)
            orders.record(locked, "attention_cleared", facts, current_user.email)
    flash(_("Noted."), "good")
    return redirect(url_for("office.order", number=number), 303)


@blueprint.post("/orders/<number>/dossiers/<dossier_id>/resend")
def dossier_resend(number: str, dossier_id: str) -> ResponseReturnValue:
    """Send the newest revision to the connector once more."""
    order = _with_dossier(number, dossier_id)
    with transaction():
        customs.resend(dossier_id)
        locked = orders.lock(order)
        if locked is not None:
            orders.record(locked, "customs_resent", {"dossier": dossier_id}, current_user.email)
    flash(_("The dossier will be sent again now."), "good")
    return redirect(url_for("office.order", number=number, _anchor="customs"), 303)


@blueprint.post("/orders/<number>/dossiers/<dossier_id>/compare")
def dossier_compare(number: str, dossier_id: str) -> ResponseReturnValue:
    """Build a dossier anew after something was mended, and send it when all agrees."""
    order = _with_dossier(number, dossier_id)
    if compare_again(order, dossier_id, current_user.email):
        flash(_("All three documents agree."), "good")
    else:
        flash(_("Something still does not agree; read the list below."), "watch")
    return redirect(url_for("office.order", number=number, _anchor="customs"), 303)


def compare_again(order_id: int, dossier_id: str, actor: str) -> bool:
    """Take what the catalogue says now into a dossier and compare it; says whether it agrees."""
    with transaction():
        locked = orders.lock(order_id)
        if locked is not None:
            mend = customs.awaits_correction(dossier_id)
            filled = (orders.renew_customs_facts if mend else orders.fill_customs_facts)(locked)
            if filled:
                orders.record(locked, "customs_facts", {"filled": filled}, actor)
        dossier = customs.match_again(dossier_id)
        return all(one.get("severity") == "warn" for one in dossier.findings)


def _with_dossier(number: str, dossier_id: str) -> int:
    """The id of the order, if the dossier is one of its own."""
    order = find(number)
    if dossier_id not in {story.dossier.id for story in reports.papers_of(order.id)}:
        raise NotFound(_("There is no such dossier."))
    return order.id

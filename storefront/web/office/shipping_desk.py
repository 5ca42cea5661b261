"""The packing desk: a parcel leaves, the buyer gets a letter, customs gets a dossier."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront import checkout, customs, orders, shipping
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.markets import ngettext
from storefront.money import Money

from .blueprint import blueprint
from .forms import minor_of
from .order_page import find, show
from .shipping_form import heavy_enough, ship_form
from .shipping_page import download


@blueprint.post("/orders/<number>/ship")
def order_ship(number: str) -> ResponseReturnValue:
    """Hand a parcel over; what was typed stays in the form when something is wrong with it."""
    order = find(number)
    left = checkout.left_to_ship(order)
    if order.state != "paid" or not any(count > 0 for count in left.values()):
        raise ShopError(_("Nothing of this order is waiting to be sent."), 409)
    form = ship_form(order, left)
    if not form.validate() or not heavy_enough(order, form):
        return show(order, 422, form=form, ship_problem=None)
    if not form.quantities():
        return show(order, 422, form=form, ship_problem=_("Choose what is in the parcel."))
    try:
        send = checkout.ship_with_label if form.label.data else checkout.ship
        parcel = send(order, form.packing(), current_user.email)
    except ShopError as refusal:
        return show(find(number), 422, form=form, ship_problem=refusal.message)
    said = (
        _("Parcel %(waybill)s is packed. It may leave when customs has accepted its documents.")
        if parcel.state == shipping.PACKED
        else _("Parcel %(waybill)s is on its way; the buyer gets a letter, customs a dossier.")
    )
    flash(said % {"waybill": parcel.waybill_no}, "good")
    return redirect(url_for("office.order", number=order.number), 303)


@blueprint.post("/parcels/<int:shipment_id>/hand-over")
def shipping_hand_over(shipment_id: int) -> ResponseReturnValue:
    """A parcel that waited for customs leaves."""
    parcel = checkout.hand_over(_known(shipment_id), current_user.email)
    flash(_("Parcel %(waybill)s is with its carrier.") % {"waybill": parcel.waybill_no}, "good")
    return redirect(_back(parcel), 303)


@blueprint.post("/parcels/<int:shipment_id>/call-off")
def shipping_call_off(shipment_id: int) -> ResponseReturnValue:
    """A parcel that waited is unpacked; its dossier is called off."""
    parcel = checkout.call_off(_known(shipment_id), current_user.email)
    flash(_("Parcel %(waybill)s is called off.") % {"waybill": parcel.waybill_no}, "good")
    return redirect(_back(parcel), 303)


@blueprint.post("/parcels/<int:shipment_id>/billed")
def shipping_billed(shipment_id: int) -> ResponseReturnValue:
    """What the carrier charged for a parcel; an empty amount takes it back."""
    code = request.form.get("currency", "")
    minor = minor_of(request.form.get("amount", "").strip(), code)
    with transaction():
        amount = Money(minor, code) if minor is not None else None
        parcel = shipping.bill_freight(_known(shipment_id), amount)
    flash(_("Noted."), "good")
    return redirect(_back(parcel), 303)


@blueprint.get("/parcels/<int:shipment_id>/label.pdf")
def shipping_label(shipment_id: int) -> ResponseReturnValue:
    """The label that the carrier gave."""
    parcel = shipping.get(_known(shipment_id))
    pdf = shipping.label_of(shipment_id)
    if parcel is None or pdf is None:
        abort(404)
    return download(pdf, f"label-{parcel.waybill_no}")


@blueprint.get("/shipping/waiting")
def shipping_waiting() -> ResponseReturnValue:
    """Parcels that are packed and wait, with what customs says of each."""
    found = shipping.packed_parcels()
    dossiers = {
        dossier.shipment_id: dossier
        for order_id in {each.order_id for each in found}
        for dossier in customs.dossiers_of(order_id)
    }
    return render_template(
        "office/waiting.html",
        rows=[(each, orders.get(each.order_id), dossiers.get(each.id)) for each in found],
        may_leave={each.id for each in found if customs.is_taken_in(each.id)},
        carrier_name=shipping.carrier_name,
    )


@blueprint.post("/shipping/waiting")
def shipping_hand_over_all() -> ResponseReturnValue:
    """Everything that customs has accepted leaves."""
    ready = [each.id for each in shipping.packed_parcels() if customs.is_taken_in(each.id)]
    left = 0
    for shipment_id in ready:
        try:
            checkout.hand_over(shipment_id, current_user.email)
            left += 1
        except ShopError:
            continue  # somebody else was faster
    flash(ngettext("%(num)d parcel has left.", "%(num)d parcels have left.", left), "good")
    return redirect(url_for("office.shipping_waiting"), 303)


def _known(shipment_id: int) -> int:
    if shipment_id >= 2**31:
        abort(404)
    return shipment_id


def _back(parcel: shipping.Shipment) -> str:
    order = orders.get(parcel.order_id)
    if order is None or request.form.get("back") == "waiting":
        return url_for("office.shipping_waiting")
    return url_for("office.order", number=order.number, _anchor="parcels")

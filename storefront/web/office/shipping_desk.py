"""The packing desk: a parcel leaves, the buyer gets a letter, customs gets a dossier."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront import checkout
from storefront.errors import ShopError
from storefront.markets import gettext as _

from .blueprint import blueprint
from .order_page import find, show
from .shipping_form import heavy_enough, ship_form


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
        parcel = checkout.ship(
            order,
            form.carrier.data,
            form.waybill_no.data,
            form.quantities(),
            form.gross_weight_g.data or 0,
            form.packages.data or 0,
            current_user.email,
        )
    except ShopError as refusal:
        return show(find(number), 422, form=form, ship_problem=refusal.message)
    flash(
        _("Parcel %(waybill)s is on its way; the buyer gets a letter, customs a dossier.")
        % {"waybill": parcel.waybill_no},
        "good",
    )
    return redirect(url_for("office.order", number=order.number), 303)

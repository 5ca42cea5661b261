"""What may still be put right after an order was placed: its address, its waybill, its way back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from storefront import customs, orders, shipping
from storefront.db import transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext as _
from storefront.markets import lazy_gettext
from storefront.orders import Order
from storefront.shipping import Shipment

from .blueprint import blueprint
from .forms import DeskForm, trimmed
from .order_page import find
from .shipping_form import AnyCarrier, WaybillFits

NEEDED = lazy_gettext("The parcel cannot arrive without this.")
TOO_LONG = lazy_gettext("This text is too long.")


def _line(label: object, most: int, needed: bool = True) -> StringField:
    first = InputRequired(NEEDED) if needed else Optional()
    return StringField(label, [first, Length(max=most, message=TOO_LONG)], filters=[trimmed])


class AddressForm(DeskForm):
    """Where a parcel goes; the country decided prices and taxes, so it is not asked."""

    name = _line(lazy_gettext("Full name"), 100)
    phone = _line(lazy_gettext("Phone"), 30, needed=False)
    address_line1 = _line(lazy_gettext("Street and number"), 100)
    address_line2 = _line(lazy_gettext("Flat, floor, company"), 100, needed=False)
    city = _line(lazy_gettext("City"), 80)
    region = _line(lazy_gettext("Region"), 80, needed=False)
    postal_code = _line(lazy_gettext("Postal code"), 12)
    consignee_id = StringField(
        lazy_gettext("The number that the destination asks of its people"),
        [Length(max=30, message=TOO_LONG)],
        filters=[trimmed],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class WaybillForm(DeskForm):
    """Another number for a parcel that has one."""

    carrier = SelectField(lazy_gettext("Carrier"), [AnyCarrier()], validate_choice=False)
    waybill_no = StringField(
        lazy_gettext("Waybill number"),
        [
            InputRequired(lazy_gettext("Copy the number from the label.")),
            Length(max=60, message=TOO_LONG),
            WaybillFits(),
        ],
        filters=[trimmed],
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 60},
    )


@blueprint.route("/orders/<number>/address", methods=["GET", "POST"])
def order_address(number: str) -> ResponseReturnValue:
    """Correct where an order goes, as long as customs has not taken a parcel in."""
    order = find(number)
    form = AddressForm(data={name: getattr(order, name) for name in orders.ADDRESS_FIELDS})
    kind = customs.asked_of_consignee(order.country, order.placed_at.date())
    if not kind:
        del form.consignee_id
    if not form.validate_on_submit():
        return _page("office/address.html", order, form)
    try:
        number = customs.checked(kind, form.consignee_id.data) if _typed_number(form) else ""
    except ValueError as problem:
        form.consignee_id.errors = [str(problem)]
        return _page("office/address.html", order, form)
    try:
        with transaction():
            locked = _locked(order)
            told = {name: form[name].data or "" for name in orders.ADDRESS_FIELDS}
            changed = customs.correct_consignee(locked, told, kind, number)
            if changed:
                orders.record(locked, "address", {"changed": changed}, current_user.email)
    except ShopError as refusal:
        return _page("office/address.html", order, form, refusal)
    flash(_("The address is corrected.") if changed else _("Nothing was changed."), "good")
    return redirect(url_for("office.order", number=number, _anchor="buyer"), 303)


@blueprint.route("/orders/<number>/parcels/<int:shipment_id>/waybill", methods=["GET", "POST"])
def parcel_waybill(number: str, shipment_id: int) -> ResponseReturnValue:
    """Give a parcel another waybill number; the old one stays used."""
    order = find(number)
    parcel = _parcel(order, shipment_id)
    form = WaybillForm(data={"carrier": parcel.carrier})
    form.carrier.choices = [
        (each.code, each.name)
        for each in shipping.list_carriers()
        if each.active or each.code == parcel.carrier
    ]
    if not form.validate_on_submit():
        return _page("office/waybill.html", order, form, parcel=parcel)
    old = parcel.waybill_no
    try:
        with transaction():
            locked = _locked(order)
            customs.replace_waybill(shipment_id, form.carrier.data, form.waybill_no.data)
            facts = {"was": old, "waybill_no": form.waybill_no.data, "shipment": shipment_id}
            orders.record(locked, "waybill_replaced", facts, current_user.email)
    except ShopError as refusal:
        return _page("office/waybill.html", order, form, refusal, parcel=parcel)
    flash(_("The parcel has its new number."), "good")
    return redirect(url_for("office.order", number=number, _anchor="parcels"), 303)


@blueprint.post("/orders/<number>/dossiers/<dossier_id>/return")
def dossier_return(number: str, dossier_id: str) -> ResponseReturnValue:
    """Tell customs that a parcel's goods come back."""
    order = find(number)
    if dossier_id not in {each.id for each in customs.dossiers_of(order.id)}:
        raise NotFound(_("There is no such dossier."))
    with transaction():
        locked = _locked(order)
        customs.announce_return(dossier_id)
        facts = {"dossier": dossier_id}
        orders.record(locked, "customs_return_announced", facts, current_user.email)
    flash(_("Customs will be told that the goods come back."), "good")
    return redirect(url_for("office.order", number=number, _anchor="customs"), 303)


def _typed_number(form: AddressForm) -> bool:
    return "consignee_id" in form and bool(form.consignee_id.data)


def _locked(order: Order) -> Order:
    locked = orders.lock(order.id)
    if locked is None:
        raise NotFound(_("There is no such order."))
    return locked


def _parcel(order: Order, shipment_id: int) -> Shipment:
    parcel = shipping.get(shipment_id) if 0 < shipment_id < 2**31 else None
    if parcel is None or parcel.order_id != order.id:
        raise NotFound(_("There is no such parcel."))
    return parcel


def _page(
    template: str, order: Order, form: DeskForm, refusal: ShopError | None = None, **more: object
) -> ResponseReturnValue:
    status = refusal.status if refusal else 422 if form.errors else 200
    said = refusal.message if refusal else None
    return render_template(template, order=order, form=form, refusal=said, **more), status

"""The form that hands a parcel over: carrier, waybill, weight, and what is inside."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Form, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, StopValidation

from storefront import checkout, shipping
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.markets import lazy_gettext
from storefront.orders import Order

from .forms import DeskForm, WholeNumber, trimmed

PACKING_G = 150
"""Carton and paper around the goods, for the weight that the form proposes (grams)."""


class AnyCarrier:
    """A carrier that is in use."""

    def __call__(self, _form: Form, field: SelectField) -> None:
        found = shipping.carrier(field.data or "")
        if found is None or not found.active:
            raise StopValidation(_("Choose a carrier."))


class WaybillFits:
    """The number looks as this carrier's numbers do, and no other parcel has it."""

    def __call__(self, form: Form, field: StringField) -> None:
        if shipping.carrier(form.carrier.data or "") is None:
            return
        try:
            shipping.check_waybill(form.carrier.data, field.data or "")
        except ShopError as refusal:
            raise StopValidation(refusal.message) from refusal


class NumberOrLabel:
    """A number is copied from a label, unless the carrier is asked for one."""

    def __call__(self, form: Form, field: StringField) -> None:
        if form.label.data:
            field.errors = []
            raise StopValidation()
        if not (field.data or "").strip():
            raise StopValidation(_("Copy the number from the label."))


class Between:
    """A number within limits, or the sentence."""

    def __init__(self, least: int, most: int, sentence: object) -> None:
        self.least, self.most, self.sentence = least, most, sentence

    def __call__(self, _form: Form, field: WholeNumber) -> None:
        if field.errors:
            raise StopValidation()
        if field.data is None or not self.least <= field.data <= self.most:
            raise StopValidation(str(self.sentence))


class ShipForm(DeskForm):
    """Subclassed for each order with one `quantity_<line id>` for each line."""

    carrier = SelectField(
        lazy_gettext("Carrier"),
        [
            InputRequired(lazy_gettext("Choose a carrier.")),
            AnyCarrier(),
        ],
        validate_choice=False,
    )
    waybill_no = StringField(
        lazy_gettext("Waybill number"),
        [
            NumberOrLabel(),
            Length(max=60, message=lazy_gettext("This text is too long.")),
        ],
        filters=[trimmed],
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 60},
    )
    gross_weight_g = WholeNumber(
        lazy_gettext("Weight of the whole parcel, in grams"),
        [
            InputRequired(lazy_gettext("Put the packed parcel on a scale.")),
            Between(
                1, 1_000_000, lazy_gettext("The weight is more than 0 and at most 1,000,000 grams.")
            ),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    packages = WholeNumber(
        lazy_gettext("Packages"),
        [
            InputRequired(lazy_gettext("Usually 1.")),
            Between(1, 999, lazy_gettext("Between 1 and 999 packages.")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    waits = BooleanField(lazy_gettext("Let it wait until customs has accepted its documents"))
    label = SubmitField(lazy_gettext("Get a label and pack"))

    line_ids: tuple[int, ...] = ()

    def quantities(self) -> dict[int, int]:
        """Pieces by order line, without those that stay."""
        typed = {line_id: self[f"quantity_{line_id}"].data for line_id in self.line_ids}
        return {line_id: count for line_id, count in typed.items() if count}

    def packing(self) -> checkout.Packing:
        """The parcel as it was described."""
        return checkout.Packing(
            self.carrier.data,
            self.waybill_no.data or "",
            self.quantities(),
            self.gross_weight_g.data or 0,
            self.packages.data or 0,
            waits=self.waits.data,
        )


def ship_form(order: Order, left: Mapping[int, int]) -> ShipForm:
    """The form for what is left of an order; proposes to send all of it in one parcel."""
    fields: dict[str, Any] = {"line_ids": tuple(key for key, count in left.items() if count > 0)}
    proposal: dict[str, Any] = {"packages": 1, "carrier": _usual_carrier(order)}
    weight: int | None = PACKING_G
    for line in order.lines:
        count = left.get(line.id, 0)
        if count <= 0:
            continue
        fields[f"quantity_{line.id}"] = WholeNumber(
            _("Pieces of %(sku)s in this parcel") % {"sku": line.sku},
            [Between(0, count, _("At most %(count)s are left to send.") % {"count": count})],
            render_kw={"inputmode": "numeric", "autocomplete": "off"},
        )
        proposal[f"quantity_{line.id}"] = count
        each = line.gross_weight_g or line.net_weight_g
        weight = weight + count * each if weight and each else None
    proposal["gross_weight_g"] = weight
    form: ShipForm = type("OrderShipForm", (ShipForm,), fields)(data=proposal)
    form.carrier.choices = [
        SelectChoice(each.code, each.name) for each in shipping.list_carriers() if each.active
    ]
    form.waybill_no.validators = (*form.waybill_no.validators, WaybillFits())
    return form


def heavy_enough(order: Order, form: ShipForm) -> bool:
    """A parcel weighs at least what its goods weigh; otherwise the form says so at its field."""
    chosen = form.quantities()
    net = sum((line.net_weight_g or 0) * chosen.get(line.id, 0) for line in order.lines)
    if (form.gross_weight_g.data or 0) >= net:
        return True
    form.gross_weight_g.errors = [_("The goods alone weigh %(net)s g.") % {"net": net}]
    return False


def _usual_carrier(order: Order) -> str:
    """The carrier of the shipping method that the buyer chose."""
    for method in shipping.list_methods():
        if method.key == order.shipping_method:
            return method.carrier
    return ""

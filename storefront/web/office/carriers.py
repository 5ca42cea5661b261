"""The carriers: looked at, changed, added, put out of use."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from storefront import shipping
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.markets import lazy_gettext
from storefront.shipping import CarrierFacts

from .blueprint import blueprint
from .forms import DeskForm, WholeNumber, trimmed

TOO_LONG = lazy_gettext("This text is too long.")


class CarrierForm(DeskForm):
    """A carrier as the operator describes it."""

    code = StringField(
        lazy_gettext("Code"),
        [InputRequired(lazy_gettext("Give the carrier a short code.")), Length(max=30)],
        filters=[trimmed],
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 30},
    )
    name = StringField(
        lazy_gettext("Name"),
        [
            InputRequired(lazy_gettext("How is the carrier called?")),
            Length(max=60, message=TOO_LONG),
        ],
        filters=[trimmed],
    )
    name_local = StringField(
        lazy_gettext("Name on Chinese documents"),
        [
            InputRequired(lazy_gettext("Customs reads this name.")),
            Length(max=60, message=TOO_LONG),
        ],
        filters=[trimmed],
    )
    tracking = StringField(
        lazy_gettext("Tracking page"),
        [
            InputRequired(lazy_gettext("Where can a parcel be followed?")),
            Length(max=300, message=TOO_LONG),
        ],
        filters=[trimmed],
        render_kw={"inputmode": "url", "spellcheck": "false"},
    )
    rule = SelectField(lazy_gettext("Waybill numbers"), validate_choice=False)
    shortest = WholeNumber(
        lazy_gettext("At least (characters)"), render_kw={"inputmode": "numeric"}
    )
    longest = WholeNumber(lazy_gettext("At most (characters)"), render_kw={"inputmode": "numeric"})
    transport_mode = SelectField(lazy_gettext("Parcels travel by"), validate_choice=False)
    active = BooleanField(lazy_gettext("In use: can be chosen when a parcel is sent"))

    def facts(self) -> CarrierFacts:
        """What was typed."""
        return CarrierFacts(
            name=self.name.data or "",
            name_local=self.name_local.data or "",
            tracking=self.tracking.data or "",
            rule=self.rule.data or "",
            shortest=self.shortest.data or 0,
            longest=self.longest.data or 0,
            transport_mode=self.transport_mode.data or "",
            active=bool(self.active.data),
        )


def modes() -> dict[str, str]:
    """How parcels travel, in words."""
    return {
        "air": _("air"),
        "post": _("post"),
        "sea": _("sea"),
        "rail": _("rail"),
        "road": _("road"),
    }


@blueprint.get("/shipping/carriers")
def shipping_carriers() -> ResponseReturnValue:
    """Every carrier the shop knows."""
    return render_template(
        "office/carriers.html",
        carriers=shipping.list_carriers(),
        is_changed=shipping.is_changed,
    )


@blueprint.get("/shipping/carriers/new")
def shipping_carrier_new() -> ResponseReturnValue:
    """The form of a carrier that the shop does not know yet."""
    usual = CarrierFacts("", "", "https://", rule="signs")
    return _show("", _form("", usual))


@blueprint.get("/shipping/carriers/<code>")
def shipping_carrier(code: str) -> ResponseReturnValue:
    """The form of one carrier."""
    facts = shipping.carrier_facts(code[:40])
    if facts is None:
        abort(404)
    return _show(code, _form(code, facts))


@blueprint.post("/shipping/carriers/new")
def shipping_carrier_add() -> ResponseReturnValue:
    """Add a carrier."""
    form = _form("", None)
    if form.validate() and shipping.carrier(form.code.data):
        form.code.errors = [_("There is a carrier with this code already.")]
    return _save("", form)


@blueprint.post("/shipping/carriers/<code>")
def shipping_carrier_save(code: str) -> ResponseReturnValue:
    """Change a carrier, or take the change back."""
    facts = shipping.carrier_facts(code[:40])
    if facts is None:
        abort(404)
    if request.form.get("forget"):
        with transaction():
            shipping.forget_carrier(code)
        flash(_("Undone."), "good")
        return redirect(url_for("office.shipping_carriers"), 303)
    form = _form(code, facts)
    form.validate()
    return _save(code, form)


def _form(code: str, facts: CarrierFacts | None) -> CarrierForm:
    form = CarrierForm(data={**vars(facts), "code": code} if facts else None)
    if code:
        del form.code  # it never changes
    known = code in shipping.CARRIERS
    form.rule.choices = [
        SelectChoice(key, str(words)) for key, words in shipping.RULES.items() if key or known
    ]
    form.transport_mode.choices = [SelectChoice(key, words) for key, words in modes().items()]
    return form


def _save(code: str, form: CarrierForm) -> ResponseReturnValue:
    if form.problems():
        return _show(code, form, 422)
    try:
        with transaction():
            saved = shipping.set_carrier(code or form.code.data, form.facts())
    except ShopError as refusal:
        return _show(code, form, 422, refusal.message)
    flash(_("%(name)s is saved.") % {"name": saved.name}, "good")
    return redirect(url_for("office.shipping_carriers"), 303)


def _show(
    code: str, form: CarrierForm, status: int = 200, problem: str | None = None
) -> ResponseReturnValue:
    return render_template(
        "office/carrier.html",
        code=code,
        form=form,
        problem=problem,
        changed=bool(code) and shipping.is_changed(code),
        known=code in shipping.CARRIERS,
    ), status

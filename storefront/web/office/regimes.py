"""Import rules by country: what the shop ships, and what the owner made of it."""

from decimal import Decimal, InvalidOperation

from babel import Locale as BabelLocale
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from storefront import customs
from storefront.customs import Regime
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.markets import lazy_gettext, spoken
from storefront.money import Money, UnknownCurrency

from .blueprint import blueprint
from .forms import Day, DeskForm, trimmed
from .words import IDENTIFIER_NAMES, REGIME_NEEDS, SELLER_NUMBERS

TOO_LONG = lazy_gettext("This text is too long.")


class RegimeForm(DeskForm):
    """One row of a country."""

    code = StringField(
        lazy_gettext("Code, as the dossier names it"),
        [InputRequired(lazy_gettext("A rule has a code.")), Length(max=30, message=TOO_LONG)],
        filters=[trimmed],
    )
    currency = StringField(lazy_gettext("Currency of the limits"), filters=[trimmed])
    above = StringField(lazy_gettext("For goods of more than"), filters=[trimmed])
    up_to = StringField(lazy_gettext("up to and with"), filters=[trimmed])
    by = SelectField(lazy_gettext("Carried by"), validate_choice=False)
    consignee_id = SelectField(
        lazy_gettext("Number that the buyer is asked for"), validate_choice=False
    )
    seller_numbers = SelectMultipleField(
        lazy_gettext("Numbers of yours that are sent"), validate_choice=False
    )
    needs = SelectMultipleField(lazy_gettext("Also asked for"), validate_choice=False)
    starts_on = Day(lazy_gettext("From"), [Optional()])
    ends_on = Day(lazy_gettext("Until and with"), [Optional()])
    source = StringField(
        lazy_gettext("Where you read it, and when"),
        [Length(max=300, message=TOO_LONG)],
        filters=[trimmed],
    )

    def facts(self, country: str) -> Regime:
        """What was typed; raises ShopError."""
        code = (self.currency.data or "").upper()
        return Regime(
            country=country,
            code=self.code.data or "",
            currency=code,
            above_minor=_minor(self.above.data, code),
            up_to_minor=_minor(self.up_to.data, code),
            by=self.by.data or "",
            seller_numbers=tuple(self.seller_numbers.data or ()),
            consignee_id=self.consignee_id.data or "",
            needs=tuple(self.needs.data or ()),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            source=self.source.data or "",
        )


def _minor(text: str | None, code: str) -> int | None:
    if not text:
        return None
    try:
        return Money.parse(str(Decimal(text)), code).minor
    except (InvalidOperation, UnknownCurrency, ValueError, ShopError):
        raise ShopError(
            _("“%(text)s” is no amount in %(code)s.") % {"text": text[:20], "code": code}
        ) from None


def regime_form(row: Regime | None, usual_currency: str = "") -> RegimeForm:
    """The form of a row, or of a new one."""
    told: dict[str, object] = {"currency": usual_currency}
    if row is not None:
        told = {
            **vars(row),
            "above": _plain(row.above_minor, row.currency),
            "up_to": _plain(row.up_to_minor, row.currency),
        }
    form = RegimeForm(data=told)
    form.by.choices = [
        SelectChoice("", _("any carrier")),
        SelectChoice("post", _("the post alone")),
    ]
    form.consignee_id.choices = [
        SelectChoice("", _("none")),
        *(SelectChoice(kind, str(name)) for kind, name in IDENTIFIER_NAMES.items()),
    ]
    form.seller_numbers.choices = [SelectChoice(k, str(name)) for k, name in SELLER_NUMBERS.items()]
    form.needs.choices = [SelectChoice(key, str(name)) for key, name in REGIME_NEEDS.items()]
    return form


def _plain(minor: int | None, code: str) -> str:
    return "" if minor is None else Money(minor, code).plain()


@blueprint.get("/customs/regimes")
def customs_regimes() -> ResponseReturnValue:
    """Every country that has rules."""
    names = BabelLocale.parse(spoken() if spoken() != "zh" else "zh_Hans").territories
    countries = [
        (code, names.get(code, code), own or customs.regimes_of(code), bool(own))
        for code in customs.countries_with_regimes()
        for own in [customs.own_rows(code)]
    ]
    return render_template(
        "office/regimes.html",
        countries=sorted(countries, key=lambda each: each[1]),
        plain=_plain,
    )


@blueprint.post("/customs/regimes/<country>/take-over")
def customs_regimes_take_over(country: str) -> ResponseReturnValue:
    """Make the shipped rows of a country the owner's."""
    _known(country)
    with transaction():
        customs.take_over(country)
    flash(_("These rows are yours now; the shop will not change them."), "good")
    return redirect(url_for("office.customs_regimes", _anchor=country), 303)


@blueprint.post("/customs/regimes/<country>/give-back")
def customs_regimes_give_back(country: str) -> ResponseReturnValue:
    """Back to the rows that the shop ships."""
    _known(country)
    with transaction():
        customs.give_back(country)
    flash(_("Undone."), "good")
    return redirect(url_for("office.customs_regimes", _anchor=country), 303)


@blueprint.get("/customs/regimes/new")
def customs_regime_new() -> ResponseReturnValue:
    """A new row's form."""
    country = request.args.get("country", "")[:2].upper()
    usual = next((each.currency for each in customs.regimes_of(country)), "")
    return _show(None, country, regime_form(None, usual))


@blueprint.post("/customs/regimes/new")
def customs_regime_add() -> ResponseReturnValue:
    """Write a new row; a country's shipped rows are taken over with it."""
    return _save(None, request.form.get("country", "").strip().upper()[:10])


@blueprint.get("/customs/regimes/<int:regime_id>")
def customs_regime(regime_id: int) -> ResponseReturnValue:
    """A row's form."""
    country, row = _row(regime_id)
    return _show(regime_id, country, regime_form(row))


@blueprint.post("/customs/regimes/<int:regime_id>")
def customs_regime_save(regime_id: int) -> ResponseReturnValue:
    """Change a row, or strike it out."""
    country, _regime = _row(regime_id)
    if request.form.get("remove"):
        with transaction():
            customs.remove_regime(regime_id)
        flash(_("Struck out."), "good")
        return redirect(url_for("office.customs_regimes", _anchor=country), 303)
    return _save(regime_id, country)


def _save(regime_id: int | None, country: str) -> ResponseReturnValue:
    form = regime_form(None)
    if not form.validate():
        return _show(regime_id, country, form, 422)
    try:
        with transaction():
            if regime_id is None:
                customs.take_over(country)
            customs.set_regime(regime_id, form.facts(country))
    except ShopError as refusal:
        return _show(regime_id, country, form, 422, refusal.message)
    flash(_("Saved."), "good")
    return redirect(url_for("office.customs_regimes", _anchor=country), 303)


def _row(regime_id: int) -> tuple[str, Regime]:
    row = customs.find_regime(regime_id)
    if row is None:
        abort(404)
    return row.country, Regime(**{name: getattr(row, name) for name in Regime.__dataclass_fields__})


def _known(country: str) -> None:
    if country not in customs.countries_with_regimes():
        abort(404)


def _show(
    regime_id: int | None,
    country: str,
    form: RegimeForm,
    status: int = 200,
    problem: str | None = None,
) -> ResponseReturnValue:
    return render_template(
        "office/regime.html",
        form=form,
        country=country,
        problem=problem,
        is_new=regime_id is None,
    ), status

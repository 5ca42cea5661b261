"""Who buys, where it goes, how it travels: the one form before paying."""

import re
import secrets

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, RadioField, SelectField, StringField, TelField
from wtforms.validators import Email, InputRequired, Length, Optional, StopValidation

from storefront import clock, customs
from storefront.checkout import BuyerDetails
from storefront.markets import Locale, lazy_gettext, spoken
from storefront.markets import gettext as _

from ..controls import QuickMeta
from .addresses import AddressShape, postal_code_problem, shape, tidy_postal_code
from .page import country_names


class Needed(InputRequired):
    """Must be filled in; says so in the reader's language."""

    def __init__(self, message: object) -> None:
        super().__init__()
        self.sentence = message

    def __call__(self, form: FlaskForm, field: StringField) -> None:
        if not (field.data or "").strip():
            field.errors[:] = []
            raise StopValidation(str(self.sentence))


CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
"""Line breaks and what turns the direction of writing: no label, form or letter can carry them."""


def trimmed(text: str | None) -> str | None:
    """On one line, and without the spaces that phones add after a word."""
    return CONTROLS.sub(" ", text).strip() if text else text


def told(autocomplete: str, **more: object) -> dict[str, object]:
    """Attributes that let a browser fill the field in."""
    return {"autocomplete": autocomplete, **more}


def email_field(label: object, first: object, autocomplete: str = "email") -> EmailField:
    """An address to write to; `first` says whether one must be given."""
    return EmailField(
        label,
        [
            first,
            Length(max=200, message=lazy_gettext("This address is too long.")),
            Email(lazy_gettext("This does not look like an email address.")),
        ],
        filters=[trimmed],
        render_kw=told(autocomplete, inputmode="email", spellcheck="false", autocapitalize="none"),
    )


TOO_LONG = lazy_gettext("Please shorten this to fit on the parcel's label.")


class CheckoutForm(FlaskForm):
    """Contact, address and delivery; labels and checks follow the country."""

    class Meta(QuickMeta):
        """Drawn quickly: this page stands between a person and the order."""

    email = email_field(
        lazy_gettext("Email"),
        Needed(lazy_gettext("Please give an email address for your receipt.")),
    )
    phone = TelField(
        lazy_gettext("Phone"),
        [Needed(lazy_gettext("Please give a phone number; the courier asks for one."))],
        filters=[trimmed],
        render_kw=told("tel", inputmode="tel", maxlength=30),
    )
    name = StringField(
        lazy_gettext("Full name"),
        [
            Needed(lazy_gettext("Please give the name on the door.")),
            Length(max=100, message=TOO_LONG),
        ],
        filters=[trimmed],
        render_kw=told("name", maxlength=100),
    )
    address_line1 = StringField(
        lazy_gettext("Street and number"),
        [
            Needed(lazy_gettext("Please give the street and number.")),
            Length(max=100, message=TOO_LONG),
        ],
        filters=[trimmed],
        render_kw=told("address-line1", maxlength=100),
    )
    address_line2 = StringField(
        lazy_gettext("Flat, floor, company"),
        [Optional(), Length(max=100, message=TOO_LONG)],
        filters=[trimmed],
        render_kw=told("address-line2", maxlength=100),
    )
    city = StringField(
        lazy_gettext("City"),
        [Needed(lazy_gettext("Please give the city.")), Length(max=80, message=TOO_LONG)],
        filters=[trimmed],
        render_kw=told("address-level2", maxlength=80),
    )
    region = SelectField(
        lazy_gettext("Region"),
        validate_choice=False,
        render_kw=told("address-level1"),
    )
    postal_code = StringField(
        lazy_gettext("Postal code"),
        [Needed(lazy_gettext("Please give the postal code."))],
        filters=[trimmed],
        render_kw=told("postal-code", maxlength=12, autocapitalize="characters"),
    )
    country = SelectField(
        lazy_gettext("Country"),
        [Needed(lazy_gettext("Please choose the country of the delivery address again."))],
        render_kw=told("country"),
    )
    consignee_id = StringField(
        filters=[trimmed],
        render_kw=told("off", maxlength=30, spellcheck="false", autocapitalize="characters"),
    )
    shipping = RadioField(lazy_gettext("Delivery"), validate_choice=False)
    placing_key = HiddenField(default=lambda: secrets.token_urlsafe(24))
    expected_total = HiddenField()
    expected_credit = HiddenField()

    def __init__(self, locale: Locale) -> None:
        super().__init__()
        names = dict(country_names(locale.babel))
        sold_to = locale.market.countries
        self.country.choices = [(code, names[code]) for code in sold_to]
        self.country_is_ours = self.country.data in sold_to
        if not self.country_is_ours:
            self.country.data = locale.country
        self.shape: AddressShape = shape(self.country.data)
        kind = customs.asked_of_consignee(self.country.data, clock.now().date())
        self.identifier: customs.Identifier | None = customs.IDENTIFIERS.get(kind)
        self._fit_to_country()

    def _fit_to_country(self) -> None:
        kind = self.shape
        if self.identifier is not None:
            self.consignee_id.label.text = str(self.identifier.name)
            self.consignee_id.flags.required = True
        self.postal_code.label.text = kind.postal_label
        self.city.label.text = kind.city_label
        self.region.label.text = kind.region_label
        self.region.choices = [("", _("Please choose")), *kind.regions]
        if "region" in kind.required:
            self.region.flags.required = True
        else:
            self.region.data = ""
        if kind.country in ("US", "DE", "AT", "FR"):
            self.postal_code.render_kw = {**self.postal_code.render_kw, "inputmode": "numeric"}
        if kind.country == "JP":
            self.address_line1.label.text = _("Street address (block and number)")
            self.address_line2.label.text = _("Building and room")

    def validate_consignee_id(self, field: StringField) -> None:
        """The number that the country asks of its people, where it does."""
        if self.identifier is None:
            return
        try:
            customs.checked(self.identifier.kind, field.data or "")
        except ValueError as problem:
            raise StopValidation(str(problem)) from None

    def validate_country(self, _field: SelectField) -> None:
        """A country of this market; no parcel goes elsewhere than the form said."""
        if not self.country_is_ours:
            raise StopValidation(_("Please choose the country of the delivery address again."))

    def validate_phone(self, field: TelField) -> None:
        """A number that can exist, kept with its country code."""
        # Not at the top: its tables of every country are only needed when somebody buys.
        import phonenumbers

        try:
            number = phonenumbers.parse(field.data, self.country.data)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise StopValidation(_("This does not look like a phone number."))
        self.phone_e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def validate_region(self, field: SelectField) -> None:
        """One of the country's regions, where it has them."""
        if "region" in self.shape.required and field.data not in dict(self.shape.regions):
            raise StopValidation(_("Please choose: %s") % self.shape.region_label)

    def validate_postal_code(self, field: StringField) -> None:
        """A code that exists there."""
        field.data = tidy_postal_code(self.country.data, field.data)
        region = self.region.data if self.region.data in dict(self.shape.regions) else ""
        problem = postal_code_problem(self.country.data, region, field.data)
        if problem:
            raise StopValidation(problem)

    @property
    def destination(self) -> Locale:
        """Where it goes, in the reader's language."""
        return Locale(spoken(), self.country.data)

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """(field id, its name, what is wrong), in the order of the page."""
        order = ["email", "phone", "country", "name", *(name for name, _w in self.shape.fields)]
        return [
            (self[name].id, str(self[name].label.text), str(self[name].errors[0]))
            for name in [*order, "consignee_id", "shipping"]
            if self[name].errors
        ]

    def details(self) -> BuyerDetails:
        """What the order keeps."""
        return BuyerDetails(
            email=self.email.data,
            phone=self.phone_e164,
            name=self.name.data,
            address_line1=self.address_line1.data,
            address_line2=self.address_line2.data or "",
            city=self.city.data,
            region=self.region.data or "",
            postal_code=self.postal_code.data,
            country=self.country.data,
            consignee_id=(self.consignee_id.data or "") if self.identifier else "",
        )

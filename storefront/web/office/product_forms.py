"""The forms of a product's page, each sent on its own."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from storefront import catalog
from storefront.catalog import CustomsFacts
from storefront.markets import LANGUAGES, lazy_gettext
from storefront.markets import gettext as _

from .forms import DeskForm, WholeNumber, trimmed

TOO_LONG = lazy_gettext("This text is too long.")
PLAIN = {"autocomplete": "off"}


class TextsForm(DeskForm):
    """A product's words in one language."""

    name = StringField(
        lazy_gettext("Name"),
        [
            DataRequired(lazy_gettext("A product needs a name.")),
            Length(max=200, message=TOO_LONG),
        ],
        [trimmed],
        render_kw=PLAIN,
    )
    tagline = StringField(
        lazy_gettext("One line about it"),
        [Length(max=300, message=TOO_LONG)],
        [trimmed],
        render_kw=PLAIN,
    )
    description = TextAreaField(
        lazy_gettext("Description (HTML)"),
        [Length(max=50_000, message=TOO_LONG)],
        render_kw={"rows": 7, "spellcheck": "true"},
    )
    keywords = StringField(
        lazy_gettext("Words people search for"),
        [Length(max=1000, message=TOO_LONG)],
        [trimmed],
        render_kw=PLAIN,
    )

    def draft(self) -> catalog.TextDraft:
        """What was typed."""
        return catalog.TextDraft(
            self.name.data or "",
            self.tagline.data or "",
            self.description.data or "",
            self.keywords.data or "",
        )


def texts_forms(product: Any, typed: TextsForm | None, language: str) -> dict[str, TextsForm]:
    """One form a language; the one that came back stands in its place."""
    known = {text.language: text for text in product.texts}
    forms = {}
    for code in LANGUAGES:
        form = typed if typed and code == language else TextsForm(None, obj=known.get(code))
        forms[code] = with_ids(form, f"text-{code}")
    return forms


def with_ids(form: Any, start: str) -> Any:
    """Ids that are unique on a page with several forms of a kind; names stay plain."""
    for field in form:
        field.id = f"{start}-{field.name}"
    return form


class AskedByCustoms:
    """Marks what a parcel cannot travel without; it may still be saved without it."""

    field_flags = {"required": True}

    def __call__(self, form: object, field: object) -> None:
        """Never says no."""


class FactsForm(DeskForm):
    """What customs is told about a variant."""

    hs_code = StringField(
        lazy_gettext("HS code (6 digits)"), [AskedByCustoms()], [trimmed], render_kw=PLAIN
    )
    origin_country = StringField(
        lazy_gettext("Country of origin (two letters)"),
        [AskedByCustoms()],
        [trimmed],
        render_kw=PLAIN,
    )
    net_weight_g = WholeNumber(
        lazy_gettext("Net weight in grams"), [AskedByCustoms()], render_kw=PLAIN
    )
    gross_weight_g = WholeNumber(lazy_gettext("Gross weight in grams"), render_kw=PLAIN)
    customs_name = StringField(
        lazy_gettext("Customs description in English"),
        [AskedByCustoms()],
        [trimmed],
        render_kw=PLAIN,
    )
    customs_name_local = StringField(
        lazy_gettext("Customs description in Chinese"),
        [AskedByCustoms()],
        [trimmed],
        render_kw=PLAIN,
    )
    specification = StringField(
        lazy_gettext("Specification (material, use, brand)"), filters=[trimmed], render_kw=PLAIN
    )
    unit = SelectField(
        lazy_gettext("Unit"),
        [AskedByCustoms()],
        choices=[
            SelectChoice("H87", lazy_gettext("piece (H87)")),
            SelectChoice("SET", lazy_gettext("set (SET)")),
            SelectChoice("PR", lazy_gettext("pair (PR)")),
            SelectChoice("KGM", lazy_gettext("kilogram (KGM)")),
        ],
        validate_choice=False,
    )
    second_unit = SelectField(
        lazy_gettext("Second statutory unit"),
        choices=[
            SelectChoice("", lazy_gettext("none")),
            SelectChoice("KGM", lazy_gettext("kilogram (KGM)")),
        ],
        validate_choice=False,
    )
    national_codes = TextAreaField(
        lazy_gettext("National codes, one a line, such as “US 9405110010”"),
        render_kw={"rows": 2, "spellcheck": "false"},
    )

    manufacturer_code = StringField(
        lazy_gettext("Manufacturer's number"), filters=[trimmed], render_kw=PLAIN
    )
    dangerous_goods = StringField(
        lazy_gettext("Dangerous goods: UN number"), filters=[trimmed], render_kw=PLAIN
    )

    def facts(self) -> CustomsFacts:
        """What was typed."""
        return CustomsFacts(
            hs_code=self.hs_code.data or None,
            origin_country=(self.origin_country.data or "").upper() or None,
            customs_name=self.customs_name.data or None,
            customs_name_local=self.customs_name_local.data or None,
            specification=self.specification.data or None,
            net_weight_g=self.net_weight_g.data,
            gross_weight_g=self.gross_weight_g.data,
            national_codes=codes_of(self.national_codes.data or ""),
            unit=self.unit.data or "H87",
            second_unit=self.second_unit.data or None,
            manufacturer_code=self.manufacturer_code.data or None,
            dangerous_goods=(self.dangerous_goods.data or "").upper() or None,
        )

    def accept(self) -> CustomsFacts | None:
        """The facts, or None with every problem at its field."""
        sound = self.validate()
        try:
            facts = self.facts()
        except ValueError as fault:
            self.national_codes.errors = [str(fault)]
            return None
        for name in ("hs_code", "origin_country", "customs_name", "customs_name_local"):
            sound &= self._judge(name, CustomsFacts(**{name: getattr(facts, name)}))
        sound &= self._judge("specification", CustomsFacts(specification=facts.specification))
        sound &= self._judge("net_weight_g", CustomsFacts(net_weight_g=facts.net_weight_g))
        weights = CustomsFacts(net_weight_g=facts.net_weight_g, gross_weight_g=facts.gross_weight_g)
        sound &= self._judge("gross_weight_g", weights) or bool(self.net_weight_g.errors)
        codes = CustomsFacts(hs_code=facts.hs_code, national_codes=facts.national_codes)
        if not self.hs_code.errors:
            sound &= self._judge("national_codes", codes)
        for name in ("manufacturer_code", "dangerous_goods"):
            sound &= self._judge(name, CustomsFacts(**{name: getattr(facts, name)}))
        sound &= self._judge("unit", CustomsFacts(unit=facts.unit))
        sound &= self._judge("second_unit", CustomsFacts(second_unit=facts.second_unit))
        return facts if sound and not any(field.errors for field in self) else None

    def _judge(self, name: str, facts: CustomsFacts) -> bool:
        said = catalog.customs_faults(facts)
        if said and not self[name].errors:
            self[name].errors = said
        return not said


def codes_of(text: str) -> dict[str, str]:
    """`US 9405110010` a line; raises ValueError with a sentence."""
    codes: dict[str, str] = {}
    for line in text.splitlines():
        parts = line.replace(":", " ").split()
        if not parts:
            continue
        if len(parts) != 2:
            raise ValueError(_("Write a country code and the digits on each line: US 9405110010."))
        codes[parts[0].upper()] = parts[1]
    return codes


def facts_forms(product: Any, typed: FactsForm | None, variant_id: int) -> dict[int, FactsForm]:
    """One form a variant; the one that came back stands in its place."""
    forms = {}
    for variant in product.variants:
        if typed is not None and variant.id == variant_id:
            form = typed
        else:
            form = FactsForm(None, obj=variant)
            codes = variant.national_codes or {}
            form.national_codes.data = "\n".join(f"{key} {code}" for key, code in codes.items())
        for choice in (form.unit, form.second_unit):
            if choice.data and choice.data not in [each.value for each in choice.choices]:
                choice.choices = [*choice.choices, SelectChoice(choice.data)]
        forms[variant.id] = with_ids(form, f"customs-{variant.id}")
    return forms

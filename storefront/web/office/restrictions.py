"""What may not be sold where: a table the owner keeps, and every product against every country."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from storefront import catalog, reports
from storefront.catalog import RestrictionFacts, Rule
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import COUNTRIES, LANGUAGES, lazy_gettext, spoken
from storefront.markets import gettext as _

from .blueprint import blueprint
from .forms import Day, DeskForm, trimmed
from .order_list import page_number

TOO_LONG = lazy_gettext("This text is too long.")


class RestrictionForm(DeskForm):
    """One row of the table."""

    rule = SelectField(lazy_gettext("It is"), validate_choice=False)
    country = SelectField(lazy_gettext("In"), validate_choice=False)
    hs_prefix = StringField(lazy_gettext("HS code begins with"), filters=[trimmed])
    category = SelectField(lazy_gettext("Category"), validate_choice=False)
    sku = StringField(lazy_gettext("SKU of one variant"), filters=[trimmed])
    starts_on = Day(lazy_gettext("From"), [Optional()])
    ends_on = Day(lazy_gettext("Until and with"), [Optional()])
    source = StringField(
        lazy_gettext("Where you read it, and when"),
        [Length(max=300, message=TOO_LONG)],
        filters=[trimmed],
    )
    notice_en = StringField("English", [Length(max=300, message=TOO_LONG)], [trimmed])
    notice_de = StringField("Deutsch", [Length(max=300, message=TOO_LONG)], [trimmed])
    notice_fr = StringField("Français", [Length(max=300, message=TOO_LONG)], [trimmed])
    notice_ja = StringField("日本語", [Length(max=300, message=TOO_LONG)], [trimmed])
    notice_zh = StringField("简体中文", [Length(max=300, message=TOO_LONG)], [trimmed])

    def facts(self) -> RestrictionFacts:
        """What was typed."""
        said = {code: self[f"notice_{code}"].data or "" for code in LANGUAGES}
        return RestrictionFacts(
            country=self.country.data or "",
            hs_prefix=self.hs_prefix.data or "",
            category=self.category.data or "",
            sku=self.sku.data or "",
            rule=self.rule.data or "",
            notices={code: text for code, text in said.items() if text},
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            source=self.source.data or "",
        )


def restriction_form(row: Any = None) -> RestrictionForm:
    """The form of a row, or of a new one."""
    known = dict(row.notices) if row else {}
    form = RestrictionForm(
        obj=row, data={f"notice_{code}": text for code, text in known.items()} if row else None
    )
    form.rule.choices = [
        SelectChoice(Rule.FORBIDDEN.value, _("forbidden: it cannot be bought")),
        SelectChoice(Rule.RESTRICTED.value, _("restricted: it is sold with a sentence")),
    ]
    form.country.choices = [
        SelectChoice("", _("every country")),
        *(SelectChoice(code, code) for code in COUNTRIES),
    ]
    form.category.choices = [
        SelectChoice("", _("any")),
        *(SelectChoice(slug, name) for slug, name in catalog.category_names(spoken())),
    ]
    return form


@blueprint.get("/products/sellable")
def products_sellable() -> ResponseReturnValue:
    """Every product against every country."""
    query = request.args.get("q", "").strip()[:100]
    told: dict[str, Any] = {"q": query} if query else {}
    return render_template(
        "office/sellable.html",
        matrix=reports.sellable(query, page_number()),
        told=told,
        page_url=lambda page: url_for("office.products_sellable", **told, page=page),
    )


@blueprint.get("/products/restrictions")
def products_restrictions() -> ResponseReturnValue:
    """The table."""
    return render_template(
        "office/restrictions.html", rows=catalog.list_restrictions(), names=LANGUAGES
    )


@blueprint.get("/products/restrictions/new")
def products_restriction_new() -> ResponseReturnValue:
    """A new row's form."""
    return _show(None, restriction_form())


@blueprint.get("/products/restrictions/<int:restriction_id>")
def products_restriction(restriction_id: int) -> ResponseReturnValue:
    """A row's form."""
    row = catalog.find_restriction(restriction_id)
    if row is None:
        abort(404)
    return _show(restriction_id, restriction_form(row))


@blueprint.post("/products/restrictions/new")
def products_restriction_add() -> ResponseReturnValue:
    """Write a new row."""
    return _save(None)


@blueprint.post("/products/restrictions/<int:restriction_id>")
def products_restriction_save(restriction_id: int) -> ResponseReturnValue:
    """Change a row, or strike it out."""
    if request.form.get("remove"):
        with transaction():
            catalog.remove_restriction(restriction_id)
        flash(_("Struck out."), "good")
        return redirect(url_for("office.products_restrictions"), 303)
    return _save(restriction_id)


def _save(restriction_id: int | None) -> ResponseReturnValue:
    form = restriction_form()
    if not form.validate():
        return _show(restriction_id, form, 422)
    try:
        with transaction():
            catalog.set_restriction(restriction_id, form.facts())
    except ShopError as refusal:
        return _show(restriction_id, form, refusal.status, refusal.message)
    flash(_("Saved."), "good")
    return redirect(url_for("office.products_restrictions"), 303)


def _show(
    restriction_id: int | None, form: RestrictionForm, status: int = 200, problem: str | None = None
) -> ResponseReturnValue:
    return render_template(
        "office/restriction.html",
        form=form,
        problem=problem,
        is_new=restriction_id is None,
        notices=[form[f"notice_{code}"] for code in LANGUAGES],
    ), status

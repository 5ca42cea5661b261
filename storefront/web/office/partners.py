"""Partners: who sends buyers for a commission, what they brought, what they are owed."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from storefront import campaigns as planned
from storefront import reports
from storefront.campaigns import LaunchKit, Partner, PartnerFacts
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.markets import lazy_gettext

from . import frame
from .blueprint import blueprint
from .campaign_forms import TOO_LONG, CostForm, currencies, landings
from .campaigns import address_of
from .forms import DeskForm, WholeNumber, minor_of, trimmed
from .promotion_form import basis_points
from .words import PARTNER_KINDS


class PartnerForm(DeskForm):
    """Who it is, and what they get."""

    name = StringField(
        lazy_gettext("Name"),
        [
            InputRequired(lazy_gettext("A partner has a name.")),
            Length(max=100, message=TOO_LONG),
        ],
        [trimmed],
    )
    kind = SelectField(lazy_gettext("Kind"), validate_choice=False)
    email = StringField(lazy_gettext("Email"), [Length(max=254, message=TOO_LONG)], [trimmed])
    commission = StringField(lazy_gettext("Commission in percent"), filters=[trimmed])
    wait_days = WholeNumber(lazy_gettext("Days that it waits for returns"))
    code = StringField(lazy_gettext("Code"), [Length(max=40, message=TOO_LONG)], [trimmed])
    active = BooleanField(lazy_gettext("Works with us"))

    def facts(self) -> PartnerFacts:
        """What was typed; raises ShopError."""
        return PartnerFacts(
            name=self.name.data or "",
            kind=self.kind.data or "",
            email=self.email.data or "",
            code=self.code.data or "",
            commission_bp=basis_points(self.commission.data),
            wait_days=30 if self.wait_days.data is None else self.wait_days.data,
            active=bool(self.active.data),
        )


class PartnerLinkForm(DeskForm):
    """A link of a partner's own, in a campaign."""

    campaign = SelectField(lazy_gettext("Campaign"), validate_choice=False)
    landing = SelectField(lazy_gettext("Leads to"), validate_choice=False)


@blueprint.get("/campaigns/partners")
def campaigns_partners() -> ResponseReturnValue:
    """All partners and how they stand."""
    rows = planned.list_partners()
    return render_template(
        "office/partners.html",
        rows=rows,
        figures=reports.partner_figures(rows),
        measured=reports.measured(),
        amounts=frame.amounts,
    )


@blueprint.route("/campaigns/partners/new", methods=["GET", "POST"])
def campaigns_partners_new() -> ResponseReturnValue:
    """A new partner."""
    return _edit(None)


@blueprint.route("/campaigns/partners/<int:partner_id>", methods=["GET", "POST"])
def campaigns_partners_one(partner_id: int) -> ResponseReturnValue:
    """A partner: figures, links, payments."""
    return _edit(_find(partner_id))


@blueprint.post("/campaigns/partners/<int:partner_id>/links")
def campaigns_partners_link(partner_id: int) -> ResponseReturnValue:
    """Make a link that carries the partner's name, and their code if they have one."""
    partner, form = _find(partner_id), _link_form()
    chosen = form.campaign.data or ""
    number = int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0
    kit = LaunchKit(
        [partner.kind], form.landing.data or "", partner=partner.name, code=partner.code
    )
    try:
        with transaction():
            campaign = planned.find_campaign(number)
            if campaign is None:
                raise ShopError(_("Plan a campaign first."))
            planned.make_links(campaign, kit)
    except ShopError as refusal:
        return _show(_find(partner_id), None, refusal.status, link_problem=refusal.message)
    flash(_("%(count)s links are made.") % {"count": 1}, "good")
    return redirect(url_for("office.campaigns_partners_one", partner_id=partner_id), 303)


@blueprint.post("/campaigns/partners/<int:partner_id>/payments")
def campaigns_partners_pay(partner_id: int) -> ResponseReturnValue:
    """Write down that a commission was paid."""
    partner, form = _find(partner_id), _pay_form()
    if not form.validate():
        problem = next(iter(form.problems().values()))
        return _show(partner, None, 422, pay=form, pay_problem=problem)
    try:
        with transaction():
            minor = minor_of(form.amount.data, form.currency.data or "") or 0
            day = form.day.data or frame.today()
            told = (minor, form.currency.data or "", form.note.data or "", current_user.email)
            planned.pay_partner(_find(partner_id), day, *told)
    except ShopError as refusal:
        return _show(_find(partner_id), None, 422, pay=form, pay_problem=refusal.message)
    flash(_("Noted."), "good")
    return redirect(url_for("office.campaigns_partners_one", partner_id=partner_id), 303)


def _find(partner_id: int) -> Partner:
    found = planned.find_partner(partner_id)
    if found is None:
        abort(404)
    return found


def _edit(row: Partner | None) -> ResponseReturnValue:
    form = _form(row)
    if request.method == "GET":
        return _show(row, form)
    if not form.validate():
        return _show(row, form, 422)
    try:
        with transaction():
            saved = planned.save_partner(row.id if row else None, form.facts())
    except ShopError as refusal:
        return _show(row, form, 422, problem=refusal.message)
    flash(_("Saved."), "good")
    return redirect(url_for("office.campaigns_partners_one", partner_id=saved.id), 303)


def _form(row: Partner | None) -> PartnerForm:
    known: dict[str, Any] = {"active": True, "kind": "influencer", "wait_days": 30}
    if row:
        known = {
            name: getattr(row, name)
            for name in ("name", "kind", "email", "wait_days", "code", "active")
        }
        known["commission"] = f"{row.commission_bp / 100:g}"
    form = PartnerForm(data=known)
    form.kind.choices = [
        SelectChoice(key, str(PARTNER_KINDS[key])) for key in planned.PARTNER_KINDS
    ]
    return form


def _link_form() -> PartnerLinkForm:
    form = PartnerLinkForm()
    form.campaign.choices = [
        SelectChoice(str(one.id), one.name) for one in planned.list_campaigns()
    ]
    form.landing.choices = landings()
    return form


def _pay_form() -> CostForm:
    form = CostForm(data={"day": frame.today()})
    form.currency.choices = currencies()
    return form


def _show(
    row: Partner | None, form: PartnerForm | None, status: int = 200, **more: Any
) -> ResponseReturnValue:
    told: dict[str, Any] = {
        "row": row,
        "form": form or _form(row),
        "problem": None,
        "link_problem": None,
        "pay_problem": None,
        "pay": None,
        "amounts": frame.amounts,
        "address_of": address_of,
    }
    if row:
        told["figures"] = reports.partner_figures([row])[row.id]
        told["measured"] = reports.measured()
        told["links"], told["payments"] = planned.links_of(row), planned.payments_to(row)
        told["link"] = _link_form()
        told["pay"] = more.get("pay") or _pay_form()
    return render_template("office/partner.html", **(told | more)), status

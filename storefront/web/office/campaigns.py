"""Campaigns: planned, launched by one form, watched, and read by what they brought."""

import io
from typing import Any

import segno
from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from storefront import campaigns as planned
from storefront import catalog, reports
from storefront.campaigns import Campaign, CampaignFacts, CampaignLink, LaunchKit
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import LANGUAGES, MARKETS, all_locales, home_locale, lazy_gettext, spoken
from storefront.markets import gettext as _
from storefront.money import Money, UnknownCurrency

from . import frame
from .blueprint import blueprint
from .forms import Day, DeskForm, trimmed
from .words import CAMPAIGN_GOALS, CAMPAIGN_STATES
from .words import MARKETS as MARKET_NAMES

TOO_LONG = lazy_gettext("This text is too long.")


class CampaignForm(DeskForm):
    """What a campaign is for, where and when."""

    name = StringField(
        lazy_gettext("Name"),
        [
            InputRequired(lazy_gettext("A campaign has a name.")),
            Length(max=100, message=TOO_LONG),
        ],
        filters=[trimmed],
    )
    slug = StringField(
        lazy_gettext("Tag in its links"), [Length(max=60, message=TOO_LONG)], [trimmed]
    )
    goal = SelectField(lazy_gettext("Goal"), validate_choice=False)
    state = SelectField(lazy_gettext("State"), validate_choice=False)
    markets = SelectMultipleField(lazy_gettext("Markets"), validate_choice=False)
    starts_on = Day(lazy_gettext("From"), [Optional()])
    ends_on = Day(lazy_gettext("Until and with"), [Optional()])
    budget = StringField(lazy_gettext("Budget"), filters=[trimmed])
    currency = SelectField(lazy_gettext("Currency"), validate_choice=False)

    def facts(self) -> CampaignFacts:
        """What was typed; raises ShopError."""
        return CampaignFacts(
            name=self.name.data or "",
            slug=self.slug.data or "",
            goal=self.goal.data or "",
            markets=tuple(self.markets.data or ()),
            state=self.state.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            budget_minor=_minor(self.budget.data, self.currency.data or ""),
            currency=self.currency.data or "",
        )


class LaunchForm(DeskForm):
    """Where links are put, and the page they lead to."""

    placements = SelectMultipleField(lazy_gettext("Places"), validate_choice=False)
    landing = SelectField(lazy_gettext("Leads to"), validate_choice=False)
    locale = SelectField(lazy_gettext("Language and country"), validate_choice=False)
    content = StringField(lazy_gettext("Creative"), [Length(max=60, message=TOO_LONG)], [trimmed])
    partner = StringField(lazy_gettext("Partner"), [Length(max=100, message=TOO_LONG)], [trimmed])
    code = StringField(lazy_gettext("Code"), [Length(max=40, message=TOO_LONG)], [trimmed])


class CostForm(DeskForm):
    """Money spent on a day."""

    day = Day(lazy_gettext("Day"), [InputRequired(lazy_gettext("Which day was it?"))])
    amount = StringField(
        lazy_gettext("Amount"), [InputRequired(lazy_gettext("How much was it?"))], [trimmed]
    )
    currency = SelectField(lazy_gettext("Currency"), validate_choice=False)
    note = StringField(lazy_gettext("What for"), [Length(max=200, message=TOO_LONG)], [trimmed])


@blueprint.get("/campaigns")
def campaigns() -> ResponseReturnValue:
    """All campaigns with what they brought."""
    found = planned.list_campaigns()
    return render_template(
        "office/campaigns.html",
        rows=found,
        figures=reports.campaign_figures(found),
        amounts=frame.amounts,
    )


@blueprint.route("/campaigns/new", methods=["GET", "POST"])
def campaigns_new() -> ResponseReturnValue:
    """A new campaign."""
    return _edit(None)


@blueprint.route("/campaigns/<int:campaign_id>/edit", methods=["GET", "POST"])
def campaigns_edit(campaign_id: int) -> ResponseReturnValue:
    """Change a campaign."""
    return _edit(_find(campaign_id))


@blueprint.get("/campaigns/<int:campaign_id>")
def campaigns_one(campaign_id: int) -> ResponseReturnValue:
    """A campaign: its links, what they brought, what stands in the way."""
    return _show(_find(campaign_id))


@blueprint.post("/campaigns/<int:campaign_id>/links")
def campaigns_launch(campaign_id: int) -> ResponseReturnValue:
    """Make all links of the launch kit, or none."""
    campaign = _find(campaign_id)
    form = _launch_form()
    if not form.validate():
        return _show(campaign, 422, launch=form)
    kit = LaunchKit(
        form.placements.data or (),
        form.landing.data or "",
        form.locale.data or "",
        form.content.data or "",
        form.partner.data or "",
        form.code.data or "",
    )
    try:
        with transaction():
            made = planned.make_links(_find(campaign_id), kit)
    except ShopError as refusal:
        return _show(
            _find(campaign_id), refusal.status, launch=form, launch_problem=refusal.message
        )
    flash(_("%(count)s links are made.") % {"count": len(made)}, "good")
    return redirect(url_for("office.campaigns_one", campaign_id=campaign_id, _anchor="links"), 303)


@blueprint.post("/campaigns/<int:campaign_id>/costs")
def campaigns_cost(campaign_id: int) -> ResponseReturnValue:
    """Write a cost down, or strike one out."""
    campaign = _find(campaign_id)
    remove = request.form.get("remove", "")
    if remove.isascii() and remove.isdigit() and len(remove) < 10:
        with transaction():
            planned.remove_cost(_find(campaign_id), int(remove))
        flash(_("Struck out."), "good")
        return redirect(url_for("office.campaigns_one", campaign_id=campaign_id), 303)
    form = _cost_form(campaign)
    if not form.validate():
        return _show(campaign, 422, cost=form)
    try:
        with transaction():
            minor = _minor(form.amount.data, form.currency.data or "") or 0
            day = form.day.data or frame.today()
            planned.add_cost(
                _find(campaign_id), day, minor, form.currency.data, form.note.data or ""
            )
    except ShopError as refusal:
        return _show(_find(campaign_id), 422, cost=form, cost_problem=refusal.message)
    flash(_("Noted."), "good")
    return redirect(url_for("office.campaigns_one", campaign_id=campaign_id, _anchor="costs"), 303)


@blueprint.get("/campaigns/links/<token>.<any(svg, png):form>")
def campaigns_code(token: str, form: str) -> ResponseReturnValue:
    """A link as a QR code, to print."""
    link = planned.link_by_token(token)
    if link is None:
        abort(404)
    drawn = io.BytesIO()
    segno.make(address_of(link), error="m", micro=False).save(
        drawn, kind=form, scale=12 if form == "png" else 4, border=4
    )
    kind = "image/svg+xml" if form == "svg" else "image/png"
    answer = Response(drawn.getvalue(), mimetype=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename=qr-{link.token}.{form}"
    return answer


def address_of(link: CampaignLink) -> str:
    """The short address, as it is given to people."""
    return f"{current_app.extensions['settings'].public_url}/go/{link.token}"


def _find(campaign_id: int) -> Campaign:
    found = planned.find_campaign(campaign_id)
    if found is None:
        abort(404)
    return found


def _edit(campaign: Campaign | None) -> ResponseReturnValue:
    form = CampaignForm(data=_known(campaign) if campaign else {"state": "planned"})
    form.goal.choices = [SelectChoice(key, str(CAMPAIGN_GOALS[key])) for key in planned.GOALS]
    form.state.choices = [SelectChoice(key, str(CAMPAIGN_STATES[key])) for key in planned.STATES]
    form.markets.choices = [SelectChoice(code, str(MARKET_NAMES[code])) for code in MARKETS]
    form.currency.choices = _currencies()
    problem = None
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                saved = planned.save_campaign(
                    campaign.id if campaign else None, form.facts(), current_user.email
                )
            flash(_("Saved."), "good")
            return redirect(url_for("office.campaigns_one", campaign_id=saved.id), 303)
        except ShopError as refusal:
            problem, status = refusal.message, refusal.status
    return render_template(
        "office/campaign_edit.html", form=form, campaign=campaign, problem=problem
    ), status


def _known(campaign: Campaign) -> dict[str, Any]:
    names = ("name", "slug", "goal", "state", "markets", "starts_on", "ends_on", "currency")
    told: dict[str, Any] = {name: getattr(campaign, name) for name in names}
    if campaign.budget_minor is not None:
        told["budget"] = Money(campaign.budget_minor, campaign.currency).plain()
    return told


def _show(campaign: Campaign, status: int = 200, **typed: Any) -> ResponseReturnValue:
    told: dict[str, Any] = {
        "campaign": campaign,
        "figures": reports.campaign_figures([campaign])[campaign.id],
        "troubles": planned.troubles_of(campaign),
        "places": {(each.source, each.medium): each.name for each in planned.PLACEMENTS.values()},
        "address_of": address_of,
        "amounts": frame.amounts,
        "launch": None,
        "launch_problem": None,
        "cost": None,
        "cost_problem": None,
        "new_link": reports.LinkFigures(),
    }
    told.update(typed)
    told["launch"] = told["launch"] or _launch_form()
    told["cost"] = told["cost"] or _cost_form(campaign)
    return render_template("office/campaign.html", **told), status


def _launch_form() -> LaunchForm:
    form = LaunchForm()
    form.placements.choices = [
        SelectChoice(each.key, each.name) for each in planned.PLACEMENTS.values()
    ]
    shop = home_locale("US")
    pages = [SelectChoice("", _("the home page"))]
    pages += [
        SelectChoice(f"l/{each.slug}", planned.words_of(each, spoken()).title)
        for each in planned.list_landing_pages()
    ]
    pages += [SelectChoice(f"c/{each.slug}", each.name) for each in catalog.categories(shop)]
    pages += [
        SelectChoice(f"p/{row.slug}", row.name)
        for row in catalog.list_products(status="active").rows
    ]
    form.landing.choices = pages
    form.locale.choices = [
        SelectChoice("", _("as the visitor's browser asks")),
        *(
            SelectChoice(each.tag, f"{LANGUAGES[each.language]} · {each.country}")
            for each in all_locales()
        ),
    ]
    return form


def _cost_form(campaign: Campaign) -> CostForm:
    form = CostForm(data={"day": frame.today(), "currency": campaign.currency})
    form.currency.choices = _currencies()
    return form


def _currencies() -> list[SelectChoice]:
    codes = dict.fromkeys(["USD", "CNY", *(market.currency for market in MARKETS.values())])
    return [SelectChoice(code, code) for code in codes]


def _minor(text: str | None, code: str) -> int | None:
    if not text:
        return None
    try:
        return Money.parse(text, code).minor
    except (UnknownCurrency, ValueError, ShopError):
        raise ShopError(
            _("“%(text)s” is no amount in %(code)s.") % {"text": text[:20], "code": code}
        ) from None

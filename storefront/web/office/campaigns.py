"""Campaigns: planned, launched by one form, watched, and read by what they brought."""

import io
from typing import Any

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from storefront import campaigns as planned
from storefront import reports
from storefront.campaigns import Campaign, CampaignLink, LaunchKit
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import MARKETS
from storefront.markets import gettext as _
from storefront.money import Money

from . import frame
from .blueprint import blueprint
from .campaign_forms import CampaignForm, cost_form, currencies, launch_form, placement_form
from .forms import minor_of
from .tables import table_file
from .words import CAMPAIGN_GOALS, CAMPAIGN_STATES
from .words import MARKETS as MARKET_NAMES

DAYS_SHOWN = 60


@blueprint.get("/campaigns")
def campaigns() -> ResponseReturnValue:
    """All campaigns with what they brought."""
    found = planned.list_campaigns()
    return render_template(
        "office/campaigns.html",
        rows=found,
        figures=reports.campaign_figures(found),
        measured=reports.measured(),
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
    form = launch_form()
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
    form = cost_form(campaign)
    if not form.validate():
        return _show(campaign, 422, cost=form)
    try:
        with transaction():
            minor = minor_of(form.amount.data, form.currency.data or "") or 0
            day = form.day.data or frame.today()
            planned.add_cost(
                _find(campaign_id),
                day,
                minor,
                form.currency.data,
                form.note.data or "",
                form.placement_id,
            )
    except ShopError as refusal:
        return _show(_find(campaign_id), 422, cost=form, cost_problem=refusal.message)
    flash(_("Noted."), "good")
    return redirect(url_for("office.campaigns_one", campaign_id=campaign_id, _anchor="costs"), 303)


@blueprint.post("/campaigns/<int:campaign_id>/placements/<int:placement_id>")
def campaigns_placement(campaign_id: int, placement_id: int) -> ResponseReturnValue:
    """Write down how a platform calls a placement and its advertisements."""
    campaign = _find(campaign_id)
    placement = next((each for each in campaign.placements if each.id == placement_id), None)
    if placement is None:
        abort(404)
    form = placement_form(campaign, placement)
    named = [(each.id, request.form.get(f"ad-{each.id}", "")) for each in placement.creatives]
    ads = {creative_id: name.strip() for creative_id, name in named}
    problem = None
    try:
        if form.validate():
            with transaction():
                facts = form.facts(campaign.currency)
                planned.save_placement(_find(campaign_id), placement_id, facts, ads)
            flash(_("Saved."), "good")
            where = url_for("office.campaigns_one", campaign_id=campaign_id, _anchor="places")
            return redirect(where, 303)
    except ShopError as refusal:
        problem = refusal.message
    return _show(_find(campaign_id), 422, typed=(placement_id, form, ads, problem))


@blueprint.get("/campaigns/links/<token>.<any(svg, png):form>")
def campaigns_code(token: str, form: str) -> ResponseReturnValue:
    """A link as a QR code, to print."""
    link = planned.link_by_token(token)
    if link is None:
        abort(404)
    import segno  # only who prints a code loads it

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
    form.currency.choices = currencies()
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
    told["target_orders"] = campaign.target_orders
    if campaign.target_return is not None:
        told["target_return"] = f"{campaign.target_return / 100:g}"
    if campaign.budget_minor is not None:
        told["budget"] = Money(campaign.budget_minor, campaign.currency).plain()
    return told


@blueprint.get("/campaigns/<int:campaign_id>/days.csv")
def campaigns_days(campaign_id: int) -> ResponseReturnValue:
    """What a campaign brought and cost by day, link and currency."""
    campaign = _find(campaign_id)
    links = {link.token: link for link in campaign.links}
    rows = []
    for each in reports.campaign_days(campaign):
        link = links.get(each.link)
        named = [each.day, each.link, link.source if link else "", link.content if link else ""]
        counts: list[object] = [each.visits, each.orders, each.clicks]
        for code in sorted({*each.revenue, *each.refunds, *each.cost}) or [""]:
            sums = [
                Money(kind.get(code, 0), code).plain() if code else ""
                for kind in (each.revenue, each.refunds, each.cost)
            ]
            rows.append([*named, *counts, code, *sums])
            counts = ["", "", ""]  # once a day and link, whatever its currencies
    head = ["day", "link", "source", "content", "visits", "orders", "clicks"]
    head += ["currency", "revenue", "refunds", "cost"]
    return table_file(f"campaign-{campaign.slug}-days", head, rows)


def _show(campaign: Campaign, status: int = 200, **typed: Any) -> ResponseReturnValue:
    figures = reports.campaign_figures([campaign])[campaign.id]
    told: dict[str, Any] = {
        "campaign": campaign,
        "figures": figures,
        "back": figures.return_on_spend(campaign.currency),
        "pace": reports.pace_of(campaign, figures),
        "measured": reports.measured(campaign.starts_on),
        "days": reports.campaign_days(campaign)[:DAYS_SHOWN],
        "links": {link.token: link for link in campaign.links},
        "posts": planned.list_activities(campaign.id),
        "troubles": planned.troubles_of(campaign),
        "places": {(each.source, each.medium): each.name for each in planned.PLACEMENTS.values()},
        "address_of": address_of,
        "amounts": frame.amounts,
        "launch": None,
        "launch_problem": None,
        "cost": None,
        "cost_problem": None,
        "new_link": reports.LinkFigures(),
        "typed": (0, None, {}, None),
        "where": reports.place_figures(campaign, figures),
        "name_of": planned.name_of,
    }
    told.update(typed)
    told["place_forms"] = {
        each.id: told["typed"][1] if each.id == told["typed"][0] else placement_form(campaign, each)
        for each in campaign.placements
    }
    told["launch"] = told["launch"] or launch_form()
    told["cost"] = told["cost"] or cost_form(campaign)
    return render_template("office/campaign.html", **told), status

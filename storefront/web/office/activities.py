"""Posts and letters: planned with words, pictures and a link, marked when they are published."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from storefront import campaigns as planned
from storefront import catalog, reports
from storefront.campaigns import Activity, ActivityFacts
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.markets import home_locale, lazy_gettext

from . import frame
from .blueprint import blueprint
from .campaign_forms import TOO_LONG, landings, locales
from .campaigns import address_of
from .forms import Day, DeskForm, trimmed


class ActivityForm(DeskForm):
    """A post or a letter."""

    campaign = SelectField(lazy_gettext("Campaign"), validate_choice=False)
    placement = SelectField(lazy_gettext("Where"), validate_choice=False)
    account = StringField(lazy_gettext("Account"), [Length(max=100, message=TOO_LONG)], [trimmed])
    day = Day(lazy_gettext("Day"), [InputRequired(lazy_gettext("Which day is it for?"))])
    title = StringField(
        lazy_gettext("Title"),
        [
            InputRequired(lazy_gettext("A post has a title.")),
            Length(max=120, message=TOO_LONG),
        ],
        [trimmed],
    )
    text = TextAreaField(
        lazy_gettext("Text"), [Length(max=5000, message=TOO_LONG)], render_kw={"rows": 6}
    )
    products = StringField(
        lazy_gettext("Pictures of"), [Length(max=2000, message=TOO_LONG)], [trimmed]
    )
    landing = SelectField(lazy_gettext("Leads to"), validate_choice=False)
    locale = SelectField(lazy_gettext("Language and country"), validate_choice=False)
    code = StringField(lazy_gettext("Code"), [Length(max=40, message=TOO_LONG)], [trimmed])

    def facts(self, placement: str) -> ActivityFacts:
        """What was typed."""
        chosen = self.campaign.data or ""
        return ActivityFacts(
            campaign_id=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0,
            placement=placement,
            day=self.day.data or frame.today(),
            title=self.title.data or "",
            account=self.account.data or "",
            text=self.text.data or "",
            products=(self.products.data or "").replace(",", " ").split(),
            landing=self.landing.data or "",
            locale=self.locale.data or "",
            code=self.code.data or "",
        )


@blueprint.get("/campaigns/posts")
def campaigns_posts() -> ResponseReturnValue:
    """All posts and letters, and what each brought."""
    rows = planned.list_activities()
    campaigns = {row.id: row for row in planned.list_campaigns()}
    wanted = [campaigns[key] for key in {row.campaign_id for row in rows} if key in campaigns]
    figures = reports.campaign_figures(wanted)
    return render_template(
        "office/activities.html",
        rows=rows,
        campaigns=campaigns,
        told={row.id: figures[row.campaign_id].links.get(row.link.token) for row in rows},
        places=planned.PLACEMENTS,
        amounts=frame.amounts,
        today=frame.today(),
    )


@blueprint.route("/campaigns/posts/new", methods=["GET", "POST"])
def campaigns_posts_new() -> ResponseReturnValue:
    """A new post or letter."""
    return _edit(None)


@blueprint.route("/campaigns/posts/<int:activity_id>", methods=["GET", "POST"])
def campaigns_posts_one(activity_id: int) -> ResponseReturnValue:
    """Change one; copy its words, take its pictures, mark it published."""
    return _edit(_find(activity_id))


@blueprint.post("/campaigns/posts/<int:activity_id>/published")
def campaigns_posts_published(activity_id: int) -> ResponseReturnValue:
    """It is in the world."""
    try:
        with transaction():
            address = request.form.get("address", "").strip()
            planned.publish_activity(_find(activity_id), address)
    except ShopError as refusal:
        return _show(_find(activity_id), _form(_find(activity_id)), 422, refusal.message)
    flash(_("Noted."), "good")
    return redirect(url_for("office.campaigns_posts_one", activity_id=activity_id), 303)


@blueprint.post("/campaigns/posts/<int:activity_id>/remove")
def campaigns_posts_remove(activity_id: int) -> ResponseReturnValue:
    """It will not be."""
    with transaction():
        planned.withdraw_activity(_find(activity_id))
    flash(_("Struck out."), "good")
    return redirect(url_for("office.campaigns_posts"), 303)


def _find(activity_id: int) -> Activity:
    found = planned.find_activity(activity_id)
    if found is None:
        abort(404)
    return found


def _edit(row: Activity | None) -> ResponseReturnValue:
    form = _form(row)
    if request.method == "GET":
        return _show(row, form)
    if not form.validate():
        return _show(row, form, 422)
    try:
        with transaction():
            facts = form.facts(row.placement if row else form.placement.data or "")
            saved = planned.save_activity(row.id if row else None, facts)
    except ShopError as refusal:
        return _show(row, form, refusal.status, refusal.message)
    flash(_("Saved."), "good")
    return redirect(url_for("office.campaigns_posts_one", activity_id=saved.id), 303)


def _form(row: Activity | None) -> ActivityForm:
    asked = request.args.get("campaign", "")
    form = ActivityForm(data=_known(row) if row else {"day": frame.today(), "campaign": asked})
    form.campaign.choices = [
        SelectChoice(str(one.id), one.name) for one in planned.list_campaigns()
    ]
    form.placement.choices = [
        SelectChoice(key, planned.PLACEMENTS[key].name) for key in planned.POSTED
    ]
    form.landing.choices, form.locale.choices = landings(), locales()
    return form


def _known(row: Activity) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: getattr(row, name) for name in ("placement", "account", "day", "title", "text")
    }
    told |= {name: getattr(row.link, name) for name in ("landing", "locale", "code")}
    return told | {"campaign": str(row.campaign_id), "products": " ".join(row.products)}


def _show(
    row: Activity | None, form: ActivityForm, status: int = 200, problem: str | None = None
) -> ResponseReturnValue:
    page = render_template(
        "office/activity.html",
        row=row,
        form=form,
        problem=problem,
        address=address_of(row.link) if row else "",
        place=planned.PLACEMENTS[row.placement] if row else None,
        cards=catalog.selection(home_locale("US"), row.products, "") if row else (),
    )
    return page, status

"""Promotions: what they do, for whom, how often; their codes; what they gave away."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from storefront import promotions as offered
from storefront import reports
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.markets import lazy_gettext
from storefront.money import Money
from storefront.promotions import PromotionFacts, PromotionRow

from .blueprint import blueprint
from .forms import DeskForm, WholeNumber, trimmed
from .promotion_form import STEPS, PromotionForm, form_of
from .tables import table_file


class CodeForm(DeskForm):
    """A word for everybody, or many that can be used once each."""

    code = StringField(lazy_gettext("Code"), filters=[trimmed])
    count = WholeNumber(lazy_gettext("How many single ones"))
    prefix = StringField(lazy_gettext("They begin with"), filters=[trimmed])
    addresses = TextAreaField(
        lazy_gettext("E-mail addresses"),
        [Length(max=1_000_000, message=lazy_gettext("This text is too long."))],
        render_kw={"rows": 2},
    )


class GroupForm(DeskForm):
    """Buyers who are meant by name."""

    name = StringField(
        lazy_gettext("Group"), [InputRequired(lazy_gettext("A group has a name."))], [trimmed]
    )
    addresses = TextAreaField(
        lazy_gettext("E-mail addresses"),
        [InputRequired(lazy_gettext("Write one e-mail address on each line."))],
        render_kw={"rows": 4},
    )


@blueprint.get("/promotions")
def promotions() -> ResponseReturnValue:
    """All promotions and what they gave away."""
    rows = offered.list_promotions()
    return render_template(
        "office/promotions.html",
        rows=rows,
        figures=offered.figures_of([row.id for row in rows]),
        given=given,
    )


@blueprint.route("/promotions/new", methods=["GET", "POST"])
def promotions_new() -> ResponseReturnValue:
    """A new promotion."""
    return _edit(None)


@blueprint.route("/promotions/<int:promotion_id>", methods=["GET", "POST"])
def promotions_one(promotion_id: int) -> ResponseReturnValue:
    """Change a promotion; see its codes."""
    return _edit(_find(promotion_id))


@blueprint.post("/promotions/<int:promotion_id>/codes")
def promotions_codes(promotion_id: int) -> ResponseReturnValue:
    """Add one code for everybody, many single ones, or one for each of some addresses; the last
    come as a table at once, because the shop does not keep the addresses."""
    _find(promotion_id)
    form = CodeForm()
    try:
        if not form.validate():
            raise ShopError(next(iter(form.problems().values())))
        with transaction():
            row = _find(promotion_id)
            if form.addresses.data:
                pairs = offered.make_codes_for(row, form.addresses.data, form.prefix.data or "")
                return table_file(f"codes-{row.id}-by-address", ["email", "code"], pairs)
            if form.count.data:
                made = len(offered.make_codes(row, form.count.data, form.prefix.data or ""))
            else:
                offered.add_code(row, form.code.data or "")
                made = 1
    except ShopError as refusal:
        return _show(
            _find(promotion_id), form_of(_find(promotion_id)), 422, code_problem=refusal.message
        )
    flash(_("%(count)s codes are made.") % {"count": made}, "good")
    where = url_for("office.promotions_one", promotion_id=promotion_id, _anchor="codes")
    return redirect(where, 303)


@blueprint.get("/promotions/<int:promotion_id>/codes.csv")
def promotions_codes_file(promotion_id: int) -> ResponseReturnValue:
    """All codes of a promotion, and how often each was used."""
    row = _find(promotion_id)
    rows = [(each.code, each.used, each.limit_total or "") for each in row.codes]
    return table_file(f"codes-{row.id}", ["code", "used", "limit"], rows)


@blueprint.route("/promotions/groups", methods=["GET", "POST"])
def promotions_groups() -> ResponseReturnValue:
    """Groups of customers: seen, filled, forgotten."""
    form = GroupForm()
    problem, status = None, 200
    if request.method == "POST":
        status = 422
        try:
            if not form.validate():
                raise ShopError(next(iter(form.problems().values())))
            with transaction():
                new = offered.add_to_group(form.name.data or "", form.addresses.data or "")
            flash(_("%(count)s customers came new into the group.") % {"count": new}, "good")
            return redirect(url_for("office.promotions_groups"), 303)
        except ShopError as refusal:
            problem = refusal.message
    groups = offered.list_groups()
    page = render_template(
        "office/promotion_groups.html", groups=groups, form=form, problem=problem
    )
    return page, status


@blueprint.post("/promotions/groups/<int:group_id>/remove")
def promotions_group_remove(group_id: int) -> ResponseReturnValue:
    """Forget a group."""
    with transaction():
        offered.remove_group(group_id)
    flash(_("Forgotten."), "good")
    return redirect(url_for("office.promotions_groups"), 303)


def given(figures: dict[str, int]) -> list[Money]:
    """What paid orders were given, by currency."""
    return [Money(minor, code) for code, minor in sorted(figures.items()) if code != "orders"]


def _find(promotion_id: int) -> PromotionRow:
    found = offered.find_promotion(promotion_id)
    if found is None:
        abort(404)
    return found


def _edit(row: PromotionRow | None) -> ResponseReturnValue:
    form = form_of(row)
    if request.method == "GET":
        return _show(row, form)
    if not form.validate():
        return _show(row, form, 422)
    try:
        facts = form.facts()
        with transaction():
            saved = offered.save_promotion(row.id if row else None, facts)
            _refuse_losses(facts, accepted=bool(form.accept_loss.data))
    except ShopError as refusal:
        return _show(row, form, 422, problem=refusal.message)
    flash(_("Saved."), "good")
    return redirect(url_for("office.promotions_one", promotion_id=saved.id), 303)


def _refuse_losses(facts: PromotionFacts, *, accepted: bool) -> None:
    """Raises ShopError when something would be sold below its cost and nobody said so."""
    losses = _margins(facts.kind, facts.rule).losses if facts.active and not accepted else []
    if losses:
        worst = losses[0]
        raise ShopError(
            _(
                "%(count)s prices would fall below cost, the worst: %(name)s brings %(brings)s and"
                " costs %(cost)s. If you mean it, tick “Sell below cost all the same”."
            )
            % {
                "count": len(losses),
                "name": worst.name,
                "brings": f"{worst.brings.plain()} {worst.brings.currency}",
                "cost": f"{worst.cost.plain()} {worst.cost.currency}",
            }
        )


def _margins(kind: str, rule: Mapping[str, Any]) -> reports.Margins:
    return reports.margins_under(offered.as_promotion(0, kind, rule))


def _show(
    row: PromotionRow | None,
    form: PromotionForm,
    status: int = 200,
    problem: str | None = None,
    code_problem: str | None = None,
) -> ResponseReturnValue:
    return render_template(
        "office/promotion.html",
        row=row,
        form=form,
        problem=problem,
        code_problem=code_problem,
        codes=CodeForm(None) if row else None,
        figures=offered.figures_of([row.id])[row.id] if row else {},
        given=given,
        shown=50,
        margins=_margins(row.kind, row.rule) if row else None,
        few=5,
        steps=STEPS,
    ), status

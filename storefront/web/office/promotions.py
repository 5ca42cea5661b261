"""Promotions: what they do, for whom, how often; their codes; what they gave away."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from storefront import catalog, reports
from storefront import promotions as offered
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import MARKETS, lazy_gettext, spoken
from storefront.markets import gettext as _
from storefront.money import Money, UnknownCurrency
from storefront.promotions import Kind, PromotionFacts, PromotionRow

from . import frame
from .blueprint import blueprint
from .forms import Day, DeskForm, WholeNumber, trimmed
from .words import MARKETS as MARKET_NAMES
from .words import PROMOTION_KINDS

TOO_LONG = lazy_gettext("This text is too long.")


class PromotionForm(DeskForm):
    """One promotion; amounts are written one a line with their currency."""

    name = StringField(
        lazy_gettext("Name"),
        [
            InputRequired(lazy_gettext("A promotion has a name.")),
            Length(max=100, message=TOO_LONG),
        ],
        [trimmed],
    )
    kind = SelectField(lazy_gettext("What it does"), validate_choice=False)
    percent = StringField(lazy_gettext("Percent"), filters=[trimmed])
    amounts = TextAreaField(lazy_gettext("Amounts"), render_kw={"rows": 2})
    caps = TextAreaField(lazy_gettext("At most"), render_kw={"rows": 2})
    buy = WholeNumber(lazy_gettext("Buy"))
    get = WholeNumber(lazy_gettext("of which free"))
    min_spend = TextAreaField(lazy_gettext("From a basket of"), render_kw={"rows": 2})
    min_quantity = WholeNumber(lazy_gettext("From so many pieces"))
    markets = SelectMultipleField(lazy_gettext("Markets"), validate_choice=False)
    categories = SelectMultipleField(lazy_gettext("Categories"), validate_choice=False)
    skus = StringField(lazy_gettext("SKUs"), [Length(max=2000, message=TOO_LONG)], [trimmed])
    exclude_reduced = BooleanField(lazy_gettext("Leave out what is reduced already"))
    accept_loss = BooleanField(lazy_gettext("Sell below cost all the same"))
    automatic = BooleanField(lazy_gettext("Applies by itself, without a code"))
    active = BooleanField(lazy_gettext("In force"))
    starts_on = Day(lazy_gettext("From"), [Optional()])
    ends_on = Day(lazy_gettext("Until and with"), [Optional()])
    limit_total = WholeNumber(lazy_gettext("How often in all"))
    limit_customer = WholeNumber(lazy_gettext("How often by one customer"))

    def facts(self) -> PromotionFacts:
        """What was typed; raises ShopError."""
        rule: dict[str, Any] = {
            "percent_bp": _basis_points(self.percent.data),
            "amounts": _amounts(self.amounts.data),
            "caps": _amounts(self.caps.data),
            "buy": self.buy.data or 0,
            "get": self.get.data or 0,
            "min_spend": _amounts(self.min_spend.data),
            "min_quantity": self.min_quantity.data or 0,
            "markets": sorted(self.markets.data or ()),
            "categories": sorted(self.categories.data or ()),
            "exclude_reduced": bool(self.exclude_reduced.data),
            "skus": sorted({sku for sku in (self.skus.data or "").replace(",", " ").split()}),
        }
        starts, ends = self.starts_on.data, self.ends_on.data
        return PromotionFacts(
            name=self.name.data or "",
            kind=self.kind.data or "",
            rule={name: value for name, value in rule.items() if value},
            automatic=bool(self.automatic.data),
            active=bool(self.active.data),
            starts_at=frame.begin_of(starts) if starts else None,
            ends_at=frame.end_of(ends) if ends else None,
            limit_total=self.limit_total.data,
            limit_customer=self.limit_customer.data,
        )


class CodeForm(DeskForm):
    """A word for everybody, or many that can be used once each."""

    code = StringField(lazy_gettext("Code"), filters=[trimmed])
    count = WholeNumber(lazy_gettext("How many single ones"))
    prefix = StringField(lazy_gettext("They begin with"), filters=[trimmed])


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
    """Add one code for everybody, or many single ones."""
    _find(promotion_id)
    form = CodeForm()
    try:
        if not form.validate():
            raise ShopError(next(iter(form.problems().values())))
        with transaction():
            row = _find(promotion_id)
            if form.count.data:
                made = len(offered.make_codes(row, form.count.data, form.prefix.data or ""))
            else:
                offered.add_code(row, form.code.data or "")
                made = 1
    except ShopError as refusal:
        return _show(
            _find(promotion_id), _form(_find(promotion_id)), 422, code_problem=refusal.message
        )
    flash(_("%(count)s codes are made.") % {"count": made}, "good")
    where = url_for("office.promotions_one", promotion_id=promotion_id, _anchor="codes")
    return redirect(where, 303)


@blueprint.get("/promotions/<int:promotion_id>/codes.csv")
def promotions_codes_file(promotion_id: int) -> ResponseReturnValue:
    """All codes of a promotion, and how often each was used."""
    row = _find(promotion_id)
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow(["code", "used", "limit"])
    writer.writerows([each.code, each.used, each.limit_total or ""] for each in row.codes)
    answer = Response(told.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=codes-{row.id}.csv"
    return answer


def given(figures: dict[str, int]) -> list[Money]:
    """What paid orders were given, by currency."""
    return [Money(minor, code) for code, minor in sorted(figures.items()) if code != "orders"]


def _find(promotion_id: int) -> PromotionRow:
    found = offered.find_promotion(promotion_id)
    if found is None:
        abort(404)
    return found


def _edit(row: PromotionRow | None) -> ResponseReturnValue:
    form = _form(row)
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
    return reports.margins_under(offered.as_promotion(0, kind, rule, ""))


def _form(row: PromotionRow | None) -> PromotionForm:
    form = PromotionForm(data=_known(row) if row else {"active": True, "kind": "percent"})
    form.kind.choices = [SelectChoice(kind.value, str(PROMOTION_KINDS[kind])) for kind in Kind]
    form.markets.choices = [SelectChoice(code, str(MARKET_NAMES[code])) for code in MARKETS]
    form.categories.choices = [
        SelectChoice(slug, name) for slug, name in catalog.category_names(spoken())
    ]
    return form


def _known(row: PromotionRow) -> dict[str, Any]:
    rule = row.rule
    told: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("name", "kind", "automatic", "active", "limit_total", "limit_customer")
    }
    for name in ("amounts", "caps", "min_spend"):
        pairs = sorted(rule.get(name, {}).items())
        told[name] = "\n".join(f"{Money(minor, code).plain()} {code}" for code, minor in pairs)
    told |= {name: rule.get(name) for name in ("buy", "get", "min_quantity", "exclude_reduced")}
    told |= {name: list(rule.get(name, ())) for name in ("markets", "categories")}
    if rule.get("percent_bp"):
        told["percent"] = f"{rule['percent_bp'] / 100:g}"
    told["skus"] = " ".join(rule.get("skus", ()))
    told["starts_on"] = _day(row.starts_at)
    told["ends_on"] = _day(row.ends_at - timedelta(seconds=1)) if row.ends_at else None
    return told


def _day(when: datetime | None) -> object:
    return when.astimezone(frame.SHOP_ZONE).date() if when else None


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
    ), status


def _basis_points(text: str | None) -> int:
    if not text:
        return 0
    try:
        return Money.parse(text.replace("%", "").strip(), "EUR").minor
    except ValueError:
        raise ShopError(_("A part is written as 10 or 12.5.")) from None


def _amounts(text: str | None) -> dict[str, int]:
    """`10 EUR` a line; raises ShopError."""
    found: dict[str, int] = {}
    for line in (text or "").splitlines():
        parts = line.split()
        if not parts:
            continue
        try:
            amount, code = parts
            found[code.upper()] = Money.parse(amount, code.upper()).minor
        except (UnknownCurrency, ValueError):
            raise ShopError(
                _("Write an amount and its currency on each line, such as 10 EUR.")
            ) from None
    return found

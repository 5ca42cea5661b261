"""What advertising cost, from platforms' tables: shown with what is wrong before it counts."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront import campaigns as planned
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import MARKETS, ngettext
from storefront.markets import gettext as _

from .blueprint import blueprint
from .uploads import uploaded_text

LARGEST = 1024 * 1024
SHOWN = 200


@blueprint.get("/campaigns/costs")
def campaigns_costs() -> ResponseReturnValue:
    """Where a table is put in, and the last ones."""
    return _page()


@blueprint.post("/campaigns/costs")
def campaigns_costs_read() -> ResponseReturnValue:
    """Look at a table, or write what of it was good."""
    text = uploaded_text("sheet", LARGEST)
    code = request.form.get("currency", "USD")[:3].upper()
    if text is None:
        return _page(problem=_("This file is no text, or larger than 1 MB.")), 422
    try:
        sheet = planned.read_cost_sheet(text, code)
    except ShopError as refusal:
        return _page(text=text, currency=code, problem=refusal.message), 422
    if request.form.get("write") != "1" or not sheet.good:
        return _page(sheet=sheet, text=text, currency=code)
    with transaction():
        batch = planned.write_cost_sheet(sheet, current_user.email)
    said = ngettext("%(num)d cost is written down.", "%(num)d costs are written down.", batch.rows)
    flash(said % {"num": batch.rows}, "good")
    return redirect(url_for("office.campaigns_costs"), 303)


@blueprint.post("/campaigns/costs/<int:batch_id>/undo")
def campaigns_costs_undo(batch_id: int) -> ResponseReturnValue:
    """Take a table back."""
    with transaction():
        planned.undo_cost_batch(batch_id)
    flash(_("Taken back."), "good")
    return redirect(url_for("office.campaigns_costs"), 303)


def _page(**told: object) -> str:
    usual: dict[str, object] = {"sheet": None, "text": "", "currency": "USD", "problem": ""}
    return render_template(
        "office/cost_sheets.html",
        **{**usual, **told},
        batches=planned.list_cost_batches(),
        names={each.key: each.name for each in planned.PROFILES},
        currencies=list(
            dict.fromkeys(["USD", "CNY", *(market.currency for market in MARKETS.values())])
        ),
        shown=SHOWN,
    )

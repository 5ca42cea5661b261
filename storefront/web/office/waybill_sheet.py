"""Waybills from a spreadsheet: shown with what is wrong before anything is sent."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront import checkout, shipping
from storefront.markets import gettext as _
from storefront.markets import ngettext

from .blueprint import blueprint
from .uploads import uploaded_text

LARGEST = 200 * 1024


@blueprint.get("/shipping/sheet")
def shipping_sheet() -> ResponseReturnValue:
    """Where a sheet is put in."""
    return _page()


@blueprint.post("/shipping/sheet")
def shipping_sheet_read() -> ResponseReturnValue:
    """Try the sheet, or send what of it was good."""
    text, waits = uploaded_text("sheet", LARGEST), request.form.get("waits") == "1"
    if text is None:
        return _page(problem=_("This file is no text in UTF-8, or larger than 200 KB.")), 422
    try:
        rows = checkout.read_sheet(text)
    except checkout.SheetRefused as refusal:
        return _page(text=text, waits=waits, problem=refusal.message), 422
    if request.form.get("send") != "1":
        checkout.try_rows(rows, waits)
        return _page(rows=rows, text=text, waits=waits)
    checkout.send_rows(rows, waits, current_user.email)
    left = sum(row.done for row in rows)
    if left == len(rows):
        flash(ngettext("%(num)d parcel was made.", "%(num)d parcels were made.", left), "good")
        page = "office.shipping_waiting" if waits else "office.shipping_day"
        return redirect(url_for(page), 303)
    return _page(rows=rows, text=text, waits=waits, was_sent=True)


def _page(**told: object) -> str:
    usual: dict[str, object] = {"rows": None, "text": "", "waits": False, "problem": ""}
    return render_template(
        "office/waybills.html",
        **{**usual, "was_sent": False, **told},
        carriers=[each for each in shipping.list_carriers() if each.active],
        most=500,
    )

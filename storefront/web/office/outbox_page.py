"""Promises to the outside world: what waits, what was given up, and another try."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import customs, reports
from storefront import outbox as promises
from storefront.db import transaction
from storefront.markets import gettext as _
from storefront.markets import ngettext

from .blueprint import blueprint
from .words import CONNECTOR_STATES

STATES = ("dead", "pending", "done")


@blueprint.get("/outbox")
def outbox() -> ResponseReturnValue:
    """What was given up first, then what waits."""
    counts = promises.counts()
    state = request.args.get("state", "")
    if state not in STATES:
        state = "dead" if counts.get("dead") else "pending"
    return render_template(
        "office/outbox.html",
        promises=reports.list_promises(state),
        state=state,
        resting=customs.endpoints.trouble(),
        why=CONNECTOR_STATES,
        counts=[(each, counts.get(each, 0)) for each in STATES],
    )


@blueprint.post("/connector/<int:endpoint_id>/open")
def open_connector(endpoint_id: int) -> ResponseReturnValue:
    """Call the customs connector again, with all that waited for it."""
    if not 0 < endpoint_id < 2**31:
        abort(404)
    with transaction():
        opened = customs.endpoints.open_again(endpoint_id)
    if opened:
        flash(_("The connector is called again; what waited for it goes out now."), "good")
    else:
        flash(_("The connector is being called; there was nothing to do."), "watch")
    return redirect(url_for("office.outbox"), 303)


@blueprint.post("/outbox/<int:promise_id>/again")
def promise_again(promise_id: int) -> ResponseReturnValue:
    """Try one promise again."""
    if not 0 < promise_id < 2**31:
        abort(404)
    with transaction():
        revived = promises.revive(promise_id)
    if revived:
        flash(_("It will be tried again now."), "good")
    else:
        flash(_("This one is no longer given up; there was nothing to do."), "watch")
    return redirect(url_for("office.outbox"), 303)


@blueprint.post("/outbox/again")
def promises_again() -> ResponseReturnValue:
    """Try everything again that was given up."""
    with transaction():
        revived = sum(promises.revive(each.id) for each in promises.dead_letters())
    flash(
        ngettext(
            "%(num)d promise will be tried again now.",
            "%(num)d promises will be tried again now.",
            revived,
        )
        % {"num": revived},
        "good",
    )
    return redirect(url_for("office.outbox"), 303)

"""The customs queue: what waits, why, and what to do about it, one by one or many at once."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront import customs, orders, outbox, papers, reports, shipping
from storefront.db import release, transaction
from storefront.errors import ShopError
from storefront.markets import MARKETS, ngettext
from storefront.markets import gettext as _
from storefront.orders import Order

from .blueprint import blueprint
from .fixing import fix_for
from .order_actions import compare_again
from .order_list import page_number
from .order_page import find

MOST = 50
"""Dossiers that one press of a button acts on: those of a page."""


@blueprint.get("/customs", endpoint="customs")
def queue() -> ResponseReturnValue:
    """Dossiers that wait, by what they wait for."""
    counts = reports.queue_counts()
    name = request.args.get("queue", "")
    if name not in reports.QUEUES:
        name = next((each for each, count in counts.items() if count), "data_missing")
    asked = reports.QueueFilter(
        name,
        market=_one_of("market", MARKETS),
        age=_one_of("age", reports.AGES),
    )
    told: dict[str, Any] = {"queue": name, "market": asked.market or "", "age": asked.age or ""}
    return render_template(
        "office/customs.html",
        found=reports.customs_queue(asked, page_number()),
        counts=counts,
        told=told,
        markets=list(MARKETS),
        ages=list(reports.AGES),
        fix_for=fix_for,
        page_url=lambda page: url_for("office.customs", **told, page=page),
    )


@blueprint.post("/customs/compare")
def customs_compare() -> ResponseReturnValue:
    """Compare the chosen dossiers again; what then agrees is sent."""
    agreed = refused = 0
    for dossier_id in _chosen():
        dossier = customs.get_dossier(dossier_id)
        if dossier is None:
            continue
        try:
            agreed += compare_again(dossier.order_id, dossier_id, current_user.email)
        except ShopError:
            refused += 1
    said = ngettext("%(num)d dossier agrees now.", "%(num)d dossiers agree now.", agreed)
    flash(said % {"num": agreed}, "good" if agreed else "watch")
    if refused:
        flash(_("Some of them cannot change any more; open them to see why."), "watch")
    return _back()


@blueprint.post("/customs/resend")
def customs_resend() -> ResponseReturnValue:
    """Hand the chosen dossiers over once more."""
    sent = 0
    for dossier_id in _chosen():
        dossier = customs.get_dossier(dossier_id)
        if dossier is None or not dossier.revision:
            continue
        with transaction():
            dead = reports.dead_deliveries(dossier_id)
            for promise_id in dead:
                outbox.revive(promise_id)
            if not dead:
                customs.resend(dossier_id)
            locked = orders.lock(dossier.order_id)
            if locked is not None:
                facts = {"dossier": dossier_id}
                orders.record(locked, "customs_resent", facts, current_user.email)
        sent += 1
    said = ngettext(
        "%(num)d dossier will be sent again now.", "%(num)d dossiers will be sent again now.", sent
    )
    flash(said % {"num": sent}, "good" if sent else "watch")
    return _back()


@blueprint.get("/orders/<number>/evidence.zip")
def order_evidence(number: str) -> ResponseReturnValue:
    """Everything that shows what was sold, paid, declared, answered and printed."""
    printed, not_printed = _papers_of(find(number))
    order = find(number)  # printing took seconds, in which no connection was held
    pack = reports.evidence_pack(order, printed, not_printed)
    answer = Response(pack, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f"attachment; filename=evidence-{order.number}.zip"
    return answer


def _papers_of(order: Order) -> tuple[dict[str, bytes], dict[str, str]]:
    """Papers and labels of an order's parcels by file name; and why a parcel has none."""
    sheets, printed, not_printed = {}, {}, {}
    for shipment in shipping.shipments_of(order.id):
        label = shipping.label_of(shipment.id)
        if label is not None:
            printed[f"{shipment.waybill_no}-label.pdf"] = label
        try:
            sheets[shipment.waybill_no] = papers.papers_of(shipment)
        except papers.PapersMissing as missing:
            not_printed[shipment.waybill_no] = missing.message
    release()
    for waybill_no, wanted in sheets.items():
        try:
            printed[f"{waybill_no}.pdf"] = papers.as_pdf(wanted)
        except papers.PressStopped as stopped:
            not_printed[waybill_no] = stopped.message
    return printed, not_printed


def _chosen() -> list[str]:
    return [each[:60] for each in request.form.getlist("dossier")[:MOST]]


def _one_of(name: str, known: object) -> str | None:
    text = request.values.get(name, "")
    return text if text in known else None  # type: ignore[operator]


def _back() -> ResponseReturnValue:
    told: dict[str, Any] = {
        "queue": _one_of("queue", reports.QUEUES),
        "market": _one_of("market", MARKETS),
        "age": _one_of("age", reports.AGES),
    }
    return redirect(url_for("office.customs", **told), 303)

"""One order: what happened, what it earned, who bought it, where its parcels and papers are."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, json, render_template
from flask.typing import ResponseReturnValue

from storefront import catalog, checkout, credit, customs, mail, orders, payments, reports, shipping
from storefront.orders import Order, OrderLine

from .blueprint import blueprint
from .fixing import fix_for
from .shipping_form import ship_form

NEEDED = ("hs_code", "origin_country", "customs_name", "customs_name_local", "net_weight_g")


@blueprint.get("/orders/<number>")
def order(number: str) -> ResponseReturnValue:
    """Everything about one order."""
    return show(find(number))


def find(number: str) -> Order:
    """The order with this number, or the page that says there is none."""
    found = orders.find_by_number(number[:40])
    if found is None:
        abort(404)
    return found


def show(order: Order, status: int = 200, **typed: Any) -> ResponseReturnValue:
    """The page of an order; `typed` puts a form that came back in the place of a fresh one."""
    shipped = shipping.shipped_quantities(order.id)
    left = checkout.left_to_ship(order)
    told: dict[str, Any] = {
        "order": order,
        "purchase": credit.purchase_of(order.id),
        "money": reports.money_of(order),
        "refundable": checkout.left_to_refund(order),
        "shipped": shipped,
        "left": left,
        "may_ship": order.state == "paid" and any(count > 0 for count in left.values()),
        "may_cancel": order.state != "cancelled"
        and all(each.state == shipping.PACKED for each in shipping.parcels_in_force(order.id)),
        "missing": missing_facts(order, left),
        "parcels": (found := parcels(order)),
        "labelled": shipping.has_label([each.shipment.id for each in found]),
        "may_leave": {
            each.shipment.id
            for each in found
            if each.shipment.state == shipping.PACKED and customs.is_taken_in(each.shipment.id)
        },
        "carrier_news": {each.shipment.id: shipping.news_of(each.shipment.id) for each in found},
        "papers": reports.papers_of(order.id),
        "fix_for": fix_for,
        "letters": mail.letters_of(order.id),
        "form": None,
        "with_service": bool(shipping.carriers_with_service()),
        "note": "",
        "note_problem": None,
    }
    told.update(typed)
    if told["may_ship"] and told["form"] is None:
        told["form"] = ship_form(order, left)
    return render_template("office/order.html", **told), status


def parcels(order: Order) -> list[shipping.Parcel]:
    """The order's parcels with their carriers' names and tracking links."""
    return [
        shipping.Parcel(
            each,
            shipping.carrier_name(each.carrier),
            shipping.tracking_url(each.carrier, each.waybill_no),
        )
        for each in shipping.shipments_of(order.id)
    ]


def missing_facts(
    order: Order, left: Mapping[int, int]
) -> list[tuple[OrderLine, list[str], list[str]]]:
    """Lines still to be sent with facts that neither they nor their variants have:
    the line, what is missing for ever, what shipping will fill in from the catalogue."""
    found = []
    for line in order.lines:
        blank = [name for name in NEEDED if not getattr(line, name)]
        if not blank or left.get(line.id, 0) <= 0:
            continue
        known = catalog.customs_facts(line.variant_id)
        still = [name for name in blank if not (known and getattr(known, name))]
        if still:
            found.append((line, still, [name for name in blank if name not in still]))
    return found


@blueprint.get("/orders/<number>/dossiers/<dossier_id>/<int:revision>.json")
def dossier_json(number: str, dossier_id: str, revision: int) -> ResponseReturnValue:
    """A dossier word for word as it was sent."""
    order = find(number)
    known = {story.dossier.id for story in reports.papers_of(order.id)}
    body = reports.dossier_body(dossier_id, revision) if revision < 2**31 else None
    if dossier_id not in known or body is None:
        abort(404)
    text = json.dumps(body, indent=2, ensure_ascii=False, sort_keys=False)
    return Response(text, mimetype="application/json")


def sync(order: Order) -> None:
    """Ask Stripe about every session and payment of an order."""
    sessions = [each.session_id for each in payments.attempts_of(order.id) if each.session_id]
    for session_id in sessions:
        checkout.sync_session(session_id)
    arrived = [each for each in payments.payments_of(order.id) if each.gift_card_id is None]
    for intent_id in [each.intent_id for each in arrived]:
        checkout.sync_refunds(intent_id)

"""Where an order is: a page for whoever has its unguessable link."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, format_time
from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue

from storefront import clock, credit, customs, shipping
from storefront.markets import gettext as _
from storefront.markets import lazy_gettext
from storefront.money import Money
from storefront.orders import Order

from . import friends
from .addresses import address_lines
from .caching import private
from .page import page
from .paying import known_order

CUSTOMS_WORDS = {
    "data_missing": lazy_gettext("We are preparing the customs papers."),
    "mismatch": lazy_gettext("We are preparing the customs papers."),
    "ready": lazy_gettext("The customs papers are ready."),
    "sent": lazy_gettext("The customs papers are with the customs office."),
    "accepted": lazy_gettext("Customs have accepted the papers."),
    "rejected": lazy_gettext("Customs have a question; we are answering it."),
    "amended": lazy_gettext("We have sent customs a correction."),
    "released": lazy_gettext("Cleared by customs."),
}


CARRIER_WORDS = {
    "label_created": lazy_gettext("The carrier expects the parcel"),
    "handed_over": lazy_gettext("The carrier has the parcel"),
    "in_transit": lazy_gettext("Under way"),
    "in_customs": lazy_gettext("With customs"),
    "arrived": lazy_gettext("Arrived in the country"),
    "out_for_delivery": lazy_gettext("Out for delivery"),
    "not_delivered": lazy_gettext("Could not be delivered yet"),
    "delivered": lazy_gettext("Delivered"),
    "returned": lazy_gettext("On its way back"),
    "lost": lazy_gettext("The carrier is looking for it"),
}


@dataclass(frozen=True)
class Step:
    """A station on the way; `state` is "done", "now", "bad" or "" for what is to come."""

    title: str
    text: str = ""
    state: str = ""
    link: str | None = None
    link_text: str = ""


def open(blueprint: Blueprint) -> None:
    """Put the order's page at its address."""
    blueprint.get("/orders/<token>", endpoint="order")(show)
    blueprint.post("/orders/<token>/invite", endpoint="order_invite")(friends.invite)
    blueprint.get("/friend/<code>", endpoint="friend")(friends.welcome)


def show(token: str) -> ResponseReturnValue:
    """How far the order is, what is in it, where it goes."""
    order = known_order(token)
    html = render_template(
        "shop/order.html",
        page=page(_("Order %s") % order.number, indexed=False),
        order=order,
        purchase=(purchase := credit.purchase_of(order.id)),
        steps_taken=steps_of(order, purchase),
        sums=sums_of(order),
        uses=credit.uses_of(order.id),
        address=address_lines(
            order.country,
            order.address_line1,
            order.address_line2,
            order.city,
            order.region,
            order.postal_code,
        ),
        included_vat=order.money(order.import_vat_minor) if order.prices_include_tax else None,
        friends=friends.friends_of(order),
    )
    return private(Response(html))


def sums_of(order: Order) -> list[tuple[str, Money]]:
    """What the total is made of, as the buyer saw it when placing the order."""
    goods = sum(line.unit_price_minor * line.quantity for line in order.lines)
    charges = order.import_duty_minor + order.fees_minor
    freight = order.freight_minor
    if order.prices_include_tax:
        freight += order.freight_vat_minor
    else:
        charges += order.import_vat_minor
    told = [(_("Goods"), goods), (_("Discount"), -order.discount_shown_minor)]
    told += [(_("Shipping"), freight), (_("Insurance"), order.insurance_minor)]
    told += [(_("Import charges"), charges)]
    return [(name, order.money(minor)) for name, minor in told if minor or name == _("Shipping")]


def steps_of(order: Order, purchase: credit.GiftCardPurchase | None) -> list[Step]:
    """The order's way from placing to the door, or to the inbox of whom a gift card is for."""
    steps = [Step(_("Ordered"), at(order.placed_at), "done")]
    if order.state == "cancelled":
        return [*steps, Step(_("Cancelled"), at(order.cancelled_at), "bad")]
    if order.state == "paid":
        steps.append(Step(_("Paid"), at(order.paid_at), "done"))
    elif order.state == "processing":
        steps.append(Step(_("Your bank is confirming the payment"), "", "now"))
    else:
        steps.append(Step(_("Waiting for payment"), "", "now"))
    if purchase is not None:
        return [*steps, _letter_step(order, purchase)]
    parcels = [each for each in shipping.shipments_of(order.id) if each.state != "cancelled"]
    if not parcels:
        state = "now" if order.state == "paid" else ""
        steps.append(Step(_("Being packed"), _("We pack on the next working day."), state))
        return [*steps, Step(_("On its way")), Step(_("Delivered"))]
    papers = {each.shipment_id: each for each in customs.dossiers_of(order.id)}
    for parcel in parcels:
        steps += parcel_steps(parcel, papers.get(parcel.id))
    return steps


def _letter_step(order: Order, purchase: credit.GiftCardPurchase) -> Step:
    """When the code of a gift card is sent, and whether it was."""
    if credit.taken_back(order.id) >= order.gift_cards_minor:
        return Step(_("Its price was given back, and nothing is left on the card"), "", "bad")
    due = purchase.send_at or order.paid_at
    if due is None:
        return Step(_("The code is sent"))
    text = _("To %(email)s") % {"email": purchase.recipient}
    is_due = due <= clock.now()
    title = _("The code is sent") if is_due else _("The code will be sent")
    return Step(title, f"{text} · {at(due)}", "done" if is_due else "now")


def parcel_steps(parcel: shipping.Shipment, dossier: customs.Dossier | None) -> list[Step]:
    """One parcel: packed, handed over, through customs, at the door."""
    carrier = shipping.carrier(parcel.carrier)
    name = carrier.name if carrier else parcel.carrier
    handed_over = parcel.state in ("shipped", "delivered")
    told = shipping.news_of(parcel.id)
    delivered = parcel.state == "delivered"
    steps = [
        Step(_("Packed"), at(parcel.created_at), "done"),
        Step(
            _("On its way"),
            _way(name, parcel, told) if handed_over else _("We hand it over as soon as it may go."),
            "done" if delivered else "now" if handed_over else "",
            carrier.tracking_url(parcel.waybill_no) if carrier and handed_over else None,
            _("Follow the parcel"),
        ),
    ]
    if dossier is not None and dossier.state in CUSTOMS_WORDS:
        cleared = dossier.state == "released" or delivered
        steps.append(
            Step(_("Customs"), str(CUSTOMS_WORDS[dossier.state]), "done" if cleared else "now")
        )
    return [*steps, Step(_("Delivered"), at(parcel.delivered_at), "done" if delivered else "")]


def _way(carrier: str, parcel: shipping.Shipment, told: list[shipping.CarrierEvent]) -> str:
    """The carrier and its number, and what the carrier said last."""
    way = _("%(carrier)s, waybill %(number)s") % {
        "carrier": carrier,
        "number": parcel.waybill_no,
    }
    if not told:
        return way
    last = told[0]
    words = str(CARRIER_WORDS.get(last.status, last.status))
    news = f"{words} ({last.place})" if last.place else words
    return f"{way}. {news}, {at(last.at)}."


def at(when: datetime | None) -> str:
    """A moment as the reader writes it, in the market's zone."""
    if when is None:
        return ""
    zone, language = g.locale.market.zone, g.locale.babel
    day = format_date(when.astimezone(zone), "long", locale=language)
    text = f"{day} · {format_time(when, 'short', tzinfo=zone, locale=language)}"
    return text

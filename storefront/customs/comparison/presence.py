"""Are all three there, is this their newest form, and may they still change?"""

from collections.abc import Iterator

from storefront.markets import gettext

from .rule import Fix, Json, Known, Place, Severity, rule


@rule("order", say=lambda: gettext("The order is cancelled."), fix=Fix.PAYMENT)
def order_missing(data: Json, _known: Known) -> Iterator[Place]:
    """The order is there and not cancelled."""
    yield from _in_force(
        "order", data["order"], data["order"] and data["order"]["status"], "active"
    )


@rule("payment", say=lambda: gettext("There is no payment for the order."), fix=Fix.PAYMENT)
def payment_missing(data: Json, _known: Known) -> Iterator[Place]:
    """The money was taken."""
    payment = data["payment"]
    yield from _in_force("payment", payment, payment and payment["status"], "captured")


@rule("waybill", say=lambda: gettext("The waybill is cancelled."))
def waybill_missing(data: Json, _known: Known) -> Iterator[Place]:
    """The parcel has a waybill in force."""
    waybill = data["waybill"]
    if not waybill or waybill["status"] == "cancelled":
        yield "/waybill/status" if waybill else "/waybill", "in force", "cancelled"


@rule(
    "order",
    "payment",
    "waybill",
    say=lambda: gettext("All three documents name the same order."),
)
def order_no_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """One order number joins all three documents."""
    expected = data["order"]["order_no"]
    for name in ("payment", "waybill"):
        if data[name]["order_no"] != expected:
            yield f"/{name}/order_no", expected, data[name]["order_no"]


@rule(
    "order",
    "payment",
    "waybill",
    say=lambda: gettext("Customs has taken this in; it cannot change any more."),
)
def already_declared(_data: Json, known: Known) -> Iterator[Place]:
    """What customs has accepted is locked."""
    if known.is_locked:
        yield "", "–", "accepted"


@rule(
    "order",
    say=lambda: gettext("Another dossier in force has this order number."),
    severity=Severity.WARN,
)
def duplicate_declaration(data: Json, known: Known) -> Iterator[Place]:
    """An order number of a seller is declared once."""
    if known.declared_as:
        yield "/order/order_no", data["order"]["order_no"], known.declared_as


@rule(
    "order",
    "payment",
    "waybill",
    say=lambda: gettext("A newer form of this document was sent already."),
    severity=Severity.WARN,
)
def stale_document(data: Json, known: Known) -> Iterator[Place]:
    """No document is older than the one that was sent."""
    for name, sent in sorted(known.sent_revisions.items()):
        if data[name]["revision"] < sent:
            yield f"/{name}/revision", sent, data[name]["revision"]


@rule(
    "order",
    "payment",
    "waybill",
    say=lambda: gettext("There is no key to sign deliveries with."),
    fix=Fix.CONNECTOR,
)
def signature_invalid(_data: Json, known: Known) -> Iterator[Place]:
    """What is sent can be signed; no connector takes what is not."""
    if not known.can_sign:
        yield "", "CUSTOMS_SECRETS", "–"


@rule(
    "order",
    "payment",
    "waybill",
    say=lambda: gettext("The dossier does not fit its published form."),
    fix=Fix.PRODUCT,
)
def schema_invalid(data: Json, _known: Known) -> Iterator[Place]:
    """It has the form that is published."""
    from ..validating import faults

    yield from faults(data)


def _in_force(name: str, document: Json | None, status: str | None, wanted: str) -> Iterator[Place]:
    if status != wanted:
        yield f"/{name}/status" if document else f"/{name}", "in force", status or None

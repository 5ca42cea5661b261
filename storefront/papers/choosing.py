"""Which papers a parcel has, and when it cannot have them yet."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from storefront import customs, orders, press
from storefront.errors import ShopError
from storefront.markets import gettext
from storefront.orders import Order
from storefront.shipping import Shipment

from .declarations import declaration, fits_cn22
from .invoices import trade_invoice
from .slips import slip


class Kind(StrEnum):
    """A paper; `CUSTOMS` is the CN22 where that is enough, the CN23 elsewhere."""

    SLIP = "packing-slip"
    INVOICE = "invoice"
    CUSTOMS = "customs"
    CN22 = "cn22"
    CN23 = "cn23"


ALL = (Kind.SLIP, Kind.INVOICE, Kind.CUSTOMS)
NOT_NOW = ("data_missing", "mismatch", "cancelled", "withdrawn")
"""States of a dossier in which what was last sent is not what would be printed."""


class PapersMissing(ShopError):
    """This paper cannot be printed yet, for the reason it says."""

    status = 409


def papers_of(shipment: Shipment, kinds: Iterable[Kind] = ALL) -> list[press.Sheet]:
    """A parcel's papers, ready for the press; raises PapersMissing.

    What customs reads is taken from the dossier as it was last revised, so that paper and
    message cannot differ.
    """
    order = orders.get(shipment.order_id)
    if order is None:
        raise LookupError(f"shipment {shipment.id} has lost its order")
    if shipment.state == "cancelled":
        raise PapersMissing(gettext("This parcel was cancelled; it has no papers."))
    wanted = list(kinds)
    told = None
    if any(kind != Kind.SLIP for kind in wanted):
        told = _dossier(shipment)
    return [_paper(kind, order, shipment, told or {}) for kind in wanted]


def _paper(kind: Kind, order: Order, shipment: Shipment, told: dict[str, Any]) -> press.Sheet:
    if kind == Kind.SLIP:
        return slip(order, shipment)
    if kind == Kind.INVOICE:
        return trade_invoice(order, shipment, told)
    small = fits_cn22(told)
    if kind == Kind.CN22 and not small:
        raise PapersMissing(
            gettext("A CN22 is for goods of small value and few kinds; print the CN23.")
        )
    return declaration(order, shipment, told, large=kind == Kind.CN23 or not small)


def _dossier(shipment: Shipment) -> dict[str, Any]:
    """What customs was told of this parcel."""
    for dossier in customs.dossiers_of(shipment.order_id):
        if dossier.shipment_id != shipment.id:
            continue
        event = customs.documents(dossier)
        if event is None or dossier.state in NOT_NOW:
            gaps = "; ".join(str(one.get("message", "")) for one in dossier.findings)
            raise PapersMissing(
                gettext("Customs papers wait until the parcel's documents agree. %(gaps)s")
                % {"gaps": gaps}
            )
        data: dict[str, Any] = event["data"]
        return data
    raise PapersMissing(gettext("This parcel has no customs dossier yet."))

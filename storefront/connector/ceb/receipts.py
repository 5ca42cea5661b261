"""Reading receipts of customs: 304 for the order, 404 for the money, 506 for the waybill, 604 for
the list."""

from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError, XMLParser, fromstring

from .dictionary import NAMESPACE
from .mapping import CHINA

KINDS = {
    "OrderReturn": "order",
    "ReceiptsReturn": "payment",
    "LogisticsReturn": "waybill",
    "InventoryReturn": "list",
}
MOST_BYTES = 4 * 1024 * 1024


class BadReceipt(ValueError):
    """A file that is no receipt, and why."""


@dataclass(frozen=True)
class Receipt:
    """What customs says of one document; the keys that are not its own are empty."""

    document: str
    guid: str
    status: str
    at: datetime
    text: str
    order_no: str = ""
    seller: str = ""
    carrier: str = ""
    waybill_no: str = ""
    dossier_id: str = ""
    pre_reference: str = ""
    reference: str = ""


def read_receipts(data: bytes) -> list[Receipt]:
    """Every receipt of a message; raises BadReceipt."""
    if len(data) > MOST_BYTES:
        raise BadReceipt("The file is larger than 4 MB.")
    # An entity could make a small file fill the memory; no receipt of customs has any.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise BadReceipt("The file declares entities.")
    try:
        root = fromstring(data, XMLParser())
    except (ParseError, ValueError, LookupError) as error:
        raise BadReceipt(f"The file is no XML: {error}") from error
    found = [
        _receipt(document, each)
        for name, document in KINDS.items()
        for each in root.iter(f"{{{NAMESPACE}}}{name}")
    ]
    if not found:
        raise BadReceipt("The file holds no receipt of 304, 404, 506 or 604.")
    return found


def _receipt(document: str, block: Element) -> Receipt:
    said = {
        child.tag.removeprefix(f"{{{NAMESPACE}}}"): (child.text or "").strip() for child in block
    }
    try:
        status, at = said["returnStatus"], said["returnTime"]
        when = datetime.strptime(at[:14], "%Y%m%d%H%M%S").replace(
            microsecond=int(at[14:17] or 0) * 1000, tzinfo=CHINA
        )
        guid = said["guid"]
    except (KeyError, ValueError) as error:
        raise BadReceipt(f"A receipt lacks its guid, status or time: {error}") from error
    if not status.removeprefix("-").isdigit() or len(status) > 10:
        raise BadReceipt(f"{status} is no result of customs.")
    return Receipt(
        document,
        guid,
        status,
        when.astimezone(UTC),
        said.get("returnInfo", "")[:1000],
        order_no=said.get("orderNo", ""),
        seller=said.get("ebcCode", ""),
        carrier=said.get("logisticsCode", ""),
        waybill_no=said.get("logisticsNo", ""),
        dossier_id=said.get("copNo", ""),
        pre_reference=said.get("preNo", ""),
        reference=said.get("invtNo", ""),
    )

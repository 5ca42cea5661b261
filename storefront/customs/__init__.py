"""What we tell customs: dossiers, comparison, delivery, receipts, corrections."""

from . import endpoints
from .changing import (
    announce_return,
    correct_address,
    money_returned,
    order_cancelled,
    payment_lost,
    replace_waybill,
    waybill_updated,
)
from .company import Company
from .comparison import Finding, Known, compare
from .connection import Connection, connection_from, use
from .delivering import deliver
from .documents import Paid, missing_facts
from .models import Delivery, Dossier, DossierRevision, Receipt
from .opening import cancel, match_again, open_dossier, promise_waiting, resend
from .reading import (
    awaits_correction,
    deliveries_of,
    documents,
    dossiers_of,
    events_after,
    get_dossier,
    list_dossiers,
    needing_correction,
    statuses,
)
from .receipts import ReceiptRefused, Taken, Told, read_receipt, take_receipt
from .refunds import Refunded
from .schema import schema
from .states import MOVES, State

__all__ = [
    "MOVES",
    "Company",
    "Connection",
    "Delivery",
    "Dossier",
    "DossierRevision",
    "Finding",
    "Known",
    "Paid",
    "Receipt",
    "ReceiptRefused",
    "Refunded",
    "State",
    "Taken",
    "Told",
    "announce_return",
    "awaits_correction",
    "cancel",
    "compare",
    "connection_from",
    "correct_address",
    "deliver",
    "endpoints",
    "deliveries_of",
    "documents",
    "dossiers_of",
    "events_after",
    "get_dossier",
    "list_dossiers",
    "match_again",
    "missing_facts",
    "money_returned",
    "needing_correction",
    "open_dossier",
    "order_cancelled",
    "payment_lost",
    "promise_waiting",
    "read_receipt",
    "replace_waybill",
    "resend",
    "schema",
    "statuses",
    "take_receipt",
    "use",
    "waybill_updated",
]

"""What we tell customs: dossiers, comparison, delivery, receipts, corrections."""

from . import endpoints, tokens
from .changing import (
    announce_return,
    correct_address,
    is_taken_in,
    money_returned,
    parcel_called_off,
    payment_lost,
    replace_waybill,
    waybill_updated,
)
from .company import Company
from .comparison import Finding, Known, compare
from .connection import Connection, connection_from, describe_connection, use
from .delivering import deliver
from .documents import Paid, missing_facts
from .models import Delivery, Dossier, DossierRevision, Receipt
from .opening import cancel, match_again, open_dossier, promise_waiting, replay, resend
from .pinging import Echo, ping
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
from .receipts import ReceiptRefused, Taken, Told, read_receipt, read_vouched, take_receipt
from .receipts import form as receipt_form
from .refunds import Refunded
from .schema import schema
from .states import MOVES, State

__all__ = [
    "MOVES",
    "Company",
    "Connection",
    "Delivery",
    "Dossier",
    "Echo",
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
    "describe_connection",
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
    "is_taken_in",
    "parcel_called_off",
    "payment_lost",
    "ping",
    "promise_waiting",
    "read_receipt",
    "read_vouched",
    "receipt_form",
    "replay",
    "replace_waybill",
    "resend",
    "schema",
    "statuses",
    "take_receipt",
    "tokens",
    "use",
    "waybill_updated",
]

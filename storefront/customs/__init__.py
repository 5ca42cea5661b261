"""What we tell customs: dossiers, comparison, delivery, receipts, corrections."""

from . import endpoints, tokens
from .changing import (
    announce_return,
    correct_consignee,
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
from .documents import Paid, gaps_of, missing_facts
from .identifiers import IDENTIFIERS, Identifier, checked
from .keeping_regimes import (
    countries_with_regimes,
    find_regime,
    give_back,
    remove_regime,
    set_regime,
    take_over,
)
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
from .regimes import (
    NEEDS,
    SELLER_NUMBERS,
    Regime,
    asked_of_consignee,
    own_rows,
    regimes_of,
)
from .revealing import erase_numbers, revealed
from .schema import schema
from .states import MOVES, State

__all__ = [
    "IDENTIFIERS",
    "MOVES",
    "NEEDS",
    "SELLER_NUMBERS",
    "Company",
    "Connection",
    "Delivery",
    "Dossier",
    "DossierRevision",
    "Echo",
    "Finding",
    "Identifier",
    "Known",
    "Paid",
    "Receipt",
    "ReceiptRefused",
    "Refunded",
    "Regime",
    "State",
    "Taken",
    "Told",
    "announce_return",
    "asked_of_consignee",
    "awaits_correction",
    "cancel",
    "checked",
    "compare",
    "connection_from",
    "correct_consignee",
    "countries_with_regimes",
    "deliver",
    "deliveries_of",
    "describe_connection",
    "documents",
    "dossiers_of",
    "endpoints",
    "erase_numbers",
    "events_after",
    "find_regime",
    "gaps_of",
    "get_dossier",
    "give_back",
    "is_taken_in",
    "list_dossiers",
    "match_again",
    "missing_facts",
    "money_returned",
    "needing_correction",
    "open_dossier",
    "own_rows",
    "parcel_called_off",
    "payment_lost",
    "ping",
    "promise_waiting",
    "read_receipt",
    "read_vouched",
    "receipt_form",
    "regimes_of",
    "remove_regime",
    "replace_waybill",
    "replay",
    "resend",
    "revealed",
    "schema",
    "set_regime",
    "statuses",
    "take_over",
    "take_receipt",
    "tokens",
    "use",
    "waybill_updated",
]

"""Where domains meet to change things: place, pay, settle, cancel, refund, ship."""

from storefront.payments import PaymentUnavailable, ReturnUrls

from .auditing import audit
from .buying import buyer, cover
from .cancelling import cancel
from .carrying import carrier_says
from .gift_cards import send_code
from .hearing import handle_event, hear, sync_intent
from .labelling import NoLabel, ship_with_label
from .leaving import call_off, hand_over
from .paying import pay
from .placing import BuyerDetails, place
from .placing_gift_card import GiftCardWish, place_gift_card
from .reconciling import reconcile
from .refunding import (
    decided_minor,
    freight_left,
    goes_to_cards,
    left_to_refund,
    line_amount,
    nothing_left,
    refund,
)
from .returning import sync_dispute, sync_refunds
from .rewarding import reward_inviters
from .settling import look_again, sync_session
from .ship import CannotShip, Packing, left_to_ship, ship
from .waybill_sheet import SheetRefused, read_sheet, send_rows, try_rows

__all__ = [
    "BuyerDetails",
    "CannotShip",
    "GiftCardWish",
    "NoLabel",
    "Packing",
    "PaymentUnavailable",
    "ReturnUrls",
    "SheetRefused",
    "audit",
    "buyer",
    "call_off",
    "cancel",
    "carrier_says",
    "cover",
    "decided_minor",
    "freight_left",
    "goes_to_cards",
    "hand_over",
    "handle_event",
    "hear",
    "left_to_refund",
    "left_to_ship",
    "line_amount",
    "look_again",
    "nothing_left",
    "pay",
    "place",
    "place_gift_card",
    "read_sheet",
    "reconcile",
    "refund",
    "reward_inviters",
    "send_code",
    "send_rows",
    "ship",
    "ship_with_label",
    "sync_dispute",
    "sync_intent",
    "sync_refunds",
    "sync_session",
    "try_rows",
]

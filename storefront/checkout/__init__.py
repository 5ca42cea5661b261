"""Where domains meet to change things: place, pay, settle, cancel, refund, ship."""

from storefront.payments import PaymentUnavailable, ReturnUrls

from .auditing import audit
from .cancelling import cancel
from .hearing import handle_event, hear, sync_intent
from .paying import pay
from .placing import BuyerDetails, place
from .reconciling import reconcile
from .refunding import freight_left, line_amount, refund
from .returning import sync_dispute, sync_refunds
from .settling import look_again, sync_session
from .ship import CannotShip, left_to_ship, ship

__all__ = [
    "BuyerDetails",
    "CannotShip",
    "PaymentUnavailable",
    "ReturnUrls",
    "audit",
    "cancel",
    "freight_left",
    "handle_event",
    "hear",
    "left_to_ship",
    "line_amount",
    "look_again",
    "pay",
    "place",
    "reconcile",
    "refund",
    "ship",
    "sync_dispute",
    "sync_intent",
    "sync_refunds",
    "sync_session",
]

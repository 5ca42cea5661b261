"""What was sold; an order keeps its own copy of everything."""

from .addressing import FIELDS as ADDRESS_FIELDS
from .addressing import correct_address, erase_consignee_ids, write_consignee_id
from .customs_facts import fill_customs_facts, renew_customs_facts
from .history import record
from .models import Order, OrderEvent, OrderLine
from .placing import LineDraft, OrderDraft, place
from .queries import (
    OrderPage,
    find_by_number,
    find_by_placing_key,
    find_by_token,
    get,
    list_orders,
    lock,
    paid_by,
    unpaid_from_basket,
    unpaid_of,
    unpaid_since,
)
from .refunded import count_refunded
from .states import (
    CUSTOMS_MOVES,
    MOVES,
    CustomsState,
    IllegalMove,
    State,
    StockState,
    answer_attention,
    cancel,
    clear_attention,
    follow_customs,
    mark_paid,
    mark_pending,
    mark_processing,
    mark_stock,
    set_attention,
)

__all__ = [
    "ADDRESS_FIELDS",
    "CUSTOMS_MOVES",
    "MOVES",
    "CustomsState",
    "IllegalMove",
    "LineDraft",
    "Order",
    "OrderDraft",
    "OrderEvent",
    "OrderLine",
    "OrderPage",
    "State",
    "StockState",
    "answer_attention",
    "cancel",
    "clear_attention",
    "correct_address",
    "count_refunded",
    "erase_consignee_ids",
    "fill_customs_facts",
    "find_by_number",
    "find_by_placing_key",
    "find_by_token",
    "follow_customs",
    "get",
    "list_orders",
    "lock",
    "mark_paid",
    "mark_pending",
    "mark_processing",
    "mark_stock",
    "paid_by",
    "place",
    "record",
    "renew_customs_facts",
    "set_attention",
    "unpaid_from_basket",
    "unpaid_of",
    "unpaid_since",
    "write_consignee_id",
]

"""Three-in-one comparison: order, payment and waybill must tell customs one story."""

from dataclasses import dataclass
from decimal import localcontext

from .check import Check, Dossier, History, Json
from .goods import line_mismatch, statutory_unit_rule
from .history import already_declared, duplicate_declaration, stale_document, waybill_reused
from .money import (
    amount_mismatch,
    currency_mismatch,
    goods_sum_mismatch,
    line_total_mismatch,
    sum_mismatch,
)
from .parcel import order_no_mismatch, s10_check_digit, waybill_no_mismatch, weight_invalid
from .parties import consignee_mismatch, platform_mismatch, seller_mismatch
from .presence import order_missing, payment_missing, waybill_missing

__all__ = ["RULES", "Check", "Comparison", "History", "compare", "s10_check_digit"]

RULES = (
    order_missing,
    payment_missing,
    waybill_missing,
    order_no_mismatch,
    amount_mismatch,
    currency_mismatch,
    sum_mismatch,
    goods_sum_mismatch,
    line_total_mismatch,
    line_mismatch,
    platform_mismatch,
    seller_mismatch,
    consignee_mismatch,
    waybill_no_mismatch,
    waybill_reused,
    weight_invalid,
    statutory_unit_rule,
    already_declared,
    duplicate_declaration,
    stale_document,
)


@dataclass(frozen=True)
class Comparison:
    """Everything that was looked at in one dossier."""

    checks: tuple[Check, ...]

    @property
    def findings(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.holds)

    @property
    def blocking(self) -> tuple[Check, ...]:
        return tuple(check for check in self.findings if check.blocks)

    @property
    def result(self) -> str:
        """`pass`, or `fail` when anything blocks."""
        return "fail" if self.blocking else "pass"


def compare(data: Json, history: History) -> Comparison:
    """Runs every rule over a well-formed dossier; `history` is what the store remembers."""
    dossier = Dossier(data)
    # A product of two 19-digit numbers has 38 digits; the usual 28 would round it.
    with localcontext(prec=80):
        return Comparison(tuple(check for rule in RULES for check in rule(dossier, history)))

"""All money of one order: tries to be paid, what arrived, what it cost, what went back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storefront import payments
from storefront.orders.models import Order
from storefront.payments.models import Attempt, Dispute, Payment, Refund, RefundJob

from .figures import GONE


@dataclass(frozen=True)
class MoneyStory:
    """The money of an order. Sums are minor units: paid and refunded of the order's currency,
    fees and what is left (`kept`) by the currency that Stripe settles in."""

    attempts: Sequence[Attempt]
    payments: Sequence[Payment]
    refunds: Sequence[Refund]
    jobs: Sequence[RefundJob]
    disputes: Sequence[Dispute]
    paid_minor: int
    refunded_minor: int
    promised_minor: int
    fees: Mapping[str, int]
    kept: Mapping[str, int]
    fees_known: bool


def money_of(order: Order) -> MoneyStory:
    """Everything that the shop knows about an order's money; five statements."""
    arrived = payments.payments_of(order.id)
    returned = payments.refunds_of(order.id)
    jobs = payments.jobs_of(order.id)
    disputes = payments.disputes_of(order.id)
    fees: dict[str, int] = defaultdict(int)
    kept: dict[str, int] = defaultdict(int)
    for payment in arrived:
        if payment.settlement_currency and payment.net_minor is not None:
            fees[payment.settlement_currency] += payment.fee_minor or 0
            kept[payment.settlement_currency] += payment.net_minor
    settled_in = next((p.settlement_currency for p in arrived if p.settlement_currency), None)
    if settled_in:
        for refund in returned:
            if refund.status not in GONE:
                kept[settled_in] += refund.net_minor or 0
        for dispute in disputes:
            kept[settled_in] += dispute.net_minor or 0
    return MoneyStory(
        payments.attempts_of(order.id),
        arrived,
        returned,
        jobs,
        disputes,
        sum(p.amount_minor for p in arrived if p.currency == order.currency),
        sum(r.amount_minor for r in returned if r.status not in GONE),
        sum(job.amount_minor for job in jobs if job.state == "promised"),
        fees,
        kept,
        all(payment.fee_minor is not None for payment in arrived),
    )

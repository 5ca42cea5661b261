"""What customs must hear of an order's money: checkout knows both rooms, they not each other."""

from storefront import customs, payments
from storefront.orders import Order

ALSO = "+"
"""Between the key of a decision to refund and the number of a further part of it."""


def refunds_of(order: Order) -> list[customs.Refunded]:
    """Every refund that was made, with the pieces it was for."""
    jobs = {job.id: job for job in payments.jobs_of(order.id)}
    found = []
    sale = {each.intent_id: each for each in payments.payments_of_the_sale(order.id)}
    for refund in payments.refunds_of(order.id):
        payment = sale.get(refund.intent_id)
        if refund.status in payments.LOST or payment is None:
            continue  # a duplicate payment that went back concerns no parcel
        job = jobs.get(refund.job_id or 0)
        lines = job.lines if job else []
        found.append(
            customs.Refunded(
                refund_no=refund.refund_id,
                amount_minor=refund.amount_minor,
                refunded_at=refund.created_at,
                lines=[
                    (
                        each["order_line_id"],
                        each.get("of", each["quantity"]),
                        each["amount_minor"],
                    )
                    for each in lines
                ],
                freight_minor=job.freight_minor if job else 0,
                decision=job.key.partition(ALSO)[0] if job else refund.refund_id,
                prepaid=payment.gift_card_id is not None,
            )
        )
    return found


def tell_customs_of_refunds(order: Order) -> None:
    """Let the dossiers of an order follow its refunds; the caller holds the transaction."""
    customs.money_returned(order, refunds_of(order))

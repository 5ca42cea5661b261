"""What customs must hear of an order's money: checkout knows both rooms, they not each other."""

from storefront import customs, payments
from storefront.orders import Order


def refunds_of(order: Order) -> list[customs.Refunded]:
    """Every refund that was made, with the pieces it was for."""
    jobs = {job.id: job for job in payments.jobs_of(order.id)}
    found = []
    for refund in payments.refunds_of(order.id):
        if refund.status in payments.LOST or not _is_of_the_sale(order, refund.intent_id):
            continue
        job = jobs.get(refund.job_id or 0)
        lines = job.lines if job else []
        found.append(
            customs.Refunded(
                refund_no=refund.refund_id,
                amount_minor=refund.amount_minor,
                refunded_at=refund.created_at,
                lines=[
                    (each["order_line_id"], each["quantity"], each["amount_minor"])
                    for each in lines
                ],
                freight_minor=job.freight_minor if job else 0,
            )
        )
    return found


def tell_customs_of_refunds(order: Order) -> None:
    """Let the dossiers of an order follow its refunds; the caller holds the transaction."""
    customs.money_returned(order, refunds_of(order))


def _is_of_the_sale(order: Order, intent_id: str) -> bool:
    """A duplicate payment that went back concerns no parcel."""
    main = payments.main_payment(order.id)
    return main is not None and main.intent_id == intent_id

"""What is said of orders, money, letters and promises."""

from collections.abc import Mapping

from storefront.markets import lazy_gettext as _

ORDER_STATES: Mapping[str, object] = {
    "pending": _("Waiting for payment"),
    "processing": _("Bank is confirming"),
    "paid": _("Paid"),
    "cancelled": _("Cancelled"),
}

FULFILMENT: Mapping[str, object] = {
    "to_ship": _("To pack"),
    "partial": _("Partly shipped"),
    "packed": _("Packed, waits"),
    "shipped": _("Shipped"),
    "none": _("Nothing to ship"),
}

PAYOUT_STATES: Mapping[str, object] = {
    "pending": _("Being prepared"),
    "in_transit": _("On its way to the bank"),
    "paid": _("At the bank"),
    "failed": _("Sent back by the bank"),
    "canceled": _("Called off"),
}

DIFFERENCES: Mapping[str, object] = {
    "charge": _("A payment that the shop does not know"),
    "refund": _("A refund that the shop does not know"),
    "dispute": _("A dispute that the shop does not know"),
    "amount": _("The shop knows another sum"),
}

PAYMENT_ROLES: Mapping[str, object] = {
    "main": _("For this order"),
    "credit": _("With a gift card"),
    "duplicate": _("Paid a second time"),
    "late": _("Came after the order was cancelled"),
    "mismatch": _("Amount or currency does not fit"),
}

ATTEMPT_STATES: Mapping[str, object] = {
    "creating": _("Being opened"),
    "open": _("Open"),
    "processing": _("Bank is confirming"),
    "paid": _("Paid"),
    "failed": _("Failed"),
    "expired": _("Expired"),
}

REFUND_STATUSES: Mapping[str, object] = {
    "promised": _("Promised"),
    "pending": _("On its way"),
    "requires_action": _("Stripe needs something"),
    "succeeded": _("Given back"),
    "failed": _("Failed"),
    "canceled": _("Called off"),
}

DISPUTE_STATUSES: Mapping[str, object] = {
    "warning_needs_response": _("Inquiry: answer it at Stripe"),
    "warning_under_review": _("Inquiry under review"),
    "warning_closed": _("Inquiry closed"),
    "needs_response": _("Answer it at Stripe"),
    "under_review": _("Under review"),
    "won": _("Won"),
    "lost": _("Lost"),
    "prevented": _("Prevented"),
}

LETTER_KINDS: Mapping[str, object] = {
    "order_confirmation": _("Order confirmation"),
    "shipment": _("Parcel is on its way"),
    "refund": _("Refund"),
    "order_cancelled": _("Order cancelled"),
    "friend_thanks": _("Thanks for an invited friend"),
    "gift_card": _("Gift card"),
    "gift_card_bought": _("Receipt for a gift card"),
}

CARRIED_BY: Mapping[str, object] = {
    "smtp": _("Sent by mail server"),
    "folder": _("Laid in a folder"),
}

TOPICS: Mapping[str, object] = {
    "mail.letter": _("A letter"),
    "gift_card.letter": _("The code of a gift card"),
    "stripe.event": _("News from Stripe"),
    "stripe.refund": _("A refund at Stripe"),
    "customs.deliver": _("A dossier for customs"),
    "catalog.renditions": _("Sizes of a picture"),
}

PROMISE_STATES: Mapping[str, object] = {
    "pending": _("Waiting"),
    "done": _("Kept"),
    "dead": _("Given up"),
}

PRODUCT_STATES: Mapping[str, object] = {
    "draft": _("Draft"),
    "active": _("For sale"),
    "archived": _("Retired"),
}

OUTCOMES: Mapping[str, object] = {
    "accepted": _("Handed over"),
    "duplicate": _("Handed over before"),
    "refused": _("Refused"),
    "stale": _("A newer revision is there"),
    "failed": _("Failed"),
    "unreachable": _("Nobody answered"),
}

EVENTS: Mapping[str, object] = {
    "placed": _("Order placed"),
    "payment_not_opened": _("Stripe's payment page could not be opened"),
    "payment_processing": _("The bank is confirming the payment"),
    "paid": _("Paid"),
    "payment_failed": _("A payment failed"),
    "expired": _("Not paid in time"),
    "mismatch": _("Money came that does not fit"),
    "late_payment": _("Money came after the order was cancelled"),
    "duplicate_payment": _("Money came twice"),
    "cancelled": _("Cancelled"),
    "refund_promised": _("Refund decided"),
    "refunded": _("Money given back"),
    "gift_card_issued": _("Gift card handed out"),
    "refund_failed": _("A refund failed"),
    "dispute": _("Dispute"),
    "fraud_warning": _("A bank warns of fraud"),
    "review_opened": _("Stripe looks at the payment"),
    "review_closed": _("Stripe has looked at the payment"),
    "packed": _("Parcel packed"),
    "unpacked": _("Parcel called off"),
    "shipped": _("Parcel handed over"),
    "delivered": _("Delivered"),
    "attention_cleared": _("A person has looked"),
    "customs_facts": _("Customs facts taken over from the catalogue"),
    "customs_resent": _("Dossier sent again by hand"),
    "customs_return_announced": _("Customs is told that goods come back"),
    "address": _("Address corrected"),
    "waybill_replaced": _("Parcel got another number"),
    "customs_ready": _("Dossier ready for customs"),
    "customs_sent": _("The connector has the dossier"),
    "customs_refused": _("The connector refused the dossier"),
    "customs_accepted": _("Customs accepted the documents"),
    "customs_rejected": _("Customs refused a document"),
    "customs_released": _("Customs released the parcel"),
    "customs_amended": _("Correction sent to customs"),
    "customs_overtaken": _("Customs had taken the parcel in already; the refund is told beside it"),
    "customs_withdrawn": _("Withdrawn from customs"),
    "customs_cancelled": _("Called off at customs"),
}

ACTORS: Mapping[str, object] = {
    "shop": _("the shop"),
    "stripe": _("Stripe"),
    "customs": _("customs"),
    "buyer": _("the buyer"),
    "office": _("the office"),
    "owner": _("the owner"),
}

CANCEL_REASONS: Mapping[str, object] = {
    "expired": _("not paid in time"),
    "payment_failed": _("the payment failed"),
    "replaced": _("the buyer placed a newer order"),
    "cancelled": _("called off"),
}

CREDIT_KINDS: Mapping[str, object] = {
    "gift": _("Gift card"),
    "credit": _("Store credit"),
}

CREDIT_MOVES: Mapping[str, object] = {
    "issued": _("Given out"),
    "held": _("Pays for an order"),
    "let_go": _("The order was not paid"),
    "given_back": _("Refunded"),
    "taken_back": _("Its price was given back"),
    "shown": _("Its code was shown"),
    "blocked": _("Blocked"),
    "unblocked": _("Can be used again"),
}

"""The words that people use for what the tables call by keys."""

from collections.abc import Mapping

from storefront import customs
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

IDENTIFIER_NAMES: Mapping[str, object] = {
    kind: each.name for kind, each in customs.IDENTIFIERS.items()
}

SELLER_NUMBERS: Mapping[str, object] = {
    "eu_ioss": _("IOSS number"),
    "eori": _("EORI number"),
    "gb_vat": _("UK VAT number"),
    "no_voec": _("VOEC number"),
    "ch_vat": _("Swiss VAT number"),
    "au_arn": _("ARN"),
    "nz_gst": _("NZ GST number"),
}

REGIME_NEEDS: Mapping[str, object] = {
    "national_code": _("the country's own code of the goods"),
    "product_ids": _("identifiers of the product"),
    "phone": _("the buyer's phone"),
    "postal_code": _("the postal code"),
}

PROMOTION_KINDS: Mapping[str, object] = {
    "percent": _("A part off"),
    "amount": _("An amount off the basket"),
    "unit_amount": _("An amount off each piece"),
    "fixed_price": _("Each piece for a price"),
    "tiered": _("More off in steps"),
    "buy_get": _("Buy some, the cheapest are free"),
    "gift": _("A gift"),
    "shipping": _("Delivery free or for less"),
    "duty": _("We pay duty and clearance"),
}

PROMOTION_ROLES: Mapping[str, object] = {
    "": _("none"),
    "friend": _("What a friend gets who was invited"),
    "reward": _("What the one who invited gets for it"),
}

WEEKDAYS = (
    *(_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday")),
    *(_("Friday"), _("Saturday"), _("Sunday")),
)

CAMPAIGN_STATES: Mapping[str, object] = {
    "planned": _("Planned"),
    "running": _("Running"),
    "paused": _("Paused"),
    "ended": _("Ended"),
}

CAMPAIGN_GOALS: Mapping[str, object] = {
    "sales": _("Sales"),
    "visits": _("Visits"),
    "brand": _("Brand"),
    "clearance": _("Clearance"),
    "letters": _("Readers for letters"),
}

CAMPAIGN_TROUBLES: Mapping[str, object] = {
    "no_links": _("It has no links yet."),
    "over": _("It runs although its last day is over."),
    "late": _("Its first day has come, and it is still only planned."),
    "no_page": _("This page does not exist there."),
    "not_sold": _("This is not sold there."),
    "forbidden": _("This may not be sold there."),
    "sold_out": _("This is sold out."),
    "not_shown": _("This page is not shown to shoppers."),
    "page_over": _("What this page offers has ended."),
    "dead_code": _("This code does not work now."),
    "code_elsewhere": _("The code does not apply there."),
    "code_currency": _("The code has no amount in the currency of"),
    "inside_tags": _("A link in its text carries utm tags, so visits from it count as new ones."),
    "price_not_legal": _("A price is called reduced and may not be."),
}

CAMPAIGN_ALARMS: Mapping[str, object] = {
    "spend_without_visits": _("Money was spent in the last 7 days, and nobody came."),
    "visits_without_spend": _("Paid visits came, and no cost is written down:"),
    "leaked_code": _("Its code is used by people who came from elsewhere:"),
    "macro": _("A platform did not fill in a tag:"),
    "unassigned": _("Suddenly many visits have a source that no rule knows:"),
    "guessing": _("Somebody guesses codes; refused in two hours:"),
}

OBSTACLES: Mapping[str, object] = {
    "inactive": _("no variant"),
    "forbidden": _("forbidden"),
    "restricted": _("restricted"),
    "no_price": _("no price"),
    "no_delivery": _("too heavy"),
    "no_facts": _("customs facts"),
    "no_national_code": _("national code"),
    "no_words": _("no words"),
}

CARRIER_STATUSES: Mapping[str, object] = {
    "label_created": _("Label made"),
    "handed_over": _("Handed over to the carrier"),
    "in_transit": _("Under way"),
    "in_customs": _("With customs"),
    "arrived": _("Arrived in the country"),
    "out_for_delivery": _("Out for delivery"),
    "not_delivered": _("Could not be delivered"),
    "delivered": _("Delivered"),
    "returned": _("Is sent back"),
    "lost": _("Lost"),
}

CONNECTOR_STATES = {
    "paused": _("It does not accept our signature. Compare the secrets on both sides."),
    "disabled": _("It said that it is gone for good. Ask who runs it."),
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

DOSSIER_STATES: Mapping[str, object] = {
    "not_required": _("Nothing declared yet"),
    "data_missing": _("Facts are missing"),
    "mismatch": _("Documents do not agree"),
    "ready": _("Ready to be sent"),
    "sent": _("With the connector"),
    "accepted": _("Accepted"),
    "rejected": _("Refused by customs"),
    "released": _("Released"),
    "amended": _("Correction sent"),
    "withdrawn": _("Withdrawn"),
    "cancelled": _("Called off"),
}

DOCUMENTS: Mapping[str, object] = {
    "order": _("Order"),
    "payment": _("Payment"),
    "waybill": _("Waybill"),
    "list": _("Goods list"),
    "return": _("Return"),
    "all": _("All documents"),
}

RECEIPT_STATUSES: Mapping[str, object] = {
    "received": _("Received"),
    "stored": _("Stored"),
    "declaring": _("Being declared"),
    "sent": _("Sent to customs"),
    "send_failed": _("Could not be sent"),
    "accepted": _("Accepted"),
    "rejected": _("Refused"),
    "manual_review": _("Looked at by an officer"),
    "inspection": _("Being inspected"),
    "detained": _("Detained"),
    "suspended": _("Suspended"),
    "transferred": _("Passed on"),
    "released": _("Released"),
    "closed": _("Closed"),
    "cleared": _("Cleared"),
    "returned": _("Sent back"),
    "cancelled": _("Called off"),
    "error": _("Error"),
}

CHANNELS: Mapping[str, object] = {
    "Direct": _("Direct"),
    "Organic Search": _("Unpaid search"),
    "Paid Search": _("Paid search"),
    "Organic Social": _("Unpaid social media"),
    "Paid Social": _("Paid social media"),
    "Organic Video": _("Unpaid video"),
    "Paid Video": _("Paid video"),
    "Organic Shopping": _("Unpaid shopping listings"),
    "Paid Shopping": _("Paid shopping listings"),
    "Cross-network": _("Several ad networks"),
    "Paid Other": _("Other advertising"),
    "Display": _("Banners"),
    "Email": _("Letters and newsletters"),
    "SMS": _("Text messages"),
    "Affiliates": _("Affiliates"),
    "Referral": _("Other sites"),
    "AI Assistant": _("AI assistants"),
    "Audio": _("Audio"),
    "Mobile Push Notifications": _("App notifications"),
    "Unassigned": _("Marked, but of no known kind"),
}

MARKETS: Mapping[str, object] = {
    "us": _("United States"),
    "de": _("Germany and Austria"),
    "fr": _("France"),
    "uk": _("United Kingdom"),
    "jp": _("Japan"),
}

COUNTRIES: Mapping[str, object] = {
    "US": _("United States"),
    "DE": _("Germany"),
    "AT": _("Austria"),
    "FR": _("France"),
    "GB": _("United Kingdom"),
    "JP": _("Japan"),
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
}

CARRIED_BY: Mapping[str, object] = {
    "smtp": _("Sent by mail server"),
    "folder": _("Laid in a folder"),
}

TOPICS: Mapping[str, object] = {
    "mail.letter": _("A letter"),
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

FACTS: Mapping[str, object] = {
    "hs_code": _("HS code"),
    "origin_country": _("Country of origin"),
    "customs_name": _("Customs description in English"),
    "customs_name_local": _("Customs description in Chinese"),
    "net_weight_g": _("Net weight"),
    "gross_weight_g": _("Gross weight"),
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
    "customs_withdrawn": _("Withdrawn from customs"),
    "customs_cancelled": _("Called off at customs"),
}

CUSTOMS_GROUPS: Mapping[str, object] = {
    "problem": _("Needs correction"),
    "under_way": _("Under way"),
    "done": _("Accepted or released"),
    "called_off": _("Called off"),
    **DOSSIER_STATES,
}

CUSTOMS_QUEUES: Mapping[str, object] = {
    "data_missing": _("Facts are missing"),
    "mismatch": _("Do not agree"),
    "rejected": _("Refused"),
    "dead": _("Could not be handed over"),
    "ready": _("On their way"),
}

AGES: Mapping[str, object] = {
    "hour": _("more than an hour"),
    "day": _("more than a day"),
    "week": _("more than a week"),
}

NEXT_STEPS: Mapping[str, object] = {
    "not_required": _("A dossier is made when a parcel is packed; there is nothing to do."),
    "data_missing": _("Fill in the facts that are named below, then compare again."),
    "mismatch": _("Mend what does not fit, then compare again; what then agrees is sent."),
    "ready": _("It is sent as soon as the connector can be reached; there is nothing to do."),
    "sent": _("Customs has it. Wait for the answer."),
    "accepted": _("Customs has taken it in. The parcel may go; its documents are locked."),
    "rejected": _("Customs refused it. Mend what is named below, then compare again."),
    "released": _("Customs has let the parcel go. There is nothing to do."),
    "amended": _("The correction was sent. Wait for the answer."),
    "withdrawn": _("The declaration was withdrawn. Compare again to declare the parcel anew."),
    "cancelled": _("The declaration was called off before the parcel left."),
}
"""What to do next, by where an order is with customs."""

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

SOURCE_BASES: Mapping[str, object] = {
    "agreed": _("Known over visits: the buyer agreed to it."),
    "allowed": _("Known over visits: the country allows it, and the buyer did not object."),
    "unanswered": _("Known for this visit alone: the buyer did not answer the question."),
    "refused": _("Not known: the buyer said no."),
    "signalled": _("Not known: the buyer's browser objects (Global Privacy Control)."),
    "no_cookie": _("Not known: the browser kept no cookie."),
    "staff": _("Not known: somebody of the staff ordered."),
}

PARTNER_KINDS: Mapping[str, object] = {
    "influencer": _("Influencer"),
    "affiliate": _("Affiliate"),
}

ACTIVITIES: Mapping[str, object] = {
    "campaign": _("Campaign"),
    "promotion": _("Promotion"),
    "page": _("Landing page"),
    "post": _("Post"),
    "letter": _("Letter"),
    "occasion": _("Buying day"),
    "holiday": _("Holiday"),
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
}

WORDS: Mapping[str, Mapping[str, object]] = {
    "credit": CREDIT_KINDS,
    "credit_move": CREDIT_MOVES,
    "activity": ACTIVITIES,
    "partner": PARTNER_KINDS,
    "source_basis": SOURCE_BASES,
    "order": ORDER_STATES,
    "fulfilment": FULFILMENT,
    "carrier_status": CARRIER_STATUSES,
    "obstacle": OBSTACLES,
    "campaign": CAMPAIGN_STATES,
    "promotion": PROMOTION_KINDS,
    "goal": CAMPAIGN_GOALS,
    "trouble": CAMPAIGN_TROUBLES,
    "identifier": IDENTIFIER_NAMES,
    "seller_number": SELLER_NUMBERS,
    "need": REGIME_NEEDS,
    "dossier": DOSSIER_STATES,
    "document": DOCUMENTS,
    "receipt": RECEIPT_STATUSES,
    "channel": CHANNELS,
    "market": MARKETS,
    "country": COUNTRIES,
    "role": PAYMENT_ROLES,
    "attempt": ATTEMPT_STATES,
    "refund": REFUND_STATUSES,
    "dispute": DISPUTE_STATUSES,
    "payout": PAYOUT_STATES,
    "difference": DIFFERENCES,
    "letter": LETTER_KINDS,
    "carried": CARRIED_BY,
    "topic": TOPICS,
    "promise": PROMISE_STATES,
    "product": PRODUCT_STATES,
    "fact": FACTS,
    "outcome": OUTCOMES,
    "event": EVENTS,
    "customs_group": CUSTOMS_GROUPS,
    "next_step": NEXT_STEPS,
    "queue": CUSTOMS_QUEUES,
    "age": AGES,
    "actor": ACTORS,
    "cancel": CANCEL_REASONS,
}

KINDS: Mapping[str, str] = {
    "not_required": "",
    "paid": "good",
    "in_transit": "watch",
    "pending": "",
    "processing": "watch",
    "cancelled": "",
    "running": "good",
    "paused": "watch",
    "to_ship": "watch",
    "packed": "watch",
    "partial": "watch",
    "shipped": "good",
    "data_missing": "bad",
    "mismatch": "bad",
    "rejected": "bad",
    "ready": "watch",
    "sent": "watch",
    "amended": "watch",
    "accepted": "good",
    "released": "good",
    "cleared": "good",
    "closed": "good",
    "succeeded": "good",
    "failed": "bad",
    "send_failed": "bad",
    "error": "bad",
    "detained": "bad",
    "suspended": "bad",
    "returned": "bad",
    "manual_review": "watch",
    "inspection": "watch",
    "dead": "bad",
    "done": "good",
    "active": "good",
    "draft": "watch",
    "duplicate": "bad",
    "late": "bad",
    "main": "good",
    "expired": "",
    "lost": "bad",
    "won": "good",
    "needs_response": "bad",
    "delivered": "good",
    "refused": "bad",
    "unreachable": "bad",
}
"""The colour of a state's badge: good, watch, bad or none."""

"""What is said of parcels, papers and customs."""

from collections.abc import Mapping

from storefront import customs
from storefront.markets import lazy_gettext as _

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

FACTS: Mapping[str, object] = {
    "hs_code": _("HS code"),
    "origin_country": _("Country of origin"),
    "customs_name": _("Customs description in English"),
    "customs_name_local": _("Customs description in Chinese"),
    "net_weight_g": _("Net weight"),
    "gross_weight_g": _("Gross weight"),
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

"""What is said of offers, campaigns and where buyers come from."""

from collections.abc import Mapping

from storefront.markets import lazy_gettext as _

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

"""What offers do for a basket, in words: what applies, what is missing, what would be free."""

from collections.abc import Iterator

from flask import g

from storefront import cart, catalog
from storefront.cart import Buyer, Quote
from storefront.catalog import Offer
from storefront.markets import gettext as _
from storefront.markets import ngettext
from storefront.promotions import Lane, Promotion, Refused, Why

from ..words import written_money
from .offer_words import benefit_of, tier_words

MOST_GIFTS = 4
"""Of things that one offer makes free, shown beside the basket."""
MOST_HINTS = 2
"""Of what is within reach; more would be a wall."""


def code_sentence(quote: Quote, code: str, *, knows_buyer: bool = False) -> str:
    """What a code does for this basket, or what is still missing for it; `knows_buyer` once an
    address was given, which some offers ask for."""
    for each in quote.evaluation.applied:
        if each.promotion.code == code:
            told = {"code": code, "amount": _written(each.worth_minor, quote)}
            if each.promotion.asks_for_buyer and not knows_buyer:
                return _("%(code)s: %(amount)s off, if the offer is for you.") % told
            return _("%(code)s: %(amount)s off.") % told
    for refused in quote.evaluation.refused:
        if refused.promotion.code == code:
            return _refusal(refused, quote)
    return _("%(code)s cannot be used any more.") % {"code": code}


def _refusal(refused: Refused, quote: Quote) -> str:
    """Why a code takes nothing off yet, and what would help."""
    code, why = refused.promotion.code, refused.why
    if why == Why.SPEND:
        missing = _written(refused.missing, quote)
        return _("%(code)s applies when you add goods for %(missing)s more.") % {
            "code": code,
            "missing": missing,
        }
    if why == Why.QUANTITY:
        return _("%(code)s applies when you add %(count)s more.") % {
            "code": code,
            "count": refused.missing,
        }
    told = {
        Why.GIFT: _("%(code)s has a gift for you: put it into the basket."),
        Why.REWARD: _("%(code)s makes something free: put that into the basket too."),
        Why.BUYER: _("%(code)s is not for this email address."),
        Why.TIME: _("%(code)s applies at another time."),
        Why.BUDGET: _("%(code)s cannot be used any more."),
        Why.PRODUCTS: _("%(code)s is for other things than those in your basket."),
        Why.BETTER: _("%(code)s waits: another offer is better for you."),
        Why.TOGETHER: _("%(code)s waits: it does not go together with another offer."),
    }
    return told.get(why, _("%(code)s does not apply here.")) % {"code": code}


def hints(quote: Quote) -> list[str]:
    """What a little more would bring: the nearest offers that nobody needs a code for, and the next
    step of one that applies."""
    near = sorted(_within_reach(quote), key=lambda each: each[0])
    return list(dict.fromkeys(said for _missing, said in near))[:MOST_HINTS]


def _within_reach(quote: Quote) -> Iterator[tuple[int, str]]:
    """How much is missing (minor units; pieces come first), and the sentence."""
    for each in quote.evaluation.applied:
        if each.next_step is not None:
            step = each.next_step
            yield _reach(step.missing, step.why, tier_words(step.tier), quote)
    for refused in quote.evaluation.refused:
        offer = refused.promotion
        if refused.why in (Why.SPEND, Why.QUANTITY) and _is_sure(offer, quote):
            yield _reach(refused.missing, refused.why, benefit_of(offer), quote)


def _is_sure(offer: Promotion, quote: Quote) -> bool:
    """Whether an offer would take something off for whoever adds what is missing: not when another
    may beat it, its money may be gone, or it may not be for this buyer."""
    applied = quote.evaluation.applied
    beaten = any(each.promotion.lane == offer.lane for each in applied)
    excludes = (offer.alone or offer.not_with) and applied
    excluded = any(each.promotion.alone or offer.id in each.promotion.not_with for each in applied)
    pointless = offer.lane == Lane.DELIVERY and not (quote.shipping and quote.shipping.amount)
    pointless = pointless or (offer.lane == Lane.CHARGES and not quote.import_charges)
    doubtful = offer.code or offer.asks_for_buyer or offer.left is not None
    return not (beaten or excludes or excluded or pointless or doubtful)


def _reach(missing: int, why: Why, benefit: str, quote: Quote) -> tuple[int, str]:
    if why == Why.SPEND:
        told = {"missing": _written(missing, quote), "benefit": benefit}
        return missing, _("Goods for %(missing)s more: %(benefit)s") % told
    said = ngettext("%(num)d piece more: %(benefit)s", "%(num)d pieces more: %(benefit)s", missing)
    return 0, said % {"num": missing, "benefit": benefit}


def gifts(quote: Quote, wanted: list[tuple[int, int]], code: str, buyer: Buyer) -> list[Offer]:
    """What would be free if it were in the basket, tried as if it were: what another offer beats
    must not be promised."""
    found = []
    for refused in quote.evaluation.refused:
        if refused.why not in (Why.GIFT, Why.REWARD):
            continue
        offer = refused.promotion
        skus = [offer.gift] if offer.gift else sorted(offer.rewards)[:MOST_GIFTS]
        for key in catalog.variants_of_skus(skus):
            tried = cart.quote([*wanted, (key, 1)], g.locale, code=code, buyer=buyer)
            line = next(each for each in tried.lines if each.offer.variant_id == key)
            applied = {each.promotion.id for each in tried.evaluation.applied}
            if offer.id in applied and not line.problem:
                found.append(line.offer)
    return found


def _written(minor: int, quote: Quote) -> str:
    return written_money(minor, quote.currency, g.locale.babel)

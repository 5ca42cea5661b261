"""For whom, where, when and from which basket on a promotion applies."""

from collections.abc import Sequence

from .terms import Context, Kind, Line, Promotion, Refused, Why


def excluded(context: Context, promotion: Promotion) -> Why | None:
    """Why a promotion is not for this buyer at all, whatever is in the basket."""
    source = context.source
    tests = (
        (Why.MARKET, promotion.markets, context.market),
        (Why.COUNTRY, promotion.countries, context.country),
        (Why.LANGUAGE, promotion.languages, context.language),
        (Why.SOURCE, promotion.channels, source.channel),
        (Why.SOURCE, promotion.campaigns, source.campaign),
        (Why.SOURCE, promotion.links, source.link),
        (Why.TIME, promotion.weekdays, context.weekday),
    )
    for why, wanted, have in tests:
        if wanted and have not in wanted:
            return why
    if not _is_open_at(promotion, context.hour):
        return Why.TIME
    if promotion.asks_for_buyer and context.history.is_known and not _suits(promotion, context):
        return Why.BUYER
    return None if promotion.is_payable_in(context.currency) else Why.CURRENCY


def too_little(covered: Sequence[Line], context: Context, promotion: Promotion) -> Refused | None:
    """What the covered lines still lack, if anything."""
    spend = sum(line.total_minor for line in covered)
    least = promotion.min_spend.get(context.currency, 0)
    if spend < least:
        return Refused(promotion, Why.SPEND, least - spend)
    pieces = sum(line.quantity for line in covered)
    group = promotion.buy + (0 if promotion.rewards else promotion.get)
    wanted = max(promotion.min_quantity, group)
    if pieces < wanted:
        return Refused(promotion, Why.QUANTITY, wanted - pieces)
    if promotion.kind == Kind.TIERED:
        return _below_all_tiers(spend, pieces, context, promotion)
    return None


def _is_open_at(promotion: Promotion, hour: int) -> bool:
    first, end = promotion.from_hour, promotion.to_hour or 24
    if first < end:
        return first <= hour < end
    return hour >= first or hour < end


def _suits(promotion: Promotion, context: Context) -> bool:
    """Whether a buyer who gave an address is one of those meant."""
    who = context.history
    before = who.orders or 0
    return not (
        (promotion.nth_order and before + 1 != promotion.nth_order)
        or (promotion.min_orders and before < promotion.min_orders)
        or (promotion.lapsed_days and (who.days_since_last or 0) < promotion.lapsed_days)
        or (promotion.groups and not promotion.groups & who.groups)
        or (promotion.recipient and promotion.recipient != who.customer)
        or (promotion.not_for and promotion.not_for == who.customer)
    )


def _below_all_tiers(
    spend: int, pieces: int, context: Context, promotion: Promotion
) -> Refused | None:
    spoken = [tier for tier in promotion.tiers if tier.speaks(context.currency)]
    by_spend = [tier.spend[context.currency] - spend for tier in spoken if tier.spend]
    by_pieces = [tier.pieces - pieces for tier in spoken if not tier.spend]
    if any(missing <= 0 for missing in (*by_spend, *by_pieces)):
        return None
    if by_spend:
        return Refused(promotion, Why.SPEND, min(by_spend))
    return Refused(promotion, Why.QUANTITY, min(by_pieces))

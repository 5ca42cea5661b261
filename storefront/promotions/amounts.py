"""How much comes off, kind by kind; every part in whole steps of what the currency can pay."""

from collections.abc import Sequence

from storefront.money import apportion, divided

from .terms import Context, Kind, Line, NextStep, Promotion, Why


def off_delivery(context: Context, promotion: Promotion) -> int:
    """Off the delivery: an amount where one is named, a part of it, or all."""
    if context.currency in promotion.amounts:
        off = promotion.amounts[context.currency]
    else:
        part = promotion.percent_bp or 10_000
        off = _stepped(divided(context.shipping_minor * part, 10_000), context)
    return min(off, context.shipping_minor)


def off_charges(context: Context) -> int:
    """Duty and clearance, which the shop pays then."""
    return context.charges_minor


def off_lines(covered: Sequence[Line], context: Context, promotion: Promotion) -> dict[int, int]:
    """Off each of the covered lines, by key."""
    totals = [line.total_minor for line in covered]
    amount = promotion.amounts.get(context.currency, 0)
    if promotion.kind == Kind.PERCENT:
        off = _percent(sum(totals), promotion.percent_bp, context, promotion)
        return _shared(covered, off, totals, context)
    if promotion.kind == Kind.AMOUNT:
        return _shared(covered, min(amount, sum(totals)), totals, context)
    if promotion.kind == Kind.TIERED:
        return _shared(covered, _best_tier(covered, context, promotion), totals, context)
    if promotion.kind == Kind.UNIT_AMOUNT:
        return {line.key: min(amount, line.unit_minor) * line.quantity for line in covered}
    if promotion.kind == Kind.FIXED_PRICE:
        return {line.key: max(line.unit_minor - amount, 0) * line.quantity for line in covered}
    return _cheapest_free(covered, promotion)


def off_rewards(
    covered: Sequence[Line], rewards: Sequence[Line], promotion: Promotion
) -> dict[int, int]:
    """For each `buy` pieces of the covered lines, the `get` cheapest of the rewards are free."""
    bought = sum(line.quantity for line in covered)
    earned = bought // promotion.buy * promotion.get if promotion.buy > 0 else 0
    free: dict[int, int] = {}
    for line in sorted(rewards, key=lambda each: (each.unit_minor, each.key)):
        pieces = min(earned, line.quantity)
        if pieces > 0:
            free[line.key] = pieces * line.unit_minor
            earned -= pieces
    return free


def _percent(total: int, part_bp: int, context: Context, promotion: Promotion) -> int:
    off = divided(total * part_bp, 10_000)
    return _stepped(min(off, promotion.caps.get(context.currency, off)), context)


def _best_tier(covered: Sequence[Line], context: Context, promotion: Promotion) -> int:
    """The most that one of the tiers which are reached takes off."""
    code = context.currency
    total = sum(line.total_minor for line in covered)
    pieces = sum(line.quantity for line in covered)
    best = 0
    for tier in promotion.tiers:
        if not tier.speaks(code) or tier.spend.get(code, 0) > total or tier.pieces > pieces:
            continue
        if tier.percent_bp:
            best = max(best, _percent(total, tier.percent_bp, context, promotion))
        else:
            best = max(best, min(tier.amounts[code], total))
    return best


def next_step(
    covered: Sequence[Line], off: int, context: Context, promotion: Promotion
) -> NextStep | None:
    """The nearest step not reached yet that takes off more than `off`."""
    code = context.currency
    total = sum(line.total_minor for line in covered)
    pieces = sum(line.quantity for line in covered)
    found = []
    for tier in promotion.tiers:
        lacks = (tier.spend.get(code, 0) - total, tier.pieces - pieces)
        if not tier.speaks(code) or max(lacks) <= 0 or min(lacks) > 0:
            continue  # what lacks both goods and pieces is far away
        why, missing = (Why.SPEND, lacks[0]) if lacks[0] > 0 else (Why.QUANTITY, lacks[1])
        least = total + max(lacks[0], 0)
        brings = tier.amounts.get(code, 0)
        if tier.percent_bp:
            brings = _percent(least, tier.percent_bp, context, promotion)
        if brings > off:
            found.append(NextStep(tier, why, missing))
    return min(found, key=lambda each: each.missing, default=None)


def _stepped(minor: int, context: Context) -> int:
    """In whole steps of what the currency can pay, never more than was meant."""
    return minor // context.step * context.step


def _shared(
    covered: Sequence[Line], off: int, totals: Sequence[int], context: Context
) -> dict[int, int]:
    """By largest remainder, in steps; a line's share is never more than the line."""
    parts = apportion(off // context.step, totals)
    return {
        line.key: part * context.step for line, part in zip(covered, parts, strict=True) if part
    }


def _cheapest_free(covered: Sequence[Line], promotion: Promotion) -> dict[int, int]:
    """For each group of `buy` + `get` pieces, dearest first, the cheapest `get` are free."""
    pieces = sorted(
        ((line.unit_minor, line.key) for line in covered for _ in range(line.quantity)),
        key=lambda piece: (-piece[0], piece[1]),
    )
    group = promotion.buy + promotion.get
    free: dict[int, int] = {}
    if promotion.get <= 0 or group <= promotion.get:
        return free
    for start in range(0, len(pieces) - group + 1, group):
        for price, key in pieces[start + promotion.buy : start + group]:
            free[key] = free.get(key, 0) + price
    return free

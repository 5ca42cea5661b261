"""What promotions take off a basket: a pure function, without a clock and without writing.

Three lanes: goods, delivery, import charges. In each the one promotion that is best for the buyer
applies, and one of each goes together unless they exclude each other. All amounts are minor units
of what the buyer sees.
"""

from collections.abc import Sequence
from dataclasses import replace

from .amounts import next_step, off_charges, off_delivery, off_lines, off_rewards
from .combining import combine
from .conditions import excluded, too_little
from .terms import Applied, Context, Evaluation, Kind, Lane, Line, Promotion, Refused, Why


def evaluate(
    lines: Sequence[Line], context: Context, promotions: Sequence[Promotion]
) -> Evaluation:
    """The best for the buyer, lane by lane; the order of lines and promotions does not matter."""
    lines = sorted(lines, key=lambda each: each.key)
    found: list[Applied] = []
    refused: list[Refused] = []
    for promotion in sorted(promotions, key=lambda each: each.id):
        result = _try(lines, context, promotion)
        if isinstance(result, Applied):
            found.append(result)
        else:
            refused.append(result)
    applied, waiting = combine(found)
    refused += waiting
    return Evaluation(tuple(applied), tuple(sorted(refused, key=lambda each: each.promotion.id)))


def _try(lines: Sequence[Line], context: Context, promotion: Promotion) -> Applied | Refused:
    why = excluded(context, promotion)
    if why is not None:
        return Refused(promotion, why)
    gift = next((line for line in lines if promotion.gift and line.sku == promotion.gift), None)
    covered = [
        line
        for line in _without_one(lines, gift)
        if _counts(line, promotion) and line.sku not in promotion.rewards
    ]
    if not covered:
        return Refused(promotion, Why.PRODUCTS)
    short = too_little(covered, context, promotion)
    if short is not None:
        return short
    result = _take_off(lines, covered, gift, context, promotion)
    if isinstance(result, Applied) and _is_too_much(result, context):
        return Refused(promotion, Why.BUDGET)
    return result


def _take_off(
    lines: Sequence[Line],
    covered: Sequence[Line],
    gift: Line | None,
    context: Context,
    promotion: Promotion,
) -> Applied | Refused:
    if promotion.kind == Kind.GIFT:
        if gift is None:
            return Refused(promotion, Why.GIFT)
        found = Applied(promotion, gift.unit_minor, {gift.key: gift.unit_minor})
    elif promotion.kind == Kind.BUY_GET and promotion.rewards:
        rewards = [line for line in lines if line.sku in promotion.rewards and line.unit_minor > 0]
        if not rewards:
            return Refused(promotion, Why.REWARD)
        by_line = off_rewards(covered, rewards, promotion)
        found = Applied(promotion, sum(by_line.values()), by_line)
    elif promotion.lane == Lane.DELIVERY:
        found = Applied(promotion, 0, {}, shipping_minor=off_delivery(context, promotion))
    elif promotion.lane == Lane.CHARGES:
        found = Applied(promotion, 0, {}, charges_minor=off_charges(context))
    else:
        by_line = off_lines(covered, context, promotion)
        off = sum(by_line.values())
        more = next_step(covered, off, context, promotion) if promotion.tiers else None
        found = Applied(promotion, off, by_line, next_step=more)
    return found if found.worth_minor > 0 else Refused(promotion, Why.NOTHING)


def _is_too_much(applied: Applied, context: Context) -> bool:
    """More than is left of the promotion's budget."""
    left = applied.promotion.left
    return left is not None and applied.worth_minor > left.get(context.currency, 0)


def _counts(line: Line, promotion: Promotion) -> bool:
    return line.unit_minor > 0 and promotion.covers(line)


def _without_one(lines: Sequence[Line], gift: Line | None) -> Sequence[Line]:
    """The piece that is given does not help to earn itself."""
    if gift is None:
        return lines
    rest = replace(gift, quantity=gift.quantity - 1)
    return [rest if line is gift else line for line in lines if line is not gift or rest.quantity]

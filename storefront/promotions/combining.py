"""Which of the promotions that apply go together: the best for the buyer that is allowed.

Of each lane one, and of two that exclude each other only one. What the shop pays of duty and
clearance is decided last, because what is due depends on the rest.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations, product

from .terms import Applied, Lane, Promotion, Refused, Why

MOST_TRIED = 8
"""Of each lane, where some exclude each other; what is worth less than eight others waits."""


def combine(found: Sequence[Applied]) -> tuple[list[Applied], list[Refused]]:
    """What applies, lane by lane, and what waits; the order of what was found does not matter."""
    by_lane = {lane: _best_first(found, lane) for lane in Lane}
    chosen = _together([by_lane[Lane.GOODS], by_lane[Lane.DELIVERY]])
    chosen += [each for each in by_lane[Lane.CHARGES] if _go_together([*chosen, each])][:1]
    beaten = {each.promotion.lane: _rank(each) for each in chosen}
    taken = {each.promotion.id for each in chosen}
    waiting = [
        Refused(each.promotion, _why(each, beaten))
        for each in found
        if each.promotion.id not in taken
    ]
    return chosen, waiting


def _together(lanes: Sequence[Sequence[Applied]]) -> list[Applied]:
    """One of each lane or none, worth the most together."""
    best = [lane[0] for lane in lanes if lane]
    if _go_together(best):
        return best
    tried = product(*([None, *lane[:MOST_TRIED]] for lane in lanes))
    allowed = ([each for each in some if each is not None] for some in tried)
    return max(filter(_go_together, allowed), key=lambda some: [sum(_worths(some)), *_ranks(some)])


def _go_together(some: Iterable[Applied]) -> bool:
    pairs = combinations([each.promotion for each in some], 2)
    return not any(_exclude(one, other) for one, other in pairs)


def _exclude(one: Promotion, other: Promotion) -> bool:
    return one.alone or other.alone or one.id in other.not_with or other.id in one.not_with


def _why(each: Applied, beaten: dict[Lane, tuple[int, bool, int]]) -> Why:
    """Either something in its lane is better, or what is chosen does not go together with it."""
    better = beaten.get(each.promotion.lane)
    return Why.BETTER if better is not None and better > _rank(each) else Why.TOGETHER


def _best_first(found: Sequence[Applied], lane: Lane) -> list[Applied]:
    return sorted((each for each in found if each.promotion.lane == lane), key=_rank, reverse=True)


def _rank(each: Applied) -> tuple[int, bool, int]:
    """A code that was typed wins over an automatic promotion of the same worth."""
    return each.worth_minor, bool(each.promotion.code), -each.promotion.id


def _worths(some: Iterable[Applied]) -> list[int]:
    return [each.worth_minor for each in some]


def _ranks(some: Iterable[Applied]) -> list[tuple[int, bool, int]]:
    return sorted((_rank(each) for each in some), reverse=True)

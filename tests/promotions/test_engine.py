"""What comes off a basket: exact, never below zero, the same in any order, and quick."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.promotions import (
    Context,
    Evaluation,
    History,
    Kind,
    Line,
    NextStep,
    Promotion,
    Source,
    Tier,
    Why,
    evaluate,
)
from tests.bench import engine

GERMANY = Context("de", "DE", "de", "EUR", shipping_minor=590, hour=12)
LAMP = Line(1, 10, "lighting", "LAMP", 1, 4_990)
MUGS = Line(2, 20, "tea", "MUG", 3, 1_200)
LINES = (LAMP, MUGS)


tiers_of = st.builds(
    Tier,
    spend=st.dictionaries(st.just("EUR"), st.integers(0, 20_000), max_size=1),
    pieces=st.integers(0, 30),
    percent_bp=st.integers(0, 10_000),
    amounts=st.dictionaries(st.just("EUR"), st.integers(0, 20_000), max_size=1),
)


def promotion(kind: Kind = Kind.PERCENT, key: int = 1, **facts: Any) -> Promotion:
    if kind == Kind.PERCENT:
        facts.setdefault("percent_bp", 1_000)
    return Promotion(key, kind, **facts)


def off(*promotions: Promotion, context: Context = GERMANY, lines: Any = LINES) -> int:
    return evaluate(lines, context, promotions).goods_minor


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (promotion(), 859),
        (promotion(caps={"EUR": 500}), 500),
        (promotion(categories=frozenset({"tea"})), 360),
        (promotion(Kind.AMOUNT, amounts={"EUR": 1_000}), 1_000),
        (promotion(Kind.AMOUNT, amounts={"EUR": 99_999}), 8_590),
        (promotion(Kind.UNIT_AMOUNT, amounts={"EUR": 100}), 400),
        (promotion(Kind.FIXED_PRICE, amounts={"EUR": 1_000}, skus=frozenset({"MUG"})), 600),
        (promotion(Kind.BUY_GET, buy=2, get=1, categories=frozenset({"tea"})), 1_200),
        (promotion(Kind.BUY_GET, buy=1, get=1), 2_400),
        (promotion(Kind.BUY_GET, buy=1, get=1, rewards=frozenset({"MUG"})), 1_200),
        (promotion(Kind.BUY_GET, buy=1, get=2, rewards=frozenset({"MUG"})), 2_400),
        (promotion(Kind.BUY_GET, buy=2, get=1, rewards=frozenset({"LAMP"})), 4_990),
        (promotion(Kind.TIERED, tiers=(Tier({"EUR": 5_000}, percent_bp=1_000),)), 859),
        (
            promotion(
                Kind.TIERED,
                tiers=(
                    Tier({"EUR": 8_000}, amounts={"EUR": 1_500}),
                    Tier({"EUR": 5_000}, percent_bp=1_000),
                    Tier({"EUR": 9_000}, percent_bp=9_000),
                ),
            ),
            1_500,
        ),
        (promotion(Kind.TIERED, tiers=(Tier(pieces=4, percent_bp=2_000),)), 1_718),
        (promotion(Kind.TIERED, tiers=(Tier(pieces=1, percent_bp=5_000),), caps={"EUR": 99}), 99),
        (promotion(Kind.GIFT, gift="MUG"), 1_200),
    ],
)
def test_each_kind_takes_off_what_it_says(one: Promotion, expected: int) -> None:
    assert off(one) == expected


@pytest.mark.parametrize(
    ("facts", "why", "missing"),
    [
        ({"markets": frozenset({"us"})}, Why.MARKET, 0),
        ({"countries": frozenset({"AT"})}, Why.COUNTRY, 0),
        ({"languages": frozenset({"fr"})}, Why.LANGUAGE, 0),
        ({"campaigns": frozenset({"autumn"})}, Why.SOURCE, 0),
        ({"categories": frozenset({"bags"})}, Why.PRODUCTS, 0),
        ({"min_spend": {"EUR": 10_000}}, Why.SPEND, 1_410),
        ({"min_spend": {"USD": 1}}, Why.CURRENCY, 0),
        ({"min_quantity": 6}, Why.QUANTITY, 2),
        ({"percent_bp": 0}, Why.NOTHING, 0),
        ({"channels": frozenset({"Email"})}, Why.SOURCE, 0),
        ({"links": frozenset({"abcdefg"})}, Why.SOURCE, 0),
        ({"weekdays": frozenset({5, 6})}, Why.TIME, 0),
        ({"from_hour": 9, "to_hour": 10}, Why.TIME, 0),
        ({"from_hour": 22, "to_hour": 12}, Why.TIME, 0),
        ({"left": {"EUR": 858}}, Why.BUDGET, 0),
        ({"left": {"USD": 99_999}}, Why.BUDGET, 0),
        ({"kind": Kind.TIERED, "tiers": (Tier({"USD": 1}, percent_bp=1),)}, Why.CURRENCY, 0),
        (
            {"kind": Kind.TIERED, "tiers": (Tier({"EUR": 9_000}, percent_bp=1),)},
            Why.SPEND,
            410,
        ),
        ({"kind": Kind.TIERED, "tiers": (Tier(pieces=6, percent_bp=1),)}, Why.QUANTITY, 2),
        ({"kind": Kind.GIFT, "gift": "LAMP", "min_spend": {"EUR": 4_000}}, Why.SPEND, 400),
        ({"kind": Kind.GIFT, "gift": "VASE"}, Why.GIFT, 0),
        ({"kind": Kind.DUTY}, Why.NOTHING, 0),
        (
            {"kind": Kind.BUY_GET, "buy": 2, "get": 1, "rewards": frozenset({"VASE"})},
            Why.REWARD,
            0,
        ),
        (
            {"kind": Kind.BUY_GET, "buy": 2, "get": 1, "rewards": frozenset({"MUG"})},
            Why.QUANTITY,
            1,
        ),
    ],
)
def test_what_does_not_apply_says_why(facts: dict[str, Any], why: Why, missing: int) -> None:
    (refused,) = evaluate(LINES, GERMANY, [promotion(**facts)]).refused
    assert (refused.why, refused.missing) == (why, missing)


@pytest.mark.parametrize(
    "facts",
    [
        {"channels": frozenset({"Email"}), "campaigns": frozenset({"autumn"})},
        {"links": frozenset({"abcdefg"})},
        {"weekdays": frozenset({0}), "from_hour": 12, "to_hour": 13},
        {"from_hour": 22, "to_hour": 13},
        {"left": {"EUR": 859}},
    ],
)
def test_who_comes_at_the_right_time_from_the_right_place_gets_it(facts: dict[str, Any]) -> None:
    context = replace(GERMANY, source=Source("Email", "autumn", "abcdefg"))
    assert off(promotion(**facts), context=context) == 859


@pytest.mark.parametrize(
    ("facts", "who", "applies"),
    [
        ({"nth_order": 1}, History(), True),  # nobody knows yet
        ({"nth_order": 1}, History(0), True),
        ({"nth_order": 1}, History(1, 30), False),
        ({"nth_order": 3}, History(2, 30), True),
        ({"min_orders": 2}, History(1, 30), False),
        ({"min_orders": 2}, History(5, 30), True),
        ({"lapsed_days": 90}, History(0), False),
        ({"lapsed_days": 90}, History(1, 89), False),
        ({"lapsed_days": 90}, History(1, 90), True),
        ({"groups": frozenset({7})}, History(0, groups=frozenset({7, 8})), True),
        ({"groups": frozenset({7})}, History(0, groups=frozenset({8})), False),
        ({"recipient": "anna"}, History(0, customer="anna"), True),
        ({"recipient": "anna"}, History(0, customer="otto"), False),
    ],
)
def test_an_offer_is_for_those_it_is_meant_for(
    facts: dict[str, Any], who: History, applies: bool
) -> None:
    found = evaluate(LINES, replace(GERMANY, history=who), [promotion(**facts)])
    assert bool(found.applied) is applies
    assert applies or found.refused[0].why == Why.BUYER


def test_duty_that_the_shop_pays_has_a_lane_of_its_own() -> None:
    context = replace(GERMANY, charges_minor=340)
    found = evaluate(LINES, context, [promotion(), promotion(Kind.DUTY, key=2)])
    assert (found.goods_minor, found.charges_minor) == (859, 340)


def test_amounts_are_never_converted_silently() -> None:
    one = promotion(Kind.AMOUNT, amounts={"USD": 500})
    assert evaluate(LINES, GERMANY, [one]).refused[0].why == Why.CURRENCY


def test_the_best_for_the_buyer_applies_and_one_for_delivery_beside_it() -> None:
    small, large = promotion(key=1, percent_bp=500), promotion(key=2, percent_bp=2_000)
    free = promotion(Kind.SHIPPING, key=3)
    half = promotion(Kind.SHIPPING, key=4, percent_bp=5_000)
    found = evaluate(LINES, GERMANY, [small, free, half, large])
    assert [each.promotion.id for each in found.applied] == [2, 3]
    assert (found.goods_minor, found.shipping_minor) == (1_718, 590)
    assert {each.promotion.id: each.why for each in found.refused} == {1: Why.BETTER, 4: Why.BETTER}


def why_not(found: Evaluation) -> dict[int, Why]:
    return {each.promotion.id: each.why for each in found.refused}


def test_what_goes_with_no_other_waits_or_stands_alone() -> None:
    delivery = promotion(Kind.SHIPPING, key=2)
    found = evaluate(LINES, GERMANY, [promotion(alone=True), delivery])
    assert [each.promotion.id for each in found.applied] == [1]
    assert why_not(found) == {2: Why.TOGETHER}
    found = evaluate(LINES, GERMANY, [promotion(alone=True, percent_bp=500), delivery])
    assert [each.promotion.id for each in found.applied] == [2]
    assert why_not(found) == {1: Why.TOGETHER}


def test_of_two_that_exclude_each_other_the_better_pair_is_found() -> None:
    best = promotion(key=1, percent_bp=1_000, not_with=frozenset({3}))
    next_best = promotion(key=2, percent_bp=900)
    delivery = promotion(Kind.SHIPPING, key=3)
    found = evaluate(LINES, GERMANY, [best, next_best, delivery])
    assert {each.promotion.id for each in found.applied} == {2, 3}
    assert why_not(found) == {1: Why.TOGETHER}


def test_duty_is_decided_last_so_that_the_goods_come_out_the_same() -> None:
    context = replace(GERMANY, charges_minor=9_999)
    duty = promotion(Kind.DUTY, key=2, alone=True)
    for where in (GERMANY, context):
        found = evaluate(LINES, where, [promotion(), duty])
        assert [each.promotion.id for each in found.applied] == [1]


def test_the_next_step_is_the_nearest_that_brings_more() -> None:
    tiers = (
        Tier({"EUR": 5_000}, percent_bp=1_000),
        Tier({"EUR": 10_000}, amounts={"EUR": 1_500}),
        Tier({"EUR": 9_000}, amounts={"EUR": 100}),
        Tier(pieces=6, percent_bp=3_000),
        Tier({"EUR": 90_000}, pieces=99, percent_bp=9_000),
    )
    (found,) = evaluate(LINES, GERMANY, [promotion(Kind.TIERED, tiers=tiers)]).applied
    assert found.next_step == NextStep(tiers[3], Why.QUANTITY, 2)
    (found,) = evaluate(LINES, GERMANY, [promotion(Kind.TIERED, tiers=tiers[:3])]).applied
    assert found.next_step == NextStep(tiers[1], Why.SPEND, 1_410)
    (found,) = evaluate(LINES, GERMANY, [promotion(Kind.TIERED, tiers=tiers[:1])]).applied
    assert found.next_step is None


def test_on_equal_worth_the_code_that_was_typed_wins() -> None:
    found = evaluate(LINES, GERMANY, [promotion(key=1), promotion(key=2, code="TEN")])
    assert found.applied[0].promotion.code == "TEN"


lines_of = st.lists(
    st.builds(
        Line,
        key=st.integers(1, 10_000),
        product_id=st.integers(1, 5),
        category=st.sampled_from(["tea", "lighting", None]),
        sku=st.sampled_from(["A", "B", "C"]),
        quantity=st.integers(1, 99),
        unit_minor=st.integers(0, 2_000).map(lambda n: n * 5),
    ),
    max_size=12,
    unique_by=lambda line: line.key,
)
amounts = st.dictionaries(st.sampled_from(["EUR", "JPY"]), st.integers(0, 20_000), max_size=2)
promotions_of = st.lists(
    st.builds(
        Promotion,
        id=st.integers(1, 1_000),
        kind=st.sampled_from(list(Kind)),
        percent_bp=st.integers(0, 10_000),
        amounts=amounts,
        caps=amounts,
        buy=st.integers(0, 3),
        get=st.integers(0, 3),
        categories=st.sampled_from([frozenset(), frozenset({"tea"})]),
        min_spend=amounts,
        min_quantity=st.integers(0, 20),
        tiers=st.lists(tiers_of, max_size=3).map(tuple),
        gift=st.sampled_from(["", "A"]),
        left=st.none() | amounts,
        rewards=st.sampled_from([frozenset(), frozenset({"B"})]),
        alone=st.booleans(),
        not_with=st.frozensets(st.integers(1, 1_000), max_size=5),
    ),
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(lines_of, promotions_of, st.sampled_from([1, 5]), st.randoms())
def test_parts_sum_nothing_falls_below_zero_and_order_does_not_matter(
    lines: list[Line], promotions: list[Promotion], step: int, chance: Any
) -> None:
    context = replace(GERMANY, step=step, charges_minor=700)
    found = evaluate(lines, context, promotions)
    for line in lines:
        assert 0 <= found.off(line.key) <= line.total_minor
    assert found.goods_minor == sum(found.off(line.key) for line in lines)
    assert 0 <= found.shipping_minor <= context.shipping_minor
    assert 0 <= found.charges_minor <= context.charges_minor
    assert len(found.applied) + len(found.refused) == len(promotions)
    mixed, shuffled = list(lines), list(promotions)
    chance.shuffle(mixed)
    chance.shuffle(shuffled)
    assert evaluate(mixed, context, shuffled) == found == evaluate(lines, context, promotions)


def test_ten_lines_against_two_hundred_promotions_take_few_milliseconds() -> None:
    took = engine.milliseconds(times=5)
    assert took < 20, f"{took:.1f} ms"  # the goal is 5 ms; a loaded machine takes longer

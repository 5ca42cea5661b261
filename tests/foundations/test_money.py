"""Money never loses a unit."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.money import CURRENCIES, Money, UnknownCurrency, apportion, divided, share

amounts = st.integers(min_value=-(10**12), max_value=10**12)
weights = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=30)


@given(amounts, weights)
def test_parts_sum_to_the_whole(amount: int, parts: list[int]) -> None:
    shared = apportion(amount, parts)
    assert sum(shared) == amount
    if sum(parts):
        exact = [Fraction(amount * part, sum(parts)) for part in parts]
        assert all(abs(share - ideal) < 1 for share, ideal in zip(shared, exact, strict=True))
        assert all(share == 0 for share, part in zip(shared, parts, strict=True) if part == 0)


@given(st.sampled_from(sorted(CURRENCIES)), st.integers(min_value=0, max_value=10**10))
def test_what_is_written_is_read_back(code: str, minor: int) -> None:
    assert Money.parse(Money(minor, code).plain(), code) == Money(minor, code)


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [("19.90", "USD", 1990), ("1200", "JPY", 1200), ("1.250", "KWD", 1250), ("5", "EUR", 500)],
)
def test_decimals_are_those_of_the_currency(text: str, code: str, minor: int) -> None:
    assert Money.parse(text, code).minor == minor


@pytest.mark.parametrize(
    "text", ["", "-1", "1,5", "1e3", "٣", "1_000", "NaN", "12.345", " ", "9" * 40, "+1", "1.2.3"]
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount|decimals"):
        Money.parse(text, "USD")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="add up"):
        Money(1, "USD") + Money(1, "EUR")


def test_an_unknown_currency_has_no_rules() -> None:
    with pytest.raises(UnknownCurrency):
        Money.parse("1", "XXX")


def test_halves_round_away_from_zero() -> None:
    assert [divided(n, 2) for n in (1, 3, -1, -3)] == [1, 2, -1, -2]
    assert [divided(n, 3) for n in (1, 2, 4, -2)] == [0, 1, 1, -1]
    assert share(4100, 1900) == 779

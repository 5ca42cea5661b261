"""What the owner says about gift cards in the shop holds from then on, and for what is unpaid."""

from dataclasses import replace

import pytest

from storefront import checkout, credit
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.money import Money
from tests.checkout.conftest import GERMANY, JAPAN, Till

from .paying import settle
from .test_bought_cards import WISH, card_of


def say(code: str, is_sold: bool, *minor: int) -> None:
    with transaction():
        credit.offer(code, is_sold, [Money(each, code) for each in minor])


def test_the_owner_chooses_amounts(till: Till) -> None:
    usual = credit.offered("USD")
    say("EUR", True, 30_000, 1_500, 1_500, 7_550)
    assert [amount.minor for amount in credit.offered("EUR")] == [1_500, 7_550, 30_000]
    assert credit.offered("USD") == usual and credit.sells("EUR") and credit.sells("JPY")
    say("EUR", True, 4_000)
    assert [amount.minor for amount in credit.offered("EUR")] == [4_000]


@pytest.mark.parametrize(
    ("code", "minor"),
    [
        ("EUR", []),
        ("EUR", [999]),
        ("EUR", [5_000, 50_001]),
        ("EUR", [0]),
        ("EUR", list(range(1_000, 10_000, 1_000))),
        ("JPY", [100]),
    ],
)
def test_what_no_card_may_hold_is_not_offered(till: Till, code: str, minor: list[int]) -> None:
    before = credit.offered(code)
    with pytest.raises(ShopError):
        say(code, True, *minor)
    assert credit.offered(code) == before


def test_where_none_are_sold_nobody_buys_one_and_what_was_ordered_is_paid(till: Till) -> None:
    ordered = checkout.place_gift_card(WISH, GERMANY, "form-1")
    say("EUR", False, 2_500)
    with pytest.raises(ShopError, match="not sold here"):
        checkout.place_gift_card(replace(WISH, email="two@example.com"), GERMANY, "form-2")
    assert checkout.place_gift_card(WISH, GERMANY, "form-1").id == ordered.id, "the same click"
    assert card_of(settle(till, ordered)).balance_minor == 5_000
    checkout.place_gift_card(replace(WISH, amount_minor=5_000), JAPAN, "form-3")
    say("EUR", True, 2_500)
    checkout.place_gift_card(replace(WISH, email="two@example.com"), GERMANY, "form-2")

"""The negative control: the same buyers, the guard of the stock taken away, and it oversells."""

from pathlib import Path

import pytest

from tests.shop import KINDS, Shop, open_shop

from .test_ten_pieces import PIECES, placed, press_pay_together


@pytest.mark.timeout(120)
@pytest.mark.parametrize("database", KINDS)
def test_without_the_guard_the_same_buyers_would_oversell(database: str, tmp_path: Path) -> None:
    with open_shop(tmp_path, database, processes=2) as shop:
        serve_without_the_guard(shop)
        answers = press_pay_together(shop, people=40)
        served = [page for buyer, page in answers if buyer.is_at_stripe(page)]
        assert len(served) > PIECES, "the race is not real, so winning it proves nothing"
        assert placed(shop) > PIECES
        broken, _ = shop.broken_rules(drained=False)
        assert "stock is conserved and never oversold" in broken, "the books do not see it"


def serve_without_the_guard(shop: Shop) -> None:
    """The same web processes with another verb inside."""
    shop.web.kill()
    arguments = shop.web.arguments
    shop.web.arguments = [*arguments[:2], "tests.races.unguarded", *arguments[3:]]
    shop.web.start()
    shop.web.wait_until_healthy()

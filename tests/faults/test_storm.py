"""Programs are killed and messages get lost while people buy; nothing is lost of the sales."""

from pathlib import Path

import pytest

from tests.shop import KINDS, open_shop

from .storm import report, storm


@pytest.mark.timeout(240)
@pytest.mark.parametrize("database", KINDS)
def test_every_sale_survives_kills_and_lost_webhooks(database: str, tmp_path: Path) -> None:
    with open_shop(tmp_path, database, processes=2) as shop:
        weather = storm(shop, checkouts=40, kills=9)
    print(report(weather, database))
    assert weather.kills.total() >= 7, "hardly anything was killed, so nothing is proven"
    assert weather.deliveries["lost"] > 0, "no webhook was lost, so nothing is proven"
    assert weather.holds, report(weather, database)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("database", KINDS)
def test_every_one_of_five_hundred_sales_survives_a_hundred_kills(
    database: str, tmp_path: Path
) -> None:
    with open_shop(tmp_path, database, processes=2) as shop:
        weather = storm(shop, checkouts=500, kills=100)
    print(report(weather, database))
    assert weather.kills.total() >= 95
    assert weather.holds, report(weather, database)

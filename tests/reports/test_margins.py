"""The margin guard tries a promotion on everything before it is in force."""

from typing import Any

import pytest

from storefront import promotions, reports
from storefront.catalog.models import Variant
from storefront.db import db, transaction
from tests.checkout.conftest import Till, place, settings, template, till

__all__ = ["place", "settings", "template", "till"]


def losses(kind: str, **rule: Any) -> set[tuple[str, str]]:
    db.session.rollback()
    found = reports.margins_under(promotions.as_promotion(0, kind, rule), 0)
    return {(each.sku, each.market) for each in found.losses}


@pytest.fixture
def costs(till: Till) -> Till:
    """A lamp costs 40 EUR and is sold for 49.90 with 19 % VAT: 41.93 without."""
    with transaction():
        for variant in db.session.query(Variant).all():
            variant.unit_cost_minor, variant.cost_currency = 4_000, "EUR"
            if variant.id != till.variants["lamp"]:
                variant.unit_cost_minor = None
    return till


def german(found: set[tuple[str, str]]) -> bool:
    return any(market == "de" for _sku, market in found)


@pytest.mark.parametrize(
    ("kind", "rule", "loses"),
    [
        ("percent", {"percent_bp": 400}, False),
        ("percent", {"percent_bp": 500}, True),
        ("percent", {"percent_bp": 500, "markets": ["us"]}, False),
        ("percent", {"percent_bp": 5_000, "caps": {"EUR": 100}}, False),
        ("unit_amount", {"amounts": {"EUR": 200}}, False),
        ("unit_amount", {"amounts": {"EUR": 300}}, True),
        ("fixed_price", {"amounts": {"EUR": 4_700}}, True),
        ("amount", {"amounts": {"EUR": 1_000}, "min_spend": {"EUR": 50_000}}, False),
        ("amount", {"amounts": {"EUR": 1_000}, "min_spend": {"EUR": 5_000}}, True),
        ("buy_get", {"buy": 9, "get": 1}, True),
        ("shipping", {}, False),
        ("percent", {"percent_bp": 9_000, "skus": ["something-else"]}, False),
    ],
)
def test_a_loss_is_found_and_nothing_else_is_called_one(
    costs: Till, kind: str, rule: dict[str, Any], loses: bool
) -> None:
    assert german(losses(kind, **rule)) == loses


def test_what_has_no_known_cost_is_counted_and_not_guessed(costs: Till) -> None:
    found = reports.margins_under(promotions.as_promotion(0, "percent", {"percent_bp": 9_900}))
    assert found.unknown == 2
    assert {each.sku for each in found.shortfalls} == {"lamp"}

"""What pages remember of rates, charges, bans and rules is gone the moment somebody changes one; no
order is placed by it."""

from dataclasses import replace
from typing import Any

import pytest

from storefront import cart, catalog, checkout, clock, customs, shipping, taxes
from storefront.catalog import RestrictionFacts, versions
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.shipping import ShippingRate
from tests.checkout.conftest import GERMANY, Till

GERMAN_RATE = db.select(ShippingRate).where(
    ShippingRate.market == "de", ShippingRate.method_key == "standard"
)


def quote(till: Till) -> cart.Quote:
    return cart.quote([(till.variants["lamp"], 1)], GERMANY, "standard")


def standard_rates() -> list[tuple[int, dict[str, Any]]]:
    names = ("market", "method_key", "up_to_g", "amount_minor", "free_from_minor")
    return [
        (row.id, {name: getattr(row, name) for name in (*names, "days_min", "days_max")})
        for row in db.session.scalars(GERMAN_RATE)
    ]


def test_a_rate_of_delivery_counts_at_once(till: Till) -> None:
    before = quote(till)
    with transaction():
        for rate_id, facts in standard_rates():
            shipping.set_rate(rate_id, facts | {"amount_minor": facts["amount_minor"] + 1_000})
    after = quote(till)
    assert after.freight_minor > before.freight_minor
    with transaction():
        for rate_id, _ in standard_rates():
            shipping.remove_rate(rate_id)
    assert "standard" not in [each.key for each in quote(till).shipping_offers]


def test_a_charge_counts_at_once(till: Till) -> None:
    before = quote(till).total_minor
    facts = {"country": "DE", "kind": "fee", "fixed_minor": 700, "currency": "EUR"}
    with transaction():
        charge = taxes.set_charge(None, facts)
    assert quote(till).total_minor > before
    with transaction():
        taxes.remove_charge(charge.id)
    assert quote(till).total_minor == before


def test_a_ban_counts_at_once(till: Till) -> None:
    assert not quote(till).problems
    with transaction():
        catalog.set_restriction(None, RestrictionFacts(country="DE", sku="lamp"))
    assert quote(till).problems


def test_an_import_rule_counts_at_once(till: Till) -> None:
    today = clock.now().date()
    assert customs.asked_of_consignee("DE", today) == ""
    usual = customs.regimes_of("DE")[0]
    with transaction():
        row = customs.set_regime(None, replace(usual, consignee_id="kr_pccc", starts_on=None))
    assert customs.asked_of_consignee("DE", today) == "kr_pccc"
    with transaction():
        customs.remove_regime(row.id)
    assert customs.asked_of_consignee("DE", today) == ""


def test_an_order_is_placed_by_what_the_database_says_and_not_by_what_is_remembered(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions.time, "monotonic", lambda: 1e9)  # no second passes
    token = till.fill()
    seen = quote(till).total.minor
    # Another process: what this one remembers is not told.
    db.session.execute(
        db.update(ShippingRate).values(amount_minor=ShippingRate.amount_minor + 1_000)
    )
    db.session.commit()
    assert quote(till).total.minor == seen, "remembered for a second"
    with pytest.raises(ShopError, match="total has changed"):
        checkout.place(token, till.details(), GERMANY, "standard", "form-1", seen)

"""What destinations charge, tied to the minor unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storefront import taxes
from storefront.db import db, transaction
from storefront.taxes import Assessment, ImportCharge, Item

TODAY = date(2026, 11, 23)
LAMP = Item("940521", "CN", 1, 11_990)
CUP = Item("691110", "JP", 2, 2_490)


@pytest.fixture
def tariff(app: Flask) -> Iterator[None]:
    with transaction():
        taxes.demo_charges()
        for kind, rate, fixed, per in (("vat", 1000, 0, "order"), ("duty", 0, 1250, "hs6")):
            db.session.add(
                ImportCharge(
                    country="KW",
                    kind=kind,
                    rate_bp=rate,
                    fixed_minor=fixed,
                    per=per,
                    currency="KWD",
                )
            )
        db.session.add(
            ImportCharge(country="KW", kind="fee", fixed_minor=500, per="order", currency="KWD")
        )
    yield


def ties(result: Assessment, items: list[Item], freight: int, included: bool) -> None:
    """Every part adds up to what the buyer saw."""
    for item, line in zip(items, result.lines, strict=True):
        net = line.unit_net_minor * item.quantity
        if included:
            assert net + line.vat_minor == item.shown_minor
        else:
            assert net == item.shown_minor
    if included:
        assert result.freight_net_minor + result.freight_vat_minor == freight
    else:
        assert result.freight_net_minor == freight
    assert result.import_vat_minor == result.freight_vat_minor + sum(
        line.vat_minor for line in result.lines
    )
    assert result.import_duty_minor == sum(line.duty_minor for line in result.lines)
    assert result.fees_minor == sum(line.fees_minor for line in result.lines)
    assert all(
        min(line.unit_net_minor, line.vat_minor, line.duty_minor, line.fees_minor) >= 0
        for line in result.lines
    )


def test_german_prices_contain_nineteen_percent_and_pay_three_euros_a_subheading(
    tariff: None,
) -> None:
    items = [Item("940521", "CN", 1, 4_990), CUP, Item("691110", "CN", 1, 1_000)]
    result = taxes.assess("DE", "EUR", True, items, 590, TODAY)

    ties(result, items, 590, included=True)
    assert result.lines[0].unit_net_minor == 4_193
    assert result.import_duty_minor == 600, "two subheadings, three lines"
    assert result.lines[0].duty_minor == 300
    assert result.lines[1].duty_minor + result.lines[2].duty_minor == 300


def test_the_fixed_duty_ends_at_one_hundred_and_fifty_euros(tariff: None) -> None:
    at_most = taxes.assess("DE", "EUR", True, [Item("940521", "CN", 1, 17_850)], 0, TODAY)
    above = taxes.assess("DE", "EUR", True, [Item("940521", "CN", 1, 17_852)], 0, TODAY)

    assert at_most.lines[0].unit_net_minor == 15_000
    assert at_most.import_duty_minor == 300
    assert above.lines[0].unit_net_minor == 15_002
    assert above.import_duty_minor == 450


@pytest.mark.parametrize(
    ("on", "duty"),
    [(date(2026, 6, 30), 0), (date(2026, 7, 1), 300), (date(2028, 6, 30), 300)],
)
def test_a_charge_holds_between_its_days(tariff: None, on: date, duty: int) -> None:
    result = taxes.assess("FR", "EUR", True, [Item("940521", "CN", 1, 4_990)], 0, on)
    assert result.import_duty_minor == duty


def test_normal_duty_follows_in_2028(tariff: None) -> None:
    result = taxes.assess("FR", "EUR", True, [Item("940521", "CN", 1, 6_000)], 0, date(2028, 7, 1))
    assert result.import_duty_minor == 150


def test_japan_takes_nothing_up_to_ten_thousand_yen_and_the_price_does_not_move(
    tariff: None,
) -> None:
    free = taxes.assess("JP", "JPY", True, [Item("691110", "CN", 2, 5_000)], 800, TODAY)
    taxed = taxes.assess("JP", "JPY", True, [Item("691110", "CN", 1, 10_001)], 800, TODAY)

    assert free.import_vat_minor == 0
    assert free.lines[0].unit_net_minor == 5_000
    assert taxed.lines[0].unit_net_minor == 9_092
    assert taxed.lines[0].vat_minor == 909


def test_american_duty_depends_on_where_the_goods_were_made(tariff: None) -> None:
    made_in = {
        origin: taxes.assess("US", "USD", False, [Item("940521", origin, 1, 12_800)], 0, TODAY)
        for origin in ("CN", "PT")
    }
    assert made_in["CN"].import_duty_minor == 2_432
    assert made_in["PT"].import_duty_minor == 512
    assert made_in["CN"].import_vat_minor == 0


def test_britain_takes_duty_only_above_its_relief(tariff: None) -> None:
    low = taxes.assess("GB", "GBP", True, [Item("940521", "CN", 1, 10_500)], 490, TODAY)
    high = taxes.assess("GB", "GBP", True, [Item("940521", "CN", 2, 10_500)], 490, TODAY)
    assert low.import_duty_minor == 0
    assert high.import_duty_minor == 525


def test_every_figure_says_where_it_was_read(tariff: None) -> None:
    result = taxes.assess("DE", "EUR", True, [LAMP], 590, TODAY)
    assert result.notes and all("check before use" in note for note in result.notes)
    assert all("check before use" in row.source for row in taxes.list_charges("DE"))


def test_demo_rows_are_written_once_and_an_operators_change_stays(tariff: None) -> None:
    with transaction():
        row = taxes.list_charges("AT")[-1]
        taxes.set_charge(row.id, {"rate_bp": 1_234})
    with transaction():
        assert taxes.demo_charges() == 0
    assert taxes.standard_vat_bp("AT") == 1_234


def test_an_unknown_country_charges_nothing(tariff: None) -> None:
    result = taxes.assess("CH", "CHF", True, [LAMP], 590, TODAY)
    assert result.import_vat_minor == result.import_duty_minor == result.fees_minor == 0
    assert taxes.standard_vat_bp("CH") == 0
    assert taxes.standard_vat_bp("DE") == 1_900


@dataclass(frozen=True)
class Place:
    country: str
    currency: str
    included: bool
    step: int = 1


PLACES = [
    Place("US", "USD", False),
    Place("DE", "EUR", True),
    Place("AT", "EUR", True),
    Place("FR", "EUR", True),
    Place("GB", "GBP", True),
    Place("JP", "JPY", True),
    Place("KW", "KWD", True, 10),
    Place("KW", "KWD", False, 10),
]

ITEMS = st.lists(
    st.builds(
        Item,
        hs_code=st.sampled_from([None, "940521", "691110", "420292", "482010"]),
        origin_country=st.sampled_from([None, "CN", "JP"]),
        quantity=st.integers(1, 99),
        unit_price_minor=st.integers(0, 500_000).map(lambda n: n * 10),
    ),
    max_size=6,
)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.country}-{place.included}")
@given(
    items=ITEMS,
    freight=st.integers(0, 5_000).map(lambda n: n * 10),
    on=st.dates(date(2026, 1, 1), date(2029, 1, 1)),
)
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
def test_all_parts_tie_to_the_shown_prices_everywhere(
    tariff: None, place: Place, items: list[Item], freight: int, on: date
) -> None:
    result = taxes.assess(place.country, place.currency, place.included, items, freight, on)
    ties(result, items, freight, place.included)
    total = (
        sum(
            line.unit_net_minor * item.quantity
            for line, item in zip(result.lines, items, strict=True)
        )
        + result.freight_net_minor
        + result.import_vat_minor
        + result.import_duty_minor
        + result.fees_minor
    )
    assert total % place.step == 0, "Stripe can charge it"

"""Addresses as people of each country write them."""

import pytest

from storefront.markets import speaking
from storefront.web.shop.addresses import postal_code_problem, shape, tidy_postal_code


@pytest.mark.parametrize(
    ("country", "fields"),
    (
        ("US", ["address_line1", "address_line2", "city", "region", "postal_code"]),
        ("DE", ["address_line1", "address_line2", "postal_code", "city"]),
        ("AT", ["address_line1", "address_line2", "postal_code", "city"]),
        ("FR", ["address_line1", "address_line2", "postal_code", "city"]),
        ("GB", ["address_line1", "address_line2", "city", "postal_code"]),
        ("JP", ["postal_code", "region", "city", "address_line1", "address_line2"]),
    ),
)
def test_each_country_has_its_fields_in_its_order(country: str, fields: list[str]) -> None:
    assert [name for name, _width in shape(country).fields] == fields


def test_only_countries_with_regions_ask_for_one() -> None:
    for country in ("US", "JP"):
        assert "region" in shape(country).required
    for country in ("DE", "AT", "FR", "GB"):
        assert "region" not in shape(country).required


def test_states_and_prefectures_are_listed_once() -> None:
    assert len(shape("US").regions) == 52  # 50 states, the District of Columbia, Puerto Rico
    assert len(shape("JP").regions) == 47
    with speaking("en"):
        assert ("東京都", "Tokyo 東京都") in shape("JP").regions
    with speaking("ja"):
        assert ("東京都", "東京都") in shape("JP").regions


@pytest.mark.parametrize(
    ("country", "typed", "tidy"),
    (
        ("JP", "1000001", "100-0001"),
        ("JP", "〒１００－０００１", "100-0001"),
        ("JP", "100ー0001", "100-0001"),
        ("GB", "nw16xe", "NW1 6XE"),
        ("FR", "75 004", "75004"),
        ("US", " 10118 ", "10118"),
        ("US", "10118-0110", "10118-0110"),
    ),
)
def test_postal_codes_are_tidied(country: str, typed: str, tidy: str) -> None:
    assert tidy_postal_code(country, typed) == tidy
    assert postal_code_problem(country, "", tidy) is None


@pytest.mark.parametrize(
    ("country", "region", "code"),
    (
        ("US", "", "1011"),
        ("US", "CA", "10118"),
        ("DE", "", "1011"),
        ("AT", "", "10115"),
        ("FR", "", "7500"),
        ("GB", "", "10118"),
        ("GB", "", "GIR 0AAX"),
        ("JP", "", "100-001"),
        ("JP", "大阪府", "100-0001"),
    ),
)
def test_wrong_postal_codes_are_named(country: str, region: str, code: str) -> None:
    assert postal_code_problem(country, region, code)

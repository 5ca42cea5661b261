"""Waybill numbers: right ones pass, wrong ones are told why."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from storefront import shipping
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.shipping import CARRIERS, Carrier
from storefront.shipping.waybills import s10_check_digit

RIGHT = [
    ("china-post", "LX123456785CN"),
    ("royal-mail", "RR473124829GB"),
    ("ups", "1Z999AA10123456784"),
    ("dhl", "1234567890"),
    ("fedex", "123456789012"),
    ("yunexpress", "YT2132721266000012"),
    ("4px", "4PX3000123456789CN"),
    ("sf", "SF1234567890123"),
    ("yanwen", "UF123456789YP"),
    ("usps", "9400111899223197428490"),
    ("colissimo", "6A12345678901"),
    ("japan-post", "123456789012"),
    ("deutsche-post", "00340434666024752624"),
    ("austrian-post", "1035304005500970252807"),
    ("swiss-post", "993412345612345678"),
    ("postnl", "3SKABC123456789"),
    ("bpost", "323456789012345678901234"),
    ("poste-italiane", "5P12A12345678"),
    ("correos", "PQ7D5A0123456789012345X"),
    ("ctt", "RR473124829PT"),
    ("an-post", "RR473124829IE"),
    ("poczta-polska", "00859007734668475302"),
    ("ceska-posta", "RR473124829CZ"),
    ("postnord", "RR473124829SE"),
    ("bring", "73325383679943459"),
    ("posti", "JJFI12345678901234567"),
    ("canada-post", "4003818060229782"),
    ("australia-post", "RR473124829AU"),
    ("nz-post", "RR473124829NZ"),
    ("korea-post", "RR473124829KR"),
    ("hongkong-post", "RR473124829HK"),
    ("singapore-post", "RR473124829SG"),
    ("correios", "RR473124829BR"),
    ("cainiao", "LP00123456789012"),
    ("dpd", "01234567890123"),
    ("gls", "YO0IZ8BX"),
    ("chronopost", "RR473124829FR"),
    ("mondial-relay", "00435394"),
    ("parcelforce", "PB1234567"),
    ("evri", "H01A2A0012345678"),
    ("inpost", "520113017830399002575123"),
    ("yamato", "123456789012"),
    ("sagawa", "564841939476"),
    ("purolator", "331234567890"),
    ("ontrac", "D10012345678901"),
    ("aramex", "41234567890"),
]

WRONG = [
    ("china-post", "RR473124829GB"),
    ("china-post", "LX123456784CN"),
    ("royal-mail", "rr473124829gb"),
    ("ups", "1Z999AA10123456783"),
    ("dhl", "12345"),
    ("dhl", "１２３４５６７８９０"),
    ("fedex", "12345678901X"),
    ("yunexpress", "YT21327212660000123"),
    ("usps", "LX123456785CN"),
    ("japan-post", ""),
    ("postnl", "RR473124820NL"),
    ("cainiao", "RR473124820CN"),
    ("evri", "H01A2A001234567"),
    ("gls", "ABCDEFGHIJ"),
]


@pytest.mark.parametrize(("carrier", "waybill_no"), RIGHT)
def test_a_number_that_the_carrier_gives_out_is_right(carrier: str, waybill_no: str) -> None:
    assert CARRIERS[carrier].check(waybill_no) is None


@pytest.mark.parametrize(("carrier", "waybill_no"), WRONG)
def test_another_number_is_refused_with_a_sentence(carrier: str, waybill_no: str) -> None:
    assert CARRIERS[carrier].check(waybill_no)


def test_every_carrier_has_an_example_here() -> None:
    assert {carrier for carrier, _ in RIGHT} == set(CARRIERS)


@given(serial=st.integers(0, 99_999_999), wrong=st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(serial: int, wrong: int) -> None:
    digits = f"{serial:08d}"
    digit = s10_check_digit(digits)
    assert CARRIERS["china-post"].check(f"LX{digits}{digit}CN") is None
    assert CARRIERS["china-post"].check(f"LX{digits}{(digit + wrong) % 10}CN")


@pytest.mark.parametrize("carrier", CARRIERS.values(), ids=lambda one: one.code)
def test_a_parcel_can_be_followed_over_https(carrier: Carrier) -> None:
    assert shipping.is_tracking_page(carrier.tracking)
    url = carrier.tracking_url("A 1/2?&")
    assert url.startswith("https://") and "A%201%2F2%3F%26" in url


def test_an_unknown_carrier_is_said_to_be_unknown(app: Flask) -> None:
    assert shipping.tracking_url("pigeon", "1") is None
    with pytest.raises(ShopError):
        shipping.find_carrier("pigeon")


def test_there_are_forty_carriers_and_more() -> None:
    assert len(CARRIERS) >= 40


PIGEON = shipping.CarrierFacts(
    "Pigeon Post", "飞鸽", "https://pigeon.example/{}", rule="digits", shortest=6, longest=8
)


def test_the_operator_adds_a_carrier_and_takes_it_back(app: Flask) -> None:
    with transaction():
        shipping.set_carrier("pigeon", PIGEON)
    found = shipping.find_carrier("pigeon")
    assert (found.name, found.name_local, found.active) == ("Pigeon Post", "飞鸽", True)
    assert found.check("1234567") is None and found.check("12345") and found.check("123456A")
    assert shipping.tracking_url("pigeon", "7/7") == "https://pigeon.example/7%2F7"
    assert "pigeon" in {one.code for one in shipping.list_carriers()}
    with transaction():
        shipping.forget_carrier("pigeon")
    assert shipping.carrier("pigeon") is None


def test_a_known_carrier_is_changed_and_keeps_its_check_digit(app: Flask) -> None:
    facts = replace(shipping.carrier_facts("china-post"), tracking="https://new.example/?n={}")
    with transaction():
        shipping.set_carrier("china-post", facts)
    assert shipping.tracking_url("china-post", "1") == "https://new.example/?n=1"
    assert shipping.find_carrier("china-post").check("LX123456784CN")
    with transaction():
        shipping.forget_carrier("china-post")
    assert shipping.find_carrier("china-post") == CARRIERS["china-post"]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"rule": ""},
        {"rule": "guess"},
        {"shortest": 3},
        {"shortest": 9, "longest": 8},
        {"longest": 33},
        {"transport_mode": "pigeon"},
        {"tracking": "http://pigeon.example/{}"},
        {"tracking": "https://pigeon.example/"},
        {"tracking": "https://{}.example/"},
        {"tracking": "https://pigeon.example/{}{}"},
        {"tracking": "https://pigeon.example/{0}{}"},
        {"tracking": "https://me@pigeon.example/{}"},
        {"tracking": "javascript:alert({})"},
        {"tracking": "https://[pigeon/{}"},
    ],
)
def test_a_carrier_that_makes_no_sense_is_refused(app: Flask, changes: dict[str, Any]) -> None:
    with pytest.raises(ShopError), transaction():
        shipping.set_carrier("pigeon", replace(PIGEON, **changes))
    assert shipping.carrier("pigeon") is None

"""Waybill numbers: right ones pass, wrong ones are told why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront import shipping
from storefront.errors import ShopError
from storefront.shipping import CARRIERS
from storefront.shipping.carriers import s10_check_digit

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


@pytest.mark.parametrize("code", CARRIERS)
def test_a_parcel_can_be_followed_over_https(code: str) -> None:
    url = shipping.tracking_url(code, "A 1/2?&")
    assert url and url.startswith("https://") and "A%201%2F2%3F%26" in url


def test_an_unknown_carrier_is_said_to_be_unknown() -> None:
    assert shipping.tracking_url("pigeon", "1") is None
    with pytest.raises(ShopError):
        shipping.find_carrier("pigeon")

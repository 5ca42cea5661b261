"""Import rules by country, and the numbers that some of them ask of buyers."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from storefront import checkout, clock, customs, orders, outbox, sealing
from storefront.checkout import CannotShip, Packing
from storefront.customs import Company, Dossier, Regime
from storefront.customs.regimes import SHIPPED, as_told, asked_of_consignee, regime_of, tax_ids
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.orders import Order
from tests.customs.conftest import Desk

TODAY = date(2026, 11, 28)
CPF = "111.444.777-35"
GERMAN = Regime("DE", "DE-TEST", "EUR", consignee_id="br_tax", source="a test")


def write(facts: Regime = GERMAN) -> int:
    with transaction():
        return customs.set_regime(None, facts).id


def code(country: str, minor: int, carrier: str = "dhl", on: date = TODAY) -> str | None:
    found = regime_of(country, minor, carrier, on)
    return found.code if found else None


@pytest.mark.parametrize(
    ("country", "minor", "carrier", "expected"),
    [
        ("DE", 15_000, "dhl", "EU-H7-IOSS"),
        ("DE", 15_001, "dhl", "EU-H1"),
        ("US", 250_000, "china-post", "US-POST-ET13"),
        ("US", 250_000, "dhl", "US-INFORMAL"),
        ("US", 250_001, "china-post", "US-FORMAL"),
        ("JP", 10_000, "dhl", "JP-LOW-VALUE"),
        ("KR", 1_000, "dhl", "KR-PERSONAL"),
        ("TR", 1, "dhl", "TR-IMPORT"),
        ("CL", 1, "dhl", None),
    ],
)
def test_a_parcel_comes_under_the_rule_of_its_value_and_carrier(
    app: Flask, country: str, minor: int, carrier: str, expected: str | None
) -> None:
    assert code(country, minor, carrier) == expected
    assert as_told(regime_of(country, minor, carrier, TODAY))["import"] == expected


def test_every_shipped_row_is_sound_and_says_where_it_was_read(app: Flask) -> None:
    for row in SHIPPED:
        assert "check before use" in row.source, row
        write(replace(row))
        db.session.rollback()
    countries = "AT AU BR CH DE FR GB JP KR MX NO NZ TR US"
    assert " ".join(sorted({row.country for row in SHIPPED})) == countries


def test_rules_hold_on_their_days(app: Flask) -> None:
    assert code("JP", 1, on=date(2028, 3, 31)) == "JP-LOW-VALUE"
    assert code("JP", 1, on=date(2028, 4, 1)) == "JP-IMPORT"


def test_a_country_is_taken_over_changed_and_given_back(app: Flask) -> None:
    with transaction():
        customs.take_over("GB")
        customs.take_over("GB")
    rows = customs.own_rows("GB")
    assert [row.code for row in rows] == ["UK-LVC", "UK-IMPORT"]
    with transaction():
        customs.remove_regime(rows[1].id)
        customs.set_regime(rows[0].id, Regime("GB", "UK-NEW", "GBP"))
    assert code("GB", 99_999_999) == "UK-NEW"
    with transaction():
        customs.give_back("GB")
    assert code("GB", 99_999_999) == "UK-IMPORT"


def test_the_seller_sends_the_numbers_that_a_rule_asks_for(app: Flask) -> None:
    company = Company(ioss="IM3720000224", numbers={"no_voec": "2012345"})
    assert tax_ids(company, regime_of("DE", 1, "dhl", TODAY)) == [
        {"type": "eu_ioss", "value": "IM3720000224"}
    ]
    assert tax_ids(company, regime_of("NO", 1, "dhl", TODAY)) == [
        {"type": "no_voec", "value": "2012345"}
    ]
    assert tax_ids(company, None) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "XX"},
        {"code": ""},
        {"currency": "XYZ"},
        {"above_minor": -1},
        {"above_minor": 10, "up_to_minor": 10},
        {"by": "pigeon"},
        {"needs": ("luck",)},
        {"seller_numbers": ("shoe_size",)},
        {"consignee_id": "shoe_size"},
        {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)},
        {"source": "x" * 301},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(app: Flask, wrong: dict[str, Any]) -> None:
    with pytest.raises(ShopError):
        write(replace(GERMAN, **wrong))


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("kr_pccc", "p 1234 5678 9012", "P123456789012"),
        ("br_tax", CPF, "11144477735"),
        ("br_tax", "11.222.333/0001-81", "11222333000181"),
        ("mx_tax", "GODE561231GR8", "GODE561231GR8"),
        ("mx_tax", "BOXW310820HNERXN09", "BOXW310820HNERXN09"),
        ("tr_tckn", "17291716060", "17291716060"),
    ],
)
def test_a_number_is_kept_without_its_ornaments(
    app: Flask, kind: str, typed: str, kept: str
) -> None:
    assert customs.checked(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("kr_pccc", "P12345678901"),
        ("kr_pccc", "P１２３４５６７８９０１２"),
        ("br_tax", "111.444.777-36"),
        ("br_tax", ""),
        ("mx_tax", "GODE561331GR8"),
        ("tr_tckn", "17291716061"),
        ("tr_tckn", "☃" * 30),
    ],
)
def test_a_number_that_cannot_exist_is_refused_with_a_sentence(
    app: Flask, kind: str, typed: str
) -> None:
    with pytest.raises(ValueError, match="cannot exist"):
        customs.checked(kind, typed)


def test_a_number_is_asked_only_where_a_rule_says_so(app: Flask) -> None:
    assert asked_of_consignee("DE", TODAY) == ""
    assert asked_of_consignee("KR", TODAY) == "kr_pccc"
    write(replace(GERMAN, starts_on=TODAY, ends_on=TODAY))
    assert asked_of_consignee("DE", TODAY) == "br_tax"
    assert asked_of_consignee("DE", TODAY + timedelta(days=1)) == ""


def give_number(order: Order, number: str = CPF) -> None:
    with transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        customs.correct_consignee(locked, {}, "br_tax", customs.checked("br_tax", number))


def test_a_parcel_waits_until_the_number_is_there(
    order: Order, sent: Callable[..., Dossier]
) -> None:
    write()
    with pytest.raises(CannotShip, match="number that the destination asks"):
        sent(order)
    give_number(order)
    assert sent(order).state == "ready"


def test_the_number_stands_in_the_message_alone_and_is_erased_in_time(
    order: Order, sent: Callable[..., Dossier], desk: Desk
) -> None:
    write()
    give_number(order)
    dossier = sent(order)
    outbox.keep_due()
    ((_, body),) = desk.taken
    told = json.loads(body)["data"]["parties"]["consignee"]["tax_ids"]
    assert told == [{"type": "br_tax", "value": "11144477735"}]

    kept = json.dumps([each.body for each in customs.events_after(0)])
    assert "11144477735" not in kept and "sealed:" in kept
    again = orders.get(order.id)
    assert again is not None and "11144477735" not in again.consignee_id
    assert sealing.unseal(again.consignee_id) == "11144477735"

    # The same number written again changes nothing; another one does.
    give_number(order)
    assert customs.get_dossier(dossier.id).revision == 1
    give_number(order, "529.982.247-25")
    assert customs.get_dossier(dossier.id).revision == 2

    assert customs.erase_numbers() == 0
    clock.shift(timedelta(days=181))
    assert customs.erase_numbers() == 1
    db.session.expire_all()
    assert orders.get(order.id).consignee_id == ""
    for event in customs.events_after(0):
        assert customs.revealed(event)["data"]["parties"]["consignee"]["tax_ids"] == []


def test_what_a_rule_asks_beyond_the_usual_is_said_and_holds_nothing_up(
    order: Order, sent: Callable[..., Dossier]
) -> None:
    write(replace(GERMAN, consignee_id="", needs=("national_code", "product_ids")))
    dossier = sent(order)
    assert dossier.state == "ready"
    assert [each["code"] for each in dossier.findings] == ["regime_asks"]
    assert {each["severity"] for each in dossier.findings} == {"warn"}


def test_keys_can_be_changed_without_losing_what_was_sealed(app: Flask) -> None:
    sealing.use(("old",))
    sealed = sealing.seal("secret")
    sealing.use(("new", "old"))
    assert sealing.unseal(sealed) == "secret"
    sealing.use(("new",))
    with pytest.raises(sealing.BrokenSeal):
        sealing.unseal(sealed)


def test_packing_says_it_before_a_carrier_is_asked(order: Order) -> None:
    write()
    with pytest.raises(CannotShip, match="number that the destination asks"):
        checkout.ship_with_label(order, Packing("china-post", "", None, 3_000))

"""The comparison's set of rules: every one of them finds what it is for, and nothing else."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storefront.customs.comparison import RULES, RULESET, Finding, Known, Severity, compare_all

EXAMPLE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "protocol_example.json").read_text("utf-8")
)["data"]
KNOWN = Known("china-post")
CODES = [
    "order_missing",
    "payment_missing",
    "waybill_missing",
    "order_no_mismatch",
    "platform_mismatch",
    "seller_mismatch",
    "waybill_no_mismatch",
    "payment_company_mismatch",
    "amount_mismatch",
    "sum_mismatch",
    "line_total_mismatch",
    "line_count_mismatch",
    "line_mismatch",
    "currency_mismatch",
    "buyer_name_mismatch",
    "buyer_id_mismatch",
    "buyer_phone_mismatch",
    "payer_mismatch",
    "consignee_mismatch",
    "limit_exceeded",
    "weight_invalid",
    "statutory_unit_rule",
    "duplicate_declaration",
    "stale_document",
    "already_declared",
    "signature_invalid",
    "schema_invalid",
    "waybill_reused",
]
OWN = "freight_mismatch"

Spoil = Callable[[dict[str, Any]], None]


def at(pointer: str, value: Any) -> Spoil:
    """Write a value where a pointer points."""

    def spoil(data: dict[str, Any]) -> None:
        *way, last = pointer.strip("/").split("/")
        place: Any = data
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[last] = value

    return spoil


def imported(data: dict[str, Any]) -> None:
    """The same parcel, going to China: paid in CNY by its buyer, who gave an identity number."""
    data["order"]["currency"] = data["payment"]["currency"] = data["waybill"]["currency"] = "CNY"
    buyer, addressee = data["parties"]["consignee"], data["waybill"]["consignee"]
    for person in (buyer, addressee):
        person["address"]["country"] = "CN"
    buyer["tax_ids"] = [{"type": "cn_id", "value": "11010519491231002X"}]
    data["waybill"]["destination_country"] = "CN"
    data["payment"]["payer"]["name"] = buyer["name"]
    data["payment"]["provider"]["cn_code"] = "4403000001"


SPOILED: dict[str, Spoil] = {
    "order_missing": at("/order/status", "cancelled"),
    "payment_missing": at("/payment/status", "failed"),
    "waybill_missing": at("/waybill/status", "cancelled"),
    "order_no_mismatch": at("/waybill/order_no", "LG-1"),
    "platform_mismatch": at("/parties/platform/cn_code", None),
    "seller_mismatch": at("/parties/seller/cn_code", "12"),
    "waybill_no_mismatch": at("/waybill/waybill_no", "LX123456784CN"),
    "amount_mismatch": at("/payment/amount", "51.80"),
    "sum_mismatch": at("/order/totals/freight", "0.01"),
    "line_total_mismatch": at("/order/lines/0/line_total", "0.01"),
    "line_count_mismatch": at("/order/lines/0/line_no", 2),
    "line_mismatch": at("/order/lines/0/origin_country", ""),
    "currency_mismatch": at("/waybill/currency", "USD"),
    "consignee_mismatch": at("/waybill/consignee/name", "Bert Muster"),
    "weight_invalid": at("/waybill/gross_weight_kg", "0.001"),
    "statutory_unit_rule": at("/order/lines/0/statutory", []),
    "schema_invalid": at("/order/lines/0/sku", "x" * 31),
    OWN: at("/waybill/freight", "0.01"),
}
IMPORTS: dict[str, Spoil] = {
    "payment_company_mismatch": at("/payment/provider/cn_code", None),
    "buyer_name_mismatch": at("/parties/consignee/name", "Bert Muster"),
    "buyer_phone_mismatch": at("/parties/consignee/phone", "+4915100000001"),
    "buyer_id_mismatch": at("/parties/consignee/tax_ids/0/value", "110105194912310021"),
    "payer_mismatch": at("/payment/payer/name", "Bert Muster"),
    "limit_exceeded": at("/order/totals/grand_total", "5000.01"),
}
BESIDE: dict[str, dict[str, Any]] = {
    "duplicate_declaration": {"declared_as": "dsr_1"},
    "stale_document": {"sent_revisions": {"payment": 2}},
    "already_declared": {"is_locked": True},
    "signature_invalid": {"can_sign": False},
    "waybill_reused": {"waybill_used_by": "41"},
}


def found(data: dict[str, Any], known: Known = KNOWN) -> dict[str, Finding]:
    return {one.code: one for one in compare_all(data, known).findings}


def test_the_set_is_the_published_one_and_the_shops_own_rule() -> None:
    assert set(RULES) == {*CODES, OWN}
    assert set(SPOILED) | set(IMPORTS) | set(BESIDE) == set(RULES)
    for each in RULES.values():
        assert each.documents and str(each.sentence()), each.code


def test_what_agrees_has_no_finding_abroad_or_at_home() -> None:
    compared = compare_all(EXAMPLE, KNOWN)
    assert (compared.findings, compared.ruleset) == ((), RULESET)
    assert set(compared.passed_over) == set(IMPORTS)
    data = copy.deepcopy(EXAMPLE)
    imported(data)
    compared = compare_all(data, KNOWN)
    assert (compared.findings, compared.passed_over) == ((), ())


@pytest.mark.parametrize("code", SPOILED)
def test_a_rule_finds_what_it_is_for(code: str) -> None:
    data = copy.deepcopy(EXAMPLE)
    SPOILED[code](data)
    finding = found(data)[code]
    assert finding.severity == Severity.BLOCK
    assert finding.message and finding.expected != finding.found and finding.fix


@pytest.mark.parametrize("code", IMPORTS)
def test_rules_about_people_hold_for_what_enters_china_alone(code: str) -> None:
    data = copy.deepcopy(EXAMPLE)
    imported(data)
    IMPORTS[code](data)
    assert code in found(data)
    data["parties"]["consignee"]["address"]["country"] = "DE"
    data["waybill"]["destination_country"] = "DE"
    assert code not in found(data)


@pytest.mark.parametrize("code", BESIDE)
def test_what_was_declared_before_counts(code: str) -> None:
    findings = found(EXAMPLE, replace(KNOWN, **BESIDE[code]))
    assert list(findings) == [code]
    warns = code in ("duplicate_declaration", "stale_document")
    assert (findings[code].severity == Severity.WARN) is warns


ALONE = sorted(
    {*SPOILED} - {"schema_invalid", "order_missing", "payment_missing", "waybill_missing"}
)


@pytest.mark.parametrize("code", ALONE)
def test_without_its_rule_a_mismatch_would_be_sent(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each rule is needed: no other says the same of the same place."""
    data = copy.deepcopy(EXAMPLE)
    SPOILED[code](data)
    pointers = {one.pointer for one in compare_all(data, KNOWN).findings if one.code == code}
    monkeypatch.delitem(RULES, code)
    rest = compare_all(data, KNOWN).findings
    assert not pointers & {one.pointer for one in rest if one.code != "schema_invalid"}

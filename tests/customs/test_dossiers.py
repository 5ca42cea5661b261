"""The dossier: whole, exact to the minor unit, and compared before it leaves."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from storefront import customs, orders, shipping
from storefront.catalog.models import Variant
from storefront.config import Settings
from storefront.customs import Dossier, DossierRevision, Known
from storefront.customs.shares import totals_of
from storefront.customs.validating import validator
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.markets import COUNTRIES
from storefront.orders import Order, OrderLine
from storefront.outbox.models import Promise
from tests.customs import making
from tests.customs.conftest import quiet_use, waybill

Json = dict[str, Any]
EXAMPLE = json.loads(Path(__file__).with_name("protocol_example.json").read_text())
ADDED = ("goods", "freight", "insurance", "import_vat", "import_duty", "fees")


def sums(data: Json) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in data["order"]["totals"].items()}


def assert_ties(data: Json) -> None:
    """Everything the protocol demands of every dossier."""
    totals = sums(data)
    lines = data["order"]["lines"]
    for line in lines:
        assert Decimal(line["quantity"]) * Decimal(line["unit_price"]) == Decimal(
            line["line_total"]
        )
    assert sum(Decimal(line["line_total"]) for line in lines) == totals["goods"]
    assert sum(totals[name] for name in ADDED) - totals["discount"] == totals["grand_total"]
    assert totals["grand_total"] == Decimal(data["payment"]["amount"])
    numbers = {data[name]["order_no"] for name in ("order", "payment", "waybill")}
    assert len(numbers) == 1
    assert Decimal(data["waybill"]["net_weight_kg"]) <= Decimal(data["waybill"]["gross_weight_kg"])


def test_a_ready_dossier_fits_the_published_form_and_ties(
    order: Order, sent: Callable[..., Dossier]
) -> None:
    dossier = sent(order)
    event = customs.documents(dossier)
    assert list(validator().iter_errors(event)) == []
    assert_ties(event["data"])
    data = event["data"]
    assert re.fullmatch("dsr_[0-9A-HJKMNP-TV-Z]{26}", data["dossier_id"])
    assert (event["type"], event["sequence"]) == ("customs.dossier.ready", 1)
    assert (data["operation"], data["revision"], data["changed"]) == ("create", 1, [])
    assert data["test_mode"] is True
    assert data["order"]["totals"]["grand_total"] == order.total.plain()
    assert data["order"]["order_no"] == order.number
    assert data["regime"] == {"export": "CN-9610", "declaration": "B", "import": "EU-H1"}
    assert data["parties"]["seller"]["tax_ids"] == [], "IOSS is for low values"


def test_a_small_parcel_to_europe_goes_under_ioss(
    charges: None, sent: Callable[..., Dossier]
) -> None:
    with transaction():
        order = making.order((making.variant(), 1, 9_900))
    data = customs.documents(sent(order))["data"]
    assert data["regime"]["import"] == "EU-H7-IOSS"
    assert data["parties"]["seller"]["tax_ids"] == [{"type": "eu_ioss", "value": "IM3720000224"}]


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_destination_gets_a_dossier_that_ties(
    charges: None, sent: Callable[..., Dossier], country: str
) -> None:
    with transaction():
        order = making.order((making.variant(), 3, 9_990), country=country)
        making.discounted(order, 1_001)
        db.session.query(making.Payment).filter_by(order_id=order.id).update(
            {"amount_minor": order.total_minor}
        )
    dossier = sent(order)
    assert dossier.findings == []
    event = customs.documents(dossier)
    assert list(validator().iter_errors(event)) == []
    assert_ties(event["data"])


def test_the_reference_example_fits_the_published_form() -> None:
    Draft202012Validator.check_schema(customs.schema())
    assert list(validator().iter_errors(EXAMPLE)) == []


def test_the_example_passes_our_own_comparison() -> None:
    assert customs.compare(EXAMPLE["data"], Known("china-post")) == []


def test_the_published_form_allows_nothing_it_does_not_name(
    order: Order, sent: Callable[..., Dossier]
) -> None:
    event = json.loads(json.dumps(customs.documents(sent(order))))
    event["data"]["order"]["lines"][0]["surprise"] = 1
    event["data"]["order"]["totals"]["goods"] = "1.0\n"
    assert len(list(validator().iter_errors(event))) == 2


def test_every_member_of_the_form_says_what_it_is() -> None:
    def members(node: Any) -> Any:
        if isinstance(node, dict):
            yield from (node.get("properties") or {}).items()
            for value in node.values():
                yield from members(value)
        elif isinstance(node, list):
            for value in node:
                yield from members(value)

    bare = [
        name
        for name, form in members(customs.schema())
        if not {"title", "$ref", "anyOf"} & set(form)
    ]
    assert bare == []


def test_split_parcels_are_dossiers_that_sum_to_the_payment(
    charges: None, sent: Callable[..., Dossier]
) -> None:
    with transaction():
        lamp, cup = making.variant("LF-LAMP"), making.variant("LF-CUP", hs_code="691110")
        order = making.order((lamp, 3, 4_999), (cup, 2, 1_333), freight_minor=1_000)
    first, second = order.lines
    parts = [{first.id: 1}, {first.id: 1, second.id: 1}, {first.id: 1, second.id: 1}]
    bodies = [customs.documents(sent(order, part))["data"] for part in parts]
    for data in bodies:
        assert_ties(data)
    for name in (*ADDED, "discount", "grand_total"):
        total = sum(sums(data)[name] for data in bodies)
        field = {"freight": "freight", "grand_total": "total"}.get(name, name)
        assert total == order.money(getattr(order, f"{field}_minor")).decimal(), name
    assert [data["order"]["order_no"] for data in bodies] == [
        order.number,
        f"{order.number}-2",
        f"{order.number}-3",
    ]


@given(data=st.data())
@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_however_an_order_is_split_its_parcels_sum_to_it(data: st.DataObject) -> None:
    amount = st.integers(0, 10_000)
    lines = [
        OrderLine(
            id=n,
            quantity=(quantity := data.draw(st.integers(1, 7))),
            unit_net_minor=(unit := data.draw(st.integers(0, 5_000))),
            goods_minor=unit * quantity,
            discount_minor=data.draw(st.integers(0, unit * quantity)),
            vat_minor=data.draw(amount),
            duty_minor=data.draw(amount),
            fees_minor=data.draw(amount),
        )
        for n in range(1, data.draw(st.integers(1, 4)) + 1)
    ]
    freight, freight_vat, insurance = (data.draw(amount) for _ in range(3))
    order = Order(
        freight_minor=freight,
        freight_vat_minor=freight_vat,
        insurance_minor=insurance,
        lines=lines,
    )
    pieces = data.draw(st.permutations([line.id for line in lines for _ in range(line.quantity)]))
    before: dict[int, int] = {}
    parcels = []
    while pieces:
        size = data.draw(st.integers(1, len(pieces)))
        inside = {n: pieces[:size].count(n) for n in set(pieces[:size])}
        parcels.append(totals_of(order, before, inside))
        for n, count in inside.items():
            before[n] = before.get(n, 0) + count
        pieces = pieces[size:]

    def whole(name: str) -> int:
        return sum(getattr(line, f"{name}_minor") for line in lines)

    assert sum(parcel.goods for parcel in parcels) == whole("goods")
    assert sum(parcel.discount for parcel in parcels) == whole("discount")
    assert sum(parcel.import_vat for parcel in parcels) == whole("vat") + freight_vat
    assert sum(parcel.import_duty for parcel in parcels) == whole("duty")
    assert sum(parcel.fees for parcel in parcels) == whole("fees")
    assert sum(parcel.freight for parcel in parcels) == freight
    assert sum(parcel.insurance for parcel in parcels) == insurance
    assert all(min(vars(parcel).values()) >= 0 for parcel in parcels)


SPOILED: list[tuple[str, str, Any]] = [
    ("order_missing", "/order/status", "cancelled"),
    ("payment_missing", "/payment/status", "failed"),
    ("payment_missing", "/payment", None),
    ("waybill_missing", "/waybill/status", "cancelled"),
    ("order_no_mismatch", "/payment/order_no", "LG-2026-1002"),
    ("order_no_mismatch", "/waybill/order_no", "LG-2026-1002"),
    ("platform_mismatch", "/parties/platform/cn_code", "12"),
    ("seller_mismatch", "/parties/seller/cn_code", None),
    ("amount_mismatch", "/payment/amount", "51.80"),
    ("currency_mismatch", "/payment/currency", "USD"),
    ("currency_mismatch", "/waybill/currency", "USD"),
    ("sum_mismatch", "/order/totals/discount", "4.99"),
    ("sum_mismatch", "/order/totals/goods", "40.01"),
    ("line_total_mismatch", "/order/lines/0/unit_price", "20.01"),
    ("line_count_mismatch", "/order/lines/0/line_no", 2),
    ("line_mismatch", "/order/lines/0/name", " "),
    ("line_mismatch", "/order/lines/0/quantity", "0"),
    ("consignee_mismatch", "/waybill/consignee/name", "Bert Muster"),
    ("consignee_mismatch", "/waybill/consignee/phone", None),
    ("consignee_mismatch", "/waybill/consignee/address/city", "Bonn"),
    ("consignee_mismatch", "/waybill/destination_country", "AT"),
    ("waybill_no_mismatch", "/waybill/waybill_no", "LX123456784CN"),
    ("weight_invalid", "/waybill/gross_weight_kg", "0.799"),
    ("weight_invalid", "/waybill/net_weight_kg", "0.000"),
    ("weight_invalid", "/order/lines/0/net_weight_kg", "0.700"),
    ("statutory_unit_rule", "/order/lines/0/statutory/0/quantity", "3"),
    ("statutory_unit_rule", "/order/lines/0/statutory", []),
    ("statutory_unit_rule", "/order/lines/0/statutory/1/quantity", "0"),
]


@pytest.mark.parametrize(("code", "pointer", "value"), SPOILED)
def test_each_rule_finds_what_it_is_for(code: str, pointer: str, value: Any) -> None:
    data = json.loads(json.dumps(EXAMPLE["data"]))
    *way, last = pointer.strip("/").split("/")
    place = data
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    findings = customs.compare(data, Known("china-post"))
    assert code in {finding.code for finding in findings}
    for finding in findings:
        assert finding.message and finding.documents and finding.expected != finding.found


def test_a_waybill_number_that_was_used_is_found() -> None:
    findings = customs.compare(EXAMPLE["data"], Known("china-post", "41"))
    assert [finding.code for finding in findings] == ["waybill_reused"]


def test_money_that_does_not_fit_keeps_the_dossier_here(
    order: Order, sent: Callable[..., Dossier], settings: Settings
) -> None:
    quiet_use(settings, customs_url="http://127.0.0.1:9")
    with transaction():
        db.session.query(making.Payment).update({"amount_minor": order.total_minor - 1})
    dossier = sent(order)
    assert (dossier.state, dossier.revision) == ("mismatch", 0)
    assert [finding["code"] for finding in dossier.findings] == ["amount_mismatch"]
    assert db.session.query(DossierRevision).count() == 0
    assert db.session.query(Promise).filter_by(topic="customs.deliver").count() == 0
    assert orders.get(order.id).attention


def test_without_a_payment_nothing_is_declared(charges: None, sent: Callable[..., Dossier]) -> None:
    with transaction():
        order = making.order()
        db.session.query(making.Payment).update({"role": "late"})
    assert [finding["code"] for finding in sent(order).findings] == ["payment_missing"]


def test_a_mended_dossier_goes_out_as_its_first_revision(
    order: Order, sent: Callable[..., Dossier]
) -> None:
    with transaction():
        db.session.query(making.Payment).update({"amount_minor": 1})
    dossier = sent(order)
    with transaction():
        row = db.session.get(Dossier, dossier.id)
        row.payment = {**row.payment, "amount_minor": order.total_minor}
    with transaction():
        mended = customs.match_again(dossier.id)
    assert (mended.state, mended.revision, mended.findings) == ("ready", 1, [])


def test_missing_facts_keep_a_dossier_here_and_are_listed(
    order: Order, sent: Callable[..., Dossier]
) -> None:
    dossier = sent(order)
    with transaction():
        db.session.query(OrderLine).update({"hs_code": None})
        db.session.get(Dossier, dossier.id).revision = 0
        db.session.query(DossierRevision).delete()
        db.session.get(Dossier, dossier.id).state = "mismatch"
    db.session.expire_all()
    with transaction():
        customs.match_again(dossier.id)
    told = customs.get_dossier(dossier.id)
    assert told.state == "data_missing"
    assert [(one["found"], one["pointer"]) for one in told.findings] == [("LF-ORI-PAP", "hs_code")]


def test_an_amendment_says_what_changed(order: Order, sent: Callable[..., Dossier]) -> None:
    dossier = sent(order)
    with transaction():
        orders.get(order.id).lines[0].hs_code = "940531"
    with transaction():
        customs.match_again(dossier.id)
    event = customs.documents(customs.get_dossier(dossier.id))
    data = event["data"]
    assert (event["type"], data["operation"]) == ("customs.dossier.amended", "amend")
    assert (data["revision"], data["supersedes_revision"]) == (2, 1)
    assert data["changed"] == ["/order/lines/0/hs_code"]
    assert (data["order"]["revision"], data["payment"]["revision"]) == (2, 1)
    assert list(validator().iter_errors(event)) == []


def test_matching_again_without_a_change_sends_nothing(
    order: Order, sent: Callable[..., Dossier]
) -> None:
    dossier = sent(order)
    with transaction():
        customs.match_again(dossier.id)
    assert customs.get_dossier(dossier.id).revision == 1


def test_events_are_numbered_without_a_gap(charges: None, sent: Callable[..., Dossier]) -> None:
    for _ in range(3):
        with transaction():
            order = making.order((making.variant(f"LF-{waybill()}"), 1, 4_990))
        sent(order)
    assert [event.sequence for event in customs.events_after(0)] == [1, 2, 3]
    assert [event.sequence for event in customs.events_after(1, limit=1)] == [2]


def test_a_parcel_has_one_dossier(order: Order, sent: Callable[..., Dossier]) -> None:
    dossier = sent(order)
    with transaction():
        again = customs.open_dossier(shipping.get(dossier.shipment_id), None)
    assert again.id == dossier.id and len(customs.dossiers_of(order.id)) == 1


def test_a_cancelled_dossier_is_taken_back_and_stays_so(
    order: Order, sent: Callable[..., Dossier]
) -> None:
    dossier = sent(order)
    with transaction():
        customs.cancel(dossier.id)
    event = customs.documents(customs.get_dossier(dossier.id))
    assert event["type"] == "customs.dossier.cancelled"
    assert list(validator().iter_errors(event)) == []
    with pytest.raises(ShopError), transaction():
        customs.match_again(dossier.id)


def test_odd_names_fit_the_form_or_stay_here(charges: None, sent: Callable[..., Dossier]) -> None:
    with transaction():
        order = making.order((making.variant("S" * 31), 1, 4_990), name="Zoë 'O”Брайен 山田")
    dossier = sent(order)
    assert dossier.state == "mismatch"
    assert [one["code"] for one in dossier.findings] == ["schema_invalid"]
    assert dossier.findings[0]["pointer"] == "/order/lines/0/sku"


def test_a_production_shop_does_not_declare_in_test_mode(app: Flask, settings: Settings) -> None:
    way = customs.connection_from(
        replace(settings, production=True, public_url="https://shop.example")
    )
    assert way.test_mode is False and way.allow_private is False


def test_a_wrong_fact_is_mended_in_the_catalogue_and_declared_anew(
    order: Order, sent: Callable[..., Dossier]
) -> None:
    dossier = sent(order)
    assert not customs.awaits_correction(dossier.id)
    with transaction():
        db.session.get(Dossier, dossier.id).state = "rejected"
        variant = db.session.get(Variant, orders.get(order.id).lines[0].variant_id)
        variant.hs_code, variant.barcode = "940531", None
    assert customs.awaits_correction(dossier.id)
    with transaction():
        assert orders.renew_customs_facts(orders.lock(order.id)) == ["hs_code"]
        customs.match_again(dossier.id)
    data = customs.documents(customs.get_dossier(dossier.id))["data"]
    assert data["changed"] == ["/order/lines/0/hs_code"]
    assert data["order"]["lines"][0]["barcode"] is not None

"""Every rule catches its seeded mismatch, at the place where it is, and only that."""

import copy

import pytest

from storefront.connector.comparison import RULES, History, compare, s10_check_digit


def _put(path, value):
    def change(data):
        place = data
        *way, last = [int(p) if p.isdigit() else p for p in path.strip("/").split("/")]
        for part in way:
            place = place[part]
        place[last] = value

    return change


def _split_line(data):
    line = copy.deepcopy(data["order"]["lines"][0])
    data["order"]["lines"].append(line)
    data["order"]["totals"].update(goods="80.00", grand_total="91.79")
    data["payment"]["amount"] = "91.79"


LINE = "/order/lines/0"
SEEDED = [
    ("order_missing", "/order", _put("/order", None)),
    ("order_missing", "/order/status", _put("/order/status", "cancelled")),
    ("payment_missing", "/payment", _put("/payment", None)),
    ("payment_missing", "/payment/status", _put("/payment/status", "pending")),
    ("waybill_missing", "/waybill", _put("/waybill", None)),
    ("waybill_missing", "/waybill/status", _put("/waybill/status", "voided")),
    ("order_no_mismatch", "/payment/order_no", _put("/payment/order_no", "LG-2026-1002")),
    ("order_no_mismatch", "/waybill/order_no", _put("/waybill/order_no", "LG-2026-1002")),
    ("amount_mismatch", "/payment/amount", _put("/payment/amount", "51.78")),
    ("amount_mismatch", "/payment/amount", _put("/payment/amount", "51.79001")),
    ("amount_mismatch", "/payment/refunded_amount", _put("/payment/refunded_amount", "60.00")),
    ("currency_mismatch", "/payment/currency", _put("/payment/currency", "USD")),
    ("sum_mismatch", "/order/totals/grand_total", _put("/order/totals/discount", "4.99")),
    ("sum_mismatch", "/order/totals/grand_total", _put("/order/totals/fees", "0.01")),
    ("line_total_mismatch", f"{LINE}/line_total", _put(f"{LINE}/unit_price", "20.01")),
    ("line_mismatch", "/order/lines", _split_line),
    ("platform_mismatch", "/parties/platform/cn_code", _put("/parties/platform/cn_code", None)),
    ("seller_mismatch", "/parties/seller/cn_code", _put("/parties/seller/cn_code", "123")),
    ("consignee_mismatch", "/waybill/consignee/name", _put("/waybill/consignee/name", "A. M.")),
    ("consignee_mismatch", "/waybill/consignee/phone", _put("/waybill/consignee/phone", "+4915")),
    (
        "consignee_mismatch",
        "/waybill/consignee/address",
        _put("/waybill/consignee/address/postal_code", "10117"),
    ),
    (
        "consignee_mismatch",
        "/waybill/destination_country",
        _put("/waybill/destination_country", "FR"),
    ),
    (
        "waybill_no_mismatch",
        "/waybill/waybill_no",
        _put("/waybill/waybill_no", "LX123456784CN"),
    ),
    ("waybill_no_mismatch", "/waybill/waybill_no", _put("/waybill/waybill_no", " ")),
    ("weight_invalid", "/waybill/net_weight_kg", _put("/waybill/net_weight_kg", "1.251")),
    ("weight_invalid", "/waybill/net_weight_kg", _put("/waybill/net_weight_kg", "0")),
    (
        "statutory_unit_rule",
        f"{LINE}/statutory/0/quantity",
        _put(f"{LINE}/statutory/0/quantity", "3"),
    ),
    (
        "statutory_unit_rule",
        f"{LINE}/statutory/1",
        _put(f"{LINE}/statutory/1/quantity", "0"),
    ),
    ("statutory_unit_rule", f"{LINE}/statutory/1", _put(f"{LINE}/statutory/1/unit", None)),
    ("statutory_unit_rule", f"{LINE}/statutory", _put(f"{LINE}/statutory", [])),
]


def test_the_example_dossier_passes_every_rule(event):
    comparison = compare(event["data"], History())
    assert comparison.result == "pass"
    assert comparison.findings == ()
    assert {check.code for check in comparison.checks} >= {"amount_mismatch", "waybill_reused"}


@pytest.mark.parametrize(
    ("code", "pointer", "change"), SEEDED, ids=[f"{c}-{p}" for c, p, _ in SEEDED]
)
def test_a_seeded_mismatch_is_caught_where_it_is_and_nowhere_else(event, code, pointer, change):
    change(event["data"])
    comparison = compare(event["data"], History())
    assert comparison.result == "fail"
    assert {(found.code, found.pointer) for found in comparison.blocking} == {(code, pointer)}


def test_the_goods_value_must_be_the_sum_of_its_lines(event):
    event["data"]["order"]["totals"].update(goods="41.00", grand_total="52.79")
    event["data"]["payment"]["amount"] = "52.79"
    (found,) = compare(event["data"], History()).blocking
    assert (found.code, found.pointer) == ("sum_mismatch", "/order/totals/goods")
    assert (found.expected, found.actual) == ("40.00", "41.00")


def test_no_weight_is_caught(event):
    event["data"]["waybill"].update(gross_weight_kg="0", net_weight_kg="0")
    codes = [found.pointer for found in compare(event["data"], History()).blocking]
    assert codes == ["/waybill/gross_weight_kg", "/waybill/net_weight_kg"]


def test_amounts_are_compared_as_numbers_not_as_text(event):
    event["data"]["payment"]["amount"] = "51.790"
    assert compare(event["data"], History()).result == "pass"


def test_thirds_and_large_sums_stay_exact(event):
    line, totals = event["data"]["order"]["lines"][0], event["data"]["order"]["totals"]
    line.update(quantity="3", unit_price="33333333333333.33333", line_total="99999999999999.99999")
    line["statutory"][0]["quantity"] = "3"
    totals.update(goods="99999999999999.99999", grand_total="99999999999999.99999")
    totals.update(discount="16.79", freight="6.00", import_vat="7.79", import_duty="3.00")
    event["data"]["payment"]["amount"] = "99999999999999.99999"
    assert compare(event["data"], History()).result == "pass"


def test_a_foreign_platform_needs_no_chinese_code(event):
    event["data"]["parties"]["platform"].update(country="IE", cn_code=None)
    assert compare(event["data"], History()).result == "pass"


def test_goods_that_do_not_leave_china_need_no_chinese_codes(event):
    event["data"]["regime"]["export"] = "US-AES"
    event["data"]["parties"]["seller"]["cn_code"] = None
    event["data"]["order"]["lines"][0]["statutory"] = []
    assert compare(event["data"], History()).result == "pass"


@pytest.mark.parametrize(
    ("history", "code", "blocks"),
    [
        (History(waybill_used_by="dsr_x", waybill_used_at="2026-10-01"), "waybill_reused", True),
        (History(declared_as="399"), "already_declared", True),
        (History(same_order_in="dsr_x"), "duplicate_declaration", False),
        (History(document_revisions={"payment": 2}), "stale_document", False),
    ],
)
def test_what_was_declared_before_counts(event, history, code, blocks):
    comparison = compare(event["data"], history)
    assert [(found.code, found.blocks) for found in comparison.findings] == [(code, blocks)]
    assert comparison.result == ("fail" if blocks else "pass")


@pytest.mark.parametrize("number", ["RR473124829GB", "LX123456785CN"])
def test_s10_check_digits_of_known_numbers(number):
    assert s10_check_digit(number[2:10]) == number[10]


def test_each_rule_explains_itself():
    assert all(rule.__doc__ for rule in RULES)


def test_a_difference_in_the_thirtieth_digit_is_seen(event):
    line = event["data"]["order"]["lines"][0]
    line.update(quantity="99999999999999.99999", unit_price="0.00003", line_total="3000000000")
    line["statutory"][0]["quantity"] = line["quantity"]
    codes = {found.code for found in compare(event["data"], History()).blocking}
    assert "line_total_mismatch" in codes
    line.update(quantity="10000000000000.00001", unit_price="10000000000000.00001")
    line["line_total"] = "99999999999999"
    check = [c for c in compare(event["data"], History()).checks if "line_total" in c.code][0]
    assert check.expected == "100000000000000000200000000.0000000001"

"""The office answers in the order of a real one, and its receipts reach the shop."""

import re
from datetime import timedelta

import pytest

from storefront.connector import instants

CLEARED = [
    ("order", "declaring", "2"),
    ("payment", "declaring", "2"),
    ("waybill", "declaring", "2"),
    ("list", "declaring", "2"),
    ("order", "accepted", "120"),
    ("waybill", "accepted", "120"),
    ("list", "accepted", "120"),
    ("list", "closed", "399"),
    ("payment", "accepted", "120"),
    ("list", "released", "800"),
]


def _told(bodies):
    return [(b["document"], b["status"], b["authority"]["native_status"]) for b in bodies]


def test_a_good_dossier_goes_2_120_399_800(shop, another, receipts):
    shop.deliver(another(1))
    bodies = receipts.wait_for(10)
    assert _told(bodies) == CLEARED
    assert [b["occurred_at"] for b in bodies] == sorted({b["occurred_at"] for b in bodies})
    assert len({b["receipt_id"] for b in bodies}) == 10


def test_a_receipt_has_the_form_of_the_protocol(shop, another, receipts):
    shop.deliver(another(1))
    body = receipts.wait_for(7)[6]
    assert set(body) == {
        *("receipt_id", "dossier_id", "revision", "document", "status", "final", "occurred_at"),
        *("authority", "reasons"),
    }
    assert (body["dossier_id"], body["revision"], body["final"]) == ("dsr_test_1", 1, False)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", body["occurred_at"])
    authority = body["authority"]
    assert authority["message"] == "CEB604Message"
    assert (authority["native_code"], authority["native_text"]) == ("1800", "逻辑校验通过")
    assert re.fullmatch(r"\d{8}E\d{9}", authority["reference"])
    assert re.fullmatch(r"B\d{17}", authority["pre_reference"])


def test_a_mismatch_is_rejected_with_its_reason(shop, another, receipts):
    event = another(1)
    event["data"]["payment"]["amount"] = "56.79"
    shop.deliver(event)
    bodies = receipts.wait_for(7)[4:]
    assert _told(bodies) == [
        ("order", "rejected", "100"),
        ("payment", "rejected", "100"),
        ("list", "rejected", "100"),
    ]
    reason = bodies[1]["reasons"][0]
    assert (reason["code"], reason["pointer"]) == ("amount_mismatch", "/payment/amount")
    assert (reason["expected"], reason["actual"]) == ("51.79", "56.79")
    assert bodies[1]["authority"]["native_code"] == "1332"
    assert bodies[1]["final"] is True


def test_a_missing_document_gets_no_receipt_of_its_own(shop, another, receipts):
    event = another(1)
    event["data"]["waybill"] = None
    shop.deliver(event)
    assert _told(receipts.wait_for(4)) == [
        ("order", "declaring", "2"),
        ("payment", "declaring", "2"),
        ("list", "declaring", "2"),
        ("list", "rejected", "100"),
    ]


def test_a_corrected_revision_is_declared_after_a_rejection(shop, another, receipts):
    wrong = another(1)
    wrong["data"]["payment"]["amount"] = "56.79"
    shop.deliver(wrong)
    receipts.wait_for(7)
    shop.deliver(another(1, 2, "customs.dossier.amended"))
    bodies = receipts.wait_for(17)[7:]
    assert _told(bodies) == CLEARED
    assert {body["revision"] for body in bodies} == {2}
    assert shop.dossier("dsr_test_1")["status"] == "released"


def test_a_declared_list_locks_the_documents_until_withdrawn(shop, another, receipts):
    shop.deliver(another(1))
    receipts.wait_for(7)
    shop.control(step_delay=0.5)
    shop.deliver(another(1, 2, "customs.dossier.amended"))
    found = shop.dossier("dsr_test_1")
    assert "already_declared" in [f["code"] for f in found["comparison"]["findings"]]


def test_after_withdrawal_a_new_revision_is_declared(shop, another, receipts, wait_until):
    shop.control(step_delay=1)  # slow enough to be called off before the goods are released
    shop.deliver(another(1))
    receipts.wait_for(7)
    shop.control(step_delay=0.02)
    shop.deliver(another(1, 2, "customs.dossier.cancelled"))
    wait_until(lambda: shop.dossier("dsr_test_1")["status"] == "cancelled")
    shop.deliver(another(1, 3, "customs.dossier.amended"))
    wait_until(lambda: shop.dossier("dsr_test_1")["status"] == "released")
    wait_until(lambda: receipts.taken[-1].body["revision"] == 3)  # it comes home a little later


def test_released_goods_cannot_be_changed_or_withdrawn_but_can_come_back(shop, another, receipts):
    shop.deliver(another(1))
    receipts.wait_for(10)
    shop.deliver(another(1, 2, "customs.dossier.amended"))
    amended = receipts.wait_for(13)[10:]
    assert _told(amended) == [
        ("order", "error", "-301011"),
        ("payment", "error", "-401008"),
        ("waybill", "error", "-504016"),
    ]
    assert amended[0]["reasons"][0]["code"] == "already_declared"
    assert shop.deliver(another(1, 3, "customs.payment.refunded")).status == 202
    shop.deliver(another(1, 4, "customs.dossier.cancelled"))
    assert _told(receipts.wait_for(14)[13:]) == [("all", "error", "-301011")]
    shop.deliver(another(1, 5, "customs.return.announced"))
    assert _told(receipts.wait_for(16)[14:]) == [
        ("return", "declaring", "2"),
        ("return", "accepted", "120"),
    ]


def test_news_about_the_parcel_does_not_start_again(shop, another, receipts):
    shop.control(step_delay=0.1)
    shop.deliver(another(1))
    receipts.wait_for(4)
    assert shop.deliver(another(1, 2, "customs.waybill.updated")).status == 202
    bodies = receipts.wait_for(10)
    assert _told(bodies) == CLEARED
    assert [body["revision"] for body in bodies] == [1] * 4 + [2] * 6


def test_the_newest_revision_is_declared_even_if_it_comes_first(shop, another, receipts):
    shop.deliver(another(1, 5, "customs.waybill.updated"))
    assert _told(receipts.wait_for(10)) == CLEARED


def test_a_waybill_number_is_used_once_in_six_months(shop, another, receipts, connector):
    shop.deliver(another(1))
    receipts.wait_for(10)
    second, third = another(2), another(3)
    for event in (second, third):
        event["data"]["waybill"]["waybill_no"] = "TRACK-1"
    shop.deliver(second)
    codes = [r["code"] for r in receipts.wait_for(16)[-1]["reasons"]]
    assert codes == ["waybill_reused"]
    long_ago = instants.stamp(instants.six_months_before(instants.now()) - timedelta(days=1))
    connector.store.db.execute("UPDATE waybills SET used_at = ?", (long_ago,))
    shop.deliver(third)
    assert shop.dossier("dsr_test_3")["comparison"]["result"] == "pass"


def test_six_months_before_ends_at_the_end_of_a_shorter_month():
    day = instants.read("2026-08-31T12:00:00Z")
    assert instants.stamp(instants.six_months_before(day)) == "2026-02-28T12:00:00.000Z"


def test_a_shop_that_is_down_gets_every_receipt_later_in_order(shop, another, receipts):
    receipts.answers = lambda n: 503 if n <= 6 else 202
    shop.deliver(another(1))
    assert _told(receipts.wait_for(10)) == CLEARED
    ids = [one.webhook_id for one in receipts.attempts[:7]]
    assert len(set(ids)) == 1, "the same receipt keeps its id on every retry"


@pytest.mark.parametrize("status", [409, 422])
def test_a_receipt_the_shop_refuses_for_good_is_kept_and_can_be_resent(
    shop, another, receipts, wait_until, status
):
    receipts.answers = lambda n: status if n == 1 else 202
    shop.deliver(another(1))
    receipts.wait_for(9)
    wait_until(lambda: shop.get("/healthz").json["receipts_pending"] == 0)
    (dead,) = [
        r for r in shop.dossier("dsr_test_1")["receipts"] if r["delivery"]["state"] == "dead"
    ]
    assert dead["delivery"]["last_answer"].startswith(str(status))
    from urllib.request import Request, urlopen

    url = f"{shop.url}/_control/receipts/{dead['receipt_id']}/resend"
    with urlopen(Request(url, b"", method="POST")) as response:
        assert response.status == 202
    receipts.wait_for(10)
    assert receipts.taken[-1].body["receipt_id"] == dead["receipt_id"]


def test_a_refund_after_withdrawal_is_only_noted(shop, another, receipts, wait_until):
    shop.deliver(another(1))
    shop.deliver(another(1, 2, "customs.dossier.cancelled"))
    wait_until(lambda: shop.dossier("dsr_test_1")["status"] == "cancelled")
    refunded = another(1, 3, "customs.payment.refunded")
    refunded["data"]["payment"]["status"] = "refunded"
    refunded["data"]["payment"]["refunded_amount"] = "51.79"
    assert shop.deliver(refunded).status == 202
    found = shop.dossier("dsr_test_1")
    assert (found["status"], found["under_way"], found["revision"]) == ("cancelled", False, 3)


def test_news_declares_again_only_when_it_mends_what_was_refused(shop, another, receipts):
    wrong = another(1)
    wrong["data"]["waybill"]["net_weight_kg"] = "9.000"
    shop.deliver(wrong)
    receipts.wait_for(6)
    still = another(1, 2, "customs.waybill.updated")
    still["data"]["waybill"]["net_weight_kg"] = "8.000"
    shop.deliver(still)
    assert shop.dossier("dsr_test_1")["under_way"] is False
    shop.deliver(another(1, 3, "customs.waybill.updated"))
    assert _told(receipts.wait_for(16)[6:]) == CLEARED

"""What a broker sees, and the same as JSON."""

import json
import re
import subprocess
import sys
import time

import pytest


def test_the_front_page_says_what_to_do_when_empty(shop):
    page = shop.get("/")
    assert page.status == 200
    assert "No dossier yet" in page.text


def test_a_dossier_is_listed_with_its_facts(shop, event, receipts):
    shop.deliver(event)
    receipts.wait_for(10)
    text = shop.get("/").text
    for shown in ("LG-2026-1001", "DE", "51.79", "LX123456785CN", "released"):
        assert shown in text


def test_the_list_as_json_has_what_an_auditor_needs(shop, event, receipts):
    shop.deliver(event)
    receipts.wait_for(10)
    listed = shop.get("/dossiers").json
    (one,) = listed["dossiers"]
    assert (listed["total"], listed["next_offset"]) == (1, None)
    assert one["dossier_id"] == event["data"]["dossier_id"]
    assert one["order_no"] == "LG-2026-1001"
    assert (one["revision"], one["effects_applied"]) == (1, 1)
    assert one["statuses"] == {
        "order": "accepted",
        "payment": "accepted",
        "waybill": "accepted",
        "list": "released",
    }
    assert one["comparison"]["result"] == "pass"
    assert one["totals"] == event["data"]["order"]["totals"]
    assert one["payment"]["transaction_no"] == "ch_3QExampleExampleExampl"
    assert one["waybill_no"] == "LX123456785CN"
    assert len(one["receipts"]) == 10


def test_the_list_comes_in_pieces_when_asked(shop, another):
    for number in range(3):
        shop.deliver(another(number))
    first = shop.get("/dossiers?limit=2").json
    rest = shop.get(f"/dossiers?limit=2&offset={first['next_offset']}").json
    assert [len(first["dossiers"]), len(rest["dossiers"])] == [2, 1]
    assert shop.get("/dossiers?limit=no").status == 400
    assert shop.get("/?page=99999999999999999999").status == 400


def test_a_dossier_page_shows_comparison_receipts_deliveries_and_raw(shop, event, receipts):
    event["data"]["payment"]["amount"] = "56.79"
    shop.deliver(event, webhook_id="msg_seen")
    receipts.wait_for(7)
    text = shop.get(f"/dossiers/{event['data']['dossier_id']}").text
    for shown in ("56.79 EUR", "amount_mismatch", "CEB604Message", "msg_seen", "differs", "1332"):
        assert shown in text


def test_what_the_shop_writes_is_never_markup(shop, event):
    event["data"]["parties"]["consignee"]["name"] = "<script>alert(1)</script>"
    event["data"]["order"]["order_no"] = "<b>1</b>"
    shop.deliver(event)
    for path in ("/", f"/dossiers/{event['data']['dossier_id']}"):
        text = shop.get(path).text
        assert "<script" not in text
        assert "<b>" not in text


@pytest.mark.parametrize("missing", ["order", "payment", "waybill"])
def test_a_dossier_without_a_document_has_a_page(shop, event, missing):
    event["data"][missing] = None
    shop.deliver(event)
    assert shop.get("/").status == 200
    assert shop.get(f"/dossiers/{event['data']['dossier_id']}").status == 200


def test_an_unknown_dossier_is_404_as_page_and_as_json(shop):
    assert shop.get("/dossiers/dsr_none").status == 404
    assert shop.get("/dossiers/dsr_none.json").json["status"] == 404


@pytest.mark.parametrize("path", ["/", "/docs", "/_control/", "/dossiers"])
def test_pages_are_strict(shop, path):
    page = shop.get(path)
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert page.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script|style=|\son\w+=|https?://(?!127)", page.text)


def test_health_counts_what_is_waiting(shop):
    assert shop.get("/healthz").json == {
        **{"status": "ok", "dossiers": 0, "under_way": 0},
        **{"receipts_pending": 0, "receipts_dead": 0},
    }


def test_the_published_example_and_schema_are_served(shop, event):
    assert shop.get("/docs/example.json").json == event
    assert shop.get("/docs/schema.json").json["$schema"].startswith("https://json-schema.org/")


def test_the_verifying_example_of_the_documentation_works(shop, event, secrets_of_the_test):
    from html import unescape

    from storefront.connector import key_of
    from storefront.connector.signatures import headers_for

    code = unescape(re.search(r"<pre[^>]*>(import base64.*?)</pre>", _docs(shop), re.S)[1])
    names: dict = {}
    exec(code, names)
    body, secret = json.dumps(event).encode(), secrets_of_the_test[0]
    headers = headers_for(key_of(secret), "msg_doc", int(time.time()), body)
    assert names["proven"](secret, headers, body)
    assert not names["proven"](secrets_of_the_test[1], headers, body)


def test_the_curl_example_of_the_documentation_works(shop, event, secrets_of_the_test, tmp_path):
    from html import unescape

    script = unescape(re.search(r"<pre[^>]*>(cat &gt; sign.py.*?)</pre>", _docs(shop), re.S)[1])
    (tmp_path / "dossier.json").write_text(shop.get("/docs/example.json").text)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "CUSTOMS_SECRET": secrets_of_the_test[0]},
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout)["received"] is True, done.stderr


def test_the_receipt_example_of_the_documentation_works(
    shop, receipts, secrets_of_the_test, monkeypatch
):
    from html import unescape

    pattern = r"<pre[^>]*>(import base64[^<]*?def send_receipt.*?)</pre>"
    code = unescape(re.search(pattern, _docs(shop), re.S)[1])
    monkeypatch.setenv("CUSTOMS_RECEIPT_SECRET", secrets_of_the_test[2])
    names: dict = {}
    exec(code, names)
    assert names["send_receipt"]({"receipt_id": "rcp_1", "native_text": "放行"}) == 202
    assert receipts.taken[0].body["native_text"] == "放行"


def _docs(shop) -> str:
    return shop.get("/docs").text


def test_the_connector_knows_nothing_else_of_storefront():
    code = (
        "import sys, storefront.connector;"
        "print([m for m in sys.modules if m.startswith('storefront.')"
        " and not m.startswith('storefront.connector')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]"

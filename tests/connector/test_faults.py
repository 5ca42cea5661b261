"""Faults on demand, so that a shop can be shown to survive them."""

import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest


def test_an_outage_is_a_503_that_says_when_to_come_back(shop, event):
    shop.control(outage=True, retry_after=7)
    answer = shop.deliver(event)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "7")
    shop.control(outage=False)
    assert shop.deliver(event).status == 202


def test_a_lost_answer_has_had_its_effect_once(shop, event):
    shop.control(lose_answer_rate=1)
    assert shop.deliver(event, webhook_id="msg_lost").status == 0
    shop.control(lose_answer_rate=0)
    assert shop.deliver(event, webhook_id="msg_lost").status == 200
    (listed,) = shop.get("/dossiers").json["dossiers"]
    assert listed["effects_applied"] == 1


def test_answers_can_be_slow(shop, event):
    shop.control(answer_delay=0.3)
    began = time.monotonic()
    assert shop.deliver(event).status == 202
    assert time.monotonic() - began >= 0.3


def test_everything_can_be_rejected_for_a_reason(shop, another, receipts):
    shop.control(reject_reason="hs_code_invalid", reject_message="No such code.")
    shop.deliver(another(1))
    bodies = receipts.wait_for(8)
    assert [body["status"] for body in bodies[4:]] == ["rejected"] * 4
    assert bodies[-1]["reasons"][0]["code"] == "hs_code_invalid"
    assert bodies[-1]["reasons"][0]["message"] == "No such code."


def test_receipts_can_be_duplicated_under_the_same_ids(shop, another, receipts):
    shop.control(duplicate_receipts=2)
    shop.deliver(another(1))
    receipts.wait_for(30)
    ids = [one.webhook_id for one in receipts.taken]
    assert all(ids.count(one) == 3 for one in ids)


def test_receipts_can_come_newest_first(shop, another, receipts):
    shop.control(receipts_out_of_order=True)
    shop.deliver(another(1))
    bodies = receipts.wait_for(10)
    assert bodies[0]["status"] == "released"
    times = [body["occurred_at"] for body in bodies]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    "wish",
    [
        {"step_delay": -1},
        {"step_delay": "1"},
        {"step_delay": True},
        {"lose_answer_rate": 1.1},
        {"duplicate_receipts": 1.5},
        {"outage": 1},
        {"reject_reason": 5},
        {"weather": "bad"},
        {"step_delay": float("nan")},
    ],
)
def test_an_impossible_wish_changes_nothing(shop, wish):
    before = shop.get("/_control/config").json
    answer = shop.control(**{"retry_after": 99, **wish})
    assert answer.status in (400, 422)
    assert shop.get("/_control/config").json == before


def test_faults_can_be_set_with_the_form_and_taken_back(shop):
    form = {
        **{"retry_after": 9, "answer_delay": 0, "lose_answer_rate": "0.5", "step_delay": 2},
        **{"reject_reason": "other", "duplicate_receipts": 1, "outage": "on"},
    }
    with _post(shop.url + "/_control/config", form) as response:
        assert response.status == 200
    present = shop.get("/_control/config").json
    assert (present["outage"], present["lose_answer_rate"]) == (True, 0.5)
    with _post(shop.url + "/_control/reset", {"a": 1}) as response:
        assert response.status == 200
    assert shop.get("/_control/config").json["outage"] is False


def test_a_wrong_form_is_shown_again_as_typed(shop):
    with pytest.raises(HTTPError) as refused:
        _post(shop.url + "/_control/config", {"step_delay": "soon"})
    with refused.value as page:
        assert page.code == 422
        assert 'value="soon"' in page.read().decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_forms_of_other_sites_are_refused(shop, headers):
    with pytest.raises(HTTPError) as refused:
        _post(shop.url + "/_control/reset", {"a": 1}, headers)
    with refused.value as page:
        assert page.code == 403


def _post(url, form, headers=None):
    return urlopen(Request(url, urlencode(form).encode(), headers or {}), timeout=10)

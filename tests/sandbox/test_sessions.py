"""Checkout Sessions through the unmodified stripe client."""

from typing import Any

import pytest
import requests
import stripe


def refused(desk: Any, **more: Any) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        desk.session(**more)
    return refusal.value


def test_a_new_session_is_open_unpaid_and_has_a_page(desk: Any) -> None:
    session = desk.session(2000, "eur")
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (2000, "eur")
    assert session.payment_intent is None
    assert session.url == f"{desk.url}/c/pay/{session.id}"
    assert session.id.startswith("cs_test_")
    assert not session.livemode
    assert desk.again(session).to_dict() == session.to_dict()


def test_lines_are_summed_and_listed(desk: Any) -> None:
    price = {"currency": "jpy", "unit_amount": 700, "product_data": {"name": "Cup"}}
    session = desk.session(line_items=[{"quantity": 3, "price_data": price}] * 2)
    assert session.amount_total == 4200
    lines = desk.v1.checkout.sessions.line_items.list(session.id)
    assert [(line.quantity, line.amount_total) for line in lines.data] == [(3, 2100), (3, 2100)]
    assert desk.again(session, "line_items").line_items.data[0].description == "Cup"


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"ui_mode": "hosted"}, "ui_mode"),
        ({"ui_mode": "elements"}, "return_url"),
        ({"success_url": "shop.test/paid"}, "success_url"),
        ({"customer_email": "kim"}, "customer_email"),
        ({"metadata": {"k": "x" * 501}}, "metadata[k]"),
        ({"line_items": []}, "line_items"),
        ({"adaptive_pricing": {"enabled": True}}, "adaptive_pricing[enabled]"),
        ({"client_reference_id": "x" * 201}, "client_reference_id"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(desk: Any, more: dict[str, Any], param: str) -> None:
    assert refused(desk, **more).param == param


def test_a_parameter_of_older_versions_is_refused(desk: Any) -> None:
    error = refused(desk, payment_method_types=["card"])
    assert error.code == "payment_method_types_no_longer_supported"


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (49, "usd", "amount_too_small"),
        (49, "jpy", "amount_too_small"),
        (29, "gbp", "amount_too_small"),
        (10505, "kwd", "parameter_invalid_integer"),
        (100_000_000, "usd", "amount_too_large"),
    ],
)
def test_an_amount_that_cannot_be_charged_is_refused(
    desk: Any, amount: int, currency: str, code: str
) -> None:
    assert refused(desk, amount=amount, currency=currency).code == code


def test_a_currency_that_cannot_be_charged_is_refused(desk: Any) -> None:
    assert "Invalid currency: ugx" in str(refused(desk, currency="ugx"))


@pytest.mark.parametrize("seconds", [60, 25 * 3600])
def test_a_session_lives_half_an_hour_to_a_day(desk: Any, seconds: int) -> None:
    now = desk.look("clock")["now"]
    assert refused(desk, expires_at=now + seconds).param == "expires_at"
    assert desk.session(expires_at=now + 31 * 60).expires_at == now + 31 * 60


def test_an_expired_session_cannot_be_expired_again(desk: Any) -> None:
    session = desk.session()
    expired = desk.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.url) == ("expired", None)
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        desk.v1.checkout.sessions.expire(session.id)


def test_time_expires_a_session_and_tells(desk: Any) -> None:
    session = desk.session(expires_at=desk.look("clock")["now"] + 1860)
    desk.control("clock", advance=1861)
    assert desk.again(session).status == "expired"
    assert desk.heard("checkout.session.expired").data.object.id == session.id
    assert "expired" in requests.get(f"{desk.url}/c/pay/{session.id}").text


def test_metadata_is_merged_and_cleared(desk: Any) -> None:
    session = desk.session()
    update = desk.v1.checkout.sessions.update
    assert update(session.id, {"metadata": {"note": "x", "order": ""}}).metadata.to_dict() == {
        "attempt": "1",
        "shop": "test",
        "note": "x",
    }
    assert update(session.id, {"metadata": ""}).metadata.to_dict() == {}


def test_methods_follow_currency_and_the_shops_filter(desk: Any) -> None:
    assert "ideal" in desk.session(currency="eur").payment_method_types
    assert "ideal" not in desk.session(currency="usd").payment_method_types
    kept = desk.session(currency="eur", excluded_payment_method_types=["sepa_debit", "ideal"])
    assert not {"sepa_debit", "ideal"} & set(kept.payment_method_types)
    only = desk.session(currency="usd", allowed_payment_method_types=["card", "ideal"])
    assert list(only.payment_method_types) == ["card"]


def test_lists_are_paged_in_both_directions(desk: Any) -> None:
    ids = [desk.session().id for _ in range(5)]
    listing = desk.v1.checkout.sessions.list
    first = listing({"limit": 2})
    assert [s.id for s in first.data] == [ids[4], ids[3]]
    assert first.has_more
    assert [s.id for s in first.auto_paging_iter()] == ids[::-1]
    back = listing({"limit": 2, "ending_before": ids[2]})
    assert [s.id for s in back.data] == [ids[4], ids[3]]
    oldest_first = listing({"limit": 2, "ending_before": ids[0]}).auto_paging_iter()
    assert [s.id for s in oldest_first] == ids[1:]
    assert [s.id for s in listing({"status": "complete"}).data] == []


def test_a_session_is_found_by_its_payment_intent(desk: Any) -> None:
    desk.paid()
    session = desk.paid()
    found = desk.v1.checkout.sessions.list({"payment_intent": session.payment_intent})
    assert [s.id for s in found.data] == [session.id]


def test_what_is_not_there_is_a_404(desk: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        desk.v1.checkout.sessions.retrieve("cs_test_nothing")
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        desk.v1.products.list()


def test_only_what_can_be_expanded_is_expanded(desk: Any) -> None:
    session = desk.paid()
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        desk.again(session, "amount_total")
    found = desk.v1.checkout.sessions.list(
        {"expand": ["data.payment_intent.latest_charge", "data.line_items"]}
    )
    assert found.data[0].payment_intent.latest_charge.amount == 2000
    assert found.data[0].line_items.data[0].quantity == 1


@pytest.mark.parametrize("key", ["sk_live_abc", "pk_test_abc", "nonsense"])
def test_a_key_that_is_no_test_key_is_refused(desk: Any, key: str) -> None:
    client = stripe.StripeClient(
        key,
        base_addresses={"api": desk.url},
        http_client=stripe.RequestsClient(session=desk.browser),
    )
    with pytest.raises(stripe.AuthenticationError) as refusal:
        client.v1.balance.retrieve()
    assert key not in str(refusal.value) or key == "nonsense"


def test_another_api_version_is_refused(desk: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        desk.v1.balance.retrieve({}, {"stripe_version": "2024-06-20"})


def test_every_answer_names_its_request(desk: Any) -> None:
    assert desk.session().last_response.request_id.startswith("req_")

"""The connection to Stripe: markers, modes, errors in the shop's own words."""

import pytest
from flask import Flask

from storefront import payments
from storefront.config import Settings
from storefront.db import db, transaction
from storefront.payments import Gateway, PaymentUnavailable, ProviderDown, ProviderRefused
from storefront.sandbox.stripe import running


def test_a_stripe_that_is_not_there_is_down(app: Flask) -> None:
    gateway = Gateway("sk_test_1", base="http://127.0.0.1:9")
    with pytest.raises(ProviderDown) as trouble:
        gateway.session("cs_test_1", hasty=True)
    assert "try again" in trouble.value.message
    assert isinstance(trouble.value, PaymentUnavailable)
    assert trouble.value.status == 503
    assert not trouble.value.answered


def test_no_call_is_made_inside_a_transaction(app: Flask) -> None:
    gateway = Gateway("sk_test_1", base="http://127.0.0.1:9")
    with pytest.raises(RuntimeError, match="inside a transaction"), transaction():
        gateway.session("cs_test_1")


def test_no_connection_is_held_while_stripe_is_asked(app: Flask) -> None:
    gateway = Gateway("sk_test_1", base="http://127.0.0.1:9")
    db.session.execute(db.text("SELECT 1"))
    with pytest.raises(ProviderDown):
        gateway.session("cs_test_1", hasty=True)
    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_what_stripe_refuses_is_refused_with_its_code(app: Flask) -> None:
    with running() as sandbox:
        gateway = Gateway("sk_test_1", base=sandbox.url)
        with pytest.raises(ProviderRefused) as refusal:
            gateway.session("cs_test_unknown")
        gateway.close()
    assert refusal.value.code == "resource_missing"


def test_the_marker_and_mode_come_from_the_settings() -> None:
    live = payments.gateway_from(
        Settings(public_url="https://lamps.example", stripe_api_key="rk_live_1")
    )
    assert (live.shop, live.livemode) == ("storefront@lamps.example", True)
    test = payments.gateway_from(Settings(stripe_api_key="sk_test_1"))
    assert (test.livemode, test.delayed_methods) == (False, False)


def test_events_asked_for_at_once_are_no_more_than_stripe_allows() -> None:
    assert len(payments.KINDS) <= 20

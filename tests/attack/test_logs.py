"""What goes wrong is logged without the people it went wrong for."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from storefront.db import db
from storefront.logs import hide_addresses


def test_a_failed_statement_does_not_tell_its_values(app: Flask) -> None:
    with pytest.raises(DBAPIError) as failure:
        wrong = text("SELECT no_such FROM orders WHERE email = :email")
        db.session.execute(wrong, {"email": "ann@x.example"})
    assert "ann@x.example" not in str(failure.value)
    db.session.rollback()


@pytest.mark.parametrize(
    "said", ["550 <ann.o@mail.example>: unknown", "'ann@x.example' is not one", "to=a@b.example,"]
)
def test_an_address_in_a_mail_servers_answer_is_not_logged(said: str) -> None:
    event = hide_addresses(None, "error", {"event": "promise_dead", "reason": said, "n": 1})
    assert "example" not in event["reason"]
    assert event["n"] == 1


def test_a_bug_on_an_orders_page_does_not_log_its_secret_link(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_token: str) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("storefront.orders.find_by_token", broken)
    with capture_logs() as said:
        assert client.get("/de-de/orders/the-secret-token").status_code == 500
    assert any(each["event"] == "bug" for each in said)
    assert "the-secret-token" not in str(said)

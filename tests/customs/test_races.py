"""Many at once: numbers stay without a gap, waybills stay unique, receipts are kept once."""

import json
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from standardwebhooks import Webhook

from storefront import checkout, clock, customs, orders, shipping
from storefront.config import Settings
from storefront.customs import Dossier, Receipt
from storefront.db import db, transaction
from storefront.errors import ShopError
from tests.customs import making
from tests.customs.conftest import waybill

MANY = 6


def at_once(app: Flask, *actions: Callable[[], None]) -> list[Exception]:
    """Run all in threads of their own, started together; returns what they raised."""
    gate, raised = threading.Barrier(len(actions)), []

    def run(action: Callable[[], None]) -> None:
        with app.app_context():
            try:
                gate.wait()
                action()
            except Exception as error:
                raised.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    db.session.expire_all()
    return raised


@pytest.fixture
def order_ids(charges: None) -> list[int]:
    with transaction():
        return [making.order((making.variant(f"LF-{n}"), 1, 4_990)).id for n in range(MANY)]


def ship(order_id: int, waybill_no: str) -> Callable[[], None]:
    def action() -> None:
        order = orders.get(order_id)
        checkout.ship(order, checkout.Packing("china-post", waybill_no, None, 3_000))

    return action


def test_parcels_that_leave_together_are_numbered_without_a_gap(
    app: Flask, order_ids: list[int]
) -> None:
    assert at_once(app, *(ship(one, waybill()) for one in order_ids)) == []
    events = customs.events_after(0)
    assert [event.sequence for event in events] == list(range(1, MANY + 1))
    assert len({event.dossier_id for event in events}) == MANY


def test_one_waybill_number_goes_to_one_parcel(app: Flask, order_ids: list[int]) -> None:
    number = waybill()
    raised = at_once(app, *(ship(one, number) for one in order_ids))
    assert len(raised) == MANY - 1
    assert all(isinstance(error, ShopError) for error in raised)
    assert db.session.query(shipping.Shipment).count() == 1


def test_the_last_piece_leaves_once(app: Flask, order_ids: list[int]) -> None:
    raised = at_once(app, *(ship(order_ids[0], waybill()) for _ in range(MANY)))
    assert len(raised) == MANY - 1
    assert sum(shipping.shipped_quantities(order_ids[0]).values()) == 1


def test_a_receipt_that_comes_many_times_at_once_is_kept_once(
    app: Flask, settings: Settings, order_ids: list[int]
) -> None:
    ship(order_ids[0], waybill())()
    (dossier,) = customs.dossiers_of(order_ids[0])
    body = json.dumps(
        {
            "receipt_id": f"rcp_{secrets.token_hex(4)}",
            "dossier_id": dossier.id,
            "revision": 1,
            "document": "list",
            "status": "released",
            "final": True,
            "occurred_at": "2026-11-23T10:00:00Z",
        }
    ).encode()
    at = datetime.fromtimestamp(int(clock.now().timestamp()), UTC)
    secret = settings.customs_receipt_secrets[0]
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", at, body.decode()),
    }
    answers: list[int] = []

    def tell() -> None:
        path = "/api/customs/v1/receipts"
        answers.append(app.test_client().post(path, data=body, headers=headers).status_code)

    assert at_once(app, *(tell for _ in range(MANY))) == []
    assert sorted(answers) == [200] * (MANY - 1) + [202]
    assert db.session.query(Receipt).count() == 1
    assert db.session.get(Dossier, dossier.id).state == "released"

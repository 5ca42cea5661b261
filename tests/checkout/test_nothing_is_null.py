"""What an order does not know is NULL, whether it never knew or has forgotten."""

from sqlalchemy import text

from storefront import orders
from storefront.db import db, transaction

from .conftest import Till

UNKNOWN = text("SELECT count(*) FROM orders WHERE last_touch IS NULL")


def test_an_order_without_a_source_has_none_in_the_database_either(till: Till) -> None:
    order = till.order()
    assert order.last_touch is None and db.session.scalar(UNKNOWN) == 1
    for told, unknown in (({"channel": "Email"}, 0), (None, 1)):
        with transaction():
            known = orders.get(order.id)
            assert known is not None
            known.last_touch = told
        assert db.session.scalar(UNKNOWN) == unknown
        again = orders.get(order.id)
        assert again is not None and again.last_touch == told

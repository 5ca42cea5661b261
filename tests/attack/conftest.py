"""The same small shop as the shop's own tests, seen by somebody who means harm."""

from tests.web.office.conftest import (
    desk,
    order_number,
    place,
    settings,
    stranger,
    template,
    till,
)
from tests.web.shop.conftest import client, variants

__all__ = [
    "client",
    "desk",
    "order_number",
    "place",
    "settings",
    "stranger",
    "template",
    "till",
    "variants",
]

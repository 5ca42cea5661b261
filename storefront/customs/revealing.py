"""Putting a buyer's sealed number into a message that leaves, and erasing it in time."""

import copy
from datetime import timedelta
from typing import Any

import structlog

from storefront import clock, orders, outbox, sealing
from storefront.db import db, transaction

from .identifiers import SEALED
from .models import Dossier, DossierRevision

Json = dict[str, Any]

KEPT = timedelta(days=180)
"""After this an order's number is erased: the parcel is home, and customs has what it asked for."""

log = structlog.get_logger()


def revealed(revision: DossierRevision) -> Json:
    """An event as the connector gets it: with the buyer's number, if it was not erased."""
    body: Json = revision.body
    numbers = body["data"]["parties"]["consignee"]["tax_ids"]
    if not any(each["value"].startswith(SEALED) for each in numbers):
        return body
    dossier = db.session.get(Dossier, revision.dossier_id)
    order = orders.get(dossier.order_id) if dossier else None
    body = copy.deepcopy(body)
    body["data"]["parties"]["consignee"]["tax_ids"] = [
        {**each, "value": number} for each in numbers if (number := _number(order, each["value"]))
    ]
    return body


def _number(order: orders.Order | None, value: str) -> str:
    if not value.startswith(SEALED):
        return value
    return sealing.unseal(order.consignee_id) if order is not None and order.consignee_id else ""


@outbox.every("erase_consignee_numbers", timedelta(hours=24))
def erase_numbers() -> int:
    """Erase the numbers of orders that are old enough; returns how many."""
    with transaction():
        erased = orders.erase_consignee_ids(clock.now() - KEPT)
    if erased:
        log.info("consignee_numbers_erased", count=erased)
    return erased

"""The three ledgers, each read on its own: the shop's tables, Stripe's lists, the connector's."""

import base64
import json
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ForeignKey, Select, select

from storefront.catalog.models import Stock, StockMove
from storefront.credit.models import CreditMove, CreditUse, GiftCard, GiftCardPurchase
from storefront.customs.models import Dossier, DossierRevision, Receipt
from storefront.db import Base, db
from storefront.mail.models import Letter
from storefront.orders.models import Order, OrderLine
from storefront.outbox.models import Promise
from storefront.payments.models import Attempt, Dispute, Payment, Refund, RefundJob
from storefront.shipping.models import Shipment, ShipmentLine

Row = dict[str, Any]
TIMEOUT_SECONDS = 30


class Unreachable(Exception):
    """A ledger could not be read, so nothing can be said of the books."""


@dataclass
class Shop:
    """What the shop wrote down."""

    orders: dict[int, Row]
    lines: dict[int, list[Row]]
    attempts: list[Row]
    payments: dict[int, list[Row]]
    refunds: list[Row]
    refund_jobs: list[Row]
    disputes: list[Row]
    stock: dict[int, Row]
    moves: list[Row]
    shipments: list[Row]
    shipment_lines: list[Row]
    shipped: dict[int, int]
    dossiers: dict[str, Row]
    revisions: list[Row]
    receipts: list[Row]
    letters: list[Row]
    promises: list[Row]
    cards: dict[int, Row]
    card_moves: dict[int, list[Row]]
    card_uses: dict[int, list[Row]]
    """By order, as are the payments."""
    card_purchases: dict[int, Row]
    orphans: list[str]


@dataclass
class Provider:
    """What Stripe says happened, for this shop's payments alone."""

    charges: dict[str, Row] = field(default_factory=dict)
    """By payment intent; succeeded ones."""
    refunds: dict[str, Row] = field(default_factory=dict)
    sessions: dict[str, Row] = field(default_factory=dict)
    transactions: dict[str, Row] = field(default_factory=dict)
    foreign: int = 0


@dataclass
class Connector:
    """What the customs connector holds."""

    dossiers: dict[str, Row]


def read_shop() -> Shop:
    """Every row that matters, straight from the tables and by none of the shop's own verbs."""
    shipped: dict[int, int] = defaultdict(int)
    live = {row["id"] for row in _rows(Shipment) if row["state"] != "cancelled"}
    shipment_lines = list(_rows(ShipmentLine))
    for row in shipment_lines:
        if row["shipment_id"] in live:
            shipped[row["order_line_id"]] += row["quantity"]
    return Shop(
        orders={row["id"]: row for row in _rows(Order)},
        lines=_grouped(_rows(OrderLine), "order_id"),
        attempts=list(_rows(Attempt)),
        payments=_grouped(_rows(Payment), "order_id"),
        refunds=list(_rows(Refund)),
        refund_jobs=list(_rows(RefundJob)),
        disputes=list(_rows(Dispute)),
        stock={row["variant_id"]: row for row in _rows(Stock)},
        moves=list(_rows(StockMove)),
        shipments=[row for row in _rows(Shipment) if row["id"] in live],
        shipment_lines=shipment_lines,
        shipped=shipped,
        dossiers={row["id"]: row for row in _rows(Dossier)},
        revisions=list(_rows(DossierRevision)),
        receipts=list(_rows(Receipt)),
        letters=list(_rows(Letter)),
        promises=list(_rows(Promise)),
        cards={row["id"]: row for row in _rows(GiftCard)},
        card_moves=_grouped(_rows(CreditMove), "card_id"),
        card_uses=_grouped(_rows(CreditUse), "order_id"),
        card_purchases={row["order_id"]: row for row in _rows(GiftCardPurchase)},
        orphans=list(_orphans()),
    )


def _orphans() -> Iterator[str]:
    """Rows whose parent is missing: SQLite lets them be if its keys were ever switched off."""
    for key, lost in _lost_children():
        child, parent = key.parent, key.column.table
        for value in db.session.scalars(lost):
            yield f"{child.table.name}.{child.name} {value}: not in {parent.name}"


@cache
def _lost_children() -> list[tuple[ForeignKey, Select[tuple[Any]]]]:
    """For every key of every table, what asks for values whose parent is missing."""
    asked = []
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            parent = key.column.table.alias()
            there = select(parent.c[key.column.name])
            lost = select(key.parent).where(key.parent.is_not(None), key.parent.not_in(there))
            asked.append((key, lost.distinct().limit(20)))
    return asked


def _rows(model: type[Base]) -> Iterator[Row]:
    table = Base.metadata.tables[model.__tablename__]
    for row in db.session.execute(select(table).order_by(*table.primary_key)):
        yield dict(row._mapping)


def _grouped(rows: Iterator[Row], key: str) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def read_provider(key: str, base: str = "") -> Provider:
    """Everything Stripe lists, by plain HTTP and not through the shop's own client.

    What carries no shop's mark in its metadata is only counted. Shops that share one Stripe account
    see each other here: give each an account of its own.
    """
    base = (base or "https://api.stripe.com").rstrip("/")
    found = Provider()
    for session in _stripe(base, key, "checkout/sessions"):
        if session["metadata"].get("shop"):
            found.sessions[session["id"]] = session
    for charge in _stripe(base, key, "charges"):
        if not charge["metadata"].get("shop") and not charge["metadata"].get("attempt"):
            found.foreign += 1
        elif charge["status"] == "succeeded":
            found.charges[charge["payment_intent"]] = charge
    for refund in _stripe(base, key, "refunds"):
        if refund["payment_intent"] in found.charges:
            found.refunds[refund["id"]] = refund
    for transaction in _stripe(base, key, "balance_transactions"):
        found.transactions[transaction["id"]] = transaction
    return found


def _stripe(base: str, key: str, resource: str) -> Iterator[Row]:
    token = base64.b64encode(f"{key}:".encode()).decode()
    after: str | None = None
    while True:
        query = {"limit": 100, **({"starting_after": after} if after else {})}
        page = _get(f"{base}/v1/{resource}?{urlencode(query)}", {"Authorization": f"Basic {token}"})
        yield from page["data"]
        if not page["has_more"]:
            return
        after = page["data"][-1]["id"]


def read_connector(url: str) -> Connector:
    """Every dossier the connector holds, from its own page of JSON."""
    root = url.split("/hooks")[0].rstrip("/")
    held: dict[str, Row] = {}
    offset = 0
    while True:
        page = _get(f"{root}/dossiers?limit=200&offset={offset}", {"Accept": "application/json"})
        for row in page["dossiers"]:
            held[row["dossier_id"]] = row
        offset += 200
        if offset >= page["total"]:
            return Connector(held)


def _get(url: str, headers: dict[str, str]) -> Row:
    try:
        request = urllib.request.Request(url, headers=headers)
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            found: Row = json.load(answer)
            return found
    except (OSError, ValueError) as error:
        raise Unreachable(f"{url.split('?')[0]} could not be read: {error}") from error

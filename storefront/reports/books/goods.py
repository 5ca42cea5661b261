"""Pieces are conserved: on the shelf, promised, sold, in parcels."""

from collections import Counter
from collections.abc import Iterator

from .rules import Books, check


@check("stock is conserved and never oversold")
def _stock(books: Books) -> Iterator[str]:
    on_hand: Counter[int] = Counter()
    reserved: Counter[int] = Counter()
    for move in books.shop.moves:
        on_hand[move["variant_id"]] += move["on_hand"]
        reserved[move["variant_id"]] += move["reserved"]
    for variant, row in books.shop.stock.items():
        if row["on_hand"] < 0 or row["reserved"] < 0 or row["on_hand"] < row["reserved"]:
            yield f"variant {variant}: {row['on_hand']} on hand, {row['reserved']} reserved"
        if row["on_hand"] != on_hand[variant]:
            yield f"variant {variant}: {row['on_hand']} on hand, its moves make {on_hand[variant]}"
        if row["reserved"] != reserved[variant]:
            yield f"variant {variant}: {row['reserved']} reserved, moves make {reserved[variant]}"
    for variant in on_hand.keys() - books.shop.stock.keys():
        yield f"variant {variant}: has moves, and no stock"


@check("what is promised is what open orders hold")
def _held(books: Books) -> Iterator[str]:
    held: Counter[int] = Counter()
    for order in books.shop.orders.values():
        if order["stock_state"] == "reserved":
            for line in books.shop.lines.get(order["id"], []):
                held[line["variant_id"]] += line["quantity"]
    for variant in held.keys() | books.shop.stock.keys():
        promised = books.shop.stock.get(variant, {"reserved": 0})["reserved"]
        if promised != held[variant]:
            yield f"variant {variant}: {promised} reserved, orders hold {held[variant]}"


@check("what was paid was taken from stock once")
def _sold(books: Books) -> Iterator[str]:
    sold: Counter[tuple[int, int]] = Counter()
    for move in books.shop.moves:
        if move["kind"] == "sell" and move["order_id"] is not None:
            sold[move["order_id"], move["variant_id"]] -= move["on_hand"]
    expected: Counter[tuple[int, int]] = Counter()
    for order in books.shop.orders.values():
        if order["state"] == "paid" and order["stock_state"] != "sold":
            yield f"{order['number']}: paid, and its stock is {order['stock_state']}"
        if order["paid_at"] is not None:
            for line in books.shop.lines.get(order["id"], []):
                expected[order["id"], line["variant_id"]] += line["quantity"]
    for key in expected.keys() | sold.keys():
        if expected[key] != sold[key]:
            yield f"order {key[0]}: {expected[key]} of variant {key[1]} paid, {sold[key]} taken"


@check("no order holds stock after its payment ended")
def _no_stale_holds(books: Books) -> Iterator[str]:
    live = {
        row["order_id"]
        for row in books.shop.attempts
        if row["state"] in ("creating", "open", "processing")
    }
    for order in books.shop.orders.values():
        if order["stock_state"] == "reserved" and order["id"] not in live and books.drained:
            yield f"{order['number']}: holds stock without a live attempt to pay"


@check("every parcel has one dossier, and no more is shipped than was sold")
def _parcels(books: Books) -> Iterator[str]:
    per_shipment = Counter(row["shipment_id"] for row in books.shop.dossiers.values())
    for shipment in books.shop.shipments:
        if shipment["shipped_at"] is not None and per_shipment[shipment["id"]] != 1:
            yield f"shipment {shipment['id']}: {per_shipment[shipment['id']]} dossiers"
        order = books.shop.orders.get(shipment["order_id"])
        if order is None or order["paid_at"] is None:
            yield f"shipment {shipment['id']}: sent unpaid"
    for lines in books.shop.lines.values():
        for line in lines:
            if books.shop.shipped.get(line["id"], 0) > line["quantity"]:
                yield f"order {line['order_id']}: more shipped than sold on line {line['position']}"

"""What must always be true of the shop, Stripe and the connector together.

Each check is a rule with a name; it yields a sentence for everything that breaks it. The checks
trust no verb of the shop and add everything up again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from storefront.money import Money

from .ledgers import Connector, Provider, Row, Shop


@dataclass(frozen=True)
class Books:
    """All ledgers at one moment; `drained` says that nothing should be under way any more."""

    shop: Shop
    provider: Provider | None
    connector: Connector | None
    now: datetime
    drained: bool = False


Check = Callable[[Books], Iterator[str]]
CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register a rule under the name that the report shows."""

    def register(rule: Check) -> Check:
        CHECKS[name] = rule
        return rule

    return register


@check("every Stripe payment is booked on exactly one order")
def _payments_booked(books: Books) -> Iterator[str]:
    if books.provider is None:
        return
    booked = {row["intent_id"]: row for rows in books.shop.payments.values() for row in rows}
    for intent, charge in books.provider.charges.items():
        row = booked.get(intent)
        if row is None:
            yield f"{intent}: Stripe took {charge['amount']} {charge['currency']}, nobody booked it"
        elif (row["amount_minor"], row["currency"]) != (
            charge["amount"],
            charge["currency"].upper(),
        ):
            yield f"{intent}: booked {row['amount_minor']} {row['currency']}, Stripe says otherwise"
        elif charge["metadata"].get("order") not in (
            None,
            str(row["order_id"]),
            books.shop.orders[row["order_id"]]["number"],
        ):
            yield f"{intent}: booked on order {row['order_id']}, paid for another"
    for intent in booked.keys() - books.provider.charges.keys():
        yield f"{intent}: booked, but Stripe knows of no such payment"


@check("a paid order has one main payment of exactly its total")
def _main_payment(books: Books) -> Iterator[str]:
    for order in books.shop.orders.values():
        main = [row for row in books.shop.payments.get(order["id"], []) if row["role"] == "main"]
        if order["paid_at"] is not None and len(main) != 1:
            yield f"{order['number']}: paid, with {len(main)} main payments"
        for row in main:
            if order["paid_at"] is None:
                yield f"{order['number']}: has a main payment and is not paid"
            if (row["amount_minor"], row["currency"]) != (order["total_minor"], order["currency"]):
                yield f"{order['number']}: total and payment differ"


@check("an order is the sum of its parts")
def _sums(books: Books) -> Iterator[str]:
    for order in books.shop.orders.values():
        lines = books.shop.lines.get(order["id"], [])
        parts = (
            order["goods_minor"]
            - order["discount_minor"]
            + order["freight_minor"]
            + order["insurance_minor"]
            + order["import_vat_minor"]
            + order["import_duty_minor"]
            + order["fees_minor"]
        )
        if parts != order["total_minor"]:
            yield f"{order['number']}: parts make {parts}, total is {order['total_minor']}"
        for part in ("goods_minor", "discount_minor"):
            if sum(line[part] for line in lines) != order[part]:
                yield f"{order['number']}: lines do not make {part}"
        vat = sum(line["vat_minor"] for line in lines) + order["freight_vat_minor"]
        if vat != order["import_vat_minor"]:
            yield f"{order['number']}: VAT of lines and freight is {vat}"
        whole = (
            sum(line["total_minor"] for line in lines)
            + order["freight_minor"]
            + order["freight_vat_minor"]
            + order["insurance_minor"]
        )
        if whole != order["total_minor"]:
            yield f"{order['number']}: lines and freight make {whole}"
        for line in lines:
            if line["quantity"] * line["unit_net_minor"] != line["goods_minor"]:
                yield f"{order['number']}: line {line['position']} is not quantity × price"


@check("stock is conserved and never oversold")
def _stock(books: Books) -> Iterator[str]:
    on_hand: Counter[int] = Counter()
    reserved: Counter[int] = Counter()
    for move in books.shop.moves:
        on_hand[move["variant_id"]] += move["on_hand"]
        reserved[move["variant_id"]] += move["reserved"]
    held: Counter[int] = Counter()
    for order in books.shop.orders.values():
        if order["stock_state"] == "reserved":
            for line in books.shop.lines.get(order["id"], []):
                held[line["variant_id"]] += line["quantity"]
    for variant, row in books.shop.stock.items():
        if row["on_hand"] < 0 or row["reserved"] < 0 or row["on_hand"] < row["reserved"]:
            yield f"variant {variant}: {row['on_hand']} on hand, {row['reserved']} reserved"
        if row["on_hand"] != on_hand[variant]:
            yield f"variant {variant}: {row['on_hand']} on hand, its moves make {on_hand[variant]}"
        if row["reserved"] != reserved[variant]:
            yield f"variant {variant}: {row['reserved']} reserved, moves make {reserved[variant]}"
        if row["reserved"] != held[variant]:
            yield f"variant {variant}: {row['reserved']} reserved, orders hold {held[variant]}"


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


def _refunded(books: Books) -> Counter[str]:
    """What went back or is promised to, by payment intent."""
    back: Counter[str] = Counter()
    for row in books.shop.refunds:
        if row["status"] not in ("failed", "canceled"):
            back[row["intent_id"]] += row["amount_minor"]
    for job in books.shop.refund_jobs:
        if job["state"] == "promised" and not books.drained:
            back[job["intent_id"]] += job["amount_minor"]
    return back


@check("no cancelled order keeps money, and no payment is kept twice")
def _nothing_kept(books: Books) -> Iterator[str]:
    back = _refunded(books)
    for order in books.shop.orders.values():
        for row in books.shop.payments.get(order["id"], []):
            kept = row["amount_minor"] - back[row["intent_id"]]
            if kept < 0:
                yield f"{order['number']}: more went back than came in ({row['intent_id']})"
            if row["role"] in ("duplicate", "late") and kept != 0:
                yield f"{order['number']}: {row['role']} payment of {kept} was not given back"
            if row["role"] == "mismatch" and kept and not order["attention"]:
                yield f"{order['number']}: a payment that does not fit, and nobody is told"
            if row["role"] == "main" and order["state"] == "cancelled" and kept != 0:
                yield f"{order['number']}: cancelled, and {kept} kept"


@check("the shop's refunds are Stripe's refunds")
def _refunds(books: Books) -> Iterator[str]:
    if books.provider is None:
        return
    ours = {row["refund_id"]: row for row in books.shop.refunds}
    for refund_id, refund in books.provider.refunds.items():
        row = ours.get(refund_id)
        if row is None:
            yield f"{refund_id}: Stripe gave {refund['amount']} back, the shop does not know"
        elif (row["amount_minor"], row["status"]) != (refund["amount"], refund["status"]):
            yield f"{refund_id}: {row['amount_minor']} {row['status']} here, otherwise at Stripe"
    for refund_id in ours.keys() - books.provider.refunds.keys():
        yield f"{refund_id}: in the shop alone"
    by_job = Counter(
        refund["metadata"]["job"]
        for refund in books.provider.refunds.values()
        if refund["metadata"].get("job")
    )
    for job, times in by_job.items():
        if times > 1:
            yield f"refund job {job}: given back {times} times"


@check("fees and net are Stripe's own")
def _fees(books: Books) -> Iterator[str]:
    for rows in books.shop.payments.values():
        for row in rows:
            if row["fee_minor"] is None or row["net_minor"] is None:
                if books.drained:
                    yield f"{row['intent_id']}: fee unknown"
                continue
            if books.provider is None:
                continue
            charge = books.provider.charges.get(row["intent_id"], {})
            booked = books.provider.transactions.get(str(charge.get("balance_transaction")))
            if booked and (row["fee_minor"], row["net_minor"]) != (booked["fee"], booked["net"]):
                yield f"{row['intent_id']}: fee {row['fee_minor']}, Stripe says {booked['fee']}"
            if booked and row["fee_minor"] + row["net_minor"] != booked["amount"]:
                yield f"{row['intent_id']}: gross is not fee and net"


@check("one checkout session an attempt, and none forgotten")
def _sessions(books: Books) -> Iterator[str]:
    bound = {row["session_id"]: row for row in books.shop.attempts if row["session_id"]}
    if books.provider is not None:
        made: dict[str, list[str]] = defaultdict(list)
        for session in books.provider.sessions.values():
            made[str(session["metadata"].get("attempt"))].append(session["id"])
        for attempt, ids in made.items():
            if len(ids) > 1:
                yield f"attempt {attempt}: {len(ids)} sessions"
        for session_id in bound.keys() - books.provider.sessions.keys():
            yield f"{session_id}: unknown at Stripe"
        if books.drained:
            for session_id in books.provider.sessions.keys() - bound.keys():
                yield f"{session_id}: at Stripe, and no attempt knows it"
    for row in books.shop.attempts:
        is_live = row["state"] in ("creating", "open")
        if is_live and row["expires_at"] <= books.now and books.drained:
            yield f"attempt {row['id']}: still {row['state']} after its end"


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


@check("a paid order has one confirmation letter, an unpaid one none")
def _letters(books: Books) -> Iterator[str]:
    written = Counter(
        row["order_id"] for row in books.shop.letters if row["kind"] == "order_confirmation"
    )
    for order in books.shop.orders.values():
        expected = 1 if order["paid_at"] is not None else 0
        if written[order["id"]] != expected:
            yield f"{order['number']}: {written[order['id']]} confirmations, not {expected}"
    if books.drained:
        for row in books.shop.letters:
            if row["sent_at"] is None:
                yield f"letter {row['id']} was never sent"


@check("every parcel has one dossier, and no more is shipped than was sold")
def _parcels(books: Books) -> Iterator[str]:
    per_shipment = Counter(row["shipment_id"] for row in books.shop.dossiers.values())
    for shipment in books.shop.shipments:
        if shipment["shipped_at"] is not None and per_shipment[shipment["id"]] != 1:
            yield f"shipment {shipment['id']}: {per_shipment[shipment['id']]} dossiers"
        if books.shop.orders[shipment["order_id"]]["paid_at"] is None:
            yield f"shipment {shipment['id']}: sent unpaid"
    for lines in books.shop.lines.values():
        for line in lines:
            if books.shop.shipped.get(line["id"], 0) > line["quantity"]:
                yield f"order {line['order_id']}: more shipped than sold on line {line['position']}"


@check("the dossiers of an order sum to its payment")
def _dossier_sums(books: Books) -> Iterator[str]:
    latest: dict[str, Row] = {}
    for row in books.shop.revisions:
        latest[row["dossier_id"]] = row
    declared: defaultdict[int, Decimal] = defaultdict(Decimal)
    for dossier_id, revision in latest.items():
        data = revision["body"]["data"]
        totals = {name: Decimal(value) for name, value in data["order"]["totals"].items()}
        whole = (
            totals["goods"]
            - totals["discount"]
            + totals["freight"]
            + totals["insurance"]
            + totals["import_vat"]
            + totals["import_duty"]
            + totals["fees"]
        )
        if not whole == totals["grand_total"] == Decimal(data["payment"]["amount"]):
            yield f"{dossier_id}: {whole}, {totals['grand_total']} and {data['payment']['amount']}"
        declared[books.shop.dossiers[dossier_id]["order_id"]] += totals["grand_total"]
    unsent = {row["order_id"] for row in books.shop.dossiers.values() if row["id"] not in latest}
    for order_id, total in declared.items():
        order = books.shop.orders[order_id]
        complete = all(
            books.shop.shipped.get(line["id"], 0) == line["quantity"]
            for line in books.shop.lines[order_id]
        )
        paid = Money(order["total_minor"], order["currency"]).decimal()
        if complete and order_id not in unsent and total != paid:
            yield f"{order['number']}: dossiers declare {total}, paid was {paid}"


@check("the connector holds every dossier once in effect, and no other")
def _delivered(books: Books) -> Iterator[str]:
    if books.connector is None:
        return
    latest: dict[str, Row] = {}
    for row in books.shop.revisions:
        latest[row["dossier_id"]] = row
    for dossier_id, row in latest.items():
        held = books.connector.dossiers.get(dossier_id)
        if held is None:
            if books.drained or row["delivered_at"] is not None:
                yield f"{dossier_id}: the connector has never seen it"
            continue
        if books.drained and held["revision"] != row["revision"]:
            yield f"{dossier_id}: revision {row['revision']} here, {held['revision']} there"
        if (
            held["revision"] == row["revision"]
            and held["totals"] != row["body"]["data"]["order"]["totals"]
        ):
            yield f"{dossier_id}: the connector has other figures"
        if held["effects_applied"] > row["revision"]:
            yield f"{dossier_id}: took effect {held['effects_applied']} times"
    for dossier_id in books.connector.dossiers.keys() - latest.keys():
        yield f"{dossier_id}: at the connector alone"


@check("every shipped order's dossier was handed over")
def _handed_over(books: Books) -> Iterator[str]:
    if not books.drained or books.connector is None:
        return
    sent = {row["dossier_id"] for row in books.shop.revisions if row["delivered_at"] is not None}
    for dossier in books.shop.dossiers.values():
        held_back = dossier["state"] in ("data_missing", "mismatch", "cancelled", "withdrawn")
        if dossier["id"] not in sent and not held_back:
            yield f"{dossier['id']}: {dossier['state']}, and never handed over"


@check("receipts came home, each once")
def _receipts(books: Books) -> Iterator[str]:
    if books.connector is None or not books.drained:
        return
    ours = Counter(row["receipt_id"] for row in books.shop.receipts)
    for held in books.connector.dossiers.values():
        for receipt in held["receipts"]:
            times = ours[receipt["receipt_id"]]
            if receipt["delivery"]["state"] == "delivered" and times != 1:
                yield f"{receipt['receipt_id']}: sent once by the connector, here {times} times"


@check("no promise is broken")
def _promises(books: Books) -> Iterator[str]:
    for row in books.shop.promises:
        if row["state"] == "dead":
            yield f"promise {row['id']} ({row['topic']}): dead, {row['last_error']}"
        elif row["state"] == "pending" and books.drained:
            yield f"promise {row['id']} ({row['topic']}): not kept yet"

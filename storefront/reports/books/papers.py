"""Letters, dossiers, receipts and promises: written once, and they arrived."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from storefront.money import Money

from .ledgers import Row
from .rules import Books, check


@check("a paid order has one confirmation letter, an unpaid one none")
def _letters(books: Books) -> Iterator[str]:
    written = Counter(
        row["order_id"]
        for row in books.shop.letters
        if row["kind"] in ("order_confirmation", "gift_card_bought")
    )
    for order in books.shop.orders.values():
        expected = 1 if order["paid_at"] is not None else 0
        if written[order["id"]] != expected:
            yield f"{order['number']}: {written[order['id']]} confirmations, not {expected}"
    if books.drained:
        for row in books.shop.letters:
            if row["sent_at"] is None:
                yield f"letter {row['id']} was never sent"


@check("the dossiers of an order sum to its payment")
def _dossier_sums(books: Books) -> Iterator[str]:
    """What is declared, and what was taken off because it went back before customs took it in."""
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
            - totals.get("prepaid", Decimal(0))
        )
        if not whole == totals["grand_total"] == Decimal(data["payment"]["amount"]):
            yield f"{dossier_id}: {whole}, {totals['grand_total']} and {data['payment']['amount']}"
        dossier = books.shop.dossiers.get(dossier_id)
        if dossier is not None:
            taken_off = _taken_off(dossier, data["payment"]["currency"])
            prepaid = totals.get("prepaid", Decimal(0))
            declared[dossier["order_id"]] += totals["grand_total"] + prepaid + taken_off
    unsent = {
        row["order_id"]
        for row in books.shop.dossiers.values()
        if row["id"] not in latest or row["state"] in ("mismatch", "cancelled", "withdrawn")
    }
    for order_id, total in declared.items():
        order = books.shop.orders.get(order_id)
        if order is None:
            continue
        complete = all(
            books.shop.shipped.get(line["id"], 0) == line["quantity"]
            for line in books.shop.lines.get(order_id, [])
        )
        paid = Money(order["total_minor"], order["currency"]).decimal()
        if complete and order_id not in unsent and total != paid:
            yield f"{order['number']}: dossiers declare {total}, paid was {paid}"


def _taken_off(dossier: Row, currency: str) -> Decimal:
    parts = [each for each in dossier["payment"].get("refunds", []) if each["amends"]]
    minor = sum(
        each["freight_minor"]
        + each["other_minor"]
        + sum(amount for _, amount in each["lines"].values())
        for each in parts
    )
    return Money(minor, currency).decimal()


@check("a dossier declares what is in its parcel")
def _contents(books: Books) -> Iterator[str]:
    packed: defaultdict[int, Counter[str]] = defaultdict(Counter)
    skus = {line["id"]: line["sku"] for lines in books.shop.lines.values() for line in lines}
    for row in books.shop.shipment_lines:
        packed[row["shipment_id"]][skus.get(row["order_line_id"], "?")] += row["quantity"]
    latest: dict[str, Row] = {}
    for row in books.shop.revisions:
        latest[row["dossier_id"]] = row
    for dossier_id, revision in latest.items():
        dossier = books.shop.dossiers.get(dossier_id)
        if dossier is None:
            yield f"{dossier_id}: was sent, and is not there"
            continue
        declared: Counter[str] = Counter()
        for line in revision["body"]["data"]["order"]["lines"]:
            declared[line["sku"]] += int(Decimal(line["quantity"]))
        if declared != packed[dossier["shipment_id"]]:
            yield f"{dossier_id}: declares {dict(declared)}, {dict(packed[dossier['shipment_id']])}"


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


@check("nothing belongs to something that is not there")
def _orphans(books: Books) -> Iterator[str]:
    yield from books.shop.orphans
    subjects = {
        "letter_id": {row["id"] for row in books.shop.letters},
        "job_id": {row["id"] for row in books.shop.refund_jobs},
        "sequence": {row["sequence"] for row in books.shop.revisions},
    }
    for row in books.shop.promises:
        for name, known in subjects.items():
            if name in row["payload"] and row["payload"][name] not in known:
                yield f"promise {row['id']} ({row['topic']}): its {name} is not there"

"""Every payment is booked once, every sum adds up again, and what must go back goes back."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from .rules import Books, check

PARTS = (
    ("goods_minor", "goods_minor"),
    ("discount_minor", "discount_minor"),
    ("duty_minor", "import_duty_minor"),
    ("fees_minor", "fees_minor"),
)
"""Columns of the lines, and of the order that they sum to."""

LINE = (
    ("goods_minor", 1),
    ("discount_minor", -1),
    ("vat_minor", 1),
    ("duty_minor", 1),
    ("fees_minor", 1),
)


@check("every Stripe payment is booked on exactly one order")
def _payments_booked(books: Books) -> Iterator[str]:
    if books.provider is None:
        return
    rows = (row for paid_by in books.shop.payments.values() for row in paid_by)
    booked = {row["intent_id"]: row for row in rows if row["gift_card_id"] is None}
    for intent, charge in books.provider.charges.items():
        row = booked.get(intent)
        if row is None:
            yield f"{intent}: Stripe took {charge['amount']} {charge['currency']}, nobody booked it"
        elif (row["amount_minor"], row["currency"]) != (
            charge["amount"],
            charge["currency"].upper(),
        ):
            yield f"{intent}: booked {row['amount_minor']} {row['currency']}, Stripe says otherwise"
        elif charge["metadata"].get("order") not in (None, _number(books, row["order_id"])):
            yield f"{intent}: booked on order {row['order_id']}, paid for another"
    for intent in booked.keys() - books.provider.charges.keys():
        yield f"{intent}: booked, but Stripe knows of no such payment"


def _number(books: Books, order_id: int) -> str:
    order = books.shop.orders.get(order_id)
    return order["number"] if order else f"{order_id}, which is not there"


@check("a paid order's payments are exactly its total")
def _main_payment(books: Books) -> Iterator[str]:
    for order in books.shop.orders.values():
        paid_by = books.shop.payments.get(order["id"], [])
        main = [row for row in paid_by if row["role"] == "main"]
        due = order["total_minor"] - order["credit_minor"]
        if order["state"] == "paid" and order["paid_at"] is None:
            yield f"{order['number']}: called paid, and nobody knows when"
        if order["paid_at"] is not None and len(main) != (1 if due else 0):
            yield f"{order['number']}: paid, with {len(main)} main payments"
        for row in main:
            if order["paid_at"] is None:
                yield f"{order['number']}: has a main payment and is not paid"
            if (row["amount_minor"], row["currency"]) != (due, order["currency"]):
                yield f"{order['number']}: what was due and the payment differ"
        by_credit = sum(row["amount_minor"] for row in paid_by if row["role"] == "credit")
        if by_credit != (order["credit_minor"] if order["paid_at"] is not None else 0):
            yield f"{order['number']}: gift cards paid {by_credit}, not {order['credit_minor']}"


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
            + order["gift_cards_minor"]
        )
        if parts != order["total_minor"]:
            yield f"{order['number']}: parts make {parts}, total is {order['total_minor']}"
        for part, whole_part in PARTS:
            if sum(line[part] for line in lines) != order[whole_part]:
                yield f"{order['number']}: lines do not make {whole_part}"
        vat = sum(line["vat_minor"] for line in lines) + order["freight_vat_minor"]
        if vat != order["import_vat_minor"]:
            yield f"{order['number']}: VAT of lines and freight is {vat}"
        whole = (
            sum(line["total_minor"] for line in lines)
            + order["freight_minor"]
            + order["freight_vat_minor"]
            + order["insurance_minor"]
            + order["gift_cards_minor"]
        )
        if whole != order["total_minor"]:
            yield f"{order['number']}: lines and freight make {whole}"
        for line in lines:
            if line["quantity"] * line["unit_net_minor"] != line["goods_minor"]:
                yield f"{order['number']}: line {line['position']} is not quantity × price"
            if line["total_minor"] != sum(line[part] * sign for part, sign in LINE):
                yield f"{order['number']}: line {line['position']} is not the sum of its parts"


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
            paid_it = row["role"] in ("main", "credit")
            if paid_it and order["state"] == "cancelled" and kept != 0:
                yield f"{order['number']}: cancelled, and {kept} kept"


def _by_credit(books: Books) -> set[str]:
    """Payments that gift cards made, of which Stripe knows nothing."""
    rows = (row for paid_by in books.shop.payments.values() for row in paid_by)
    return {row["intent_id"] for row in rows if row["gift_card_id"] is not None}


@check("the shop's refunds are Stripe's refunds")
def _refunds(books: Books) -> Iterator[str]:
    if books.provider is None:
        return
    by_credit = _by_credit(books)
    ours = {
        row["refund_id"]: row for row in books.shop.refunds if row["intent_id"] not in by_credit
    }
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


@check("what was asked for is what the order comes to")
def _asked(books: Books) -> Iterator[str]:
    sessions = books.provider.sessions if books.provider else {}
    for attempt in books.shop.attempts:
        asked = (attempt["amount_minor"], attempt["currency"])
        order = books.shop.orders.get(attempt["order_id"])
        if order is None or asked != (
            order["total_minor"] - order["credit_minor"],
            order["currency"],
        ):
            yield f"attempt {attempt['id']}: asks for {asked[0]} {asked[1]}, not for what is due"
        session = sessions.get(str(attempt["session_id"]))
        if session and (session["amount_total"], session["currency"].upper()) != asked:
            yield f"attempt {attempt['id']}: the session asks for {session['amount_total']}"


@check("every refund was decided on once")
def _refund_jobs(books: Books) -> Iterator[str]:
    given: Counter[int] = Counter()
    for refund in books.shop.refunds:
        if refund["job_id"] is not None and refund["status"] not in ("failed", "canceled"):
            given[refund["job_id"]] += refund["amount_minor"]
    for job in books.shop.refund_jobs:
        expected = job["amount_minor"] if job["state"] == "done" else 0
        if given[job["id"]] != expected:
            yield f"refund job {job['id']}: {job['state']}, {given[job['id']]} given back"
        if job["state"] == "promised" and books.drained:
            yield f"refund job {job['id']}: promised, and never done"
    keys = {job["key"] for job in books.shop.refund_jobs}
    for refund_id, refund in (books.provider.refunds if books.provider else {}).items():
        if (key := refund["metadata"].get("job")) and key not in keys:
            yield f"{refund_id}: made for {key}, which nobody decided on"


@check("pieces that were paid back are counted on their lines")
def _refunded_pieces(books: Books) -> Iterator[str]:
    counted: Counter[int] = Counter()
    for job in books.shop.refund_jobs:
        if job["state"] != "failed":
            for part in job["lines"]:
                counted[part["order_line_id"]] += part["quantity"]
    for lines in books.shop.lines.values():
        for line in lines:
            if line["refunded_quantity"] != counted[line["id"]]:
                yield (
                    f"order {line['order_id']}: {line['refunded_quantity']} pieces of line"
                    f" {line['position']} counted, {counted[line['id']]} decided on"
                )

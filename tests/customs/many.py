"""Many sales of every kind, and what customs is told of them.

    python -m tests.customs.many --orders 10000 --write events.jsonl

makes orders of all markets, with coupons, gift cards that pay a part or all, split parcels, refunds
before and after a parcel left and was accepted and in the very minute, in currencies of two, none
and three decimals;
holds every event against the published form and adds it up; prints the figures, and fails when one
is wrong. The file is for `python -m tests.connector.many`, which reads it as the connector would.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from storefront import checkout, clock, credit, customs, mail, orders, payments, taxes
from storefront.app import create_app
from storefront.catalog.models import Variant
from storefront.checkout.declaring import tell_customs_of_refunds
from storefront.customs.documents import instant
from storefront.customs.models import DossierRevision
from storefront.customs.receipts import Told
from storefront.customs.validating import validator
from storefront.db import db, transaction
from storefront.money import Money, currency
from storefront.orders import Order
from storefront.payments.models import Refund
from storefront.shipping.waybills import s10_check_digit
from tests.conftest import make_settings
from tests.customs import making
from tests.schema import build

Json = dict[str, Any]

MARKETS = (
    ("DE", "Berlin", "10115"),
    ("AT", "Wien", "1010"),
    ("FR", "Paris", "75001"),
    ("GB", "London", "N1 9GU"),
    ("US", "Portland", "97201"),
    ("JP", "渋谷区", "150-0001"),
)
PREPAID = 0.2
"""The share of orders that a gift card pays in part or wholly."""
DINARS = 0.08
"""The share of orders in a currency of three decimals; no market of the demo has one."""

KINDS = (
    ("940521", "LED table lamp, mains powered", "LED台灯", 780, 11_990),
    ("691110", "Porcelain tea cup", "瓷茶杯", 210, 1_890),
    ("420292", "Canvas shoulder bag", "帆布单肩包", 430, 6_450),
    ("630260", "Cotton terry towel", "棉毛巾", 350, 2_999),
    ("482010", "Paper notebook, stitched", "线装笔记本", 160, 1_201),
    ("732393", "Stainless steel tea strainer", "不锈钢滤茶器", 64, 777),
    ("442191", "Bamboo desk tray", "竹制桌面托盘", 905, 3_333),
)


@dataclass
class Tally:
    """What was made, and what was wrong with it."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def expect(self, holds: bool, said: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.wrong.append(said)


def make(count: int, seed: int, tally: Tally, write: TextIO | None = None) -> None:
    """Make so many orders in the shop at hand, and judge every event of theirs."""
    chance = random.Random(seed)
    with transaction():
        taxes.demo_charges()
        shelf = [
            making.variant(
                f"LF-{n:03d}",
                hs_code=hs_code,
                national_codes={"CN": f"{hs_code}0000", "US": f"{hs_code}0010"},
                customs_name=name,
                customs_name_local=local,
                net_weight_g=grams + n,
                gross_weight_g=2 * grams,
                barcode=None,
            )
            for n, (hs_code, name, local, grams, _price) in enumerate(KINDS * 6)
        ]
    numbers = waybills()
    seen = 0
    for n in range(count):
        order_id = _sell(chance, shelf, numbers, tally)
        _judge_order(order_id, tally)
        db.session.expunge_all()
        shelf = [db.session.merge(each, load=False) for each in shelf]
        if n % 200 == 199 or n == count - 1:
            seen = _judge_events(seen, tally, write)


def waybills() -> Iterator[str]:
    """Numbers of China Post that were never used."""
    for serial in range(10_000_000, 99_999_999):
        yield f"LX{serial}{s10_check_digit(str(serial))}CN"


def _sell(chance: random.Random, shelf: list[Variant], numbers: Iterator[str], tally: Tally) -> int:
    order = _place(chance, shelf, tally)
    if chance.random() < 0.12:
        _refund(chance, order, "before a parcel left", tally)
    lefts = checkout.left_to_ship(order)
    if sum(lefts.values()) > 1 and chance.random() < 0.25:
        some = {line_id: chance.randint(0, left) for line_id, left in lefts.items() if left}
        if 0 < sum(some.values()) < sum(lefts.values()):
            _ship(order, some, next(numbers), tally)
            tally.counts["orders in several parcels"] += 1
    if any(checkout.left_to_ship(order).values()):
        _ship(order, None, next(numbers), tally)
    accepted = chance.random() < 0.5
    if accepted:
        _accept(order)
    if chance.random() < 0.15:
        _refund(chance, order, "after acceptance" if accepted else "before acceptance", tally)
        if not accepted and chance.random() < 0.4:
            _cross(chance, order, tally)
    return order.id


def _place(chance: random.Random, shelf: list[Variant], tally: Tally) -> Order:
    country, city, code = chance.choice(MARKETS)
    kinds = chance.sample(range(len(shelf)), chance.choice((1, 1, 1, 2, 2, 3, 5, 12)))
    pieces = []
    for kind in kinds:
        price = KINDS[kind % len(KINDS)][4] + chance.randint(-50, 50)
        pieces.append((shelf[kind], chance.choice((1, 1, 1, 2, 3, 7)), price))
    facts: Json = {"city": city, "postal_code": code, "name": "Анна Müller-O’Brien"}
    if chance.random() < DINARS:
        facts["currency"] = "KWD"
    with transaction():
        order = making.order(
            *pieces,
            country=country,
            freight_minor=chance.choice((0, 490, 590, 1_205)),
            placed_at=clock.now() - timedelta(minutes=chance.randint(60, 60 * 24 * 20)),
            paid=False,
            **facts,
        )
        if chance.random() < 0.3:
            making.discounted(order, chance.randint(1, order.goods_minor // 2))
            tally.counts["orders with a coupon"] += 1
        order.state, order.stock_state = "paid", "sold"
        order.paid_at = order.placed_at + timedelta(minutes=1)
        if chance.random() < PREPAID:
            _pay_with_a_card(chance, order, tally)
        if order.due:
            making.pay(order)
    tally.counts["orders"] += 1
    tally.counts[f"orders in {order.currency}"] += 1
    return order


def _pay_with_a_card(chance: random.Random, order: Order, tally: Tally) -> None:
    """A gift card pays a part, or all of it; the caller holds the transaction."""
    part = chance.choice((1, 2, 3, 3)) * order.total_minor // 3
    rules = currency(order.currency)
    held = max(rules.minimum, min(part - part % rules.step, credit.issuing.MOST_MINOR))
    card = credit.issue(Money(held, order.currency), "gift", by="generator")
    if held > part:
        return
    share = credit.Share(
        card.id, card.ending, Money(held, order.currency), Money(0, order.currency)
    )
    order.credit_minor = held
    credit.hold(order.id, [share])
    for use in credit.commit(order.id):
        payments.book_credit(order, use)
    tally.counts["orders with a gift card" + ("" if order.due else " alone")] += 1


def _ship(order: Order, pieces: dict[int, int] | None, number: str, tally: Tally) -> None:
    inside = pieces or checkout.left_to_ship(order)
    grams = sum((line.net_weight_g or 0) * inside.get(line.id, 0) for line in order.lines)
    checkout.ship(order, checkout.Packing("china-post", number, pieces, grams + 120))
    tally.counts["parcels"] += 1


def _refund(chance: random.Random, order: Order, when: str, tally: Tally) -> None:
    if checkout.left_to_refund(order) <= 0:
        return
    left = {line.id: line.quantity - line.refunded_quantity for line in order.lines}
    chosen = {line_id: chance.randint(0, count) for line_id, count in left.items()}
    whole = not any(chosen.values()) or chance.random() < 0.2
    checkout.refund(order, None if whole else chosen, include_shipping=chance.random() < 0.3)
    tally.counts[f"refunds {when}"] += 1
    with transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        job = next((each for each in payments.jobs_of(order.id) if each.state == "promised"), None)
        if job is None:  # all of it went to a gift card
            return
        job.state = "done"
        db.session.add(
            Refund(
                refund_id=f"re_{job.id}_{order.id}",
                intent_id=job.intent_id,
                order_id=order.id,
                job_id=job.id,
                amount_minor=job.amount_minor,
                currency=job.currency,
                status="succeeded",
                created_at=clock.now(),
            )
        )
        db.session.flush()
        tell_customs_of_refunds(locked)


def _accept(order: Order) -> None:
    for dossier in customs.dossiers_of(order.id):
        if dossier.state not in ("cancelled", "mismatch"):
            _answer(dossier, dossier.revision, "accepted")


def _cross(chance: random.Random, order: Order, tally: Tally) -> None:
    """Customs had taken the parcels in when the refund came, and says so before or not at all."""
    for dossier in customs.dossiers_of(order.id):
        if dossier.state != "amended":
            continue
        if chance.random() < 0.5:
            _answer(dossier, 1, "released")
        _answer(dossier, dossier.revision, "error", "already_declared")
        tally.counts["refunds that crossed with acceptance"] += 1
        tally.expect(
            dossier.state in ("accepted", "released"), f"{order.number}: is {dossier.state}"
        )


def _answer(dossier: customs.Dossier, revision: int, status: str, *codes: str) -> None:
    told = {
        "receipt_id": f"rcp_{dossier.id}_{revision}_{status}",
        "dossier_id": dossier.id,
        "revision": revision,
        "document": "all",
        "status": status,
        "final": False,
        "occurred_at": instant(clock.now()),
        "reasons": [{"code": code} for code in codes],
    }
    with transaction():
        customs.take_receipt(Told(f"msg_{dossier.id}_{revision}_{status}", told))


def _judge_order(order_id: int, tally: Tally) -> None:
    """All parcels together were paid with the payment, to the minor unit."""
    order = orders.get(order_id)
    assert order is not None
    dossiers = customs.dossiers_of(order_id)
    for dossier in dossiers:
        tally.counts[f"dossiers {dossier.state}"] += 1
        tally.expect(dossier.state != "mismatch", f"{order.number}: {dossier.findings}")
    if any(line.refunded_quantity for line in order.lines) or not dossiers:
        return
    first = [each.revisions[0].body["data"] for each in dossiers if each.revisions]
    paid = sum(Decimal(data["payment"]["amount"]) for data in first)
    due = order.due.decimal()
    tally.expect(paid == due, f"{order.number}: parcels sum to {paid}, {due} was paid")
    before = sum(Decimal(data["order"]["totals"].get("prepaid", "0")) for data in first)
    held = order.money(order.credit_minor).decimal()
    tally.expect(before == held, f"{order.number}: {before} prepaid, cards paid {held}")
    shares = {line.position: line.discount_minor for line in order.lines}
    told = sum(Decimal(data["order"]["totals"]["discount"]) for data in first)
    coupon = Decimal(Money(sum(shares.values()), order.currency).plain())
    tally.expect(told == coupon, f"{order.number}: discounts sum to {told}, not {coupon}")
    tally.counts["orders whose parcels sum to the payment"] += 1


def _judge_events(after: int, tally: Tally, write: TextIO | None) -> int:
    """Judge every event behind this number; returns the last."""
    rows = db.session.execute(
        db.select(DossierRevision.sequence, DossierRevision.body)
        .where(DossierRevision.sequence > after)
        .order_by(DossierRevision.sequence)
    )
    form = validator()
    for sequence, body in rows:
        tally.expect(sequence == after + 1, f"event {after + 1} is missing")
        after = sequence
        tally.counts["events"] += 1
        tally.counts[body["type"]] += 1
        for error in form.iter_errors(body):
            tally.expect(False, f"event {sequence}: {error.message[:200]}")
        for said in sums(body["data"]):
            tally.expect(False, f"event {sequence}: {said}")
        if write is not None:
            write.write(json.dumps(body, ensure_ascii=False) + "\n")
    db.session.rollback()
    return after


def sums(data: Json) -> Iterable[str]:
    """What of a dossier does not add up, exactly."""
    order, payment = data["order"], data["payment"]
    totals = {name: Decimal(amount) for name, amount in order["totals"].items()}
    for line in order["lines"]:
        if Decimal(line["quantity"]) * Decimal(line["unit_price"]) != Decimal(line["line_total"]):
            yield f"line {line['line_no']} is not quantity times price"
    if sum(Decimal(line["line_total"]) for line in order["lines"]) != totals["goods"]:
        yield "lines do not sum to the goods"
    parts = ("freight", "insurance", "import_vat", "import_duty", "fees")
    if (
        totals["goods"]
        - totals["discount"]
        + sum(totals[p] for p in parts)
        - totals.get("prepaid", Decimal(0))
        != totals["grand_total"]
    ):
        yield "the parts do not sum to the total"
    if min(totals.values()) < 0:
        yield f"less than nothing: {order['totals']}"
    if Decimal(payment["amount"]) != totals["grand_total"]:
        yield "the payment is not the total"
    back = {True: Decimal(0), False: Decimal(0)}
    for refund in payment["refunds"]:
        back[refund["deducted"]] += Decimal(refund["amount"])
    if sum(back.values()) != Decimal(payment["refunded_amount"]):
        yield "the refunds do not sum to what was given back"
    if back[False] > Decimal(payment["amount"]):
        yield f"{back[False]} went back of {payment['amount']}"


def main() -> None:
    """Make them in a shop of its own and print the figures."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--orders", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--write", type=Path)
    told = asked.parse_args()
    tally = Tally()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(Path(folder), f"sqlite:///{folder}/shop.db")
        app = create_app(settings)
        build(app)
        with app.app_context(), told.write.open("w") if told.write else nullcontext() as write:
            mail.use(mail.carrier_from(settings))
            make(told.orders, told.seed, tally, write)
            db.session.remove()
    for name, number in sorted(tally.counts.items()):
        print(f"{name:44} {number}")
    print(f"{'seconds':44} {time.perf_counter() - began:.0f}")
    print(f"{'wrong':44} {len(tally.wrong)}")
    for said in tally.wrong[:20]:
        print("  " + said[:300])
    sys.exit(bool(tally.wrong))


if __name__ == "__main__":
    main()

"""Each rule of the books is broken once, in the tables or in a ledger, and must say so."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from storefront.cli.books import verify_books
from storefront.reports import books
from tests.shop import Shop

from .conftest import Auditor, Plant

BOOKED = "every Stripe payment is booked on exactly one order"
MAIN = "a paid order's payments are exactly its total"
SUMS = "an order is the sum of its parts"
STOCK = "stock is conserved and never oversold"
HELD = "what is promised is what open orders hold"
ASKED = "what was asked for is what the order comes to"
JOBS = "every refund was decided on once"
PIECES = "pieces that were paid back are counted on their lines"
CONTENTS = "a dossier declares what is in its parcel"
ORPHANS = "nothing belongs to something that is not there"
SOLD = "what was paid was taken from stock once"
KEPT = "no cancelled order keeps money, and no payment is kept twice"
REFUNDS = "the shop's refunds are Stripe's refunds"
FEES = "fees and net are Stripe's own"
SESSIONS = "one checkout session an attempt, and none forgotten"
HOLDS = "no order holds stock after its payment ended"
LETTERS = "a paid order has one confirmation letter, an unpaid one none"
PARCELS = "every parcel has one dossier, and no more is shipped than was sold"
DECLARED = "the dossiers of an order sum to its payment"
DELIVERED = "the connector holds every dossier once in effect, and no other"
HANDED = "every shipped order's dossier was handed over"
RECEIPTS = "receipts came home, each once"
PROMISES = "no promise is broken"
AT_STRIPE = "substr(refund_id, 1, 3) = 're_'"
"""Refunds that Stripe made; the others went to gift cards."""
CARDS = "a gift card holds what its moves say, and never less than nothing"
BOUGHT = "a gift card that was bought holds its price, less what of it went back"
USES = "what gift cards gave to an order is what it says, and came back when it must"


def sql(statement: str) -> Plant:
    """A falsification of the shop's own tables."""

    def plant(auditor: Auditor) -> None:
        assert auditor.change(statement) > 0, "nothing was changed"

    return plant


def at_stripe(change: Callable[[books.Provider], None]) -> Plant:
    """A difference at Stripe."""
    return lambda auditor: change(auditor.provider)


def at_the_connector(change: Callable[[dict[str, Any]], None]) -> Plant:
    """A difference at the connector."""
    return lambda auditor: change(auditor.connector.dossiers)


def first(ledger: dict) -> dict:  # type: ignore[type-arg]
    """Some entry of a ledger."""
    return next(iter(ledger.values()))


def another_order(auditor: Auditor) -> None:
    statement = (
        "UPDATE payments SET order_id = (SELECT max(id) FROM orders WHERE id <> order_id)"
        " WHERE id = 1"
    )
    assert auditor.change(statement) == 1


def second_session(provider: books.Provider) -> None:
    some = first(provider.sessions)
    provider.sessions["cs_twin"] = {**some, "id": "cs_twin"}


def refunded_twice(provider: books.Provider) -> None:
    job = next(row for row in provider.refunds.values() if row["metadata"].get("job"))
    provider.refunds["re_twin"] = {**job, "id": "re_twin"}


def more_declared(auditor: Auditor) -> None:
    newest = "sequence = (SELECT max(sequence) FROM dossier_revisions)"
    body = json.loads(auditor.value(f"SELECT body FROM dossier_revisions WHERE {newest}"))
    body["data"]["order"]["totals"]["goods"] = "1.00"
    text = json.dumps(body).replace("'", "''")
    auditor.change(f"UPDATE dossier_revisions SET body = '{text}' WHERE {newest}")


def refund_unknown(provider: books.Provider) -> None:
    charge = first(provider.charges)
    provider.refunds["re_x"] = {
        "id": "re_x",
        "payment_intent": charge["payment_intent"],
        "amount": 100,
        "status": "succeeded",
        "metadata": {},
    }


CASES: list[tuple[str, str, Plant]] = [
    (BOOKED, "a payment nobody booked", sql("DELETE FROM payments WHERE id = 1")),
    (BOOKED, "another amount", sql("UPDATE payments SET amount_minor = 1 WHERE id = 1")),
    (BOOKED, "another currency", sql("UPDATE payments SET currency = 'CHF' WHERE id = 1")),
    (BOOKED, "another order", another_order),
    (BOOKED, "invented", at_stripe(lambda provider: provider.charges.popitem() and None)),
    (MAIN, "no main payment", sql("UPDATE payments SET role = 'late' WHERE id = 1")),
    (MAIN, "paid for nothing", sql("UPDATE orders SET paid_at = placed_at WHERE paid_at IS NULL")),
    (MAIN, "not paid", sql("UPDATE orders SET paid_at = NULL WHERE id = 1")),
    (SUMS, "total", sql("UPDATE orders SET total_minor = total_minor + 1 WHERE id = 1")),
    (SUMS, "goods", sql("UPDATE orders SET goods_minor = goods_minor - 1 WHERE id = 2")),
    (SUMS, "VAT of a line", sql("UPDATE order_lines SET vat_minor = vat_minor + 1 WHERE id = 1")),
    (SUMS, "a line less", sql("DELETE FROM order_lines WHERE id = 1")),
    (SUMS, "price", sql("UPDATE order_lines SET unit_net_minor = unit_net_minor + 1 WHERE id = 1")),
    (STOCK, "a piece more", sql("UPDATE stock SET on_hand = on_hand + 1 WHERE variant_id = 1")),
    (STOCK, "oversold", sql("UPDATE stock SET on_hand = -1 WHERE variant_id = 2")),
    (STOCK, "a hold more", sql("UPDATE stock SET reserved = reserved + 1 WHERE variant_id = 1")),
    (STOCK, "no entry", sql("DELETE FROM stock_moves WHERE kind = 'reserve' AND order_id = 3")),
    (HELD, "another hold", sql("UPDATE stock SET reserved = reserved + 1 WHERE variant_id = 1")),
    (ASKED, "another amount", sql("UPDATE payment_attempts SET amount_minor = 1 WHERE id = 1")),
    (
        ASKED,
        "another amount at Stripe",
        at_stripe(lambda provider: first(provider.sessions).update(amount_total=1)),
    ),
    (JOBS, "not done", sql("UPDATE refund_jobs SET state = 'promised' WHERE id = 1")),
    (JOBS, "another amount", sql("UPDATE refund_jobs SET amount_minor = 1 WHERE id = 1")),
    (PIECES, "not counted", sql("UPDATE order_lines SET refunded_quantity = 0")),
    (PIECES, "not decided", sql("UPDATE refund_jobs SET lines = '[]'")),
    (CONTENTS, "less packed", sql("UPDATE shipment_lines SET quantity = quantity + 1")),
    (CONTENTS, "another thing", sql("UPDATE order_lines SET sku = 'X' WHERE id = 1")),
    (ORPHANS, "no order", sql("DELETE FROM orders WHERE id = 1")),
    (ORPHANS, "no letter", sql("DELETE FROM letters WHERE id = (SELECT max(id) FROM letters)")),
    (SOLD, "not taken", sql("DELETE FROM stock_moves WHERE kind = 'sell' AND order_id = 3")),
    (SOLD, "taken for another", sql("UPDATE stock_moves SET order_id = 99 WHERE kind = 'sell'")),
    (SOLD, "not sold", sql("UPDATE orders SET stock_state = 'released' WHERE id = 1")),
    (KEPT, "cancelled, kept", sql("DELETE FROM refunds WHERE amount_minor > 0")),
    (KEPT, "duplicate kept", sql("UPDATE payments SET role = 'duplicate' WHERE id = 3")),
    (KEPT, "too much", sql("UPDATE refunds SET amount_minor = amount_minor + 99999999")),
    (KEPT, "mismatch, silent", sql("UPDATE payments SET role = 'mismatch' WHERE id = 3")),
    (REFUNDS, "unknown here", sql(f"DELETE FROM refunds WHERE {AT_STRIPE}")),
    (REFUNDS, "unknown there", at_stripe(lambda provider: provider.refunds.popitem() and None)),
    (REFUNDS, "other amount", sql(f"UPDATE refunds SET amount_minor = 1 WHERE {AT_STRIPE}")),
    (REFUNDS, "other status", sql(f"UPDATE refunds SET status = 'pending' WHERE {AT_STRIPE}")),
    (REFUNDS, "made at Stripe", at_stripe(refund_unknown)),
    (REFUNDS, "given back twice", at_stripe(refunded_twice)),
    (FEES, "other fee", sql("UPDATE payments SET fee_minor = fee_minor + 1 WHERE id = 1")),
    (FEES, "other net", sql("UPDATE payments SET net_minor = net_minor - 1 WHERE id = 1")),
    (FEES, "unknown fee", sql("UPDATE payments SET fee_minor = NULL WHERE id = 1")),
    (SESSIONS, "a second session", at_stripe(second_session)),
    (SESSIONS, "unknown", sql("UPDATE payment_attempts SET session_id = 'cs_x' WHERE id = 1")),
    (SESSIONS, "unbound", sql("UPDATE payment_attempts SET session_id = NULL WHERE id = 1")),
    (
        SESSIONS,
        "open after its end",
        sql("UPDATE payment_attempts SET expires_at = '2020-01-01 00:00:00' WHERE state = 'open'"),
    ),
    (
        HOLDS,
        "held for ever",
        sql("UPDATE payment_attempts SET state = 'expired' WHERE state = 'open'"),
    ),
    (LETTERS, "none", sql("DELETE FROM letters WHERE order_id = 1")),
    (LETTERS, "for nothing", sql("UPDATE letters SET order_id = 99 WHERE order_id = 1")),
    (LETTERS, "not sent", sql("UPDATE letters SET sent_at = NULL WHERE order_id = 1")),
    (PARCELS, "no dossier", sql("DELETE FROM dossiers WHERE shipment_id = 1")),
    (PARCELS, "too many", sql("UPDATE shipment_lines SET quantity = 99 WHERE shipment_id = 1")),
    (PARCELS, "sent unpaid", sql("UPDATE orders SET paid_at = NULL WHERE id = 3")),
    (DECLARED, "other goods", more_declared),
    (DECLARED, "other total", sql("UPDATE orders SET total_minor = total_minor + 1 WHERE id = 4")),
    (DELIVERED, "lost", at_the_connector(lambda held: held.popitem() and None)),
    (DELIVERED, "twice", at_the_connector(lambda held: first(held).update(effects_applied=9))),
    (DELIVERED, "older", at_the_connector(lambda held: first(held).update(revision=0))),
    (DELIVERED, "other figures", at_the_connector(lambda held: first(held).update(totals={}))),
    (
        DELIVERED,
        "another's",
        at_the_connector(lambda held: held.update(dsr_x=dict(first(held), dossier_id="dsr_x"))),
    ),
    (HANDED, "not handed over", sql("UPDATE dossier_revisions SET delivered_at = NULL")),
    (RECEIPTS, "lost", sql("DELETE FROM customs_receipts WHERE id = 1")),
    (MAIN, "card forgotten", sql("DELETE FROM payments WHERE gift_card_id IS NOT NULL")),
    (CARDS, "balance", sql("UPDATE gift_cards SET balance_minor = balance_minor + 1")),
    (CARDS, "a move less", sql("DELETE FROM credit_moves WHERE kind = 'issued'")),
    (BOUGHT, "no price", sql("UPDATE gift_card_purchases SET order_id = 3 WHERE order_id = 1")),
    (BOUGHT, "no card", sql("UPDATE gift_card_purchases SET card_id = NULL")),
    (BOUGHT, "more", sql("UPDATE gift_cards SET issued_minor = issued_minor + 1")),
    (BOUGHT, "kept", sql("UPDATE credit_moves SET kind = 'let_go' WHERE kind = 'taken_back'")),
    (BOUGHT, "taken", sql("UPDATE refunds SET status = 'failed' WHERE order_id = 2")),
    (USES, "more", sql("UPDATE credit_uses SET amount_minor = amount_minor + 1")),
    (USES, "let go", sql("UPDATE credit_uses SET state = 'released'")),
    (USES, "not held", sql("DELETE FROM credit_moves WHERE kind = 'held'")),
    (USES, "no credit", sql("UPDATE orders SET credit_minor = 0 WHERE credit_minor > 0")),
    (USES, "currency", sql("UPDATE gift_cards SET currency = 'USD'")),
    (PROMISES, "dead", sql("UPDATE promises SET state = 'dead' WHERE id = 1")),
    (PROMISES, "not kept", sql("UPDATE promises SET state = 'pending' WHERE id = 1")),
]


def test_an_honest_shop_passes(auditor: Auditor) -> None:
    assert auditor.broken() == {}


@pytest.mark.parametrize(
    ("rule", "plant"),
    [pytest.param(rule, plant, id=f"{rule[:24]}: {what}") for rule, what, plant in CASES],
)
def test_a_broken_rule_is_found(auditor: Auditor, rule: str, plant: Plant) -> None:
    plant(auditor)
    assert rule in auditor.broken()


def test_every_rule_is_broken_here() -> None:
    assert {rule for rule, _, _ in CASES} == set(books.CHECKS)


def test_the_command_says_what_is_wrong_and_fails(
    business: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in business.environment.items():
        monkeypatch.setenv(name, value)
    told = CliRunner().invoke(verify_books, ["--drained", "--expect-sales", "7"])
    assert told.exit_code == 0, told.output
    assert "0 broken" in told.output
    told = CliRunner().invoke(verify_books, ["--drained", "--expect-sales", "99"])
    assert told.exit_code == 1
    assert "only 7 were" in told.output
    monkeypatch.setenv("STRIPE_API_BASE", "http://127.0.0.1:9")
    told = CliRunner().invoke(verify_books, [])
    assert told.exit_code == 2
    assert "could not be read" in told.output


def test_money_taken_while_the_shop_was_deaf_is_found(auditor: Auditor) -> None:
    """An honest sale of Stripe's that never reached the tables."""
    charge = dict(first(auditor.provider.charges), payment_intent="pi_unheard")
    auditor.provider.charges["pi_unheard"] = charge
    assert "nobody booked it" in auditor.broken()[BOOKED][0]

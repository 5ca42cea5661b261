"""`python -m tests.checkout.mutants`: takes each guard of the money out, and sees a test fail.

A guard whose absence no test notices is a decoration. Every mutant is the shop with one place of
its code changed, in a copy; a mutant that all of its tests let pass has survived, and the program
says so and fails.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from storefront.config import PROJECT

BESIDE = ("templates", "static", "migrations", "pyproject.toml", "wsgi.py")


@dataclass(frozen=True)
class Mutant:
    """One guard taken out: `file` has `code` replaced by `instead`; `seen_by` are test files."""

    name: str
    file: str
    code: str
    instead: str
    seen_by: str
    also: tuple[str, str, str] | None = None
    """A second guard of the same thing: its file, its code, and what stands instead of it."""

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Every file, what it has, and what it gets instead."""
        first = (self.file, self.code, self.instead)
        return [first, self.also] if self.also else [first]


MUTANTS = (
    Mutant(
        "a completed session counts as paid",
        "payments/facts.py",
        'return self.payment_status == "paid" and',
        'return self.status == "complete" and',
        "checkout/test_paying.py",
    ),
    Mutant(
        "a payment is booked again each time that it is heard of",
        "checkout/settling.py",
        "payments.find_payment(session.intent.id), False",
        "None, False",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "a session of ours whose try is unknown is forgotten",
        "payments/attempts.py",
        '        raise UnknownAttempt(f"{session.id} is for attempt {number!r}, which is not known'
        ' here.")',
        "        return None",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "an order is cancelled while a try is live",
        "checkout/settling.py",
        'if "paid" in states or not states.isdisjoint(payments.LIVE):',
        'if "paid" in states:',
        "checkout/test_hostile.py",
    ),
    Mutant(
        "nobody reconciles",
        "checkout/reconciling.py",
        "    _events(found)\n    _attempts(found)\n",
        "",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "a second payment is kept",
        "checkout/settling.py",
        "    if left > 0:\n",
        "    if left < 0:\n",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "no write lock on SQLite",
        "engines.py",
        '"BEGIN IMMEDIATE"',
        '"BEGIN"',
        "checkout/test_at_once.py",
        also=("db.py", '    with in_turn(f"{url.database}-writers"):\n', "    if True:\n"),
    ),
    Mutant(
        "no row lock on PostgreSQL",
        "orders/queries.py",
        'Order.id == bindparam("order"))\n    .with_for_update()\n',
        'Order.id == bindparam("order"))\n',
        "checkout/test_at_once.py",
    ),
    Mutant(
        "any amount will do",
        "checkout/settling.py",
        "if not payments.fits(attempt, session, payments.gateway().livemode):",
        "if False:",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "late money is taken without looking for the pieces",
        "checkout/settling.py",
        "            holding.hold_again(order)\n",
        "            orders.mark_stock(order, orders.StockState.RESERVED)\n",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "another shop's session is taken for ours",
        "payments/attempts.py",
        '    if session.metadata.get("shop") != gateway().shop:\n        return None\n',
        "",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "a try takes a second session",
        "payments/attempts.py",
        "    if attempt.session_id not in (None, session.id):\n",
        "    if False:\n",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "other sessions stay open after the payment",
        "checkout/settling.py",
        "    if newly_paid:\n        end_other_sessions(order.id)\n",
        "",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "an order is cancelled before Stripe is told",
        "checkout/giving_up.py",
        "    end_sessions(order_id)\n    with",
        "    with",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "an event counts however often it comes",
        "payments/events.py",
        "    if db.session.get(StripeEvent, event.id) is not None:\n        return False\n",
        "    if known := db.session.get(StripeEvent, event.id):\n"
        "        db.session.delete(known)\n        db.session.flush()\n",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "signatures are not looked at",
        "payments/stripe.py",
        "    if not any(_signed(text, signature, secret) for secret in secrets):\n",
        "    if False:\n",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "old and future signatures are good",
        "payments/stripe.py",
        "    if abs(time.time() - _signed_at(signature)) > TOLERANCE_SECONDS:\n",
        "    if False:\n",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "events of the other mode are believed",
        "checkout/hearing.py",
        "    if event.livemode != payments.gateway().livemode:\n",
        "    if False:\n",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "more is given back than was paid",
        "checkout/refunding.py",
        "    if amount > left:\n",
        "    if False:\n",
        "checkout/test_refunding.py",
    ),
    Mutant(
        "one person may hold everything",
        "checkout/placing.py",
        "    if orders.unpaid_of(email, visit_id) >= MOST_UNPAID:\n",
        "    if False:\n",
        "checkout/test_hostile.py",
    ),
    Mutant(
        "the total is not the one that the buyer saw",
        "checkout/placing.py",
        "    if quote.total.minor != expected[0]:\n",
        "    if False:\n",
        "checkout/test_paying.py",
    ),
    Mutant(
        "a budget is overspent by many at once",
        "promotions/redeeming.py",
        "        _keep_to_budget(each.promotion.id, minor, currency)\n",
        "",
        "promotions/test_for_whom.py",
    ),
    Mutant(
        "everybody is their own friend",
        "promotions/offering.py",
        '        not_for=row.inviter or "",\n',
        "",
        "promotions/test_referring.py",
    ),
    Mutant(
        "a friend's order is rewarded again and again",
        "promotions/referring.py",
        "            ReferralReward.redemption_id.is_(None),\n",
        "",
        "promotions/test_referring.py",
        ("promotions/referring.py", "referral is None or known is not None:", "referral is None:"),
    ),
    Mutant(
        "a second account behind the same door earns a reward",
        "checkout/rewarding.py",
        '    return HOUSEHOLD if _door(order) == _door(invited_in) else ""\n',
        '    return ""\n',
        "promotions/test_referring.py",
    ),
    Mutant(
        "who pays with the inviter's card earns the inviter a reward",
        "checkout/rewarding.py",
        "    if payments.paid_alike(order.id, invited_in.customer):\n",
        "    if False:\n",
        "promotions/test_referring.py",
    ),
    Mutant(
        "offers that exclude each other go together",
        "promotions/combining.py",
        "one.alone or other.alone or one.id in other.not_with or other.id in one.not_with",
        "False",
        "promotions/test_engine.py",
    ),
    Mutant(
        "a gift helps to earn itself",
        "promotions/engine.py",
        "    rest = replace(gift, quantity=gift.quantity - 1)\n",
        "    rest = gift\n",
        "promotions/test_engine.py",
    ),
    Mutant(
        "an offer of some hours is open all day",
        "promotions/conditions.py",
        "    if not _is_open_at(promotion, context.hour):\n",
        "    if False:\n",
        "promotions/test_engine.py",
    ),
    Mutant(
        "who bought yesterday is won back",
        "promotions/conditions.py",
        "(promotion.lapsed_days and (who.days_since_last or 0) < promotion.lapsed_days)",
        "False",
        "promotions/test_engine.py",
    ),
    Mutant(
        "partners earn from their own orders",
        "reports/partners.py",
        "        if order.customer and order.customer == people.get(key):\n",
        "        if False:\n",
        "reports/test_partners.py",
    ),
    Mutant(
        "a code for one is good for all",
        "promotions/offering.py",
        "        recipient=row.customer,\n",
        "",
        "promotions/test_for_whom.py",
    ),
    Mutant(
        "a gift card is spent twice by many at once",
        "credit/spending.py",
        "GiftCard.id == card_id, GiftCard.balance_minor >= minor, *_open()",
        "GiftCard.id == card_id",
        "credit/test_gift_cards.py",
    ),
    Mutant(
        "a gift card keeps what was held for an order that nobody paid",
        "checkout/holding.py",
        "    promotions.release(order.id)\n    credit.release(order.id)\n",
        "    promotions.release(order.id)\n",
        "credit/test_gift_cards.py",
    ),
    Mutant(
        "Stripe is asked for what a gift card pays",
        "payments/attempts.py",
        "amount_minor=order.due.minor",
        "amount_minor=order.total_minor",
        "credit/test_gift_cards.py",
    ),
    Mutant(
        "Stripe is asked for less than it takes",
        "credit/spending.py",
        "        if 0 < due - pays < rules.minimum:\n",
        "        if False:\n",
        "credit/test_gift_cards.py",
    ),
    Mutant(
        "a gift card gets nothing back of what it paid",
        "checkout/refunding.py",
        "    credit.give_back(payment.gift_card_id, part.amount_minor, order.id, actor)\n",
        "",
        "credit/test_gift_cards.py",
    ),
    Mutant(
        "customs is told that the payment company took what a gift card paid",
        "customs/shares.py",
        "return self.cost - self.prepaid",
        "return self.cost",
        "credit/test_gift_cards.py",
    ),
    Mutant(
        "taxes fall twice when a refund goes to bank and card",
        "customs/refunds.py",
        "    for part in _by_decision(amending):\n",
        "    for part in amending:\n",
        "credit/test_gift_cards.py",
    ),
    Mutant(
        "pieces refunded by two means are taken out of parcels twice",
        "customs/refunds.py",
        "self.taken.get((decision, line_id)) if decision else None",
        "None",
        "credit/test_gift_cards.py",
    ),
    Mutant(
        "a gift card pays another amount than the buyer saw",
        "checkout/placing.py",
        "    if cover.amount_minor != expected[1]:\n",
        "    if False:\n",
        "credit/test_gift_cards.py",
    ),
    Mutant(
        "a blocked gift card pays",
        "credit/spending.py",
        "return GiftCard.blocked_at.is_(None), not_over",
        "return not_over, not_over",
        "credit/test_gift_cards.py",
    ),
    Mutant(
        "a letter is kept with the code of a gift card",
        "mail/writing.py",
        '{**context, "secret": HIDDEN}',
        '{**context, "secret": secret}',
        "web/office/test_gift_cards.py",
    ),
    Mutant(
        "a refund that customs has overtaken waits for a person for ever",
        "customs/receipts.py",
        "    came_late = to is State.REJECTED and is_too_late(body)\n",
        "    came_late = False\n",
        "checkout/test_customs_changes.py",
    ),
    Mutant(
        "an address that customs has overtaken is forgotten with the refund",
        "customs/overtaken.py",
        "    if not late or _facts(before) != _facts(after):\n",
        "    if False:\n",
        "checkout/test_customs_changes.py",
    ),
    Mutant(
        "a bought gift card keeps what was given back of its price",
        "checkout/refunding.py",
        "            credit.take_back(order.id, left, actor)\n",
        "            pass\n",
        "credit/test_bought_cards.py",
        also=(
            "checkout/returning.py",
            "            gift_cards.follow_refunds(order)\n        amount",
            "            pass\n        amount",
        ),
    ),
    Mutant(
        "the price of a bought gift card goes back although it was spent",
        "credit/selling.py",
        "GiftCard.balance_minor + minor >= 0",
        "True",
        "credit/test_bought_cards.py",
    ),
    Mutant(
        "an order is cancelled whose gift card was spent",
        "checkout/refunding.py",
        "        gift_cards.refuse_if_spent(order, left_of(sale))\n",
        "        pass\n",
        "credit/test_bought_cards.py",
    ),
    Mutant(
        "a refund at Stripe itself leaves a bought gift card full",
        "checkout/returning.py",
        "            gift_cards.follow_refunds(order)\n        amount",
        "            pass\n        amount",
        "credit/test_bought_cards.py",
    ),
    Mutant(
        "a refund that failed leaves a bought gift card empty",
        "checkout/gift_cards.py",
        '        credit.put_back(order.id, -missing, "stripe")\n',
        "",
        "credit/test_bought_cards.py",
    ),
    Mutant(
        "a gift card paid with a stolen bank card can be spent",
        "checkout/gift_cards.py",
        '    credit.block(card.id, "stripe")\n',
        "    pass\n",
        "credit/test_bought_cards.py",
    ),
    Mutant(
        "the code of a bought gift card is sent before its day",
        "checkout/gift_cards.py",
        "        due_at=purchase.send_at,\n",
        "",
        "credit/test_bought_cards.py",
    ),
    Mutant(
        "a bought gift card counts as revenue before it pays for goods",
        "reports/figures.py",
        "IS_SALE = Order.gift_cards_minor == 0",
        "IS_SALE = Order.gift_cards_minor >= 0",
        "credit/test_bought_cards.py",
    ),
)


def copy_with(mutant: Mutant, folder: Path) -> None:
    """The shop and its tests in `folder`, with one place changed; raises LookupError if it is
    not there, or not once."""
    shutil.copytree(PROJECT / "storefront", folder / "storefront")
    shutil.copytree(PROJECT / "tests", folder / "tests")
    for name in BESIDE:
        (folder / name).symlink_to(PROJECT / name)
    for file, code in changed(mutant, folder / "storefront").items():
        (folder / "storefront" / file).write_text(code)


def changed(mutant: Mutant, house: Path) -> dict[str, str]:
    """The files of a mutant, by their names."""
    files: dict[str, str] = {}
    for file, guard, instead in mutant.changes:
        code = files.get(file) or (house / file).read_text()
        if code.count(guard) != 1:
            raise LookupError(f"{mutant.name}: {code.count(guard)} such places in {file}")
        files[file] = code.replace(guard, instead)
    return files


def first_failure(folder: Path, tests: str) -> str | None:
    """The first test that fails there, or None."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
        + [f"tests/{tests}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    if ran.returncode == 0:
        return None
    lines = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if ran.returncode != 1 or not lines:
        raise RuntimeError(ran.stdout[-2000:] + ran.stderr[-2000:])
    return lines[0].split("::")[1].split(" - ")[0]


def main() -> int:
    """Print each mutant and the test that saw it; exit code 1 when one survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a part of the names to try")
    wanted = parser.parse_args().only
    survivors = 0
    for mutant in MUTANTS:
        if wanted not in mutant.name:
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            copy_with(mutant, Path(folder))
            seen_by = first_failure(Path(folder), mutant.seen_by)
        survivors += seen_by is None
        took = f"{time.monotonic() - began:4.0f} s"
        print(f"{'ok' if seen_by else '!!'}  {mutant.name:<58} {took}  {seen_by or 'SURVIVED'}")
        sys.stdout.flush()
    print(f"\n{survivors} survived")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())

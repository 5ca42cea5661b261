"""Gift cards pay: held, committed, released, given back; exact to the minor unit."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from storefront import cart, catalog, checkout, clock, credit, customs, orders, payments
from storefront.checkout import holding
from storefront.connector.comparison import History, compare
from storefront.connector.events import read_event
from storefront.credit import Cover, CreditGone
from storefront.credit.models import CreditUse, GiftCard
from storefront.db import db, transaction
from storefront.errors import ShopError
from storefront.markets import Locale
from storefront.money import Money, currency
from storefront.orders import Order
from tests.checkout.conftest import AMERICA, GERMANY, JAPAN, URLS, Till
from tests.customs.conftest import waybill
from tests.promotions.test_redeeming import BUYERS, at_once

from .paying import basket_with, card, left_on, order_of, settle

BRITAIN = Locale("en", "GB")
MARKETS = pytest.mark.parametrize(
    "locale", [GERMANY, AMERICA, JAPAN, BRITAIN], ids=lambda each: each.country
)


def states() -> list[str]:
    db.session.rollback()
    return [each.state for each in db.session.query(CreditUse).order_by(CreditUse.id)]


@MARKETS
def test_a_card_pays_a_part_and_stripe_the_rest(till: Till, locale: Locale) -> None:
    mine = card(2_000, locale.market.currency)
    order = order_of(till, basket_with(till, mine), locale)
    assert (order.credit_minor, order.due.minor) == (2_000, order.total_minor - 2_000)
    assert states() == ["held"] and left_on(mine) == 0
    order = settle(till, order)
    assert order.state == "paid" and states() == ["committed"]
    assert [(each.role, each.amount_minor) for each in payments.payments_of(order.id)] == [
        ("main", order.due.minor),
        ("credit", 2_000),
    ]
    (session,) = till.look("ledger")["sessions"]
    assert session["amount_total"] == order.due.minor
    assert cart.find_basket(basket_with(till)) is not None


def test_a_basket_that_was_paid_forgets_its_cards(till: Till) -> None:
    mine = card(2_000)
    token = basket_with(till, mine)
    settle(till, order_of(till, token))
    basket = cart.find_basket(token)
    assert basket is not None and (basket.lines, basket.gift_cards) == ([], [])


def test_what_a_card_covers_wholly_never_goes_to_stripe(till: Till) -> None:
    mine = card(20_000)
    order = order_of(till, basket_with(till, mine))
    assert checkout.pay(order, URLS) == "https://shop.test/back?session_id="
    order = till.again(order)
    assert order.state == "paid" and payments.attempts_of(order.id) == []
    assert till.look("ledger")["sessions"] == []
    assert left_on(mine) == 20_000 - order.total_minor
    assert checkout.pay(order, URLS) == "https://shop.test/back?session_id="
    assert till.kinds(order).count("paid") == 1


@MARKETS
def test_pieces_go_back_the_way_they_were_paid(till: Till, locale: Locale) -> None:
    mine = card(8_000, locale.market.currency)
    order = settle(till, order_of(till, basket_with(till, mine, quantities={"lamp": 3}), locale))
    due, line = order.due.minor, order.lines[0]
    for _ in range(3):
        checkout.refund(till.again(order), {line.id: 1})
        till.work()
        till.deliver()
        uneven = till.refunded() * order.credit_minor - left_on(mine) * due
        assert abs(uneven) <= 3 * order.total_minor, "bank and card get equal shares"
    if checkout.freight_left(order):
        checkout.refund(till.again(order), {}, include_shipping=True)
        till.work()
        till.deliver()
    assert (till.refunded(), left_on(mine)) == (due, 8_000)
    with pytest.raises(ShopError, match="refunded already"):
        checkout.refund(till.again(order))
    assert till.again(order).lines[0].refunded_quantity == 3


def test_a_full_refund_is_one_decision_in_two_parts(till: Till) -> None:
    mine = card(3_333)
    order = settle(till, order_of(till, basket_with(till, mine, quantities={"lamp": 2, "mug": 1})))
    first = checkout.refund(order, restock=True, key="form-0001")
    again = checkout.refund(till.again(order), restock=True, key="form-0001")
    assert first.id == again.id and left_on(mine) == 3_333
    till.work()
    till.deliver()
    jobs = payments.jobs_of(order.id)
    assert sum(job.amount_minor for job in jobs) == order.total_minor
    assert sum(part["quantity"] for job in jobs for part in job.lines) == 3
    assert till.stock() == (10, 0)


def test_a_cancelled_order_gives_bank_and_card_their_own(till: Till) -> None:
    mine, yours = card(1_000), card(500)
    order = settle(till, order_of(till, basket_with(till, mine, yours)))
    assert order.credit_minor == 1_500
    checkout.cancel(order)
    till.work()
    till.deliver()
    assert (till.refunded(), left_on(mine), left_on(yours)) == (order.due.minor, 1_000, 500)
    assert till.again(order).state == "cancelled"


def test_what_is_never_paid_is_on_the_card_again(till: Till) -> None:
    mine = card(1_000)
    token = basket_with(till, mine)
    till.pay(order_of(till, token))
    assert left_on(mine) == 0
    till.wait(minutes=40)
    checkout.reconcile()
    till.work()
    assert (left_on(mine), states()) == (1_000, ["released"])
    order = order_of(till, token, key="k2")
    assert (order.credit_minor, left_on(mine)) == (1_000, 0)


def test_a_buyer_who_comes_back_uses_what_the_order_before_holds(till: Till) -> None:
    mine = card(1_000)
    token = basket_with(till, mine)
    first = order_of(till, token)
    till.pay(first)
    second = order_of(till, token, key="k2")
    assert till.again(first).state == "cancelled"
    assert (second.credit_minor, left_on(mine)) == (1_000, 0)
    assert states() == ["released", "held"]


def forgotten(till: Till, order: Order) -> str:
    """The shop gives up while the buyer is at Stripe; returns the session, which is still open."""
    session_id = till.pay(order)
    with transaction():
        locked = orders.lock(order.id)
        assert locked is not None
        orders.cancel(locked)
        holding.let_go(locked)
    return session_id


def test_a_late_payment_takes_the_card_again_or_goes_back(till: Till) -> None:
    mine = card(1_000)
    kept = order_of(till, basket_with(till, mine))
    session_id = forgotten(till, kept)
    assert left_on(mine) == 1_000
    till.press(session_id)
    checkout.sync_session(session_id)
    assert (till.again(kept).state, left_on(mine)) == ("paid", 0)

    other = card(1_000)
    lost = order_of(till, basket_with(till, other), key="k2", email="b@example.com")
    session_id = forgotten(till, lost)
    spent = order_of(till, basket_with(till, other), key="k3", email="c@example.com")
    settle(till, spent)
    till.press(session_id)
    checkout.sync_session(session_id)
    till.work()
    till.deliver()
    assert till.again(lost).state == "cancelled" and left_on(other) == 0
    assert till.roles(lost) == ["late"] and till.refunded() == lost.due.minor


def test_what_was_spent_elsewhere_is_said_before_anything_is_sold(till: Till) -> None:
    mine = card(1_000)
    token = basket_with(till, mine)
    total = cart.quote([(till.variants["lamp"], 1)], GERMANY, "standard").total.minor
    settle(till, order_of(till, basket_with(till, mine), key="k0", email="b@example.com"))
    with pytest.raises(CreditGone, match="pays 0.00 EUR now"):
        checkout.place(
            token, till.details(), GERMANY, "standard", "k1", total, expected_credit_minor=1_000
        )
    assert till.stock() == (9, 0)


@pytest.mark.timeout(240)
def test_a_card_is_never_spent_twice_however_many_try_at_once(till: Till, app: Flask) -> None:
    """One card for three orders, and 160 who have its code, 64 at a time."""
    with transaction():
        catalog.count_stock(till.variants["lamp"], 1_000)
    wanted = [(till.variants["lamp"], 1)]
    total = cart.quote(wanted, GERMANY, "standard").total.minor
    mine = card(3 * total)
    tokens = [basket_with(till, mine) for _ in range(BUYERS)]
    said: list[str] = []

    def buy(n: int) -> None:
        details = till.details(email=f"b{n}@example.com")
        try:
            order = checkout.place(
                tokens[n], details, GERMANY, "standard", f"k{n}", total, expected_credit_minor=total
            )
            checkout.pay(order, URLS)
            said.append(orders.get(order.id).state)  # type: ignore[union-attr]
        except ShopError:
            said.append("refused")

    at_once(app, buy)
    assert (said.count("paid"), said.count("refused")) == (3, BUYERS - 3)
    assert left_on(mine) == 0 and states() == ["committed"] * 3


def test_blocked_run_out_and_foreign_cards_pay_nothing(till: Till) -> None:
    blocked, over, dollars = card(1_000), card(1_000), card(1_000, "USD")
    with transaction():
        credit.block(blocked.id, "test")
        db.session.get(GiftCard, over.id).expires_at = clock.now()  # type: ignore[union-attr]
    order = order_of(till, basket_with(till, blocked, over, dollars))
    assert order.credit_minor == 0
    total = Money(order.total_minor, "EUR")
    said = credit.cover(total, [dollars.id, blocked.id, over.id])
    assert said == Cover((), total, (dollars.ending,), (blocked.ending, over.ending))


def test_a_card_that_is_blocked_in_the_moment_of_paying_pays_nothing(till: Till) -> None:
    mine = card(1_000)
    order = order_of(till, basket_with(till))
    shares = credit.cover(Money(order.total_minor, "EUR"), [mine.id]).shares
    assert shares and credit.usable_card(credit.code_of(mine)) is not None
    with transaction():
        credit.block(mine.id, "test")
    assert credit.usable_card(credit.code_of(mine)) is None
    with pytest.raises(credit.CreditGone), transaction():
        credit.hold(order.id, shares)
    assert left_on(mine) == 1_000


def test_a_card_that_was_spent_elsewhere_is_told_apart(till: Till) -> None:
    mine = card(1_000)
    token = basket_with(till, mine)
    order_of(till, basket_with(till, mine), key="k2")
    basket = cart.find_basket(token)
    assert basket is not None
    total = Money(5_000, "EUR")
    assert checkout.cover(basket, total) == Cover((), total, (), (mine.ending,))


def test_a_code_is_known_however_it_is_typed_and_kept_by_its_fingerprint(app: Flask) -> None:
    with transaction():
        made = credit.issue(Money(5_000, "EUR"), "gift", by="test")
    code = credit.code_of(made)
    typed = f" {code.lower().replace('-', ' ')} "
    found = credit.usable_card(typed)
    assert found is not None and found.id == made.id
    assert made.ending == code[-4:]
    kept = [str(value) for value in vars(made).values()]
    assert not any(code.replace("-", "") in each for each in kept)
    for wrong in ("", "TEN", code[:-1], code[:-1] + ("2" if code[-1] != "2" else "3"), "x" * 16):
        assert credit.usable_card(wrong) is None


@pytest.mark.parametrize(
    ("minor", "code"), [(49, "EUR"), (-1, "EUR"), (1_000_001, "EUR"), (1_005, "KWD")]
)
def test_an_amount_that_no_card_holds_is_refused(app: Flask, minor: int, code: str) -> None:
    with pytest.raises(ShopError, match="holds from"), transaction():
        credit.issue(Money(minor, code), "gift", by="test")


@example_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    total=st.integers(500, 30_000),
    cards=st.lists(st.integers(0, 20_000), max_size=4),
    code=st.sampled_from(["EUR", "JPY", "KWD", "ISK"]),
)
def test_what_is_left_for_stripe_is_nothing_or_enough(
    app: Flask, total: int, cards: list[int], code: str
) -> None:
    rules = currency(code)
    whole = Money((total + rules.minimum) // rules.step * rules.step, code)
    if whole.minor < rules.minimum:
        return
    ids = []
    with transaction():
        for minor in cards:
            made = credit.issue(Money(rules.minimum, code), "gift", by="test")
            made.balance_minor = minor * rules.step
            ids.append(made.id)
    cover = credit.cover(whole, ids)
    assert cover.due.minor + cover.amount_minor == whole.minor
    assert cover.due.minor == 0 or cover.due.minor >= rules.minimum
    assert cover.due.minor % rules.step == 0
    assert all(share.amount.minor > 0 and share.left.minor >= 0 for share in cover.shares)
    with transaction():
        db.session.execute(db.delete(credit.CreditMove))
        db.session.execute(db.delete(GiftCard))


def declared(order: Order) -> list[dict[str, Any]]:
    """What customs was told of each parcel last; its sums are looked at each time."""
    db.session.expire_all()
    told = []
    for dossier in customs.dossiers_of(order.id):
        assert all(each["severity"] == "warn" for each in dossier.findings), dossier.findings
        data = dossier.revisions[-1].body["data"]
        totals = {name: Decimal(value) for name, value in data["order"]["totals"].items()}
        added = sum(totals.values()) - totals["grand_total"]
        added -= 2 * totals["discount"] + 2 * totals["prepaid"]
        assert added == totals["grand_total"] == Decimal(data["payment"]["amount"]) >= 0
        assert min(totals.values()) >= 0
        checks = compare(read_event(dossier.revisions[-1].body).data, History())
        assert not checks.blocking, checks.blocking
        told.append(data)
    return told


def prepaid(data: dict[str, Any]) -> Decimal:
    return Decimal(data["order"]["totals"]["prepaid"])


@MARKETS
def test_customs_hears_what_was_prepaid_and_what_the_payment_company_took(
    till: Till, locale: Locale
) -> None:
    mine = card(4_321, locale.market.currency)
    token = basket_with(till, mine, quantities={"lamp": 3, "mug": 1})
    order = settle(till, order_of(till, token, locale))
    lamp = order.lines[0]
    for pieces in ({lamp.id: 2}, None):
        checkout.ship(till.again(order), checkout.Packing("china-post", waybill(), pieces, 9_000))
    told = declared(order)
    assert len(told) == 2
    assert sum(map(prepaid, told)) == order.money(4_321).decimal()
    paid = sum(Decimal(each["payment"]["amount"]) for each in told)
    assert paid == order.due.decimal()


def test_a_parcel_that_was_wholly_prepaid_agrees_too(till: Till) -> None:
    mine = card(90_000)
    order = order_of(till, basket_with(till, mine, quantities={"lamp": 3}))
    checkout.pay(order, URLS)
    one = {order.lines[0].id: 1}
    for pieces in (one, one, None):
        checkout.ship(till.again(order), checkout.Packing("china-post", waybill(), pieces, 9_000))
    told = declared(order)
    assert {each["payment"]["amount"] for each in told} == {"0.00"}
    assert {each["payment"]["method"] for each in told} == {"gift_card"}
    assert {each["payment"]["provider"]["name"] for each in told} == {"Lumenfold"}
    assert sum(map(prepaid, told)) == order.total.decimal()


@MARKETS
def test_refunds_before_acceptance_lower_what_each_means_paid(till: Till, locale: Locale) -> None:
    mine = card(9_000, locale.market.currency)
    token = basket_with(till, mine, quantities={"lamp": 3})
    order = settle(till, order_of(till, token, locale))
    checkout.ship(till.again(order), checkout.Packing("china-post", waybill(), None, 9_000))
    (before,) = declared(order)
    line = order.lines[0]
    for _ in range(2):
        checkout.refund(till.again(order), {line.id: 1})
        till.work()
        till.deliver()
        (now,) = declared(order)
    back = order.money(till.refunded()).decimal()
    on_card = order.money(left_on(mine)).decimal()
    assert back > 0 and on_card > 0
    assert Decimal(now["payment"]["amount"]) == Decimal(before["payment"]["amount"]) - back
    assert prepaid(now) == prepaid(before) - on_card
    assert Decimal(now["payment"]["refunded_amount"]) == back
    vat = Decimal(before["order"]["totals"]["import_vat"])
    fell = vat - Decimal(now["order"]["totals"]["import_vat"])
    pieces = order.money(line.vat_minor * 2 // 3).decimal()
    assert abs(fell - pieces) <= order.money(2).decimal()
    checkout.refund(till.again(order))
    till.work()
    till.deliver()
    assert left_on(mine) == 9_000 and till.refunded() == order.due.minor


def test_a_piece_that_bank_and_card_give_back_is_one_piece_of_one_parcel(till: Till) -> None:
    mine = card(8_000)
    order = settle(till, order_of(till, basket_with(till, mine, quantities={"lamp": 2})))
    line = order.lines[0]
    for pieces in ({line.id: 1}, None):
        checkout.ship(till.again(order), checkout.Packing("china-post", waybill(), pieces, 9_000))
    before = declared(order)
    checkout.refund(till.again(order), {line.id: 1})
    till.work()
    till.deliver()
    assert till.refunded() + left_on(mine) == line.total_minor // 2
    after = declared(order)
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False]
    told = [Decimal(each["payment"]["refunded_amount"]) for each in after]
    assert told == [0, order.money(till.refunded()).decimal()]
    assert prepaid(before[1]) - prepaid(after[1]) == order.money(left_on(mine)).decimal()


@pytest.mark.parametrize(
    ("code", "total", "held", "due"),
    [("EUR", 5_000, 4_980, 50), ("GBP", 5_000, 4_980, 30), ("EUR", 5_000, 4_950, 50)],
)
def test_a_card_leaves_nothing_or_what_stripe_takes(
    app: Flask, code: str, total: int, held: int, due: int
) -> None:
    cover = credit.cover(Money(total, code), [card(held, code).id])
    assert (cover.due.minor, cover.amount_minor) == (due, total - due)

"""Two hundred people want the last ten pieces at the same moment, through real web processes."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.shop import KINDS, LAMP, RARE, Buyer, Page, Shop, open_shop

PEOPLE, PIECES = 200, 10


@pytest.mark.timeout(180)
@pytest.mark.parametrize("database", KINDS)
def test_two_hundred_buyers_of_ten_pieces_make_ten_sales(database: str, tmp_path: Path) -> None:
    with open_shop(tmp_path, database, processes=2) as shop:
        answers = press_pay_together(shop)
        served = [(buyer, page) for buyer, page in answers if buyer.is_at_stripe(page)]
        refused = [page for buyer, page in answers if not buyer.is_at_stripe(page)]

        statuses = Counter(page.status for _, page in answers)
        assert not [status for status in statuses if status >= 500], statuses
        assert len(served) == PIECES, statuses
        for page in refused:
            assert_told(page)

        thanks = [buyer.pay(page) for buyer, page in served]
        assert all("paid" in page.heading.lower() for page in thanks), [t.heading for t in thanks]
        shop.drain()
        shop.assert_books(sales=PIECES)
        assert stock_of(shop, RARE) == (0, 0)


def assert_told(page: Page) -> None:
    """A late buyer is told what is sold out: in the form as it was typed, or in the basket."""
    assert "Last ten lamp" in page.words, "the refusal does not name what is sold out"
    assert "sold out" in page.words.lower() or "left" in page.words.lower(), page.words[:500]
    if page.url.endswith("/basket"):
        assert page.status == 200
    else:
        assert page.status == 409
        assert page.form("email", "name")["email"].startswith("buyer"), "what was typed is gone"


def press_pay_together(shop: Shop, people: int = PEOPLE) -> list[tuple[Buyer, Page]]:
    """Everybody fills in the form, waits for the last one, and then presses Pay."""
    gate = threading.Barrier(people, timeout=120)

    def person(_: int) -> tuple[Buyer, Page]:
        buyer = Buyer(shop.url, patience=0)
        buyer.take(shop.variants[RARE])
        page, form = buyer.checkout_form()
        typed = buyer.typed(form)
        gate.wait()
        return buyer, buyer.submit(page, form, typed)

    with ThreadPoolExecutor(people) as hands:
        return list(hands.map(person, range(people)))


def stock_of(shop: Shop, slug: str) -> tuple[int, int]:
    """On hand and reserved."""
    from storefront.catalog.models import Stock
    from storefront.db import db

    with shop.inside():
        stock = db.session.get_one(Stock, shop.variants[slug])
        return stock.on_hand, stock.reserved


@pytest.fixture(scope="module", params=KINDS)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    with open_shop(tmp_path_factory.mktemp("races"), request.param, processes=2) as shop:
        shop.sales = 0  # type: ignore[attr-defined]
        yield shop


def test_a_double_click_on_pay_makes_one_order_and_one_session(shop: Shop) -> None:
    before = placed(shop)
    for _ in range(5):
        buyer = Buyer(shop.url)
        buyer.take(shop.variants[LAMP])
        page, form = buyer.checkout_form()
        typed = buyer.typed(form)
        answers = together(lambda b=buyer, p=page, f=form, t=typed: b.submit(p, f, t), times=3)  # type: ignore[misc]
        refused = [answer.words for answer in answers if answer.status != 200]
        assert not refused, refused
        assert len({answer.url for answer in answers}) == 1, "two sessions for one order"
        buyer.pay(answers[0])
        shop.sales += 1  # type: ignore[attr-defined]
    assert placed(shop) == before + 5
    shop.drain()
    shop.assert_books(sales=shop.sales)  # type: ignore[attr-defined]


def test_webhook_and_thank_you_page_at_once_pay_an_order_once(shop: Shop) -> None:
    for _ in range(5):
        buyer = Buyer(shop.url)
        buyer.take(shop.variants[LAMP])
        at_stripe = buyer.place()
        session = at_stripe.url.split("/c/pay/")[1]
        back = shop.stripe(f"pay/{session}", {})["goes_to"]  # the events are on their way now
        answers = together(lambda b=buyer, u=back: b.get(u), times=4)  # type: ignore[misc]
        assert {answer.status for answer in answers} == {200}
        shop.sales += 1  # type: ignore[attr-defined]
    shop.drain()
    shop.assert_books(sales=shop.sales)  # type: ignore[attr-defined]


def test_sixteen_visitors_at_once_fail_no_order(shop: Shop) -> None:
    def visitor(number: int) -> str:
        buyer = Buyer(shop.url, ("en-us", "de-de", "fr-fr", "ja-jp")[number % 4])
        buyer.land("utm_source=instagram&utm_medium=social")
        buyer.add(buyer.look_at(LAMP))
        return buyer.pay(buyer.place()).heading

    with ThreadPoolExecutor(16) as people:
        headings = list(people.map(visitor, range(48)))
    assert all(headings), headings
    shop.sales += 48  # type: ignore[attr-defined]
    shop.drain()
    shop.assert_books(sales=shop.sales)  # type: ignore[attr-defined]


def placed(shop: Shop) -> int:
    """How many orders there are."""
    from sqlalchemy import func, select

    from storefront.db import db
    from storefront.orders.models import Order

    with shop.inside():
        return db.session.scalar(select(func.count()).select_from(Order)) or 0


def together(act, times: int) -> list[Page]:  # type: ignore[no-untyped-def]
    """The same thing several times in the same moment."""
    gate = threading.Barrier(times, timeout=30)

    def once(_: int) -> Page:
        gate.wait()
        page: Page = act()
        return page

    with ThreadPoolExecutor(times) as hands:
        return list(hands.map(once, range(times)))

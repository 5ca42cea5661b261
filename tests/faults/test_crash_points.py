"""`kill -9` at every named step of a sale: afterwards the sale is there, once."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from storefront.config import PROJECT
from storefront.outbox.promising import keepers
from tests.shop import KINDS, LAMP, Buyer, Shop, open_shop
from tests.shop.house import wait_for
from tests.shop.watching import Watchman

AT_THE_COUNTER = (
    "place.before_commit",
    "place.committed",
    "pay.session_opened",
    "pay.bound",
    "hook.stored",
)
SETTLING = ("settle.before_commit", "settle.committed")
SHIPPING = ("ship.before_commit", "ship.committed")
PROMISES = (
    "outbox.mail.letter.called",
    "outbox.mail.letter.confirmed",
    "outbox.stripe.event.called",
    "outbox.stripe.event.confirmed",
    "outbox.customs.deliver.called",
    "outbox.customs.deliver.confirmed",
    "outbox.gift_card.letter.called",
    "outbox.gift_card.letter.confirmed",
)
GIVING_BACK = ("refund.called", "outbox.stripe.refund.called", "outbox.stripe.refund.confirmed")
ELSEWHERE = ("outbox.catalog.renditions.called", "outbox.catalog.renditions.confirmed")
"""Not a step of a sale; making a picture twice makes the same picture."""

CASES = [
    *(("web", point) for point in (*AT_THE_COUNTER, *SETTLING)),
    *(("worker", point) for point in (*SETTLING, *PROMISES, *GIVING_BACK)),
    *(("owner", point) for point in SHIPPING),
]


@pytest.fixture(scope="module", params=KINDS)
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("crash"), request.param) as shop:
        shop.sales = 0  # type: ignore[attr-defined]
        yield shop


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("program", "point"), CASES)
def test_a_sale_survives_a_kill_at_every_step(shop: Shop, program: str, point: str) -> None:
    if program == "owner":
        sell_with_the_owner_killed(shop, point)
    else:
        sell_with_a_program_killed(shop, program, point)
    shop.sales += 1  # type: ignore[attr-defined]
    for number in shop.owner.to_ship():
        shop.owner.ship(number)
    shop.drain()
    shop.assert_books(sales=shop.sales)  # type: ignore[attr-defined]


def sell_with_a_program_killed(shop: Shop, name: str, point: str) -> None:
    program = shop.restart(name, CRASH_AT=point)
    settled_by_web = name == "web" and point in SETTLING
    if settled_by_web:
        shop.worker.kill()  # or the worker would have settled before the buyer is back
    doomed = program.process
    assert doomed is not None
    with Watchman(shop, leaves=("worker",) if settled_by_web else ()):
        gift = point.startswith("outbox.gift_card")
        number = buy(shop, comes_back=name == "web", gift=gift)
        if point.startswith("outbox.customs"):
            shop.owner.ship(number)
        if point in GIVING_BACK:
            shop.owner.refund(number)
        assert wait_for(lambda: doomed.poll() is not None, 30), f"{point} was never reached"
    assert doomed.returncode == -9, program.tail()


def sell_with_the_owner_killed(shop: Shop, point: str) -> None:
    number = buy(shop, comes_back=True)
    shop.drain()
    desk = shop.desk(number)
    desk.start(CRASH_AT=point)
    assert desk.died_of_kill(30), f"{point} was never reached: {desk.tail()}"


def buy(shop: Shop, *, comes_back: bool, gift: bool = False) -> str:
    """A purchase by somebody patient, of a lamp or a gift card; returns the order's number once it
    is paid."""
    buyer = Buyer(shop.url, "de-de", patience=40)
    if not gift:
        buyer.take(shop.variants[LAMP])
    at_stripe = buyer.give(recipient="sam@example.com") if gift else buyer.place()
    assert buyer.is_at_stripe(at_stripe), f"{at_stripe.status} {at_stripe.words[:300]}"
    session = at_stripe.url.split("/c/pay/")[1]
    if comes_back:
        thanks = buyer.pay(at_stripe)
        assert thanks.status == 200, thanks.words[:300]
    else:
        shop.stripe(f"pay/{session}", {"name": "Jörg Weiß"})
    for _ in range(40):
        if wait_for(lambda: shop.paid_number(session) is not None, 1):
            break
        shop.hurry()  # two minutes pass, and the lease of the killed worker ends
    number = shop.paid_number(session)
    assert number is not None, "paid, but never settled"
    return number


def test_every_crash_point_in_the_code_is_tried_here() -> None:
    points: set[str] = set()
    for path in (PROJECT / "storefront").rglob("*.py"):
        for name in re.findall(r"crash\.point\(f?\"([^\"]+)\"\)", path.read_text()):
            module = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
            if "{TOPIC}" in name:
                points.add(name.replace("{TOPIC}", import_module(module).TOPIC))
            elif "{promise.topic}" in name:
                points |= {name.replace("{promise.topic}", topic) for topic in keepers}
            else:
                points.add(name)
    tried = {point for _, point in CASES} | set(ELSEWHERE)
    assert points - tried == set(), "in the code and never tried"
    assert tried - points == set(), "tried and not in the code"


def test_a_live_shop_refuses_to_start_with_the_switch_set(monkeypatch: pytest.MonkeyPatch) -> None:
    from storefront.config import BadSettings, Settings

    monkeypatch.setenv("CRASH_AT", "place.committed")
    with pytest.raises(BadSettings, match="CRASH_AT"):
        Settings.from_env(
            {
                "STOREFRONT_ENV": "production",
                "PUBLIC_URL": "https://shop.example",
                "SECRET_KEY": "k" * 40,
                "STRIPE_API_KEY": "sk_live_x",
                "STRIPE_WEBHOOK_SECRET": "whsec_x",
            }
        )

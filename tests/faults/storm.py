"""Many people buy while web and worker are killed and webhooks are tripled, shuffled and lost.

    python -m tests.faults.storm --checkouts 500 --kills 100 --database sqlite

prints the figures and ends with status 1 when the books are wrong or sales are missing.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from storefront import credit
from storefront.db import transaction
from storefront.money import Money
from tests.shop import CARD, CARD_3DS, CARD_DECLINED, LAMP, MUG, Buyer, Shop, open_shop
from tests.shop.watching import Watchman

LOCALES = ("en-us", "de-de", "fr-fr", "en-gb", "ja-jp", "zh-us")
CURRENCIES = {"us": "USD", "de": "EUR", "fr": "EUR", "gb": "GBP", "jp": "JPY"}
CARDS = tuple(
    (code, size, amount)
    for code in ("USD", "EUR", "GBP", "JPY")
    for size, amount in (("part", 1_000), ("all", 100_000))
)
"""Gift cards: currency, what of an order each pays, and what is on it (minor units)."""
PATIENCE_SECONDS = 90
HOSTILE = {"duplicate": 2, "shuffle_seed": 5, "drop_rate": 0.3}
CALM = {"duplicate": 0, "shuffle_seed": None, "drop_rate": 0.0}


@dataclass
class Weather:
    """What happened in a storm."""

    checkouts: int
    bought: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    deliveries: Counter[str] = field(default_factory=Counter)
    orders_shipped: int = 0
    seconds: float = 0.0
    draining_seconds: float = 0.0
    paid: int = 0
    broken: dict[str, list[str]] = field(default_factory=dict)
    bugs: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Every checkout became a sale, and the books are right."""
        return not self.broken and not self.troubles and self.paid >= self.checkouts > 0


def storm(shop: Shop, checkouts: int, kills: int, *, buyers: int = 8, seed: int = 1) -> Weather:
    """So many purchases and so many kills, then calm, then the books."""
    weather = Weather(checkouts)
    shop.stripe("config", HOSTILE)
    codes = give_out_cards(shop, checkouts)
    began = time.monotonic()
    lock, done = threading.Lock(), threading.Event()

    def purchase(number: int) -> None:
        try:
            shop_like_a_person(shop, random.Random(f"{seed}/{number}"), codes[number])
        except Exception as trouble:
            with lock:
                weather.troubles.append(f"buyer {number}: {type(trouble).__name__}: {trouble}")
        else:
            with lock:
                weather.bought += 1

    with Watchman(shop) as watchman, ThreadPoolExecutor(buyers + 1) as people:
        packing = people.submit(pack, shop, weather, done)
        purchases = [people.submit(purchase, number) for number in range(checkouts)]
        lightning(shop, watchman, weather, kills, lambda: all(each.done() for each in purchases))
        for each in purchases:
            each.result()
        done.set()
        packing.result()
    weather.seconds = time.monotonic() - began
    calm(shop, weather)
    return weather


def give_out_cards(shop: Shop, count: int) -> list[dict[str, str]]:
    """For every third buyer a gift card that pays a part and one that pays all, in every currency:
    codes by currency and size."""
    with shop.inside(), transaction():
        return [
            {
                f"{code} {size}": credit.code_of(
                    credit.issue(Money(minor, code), "gift", by="owner", key=f"{n}-{code}-{size}")
                )
                for code, size, minor in CARDS
                if n % 3 == 0
            }
            for n in range(count)
        ]


def shop_like_a_person(shop: Shop, chance: random.Random, codes: dict[str, str]) -> None:
    """Choose, fill in, pay; sometimes with a gift card or by a declined card first, often without
    coming back."""
    buyer = Buyer(shop.url, chance.choice(LOCALES), patience=PATIENCE_SECONDS)
    buyer.land("utm_source=newsletter&utm_medium=email&utm_campaign=storm")
    buyer.take(shop.variants[chance.choice((LAMP, MUG))], chance.randint(1, 2))
    if codes:
        money = CURRENCIES[buyer.locale.split("-")[1]]
        size = chance.choice(("part", "part", "all"))
        buyer.post(buyer.path("basket/code"), {"code": codes[f"{money} {size}"]})
        if size == "all":
            thanks = buyer.place()
            assert "/checkout/return/" in thanks.url, f"{thanks.url} {thanks.words[:200]}"
            return
    at_stripe = buyer.place()
    assert buyer.is_at_stripe(at_stripe), f"{at_stripe.status} {at_stripe.words[:200]}"
    if chance.random() < 0.15:
        at_stripe = buyer.pay(at_stripe, CARD_DECLINED)
    card = CARD_3DS if chance.random() < 0.2 else CARD
    if card == CARD and chance.random() < 0.5:  # paid, and the window closed
        session = at_stripe.url.split("/c/pay/")[1].split("?")[0].split("#")[0]
        answer = shop.stripe(f"pay/{session}", {"card_number": card})
        assert answer["goes_to"], answer
        return
    thanks = buyer.pay(at_stripe, card)
    assert thanks.status == 200, f"{thanks.url} {thanks.status} {thanks.words[:200]}"


def lightning(
    shop: Shop, watchman: Watchman, weather: Weather, kills: int, is_over: Callable[[], bool]
) -> None:
    """Kill a web process or a worker at random moments, spread over all the purchases."""
    chance = random.Random(weather.checkouts * 1000 + kills)
    struck = 0
    while struck < kills and not is_over():
        behind = weather.bought < weather.checkouts * struck / kills - weather.checkouts * 0.1
        time.sleep(chance.uniform(0.02, 0.3) + (0.3 if behind else 0))
        if behind:
            continue
        target = chance.choice(("web", "web child", "worker", "worker"))
        program = shop.programs[target.split()[0]]
        with watchman.lock:
            if not program.is_running:
                continue
            if target == "web child":
                if not program.kill_one_child():
                    continue
            else:
                program.kill()
        weather.kills[target] += 1
        struck += 1
        if program.health and target != "web child":
            time.sleep(chance.uniform(1.0, 2.5))  # it must live a little, or nobody ever buys


def pack(shop: Shop, weather: Weather, done: threading.Event) -> None:
    """The owner ships what is paid, while the storm goes on."""
    while not done.wait(0.5):
        for number in shop.owner.to_ship()[:5]:
            try:
                shop.owner.ship(number)
                weather.orders_shipped += 1
            except Exception as trouble:
                weather.troubles.append(f"shipping {number}: {trouble}")


def calm(shop: Shop, weather: Weather) -> None:
    """The storm is over: all is delivered, shipped, settled, and the books are read."""
    began = time.monotonic()
    states = Counter(delivery["state"] for delivery in shop.stripe("deliveries"))
    weather.deliveries = states
    shop.stripe("config", CALM)
    shop.start()
    shop.drain(120)
    for number in shop.owner.to_ship():
        shop.owner.ship(number)
        weather.orders_shipped += 1
    shop.drain(180)
    weather.broken, weather.paid = shop.broken_rules()
    if violations := shop.violations():
        weather.broken["Stripe's own types"] = [str(violation) for violation in violations]
    weather.bugs = shop.bugs()
    weather.draining_seconds = time.monotonic() - began


def report(weather: Weather, database: str) -> str:
    """The figures, for a person."""
    kills = ", ".join(f"{name} {count}" for name, count in sorted(weather.kills.items()))
    events = ", ".join(f"{name} {count}" for name, count in sorted(weather.deliveries.items()))
    lines = [
        f"database          {database}",
        f"checkouts         {weather.checkouts} ({weather.bought} without trouble)",
        f"kill -9           {weather.kills.total()} ({kills})",
        f"event deliveries  {weather.deliveries.total()} ({events})",
        f"paid orders       {weather.paid}",
        f"parcels           {weather.orders_shipped}",
        f"storm / calm      {weather.seconds:.0f} s / {weather.draining_seconds:.0f} s",
        f"books             {'right' if not weather.broken else 'WRONG'}",
    ]
    for name, problems in weather.broken.items():
        lines += [f"  BAD {name}", *(f"      {problem}" for problem in problems[:10])]
    lines += [f"  trouble: {trouble}" for trouble in weather.troubles[:20]]
    lines += [f"  logged: {bug}" for bug in weather.bugs[:3]]
    return "\n".join(lines)


def main() -> int:
    """From the command line."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--checkouts", type=int, default=500)
    asked.add_argument("--kills", type=int, default=100)
    asked.add_argument("--buyers", type=int, default=8)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    told = asked.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_shop(Path(folder), told.database, processes=2) as shop,
    ):
        weather = storm(shop, told.checkouts, told.kills, buyers=told.buyers, seed=told.seed)
        print(report(weather, told.database))
        return 0 if weather.holds and weather.kills.total() >= told.kills else 1


if __name__ == "__main__":
    sys.exit(main())

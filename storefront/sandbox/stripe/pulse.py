"""The heartbeat: what is due gets done, and events go out without anyone waiting for them."""

import logging
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from storefront.sandbox.stripe.checkout import settle_if_due
from storefront.sandbox.stripe.disputes import decide_if_open
from storefront.sandbox.stripe.intents import book_charge
from storefront.sandbox.stripe.refunds import finish_refund
from storefront.sandbox.stripe.sessions import expire_if_due
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.webhooks import Losses, deliver
from storefront.sandbox.stripe.world import World

COURIERS = 4
LONGEST_SLEEP = 0.5
GATHERING = 0.06  # how long events are gathered before they are shuffled

log = logging.getLogger(__name__)

_TASKS: dict[str, Callable[[World, Thing], None]] = {
    "book": lambda world, task: book_charge(world, task["charge"]),
    "expire": lambda world, task: expire_if_due(world, task["session"]),
    "refund": lambda world, task: finish_refund(world, task["refund"], task["succeeds"]),
    "settle": lambda world, task: settle_if_due(world, task["session"], task["succeeds"]),
    "dispute": lambda world, task: decide_if_open(world, task["dispute"], task["status"]),
}


class Pulse:
    """A background thread that keeps the world going until it is stopped."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._stopping = threading.Event()
        self._losses = Losses()
        self._thread = threading.Thread(target=self._beat, name="sandbox-pulse", daemon=True)
        self._couriers = ThreadPoolExecutor(COURIERS, "sandbox-courier")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; deliveries under way may finish, those still waiting are kept for the next start."""
        self._stopping.set()
        self._world.wake.set()
        self._thread.join(timeout=5)
        self._couriers.shutdown(wait=True, cancel_futures=True)

    def _beat(self) -> None:
        world = self._world
        while not self._stopping.is_set():
            wait = world.next_due()
            world.wake.wait(LONGEST_SLEEP if wait is None else min(wait, LONGEST_SLEEP))
            world.wake.clear()
            if world.settings.shuffle_seed is not None:
                self._stopping.wait(GATHERING)
            try:
                catch_up(world)
                self._send(world.due_deliveries())
            except Exception:
                log.exception("the sandbox's heartbeat stumbled")

    def _send(self, deliveries: list[Thing]) -> None:
        world = self._world
        if world.settings.shuffle_seed is not None:
            random.Random(world.settings.shuffle_seed + len(deliveries)).shuffle(deliveries)
        for task in deliveries:
            if self._losses.next_is_lost(world):
                with world.change():
                    world.store.update(task, state="lost")
            else:
                world.under_way.add(task["id"])
                self._couriers.submit(_deliver, world, task)


def catch_up(world: World) -> None:
    """Do what is due, each task in a change of its own."""
    for task in world.due_tasks():
        with world.change():
            if world.store.find(task["id"]):
                world.store.remove(task)
                _TASKS[task["does"]](world, task)


def _deliver(world: World, task: Thing) -> None:
    try:
        deliver(world, task)
    except Exception:
        log.exception("a delivery stumbled")
    finally:
        world.under_way.discard(task["id"])

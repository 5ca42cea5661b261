"""One sandbox: its options, its memory, its clock, and what it still has to do."""

import contextlib
import heapq
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from storefront import clock
from storefront.sandbox.stripe.contract import check_object
from storefront.sandbox.stripe.ids import new_id
from storefront.sandbox.stripe.options import Options, Settings
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.state import Store, Thing
from storefront.sandbox.stripe.wire import dotted

LOG_LENGTH = 5000
DELIVER, WAITING = "deliver", "waiting"
_SETTINGS_ID = "_settings"


@dataclass(frozen=True)
class Cause:
    """The request that made something happen."""

    request_id: str
    idempotency_key: str | None = None


CAUSE: ContextVar[Cause | None] = ContextVar("cause", default=None)


class World:
    """What every part of the sandbox works on. Change it only inside `with world.change():`."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.store = Store(options.state)
        self.first_settings = Settings(
            **({"settlement_currency": options.settlement_currency} | options.settings)
        )
        self.settings = self.first_settings
        self.base_url = options.public_url or ""
        self.faults: list[dict[str, Any]] = []
        self.violations: list[dict[str, Any]] = []
        self.requests: deque[dict[str, Any]] = deque(maxlen=LOG_LENGTH)
        self.in_flight: set[str] = set()  # idempotency keys whose first request still runs
        self.under_way: set[str] = set()  # deliveries a courier has in hand
        self.wake = threading.Event()
        self._tasks: list[tuple[float, int, str]] = []
        self._deliveries: list[tuple[float, int, str]] = []
        self._n = 0
        with self.change():
            self._remember_settings()
            for task in self.store.every("_task"):
                if task.get("state", WAITING) == WAITING:
                    self._plan(task)

    # time

    def instant(self) -> float:
        """Seconds since the epoch on the sandbox's clock, which can be moved ahead."""
        return clock.now().timestamp() + float(self._facts["ahead"])

    def now(self) -> int:
        """The whole second it is."""
        return int(self.instant())

    def advance(self, seconds: float) -> None:
        """Move the clock ahead."""
        self.store.update(self._facts, ahead=self._facts["ahead"] + seconds)
        self.wake.set()

    # memory

    @contextlib.contextmanager
    def change(self) -> Iterator[None]:
        """A change of the world: all of it or nothing, on disk before it ends."""
        with self.store.change():
            yield

    def make(self, blank: Thing, prefix: str, **facts: Any) -> Thing:
        """Complete a blank object with an id, the time and its facts, and remember it."""
        thing = blank | {"id": new_id(prefix)}
        if "created" in thing:
            thing["created"] = self.now()
        if "metadata" in thing:
            thing["metadata"] = {}
        return self.store.add(thing | facts)

    def reset(self) -> None:
        """Back to the first second: no objects, no faults, the wall clock, the first settings."""
        self.store.clear()
        self._tasks.clear()
        self._deliveries.clear()
        self.faults.clear()
        self.violations.clear()
        self.requests.clear()
        self.settings = self.first_settings
        self._remember_settings()

    def calm_down(self) -> None:
        """Wait until no courier is under way with an event, though not for ever."""
        end = time.monotonic() + self.settings.webhook_timeout
        while self.under_way and time.monotonic() < end:
            time.sleep(0.01)

    def configure(self, **values: Any) -> Settings:
        """Change settings; refuses names that are none."""
        known = {field.name for field in fields(Settings)}
        if unknown := set(values) - known:
            raise Refusal(
                f"No such setting: {', '.join(sorted(unknown))}."
                f" There are: {', '.join(sorted(known))}"
            )
        if wrong := [name for name in values if not _fits(name, values[name])]:
            raise Refusal(f"Not a fitting value for {', '.join(wrong)}.")
        self.settings = replace(self.settings, **values)
        return self.settings

    def _remember_settings(self) -> None:
        found = self.store.find(_SETTINGS_ID)
        self._facts = found or self.store.add(
            {"id": _SETTINGS_ID, "object": "_settings", "ahead": 0.0}
        )

    # what is still to do

    def later(self, seconds: float, does: str, **facts: Any) -> Thing:
        """Plan a task for `seconds` from now; it survives a restart."""
        task = {
            "id": new_id("task_"),
            "object": "_task",
            "due": self.instant() + seconds,
            "does": does,
            **facts,
        }
        self._plan(self.store.add(task))
        return task

    def again(self, task: Thing, seconds: float) -> None:
        """Plan a task once more."""
        self.store.update(task, due=self.instant() + seconds)
        self._plan(task)

    def due_tasks(self) -> list[Thing]:
        """The tasks whose time has come, taken off the agenda."""
        return self._take(self._tasks)

    def due_deliveries(self) -> list[Thing]:
        """The deliveries whose time has come, taken off the agenda."""
        return self._take(self._deliveries)

    def next_due(self) -> float | None:
        """Seconds until the next task or delivery."""
        with self.store.lock:
            heads = [agenda[0][0] for agenda in (self._tasks, self._deliveries) if agenda]
            return max(0.0, min(heads) - self.instant()) if heads else None

    def _take(self, agenda: list[tuple[float, int, str]]) -> list[Thing]:
        ready: list[Thing] = []
        with self.store.lock:
            while agenda and agenda[0][0] <= self.instant():
                _, _, id = heapq.heappop(agenda)
                if task := self.store.find(id):
                    ready.append(task)
        return ready

    def _plan(self, task: Thing) -> None:
        self._n += 1
        agenda = self._deliveries if task["does"] == DELIVER else self._tasks
        heapq.heappush(agenda, (task["due"], self._n, task["id"]))
        self.wake.set()

    # honesty

    def watch(self, where: str, thing: Thing) -> None:
        """Record where an object that leaves the house differs from its type."""
        if found := check_object(thing):
            place = dotted(found.path) if found.path else thing["object"]
            self.violations.append({"where": where, "at": place, "saying": found.saying})

    def settings_as_json(self) -> dict[str, Any]:
        """The settings in force."""
        return asdict(self.settings)


def _fits(name: str, value: Any) -> bool:
    """Whether a setting can have this value: one like the value it has from the start."""
    usual = getattr(Settings(), name)
    if usual is None:
        return value is None or type(value) in (int, float)
    if type(usual) in (int, float):
        return type(value) in (int, float) and value >= 0
    return isinstance(value, list | tuple if isinstance(usual, tuple) else type(usual))


def public(thing: Thing) -> Thing:
    """What others may see of an object: all but the sandbox's own notes."""
    return {key: value for key, value in thing.items() if not key.startswith("_")}

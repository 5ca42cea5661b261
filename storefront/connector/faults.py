"""Misbehaviour on demand, so that a shop can be shown to survive a bad connector."""

import random
import threading
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from .events import Problem


@dataclass(frozen=True)
class Faults:
    """What goes wrong at present; everything off but a normal pace. Delays are seconds."""

    step_delay: float = 1.0
    outage: bool = False
    retry_after: int = 5
    answer_delay: float = 0.0
    lose_answer_rate: float = 0.0
    reject_reason: str | None = None
    reject_message: str = "Refused by order of the control page."
    duplicate_receipts: int = 0
    receipts_out_of_order: bool = False


_RANGES: dict[str, tuple[float, float]] = {
    "step_delay": (0, 3600),
    "retry_after": (0, 86_400),
    "answer_delay": (0, 120),
    "lose_answer_rate": (0, 1),
    "duplicate_receipts": (0, 20),
}
_WHOLE = ("retry_after", "duplicate_receipts")
_FLAGS = ("outage", "receipts_out_of_order")


class ControlRefused(Exception):
    """A control body that asks for something impossible; `problems` say what."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.detail for problem in problems))
        self.problems = problems


class FaultPanel:
    """The present faults, changed by the control page and read by every thread."""

    def __init__(self, step_delay: float) -> None:
        self._normal = Faults(step_delay=step_delay)
        self._now = self._normal
        self._guard = threading.Lock()
        self._dice = random.Random()

    @property
    def now(self) -> Faults:
        return self._now

    def change(self, wishes: dict[str, Any]) -> Faults:
        """Changes what is named and keeps the rest; raises ControlRefused and changes nothing."""
        problems = [problem for name in wishes if (problem := _wrong(name, wishes[name]))]
        if problems:
            raise ControlRefused(problems)
        with self._guard:
            self._now = replace(self._now, **wishes)
        return self._now

    def reset(self) -> Faults:
        """Everything back to normal."""
        self._now = self._normal
        return self._now

    def loses_this_answer(self) -> bool:
        return self._dice.random() < self._now.lose_answer_rate

    def as_json(self) -> dict[str, Any]:
        return asdict(self._now)


def _wrong(name: str, value: Any) -> Problem | None:
    if name not in {field.name for field in fields(Faults)}:
        return Problem("schema_invalid", f"/{name}", f"There is no setting {name}.")
    if name in _FLAGS:
        fits, wanted = isinstance(value, bool), "true or false"
    elif name in _RANGES:
        low, high = _RANGES[name]
        number = int if name in _WHOLE else (int, float)
        fits = isinstance(value, number) and not isinstance(value, bool) and low <= value <= high
        wanted = f"a {'whole ' if name in _WHOLE else ''}number from {low} to {high}"
    else:
        fits = (value is None and name == "reject_reason") or (
            isinstance(value, str) and 0 < len(value) <= 200
        )
        wanted = "text of up to 200 characters"
    return None if fits else Problem("schema_invalid", f"/{name}", f"{name} must be {wanted}.")

"""Accidents to order: what the network and a struggling API do to a request."""

import re
import time
from typing import Any, Literal

from flask import Response
from waitress.channel import ClientDisconnected

from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.world import World

When = Literal["before", "after"]
KINDS = ("drop", "error", "conflict", "rate_limit", "timeout")
DEFAULT_TIMEOUT = 30.0


class Dropped(Response):
    """An answer that never comes: the connection is closed without a word."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise ClientDisconnected


class Drop(Exception):
    """The connection is to be dropped."""


def add_fault(world: World, wish: dict[str, Any]) -> dict[str, Any]:
    """Order an accident: `operation` is a pattern over names such as `sessions.create`."""
    fault = {
        "operation": ".*",
        "when": "before",
        "kind": "drop",
        "times": 1,
        "skip": 0,
        "seconds": DEFAULT_TIMEOUT,
    }
    if unknown := set(wish) - set(fault):
        raise Refusal(f"A fault has no {', '.join(sorted(unknown))}; it has {', '.join(fault)}.")
    fault |= wish
    if fault["kind"] not in KINDS:
        raise Refusal(f"A fault is one of {', '.join(KINDS)}.")
    if fault["when"] not in ("before", "after"):
        raise Refusal("A fault comes `before` or `after` the change is committed.")
    if not all(isinstance(fault[name], int | float) for name in ("times", "skip", "seconds")):
        raise Refusal("`times`, `skip` and `seconds` are numbers.")
    try:
        re.compile(str(fault["operation"]))
    except re.error:
        raise Refusal("`operation` is a pattern, such as `sessions.create`.") from None
    world.faults.append(fault)
    return fault


def meet(world: World, operation: str, when: When) -> None:
    """Suffer the first ordered accident that fits, if there is one."""
    fault = _take(world, operation, when)
    if fault is None:
        return
    if fault["kind"] == "drop":
        raise Drop
    if fault["kind"] == "timeout":
        time.sleep(fault["seconds"])
        return
    raise _answers(fault["kind"])


def _take(world: World, operation: str, when: When) -> dict[str, Any] | None:
    with world.store.lock:
        for fault in world.faults:
            fits = fault["when"] == when and re.fullmatch(fault["operation"], operation)
            if not fits or fault["times"] <= 0:
                continue
            if fault["skip"] > 0:
                fault["skip"] -= 1
                return None
            fault["times"] -= 1
            return fault
    return None


def _answers(kind: str) -> Refusal:
    if kind == "conflict":
        return Refusal(
            "This object cannot be accessed right now because another API request or Stripe"
            " process is currently accessing it.",
            "lock_timeout",
            status=409,
            keep=False,
        )
    if kind == "rate_limit":
        return Refusal("Request rate limit exceeded.", "rate_limit", status=429, keep=False)
    return Refusal(
        "An error occurred internally, and we have been notified.",
        status=500,
        type="api_error",
    )

"""What happened, as the account's event list and its webhooks tell it."""

import copy
from typing import Any

from storefront.sandbox.stripe.contract import API_VERSION, blank
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.webhooks import endpoints_for, plan_delivery
from storefront.sandbox.stripe.world import CAUSE, World, public


def emit(world: World, type: str, thing: Thing, previous: dict[str, Any] | None = None) -> Thing:
    """Record an event with the object as it is now, and promise it to the endpoints."""
    cause = CAUSE.get()
    data: dict[str, Any] = {"object": copy.deepcopy(public(thing))}
    if previous is not None:
        data["previous_attributes"] = previous
    endpoints = endpoints_for(world, type)
    event = world.make(
        blank("event"),
        "evt_3",
        type=type,
        api_version=API_VERSION,
        data=data,
        pending_webhooks=len(endpoints),
        request={
            "id": cause.request_id if cause else None,
            "idempotency_key": cause.idempotency_key if cause else None,
        },
        _undelivered=[endpoint["id"] for endpoint in endpoints],
    )
    world.watch(f"event {type}", public(event))
    world.watch(f"object of {type}", data["object"])
    for endpoint in endpoints:
        for _ in range(1 + world.settings.duplicate):
            plan_delivery(world, event, endpoint)
    return event

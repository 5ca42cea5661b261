"""Lists with cursors, and ids replaced by the objects they name."""

import copy
from collections.abc import Callable
from typing import Any

from storefront.sandbox.stripe.contract import expandable
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.world import World, public

LIMIT = 10
MOST = 100
DEEPEST = 4


def listing(
    world: World,
    kind: str,
    url: str,
    params: dict[str, Any],
    wanted: Callable[[Thing], bool] = lambda thing: True,
) -> Thing:
    """One page of the objects of a kind, newest first, by the usual list parameters."""
    created = _within(params.get("created"))
    found = [t for t in reversed(world.store.every(kind)) if created(t["created"]) and wanted(t)]
    return page(found, url, params)


def page(found: list[Thing], url: str, params: dict[str, Any]) -> Thing:
    """The part of a list that `limit`, `starting_after` and `ending_before` ask for."""
    limit = params.get("limit", LIMIT)
    if not 1 <= limit <= MOST:
        raise Refusal(f"Invalid limit: must be between 1 and {MOST}", param="limit")
    if "starting_after" in params and "ending_before" in params:
        raise Refusal("You may not specify both `starting_after` and `ending_before`.")
    if "ending_before" in params:
        end = _position(found, params["ending_before"], "ending_before")
        start = max(0, end - limit)
        has_more = start > 0
    else:
        start = 0
        if "starting_after" in params:
            start = 1 + _position(found, params["starting_after"], "starting_after")
        end = start + limit
        has_more = end < len(found)
    data = [public(thing) for thing in found[start:end]]
    return {"object": "list", "url": url, "has_more": has_more, "data": data}


def same(params: dict[str, Any], *names: str) -> Callable[[Thing], bool]:
    """A filter: the named fields equal the parameters that were given."""
    asked = {name: params[name] for name in names if name in params}
    return lambda thing: all(thing[name] == value for name, value in asked.items())


def _position(found: list[Thing], id: str, param: str) -> int:
    for position, thing in enumerate(found):
        if thing["id"] == id:
            return position
    raise Refusal(f"No such object: '{id}'", "resource_missing", param)


def _within(created: Any) -> Callable[[int], bool]:
    if created is None:
        return lambda at: True
    if isinstance(created, int):
        return lambda at: at == created
    return lambda at: (
        at >= created.get("gte", at)
        and at > created.get("gt", at - 1)
        and at <= created.get("lte", at)
        and at < created.get("lt", at + 1)
    )


def expand(world: World, answer: Thing, paths: list[str]) -> Thing:
    """A copy of the answer in which the ids at the paths are the objects they name."""
    answer = copy.deepcopy(public(answer))
    for path in paths:
        steps = path.split(".")
        is_list = answer["object"] == "list" and "data" in answer
        if is_list and steps[0] != "data":
            raise Refusal(f"This property cannot be expanded ({path}).", param="expand")
        if len(steps) > DEEPEST + is_list:
            raise Refusal(
                f"You cannot expand more than {DEEPEST} levels of a property ({path}).",
                param="expand",
            )
        _expand(world, answer, steps, path)
    return answer


def _expand(world: World, thing: Thing, steps: list[str], path: str) -> None:
    step, *rest = steps
    if step == "data" and thing.get("object") == "list":
        if rest:
            for one in thing["data"]:
                _expand(world, one, rest, path)
        return
    kind = thing.get("object", "")
    if not kind or not (expandable(kind, step) or isinstance(thing.get(step), dict)):
        raise Refusal(f"This property cannot be expanded ({step}).", param="expand")
    if step not in thing:
        thing[step] = _included(world, thing, step)
    value = thing[step]
    if isinstance(value, str):
        found = world.store.find(value)
        thing[step] = value = copy.deepcopy(public(found)) if found else value
    if rest and isinstance(value, dict):
        _expand(world, value, rest, path)


def _included(world: World, thing: Thing, step: str) -> Thing:
    """A list that is sent only when asked for."""
    if thing["object"] == "checkout.session":
        session = world.store.get("checkout.session", thing["id"])
        return page(session["_items"], f"/v1/checkout/sessions/{thing['id']}/line_items", {})
    refunds = [r for r in world.store.every("refund") if r["charge"] == thing["id"]]
    return page(refunds[::-1], f"/v1/charges/{thing['id']}/refunds", {})

"""Whatever stands in whatever place of a signed body: refused with a reason, or shown in full."""

import copy
from collections.abc import Iterator
from typing import Any

from storefront.connector.comparison import History, compare
from storefront.connector.declaring import Standing, plan_for
from storefront.connector.events import Malformed, _gate, _problems, read_event
from storefront.connector.web.showing import facts_of

WEIRD = (None, "5\n", "a" * 5000, -1, [], {"a": None})


def _places(value: Any, path: tuple = ()) -> Iterator[tuple]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from _places(inner, (*path, key))


def test_any_value_in_any_place_is_refused_or_handled(event):
    accepted = refused = 0
    for path in list(_places(event)):
        for seeded in (*(_with(event, path, weird) for weird in WEIRD), _without(event, path)):
            try:
                one = read_event(seeded)
            except Malformed as malformed:
                assert malformed.problems[0].pointer.startswith("/") or len(path) == 1
                refused += 1
                continue
            comparison = compare(one.data, History())
            plan_for(one, comparison, Standing(), None)
            facts_of(one.data, [check.as_json() for check in comparison.checks])
            accepted += 1
    assert accepted > 100
    assert refused > 100


def test_weird_but_wellformed_dossiers_are_stored_and_shown(shop, event):
    number = 0
    for path in list(_places(event["data"])):
        if path[0] in ("dossier_id", "revision"):
            continue
        body = _with(event, ("data", *path), None)
        body["data"]["dossier_id"] = f"dsr_{number}"
        number += 1
        status = shop.deliver(body).status
        assert status in (202, 422), path
        if status == 202:
            assert shop.get(f"/dossiers/dsr_{number - 1}").status == 200, path
    assert shop.get("/").status == 200
    assert shop.get("/dossiers").status == 200


def _with(event: dict, path: tuple, value: Any) -> dict:
    changed = copy.deepcopy(event)
    place: Any = changed
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return changed


def _without(event: dict, path: tuple) -> dict:
    changed = _with(event, path, None)
    place: Any = changed
    for part in path[:-1]:
        place = place[part]
    if isinstance(place, dict):
        del place[path[-1]]
    return changed


def test_the_quick_gate_and_the_judge_who_says_why_agree(event):
    """What the gate lets through is never looked at again."""
    odd = (*WEIRD, "١٢٣", "5", "0.10", 10**30, 0.5, True, "2026-02-30T00:00:00Z", {}, [None])
    for path in list(_places(event)):
        for seeded in (*(_with(event, path, value) for value in odd), _without(event, path)):
            assert _gate().is_valid(seeded) == (not _problems(seeded)), (path, seeded)

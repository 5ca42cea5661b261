"""The sandbox against the types of the installed stripe package."""

from typing import Any

import pytest
import stripe

from storefront.sandbox.stripe.annotations import Record
from storefront.sandbox.stripe.contract import (
    OPERATIONS,
    blank,
    check_object,
    operation_for,
)
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.shapes import AnyOf, ListOf, MapOf, Page, Shape, Unread
from storefront.sandbox.stripe.wire import decode, read_params

KINDS = sorted({operation.answers for operation in OPERATIONS})


def reachable(shape: Shape, seen: set[Shape]) -> set[Shape]:
    waiting = [shape]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if isinstance(one, Record):
            waiting += [field.shape for field in one.fields.values()]
        elif isinstance(one, ListOf | MapOf | Page):
            waiting.append(one.item)
        elif isinstance(one, AnyOf):
            waiting += one.shapes
    return seen


def test_every_annotation_of_every_operation_is_understood() -> None:
    seen: set[Shape] = set()
    for operation in OPERATIONS:
        reachable(operation.request, seen)
        reachable(operation.response, seen)
    assert [one for one in seen if isinstance(one, Unread)] == []
    assert sum(isinstance(one, Record) for one in seen) > 1000


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_object_fits_its_type(kind: str) -> None:
    assert check_object(blank(kind)) is None


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        ({"amount": "2000"}, ("amount",)),
        ({"amount": 20.5}, ("amount",)),
        ({"paid": 1}, ("paid",)),
        ({"status": "successful"}, ("status",)),
        ({"colour": "red"}, ("colour",)),
        ({"metadata": {"order": 1}}, ("metadata", "order")),
        ({"outcome": {"kind": "good"}}, ("outcome", "kind")),
        ({"balance_transaction": {"object": "balance_transaction"}}, ("balance_transaction",)),
    ],
)
def test_a_tampered_charge_is_caught(damage: dict[str, Any], where: tuple[str, ...]) -> None:
    found = check_object(blank("charge") | damage)
    assert found is not None
    assert found.path[: len(where)] == where


def test_a_charge_without_its_amount_is_caught() -> None:
    charge = blank("charge")
    del charge["amount"]
    found = check_object(charge)
    assert found is not None
    assert (found.path, found.why) == (("amount",), "missing")


def test_bracketed_forms_become_objects_and_lists() -> None:
    pairs = [("a[b][0][c]", "x"), ("a[b][1][c]", "y"), ("t[]", "1"), ("t[]", "2"), ("m[k]", "")]
    assert decode(pairs) == {"a": {"b": [{"c": "x"}, {"c": "y"}]}, "t": ["1", "2"], "m": {"k": ""}}


def test_metadata_with_numbers_for_keys_stays_metadata() -> None:
    found = operation_for("POST", "/v1/refunds")
    assert found is not None
    params = read_params(found[0], [("payment_intent", "pi_1"), ("metadata[0]", "a")])
    assert params["metadata"] == {"0": "a"}


@pytest.mark.parametrize(
    ("pair", "code", "param"),
    [
        (("colour", "red"), "parameter_unknown", "colour"),
        (("amount", "12.50"), "parameter_invalid_integer", "amount"),
        (("reason", "because"), None, "reason"),
        (("metadata", "text"), None, "metadata"),
        (("expand", "charge"), None, "expand"),
    ],
)
def test_a_request_that_the_types_do_not_know_is_refused(
    pair: tuple[str, str], code: str | None, param: str
) -> None:
    found = operation_for("POST", "/v1/refunds")
    assert found is not None
    with pytest.raises(Refusal) as refusal:
        read_params(found[0], [("payment_intent", "pi_1"), pair])
    assert refusal.value.body["error"].get("code") == code
    assert refusal.value.body["error"]["param"] == param


def test_the_sandbox_speaks_the_version_of_the_installed_package() -> None:
    from storefront.sandbox.stripe.contract import API_VERSION

    assert stripe.api_version == API_VERSION

"""Which operations exist, and the shapes of their requests and answers in the pinned version."""

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from stripe._api_version import _ApiVersion
from stripe._object_classes import get_object_class

from storefront.sandbox.stripe.annotations import Record, record
from storefront.sandbox.stripe.shapes import AnyOf, Mismatch, Page, Shape

API_VERSION: str = _ApiVersion.CURRENT

# Fields the types allow but the API sends only on request or only once.
_LEFT_OUT = {
    "checkout.session": {"line_items"},
    "charge": {"refunds"},
    "webhook_endpoint": {"secret", "deleted"},
    "account": {"deleted"},
}
# Fields that are left out, but can be asked for with `expand`.
INCLUDABLE = {"checkout.session": {"line_items"}, "charge": {"refunds"}}


@dataclass(frozen=True)
class Operation:
    """One row of the API: `GET /v1/refunds/{id}` and the types it is bound to."""

    name: str
    method: str
    path: str
    params: str
    answers: str
    lists: bool = False

    @cached_property
    def request(self) -> Record:
        """The shape of its parameters."""
        module, _, name = self.params.rpartition(".")
        return record(getattr(importlib.import_module(f"stripe.params.{module}"), name))

    @cached_property
    def response(self) -> Shape:
        """The shape of its answer."""
        item = resource(self.answers)
        return Page(item) if self.lists else item

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What its path looks like, ids as groups."""
        return re.compile(self.path.replace("{id}", "([^/]+)"))


@cache
def resource(name: str) -> Record:
    """The shape of a kind of object, by the name it bears in its `object` field."""
    return record(get_object_class("V1", name))


def blank(name: str) -> dict[str, Any]:
    """The smallest object of a kind that its type allows: every fact null, false, zero or empty."""
    skipped = _LEFT_OUT.get(name, set())
    return {k: v for k, v in resource(name).blank().items() if k not in skipped} | {"object": name}


def blank_part(name: str, *fields: str) -> dict[str, Any]:
    """The smallest value of a nested record, such as `("charge", "outcome")`."""
    shape: Shape = resource(name)
    for field in fields:
        shape = _record_in(_record_in(shape).fields[field].shape)
    return _record_in(shape).blank()


def _record_in(shape: Shape) -> Record:
    if isinstance(shape, Record):
        return shape
    if isinstance(shape, AnyOf):
        return next(_record_in(one) for one in shape.shapes if isinstance(one, Record | AnyOf))
    raise TypeError(f"{shape} holds no record")


def expandable(name: str, field: str) -> bool:
    """Whether the API can put the object in the place of its id."""
    if field in INCLUDABLE.get(name, ()):
        return True
    known = resource(name).fields.get(field)
    return bool(known and isinstance(known.shape, AnyOf) and known.shape.expandable)


def check_object(value: dict[str, Any]) -> Mismatch | None:
    """Where an object leaves the type that its own `object` field names."""
    return resource(value["object"]).check(value)


def _crud(stem: str, path: str, params: str, answers: str, verbs: str) -> Iterator[Operation]:
    """The regular operations of a resource; `params` as in `_refund_{}_params.Refund{}Params`."""
    routes = {
        "create": ("POST", path),
        "list": ("GET", path),
        "retrieve": ("GET", f"{path}/{{id}}"),
        "update": ("POST", f"{path}/{{id}}"),
        "delete": ("DELETE", f"{path}/{{id}}"),
        "cancel": ("POST", f"{path}/{{id}}/cancel"),
        "close": ("POST", f"{path}/{{id}}/close"),
        "expire": ("POST", f"{path}/{{id}}/expire"),
    }
    for verb in verbs.split():
        method, where = routes[verb]
        typed = params.format(verb, verb.capitalize())
        yield Operation(f"{stem}.{verb}", method, where, typed, answers, lists=verb == "list")


OPERATIONS: tuple[Operation, ...] = (
    *_crud(
        "sessions",
        "/v1/checkout/sessions",
        "checkout._session_{}_params.Session{}Params",
        "checkout.session",
        "create list retrieve update expire",
    ),
    Operation(
        "sessions.line_items",
        "GET",
        "/v1/checkout/sessions/{id}/line_items",
        "checkout._session_line_item_list_params.SessionLineItemListParams",
        "item",
        lists=True,
    ),
    *_crud(
        "payment_intents",
        "/v1/payment_intents",
        "_payment_intent_{}_params.PaymentIntent{}Params",
        "payment_intent",
        "list retrieve",
    ),
    *_crud("charges", "/v1/charges", "_charge_{}_params.Charge{}Params", "charge", "list retrieve"),
    *_crud(
        "refunds",
        "/v1/refunds",
        "_refund_{}_params.Refund{}Params",
        "refund",
        "create list retrieve update cancel",
    ),
    *_crud(
        "balance_transactions",
        "/v1/balance_transactions",
        "_balance_transaction_{}_params.BalanceTransaction{}Params",
        "balance_transaction",
        "list retrieve",
    ),
    *_crud("events", "/v1/events", "_event_{}_params.Event{}Params", "event", "list retrieve"),
    *_crud(
        "disputes",
        "/v1/disputes",
        "_dispute_{}_params.Dispute{}Params",
        "dispute",
        "list retrieve update close",
    ),
    *_crud("payouts", "/v1/payouts", "_payout_{}_params.Payout{}Params", "payout", "list retrieve"),
    *_crud(
        "webhook_endpoints",
        "/v1/webhook_endpoints",
        "_webhook_endpoint_{}_params.WebhookEndpoint{}Params",
        "webhook_endpoint",
        "create list retrieve update delete",
    ),
    Operation(
        "account.retrieve",
        "GET",
        "/v1/account",
        "_account_retrieve_current_params.AccountRetrieveCurrentParams",
        "account",
    ),
    Operation(
        "balance.retrieve",
        "GET",
        "/v1/balance",
        "_balance_retrieve_params.BalanceRetrieveParams",
        "balance",
    ),
)


def operation_for(method: str, path: str) -> tuple[Operation, tuple[str, ...]] | None:
    """The operation a request means, with the ids in its path."""
    for operation in OPERATIONS:
        if operation.method == method and (match := operation.pattern.fullmatch(path)):
            return operation, match.groups()
    return None

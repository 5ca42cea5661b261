"""Shapes of the real Stripe and of the sandbox, recorded by the same drive and compared.

A shape keeps keys and types and never a value, so a recording can be shown to anyone.
"""

from collections.abc import Callable
from typing import Any

from stripe import StripeClient, StripeError

Shapes = dict[str, dict[str, list[str]]]

REFUSABLE_KEYS = ("sk_live_", "rk_live_")


def record(key: str, base: str | None = None) -> Shapes:
    """Drive the API once and note the shape of every answer; never pays, refuses live keys."""
    if key.startswith(REFUSABLE_KEYS):
        raise ValueError("a live key must not be used for this; take one that begins with sk_test_")
    client = StripeClient(key, base_addresses={"api": base} if base else {})
    return {name: shape_of(_ask(step, client)) for name, step in STEPS.items()}


def diff(one: Shapes, other: Shapes) -> list[str]:
    """What one recording has and the other has not, line by line."""
    lines: list[str] = []
    for name in sorted(one.keys() | other.keys()):
        left, right = one.get(name, {}), other.get(name, {})
        for path in sorted(left.keys() | right.keys()):
            if path not in right:
                lines.append(f"{name}: {path} only in the first ({'|'.join(left[path])})")
            elif path not in left:
                lines.append(f"{name}: {path} only in the second ({'|'.join(right[path])})")
            elif not _compatible(left[path], right[path]):
                first, second = "|".join(left[path]), "|".join(right[path])
                lines.append(f"{name}: {path} is {first} in the first, {second} in the second")
    return lines


def shape_of(value: Any, path: str = "") -> dict[str, list[str]]:
    """Paths to sorted type names; list items share the path `[]`, metadata keys are not told."""
    found: dict[str, set[str]] = {}

    def note(value: Any, path: str) -> None:
        if isinstance(value, dict):
            if not path.endswith("metadata"):
                for name, inner in value.items():
                    note(inner, f"{path}.{name}" if path else name)
            kind = "object"
        elif isinstance(value, list):
            for inner in value:
                note(inner, f"{path}[]")
            kind = "list"
        else:
            kind = "null" if value is None else type(value).__name__
        found.setdefault(path or ".", set()).add(kind)

    note(value, path)
    return {name: sorted(kinds) for name, kinds in sorted(found.items())}


def _compatible(one: list[str], other: list[str]) -> bool:
    """A value that was null once may be anything else the next time."""
    return not (set(one) - {"null"} and set(other) - {"null"} and set(one) != set(other))


def _ask(step: Callable[[StripeClient], Any], client: StripeClient) -> Any:
    try:
        answer = step(client)
    except StripeError as refusal:
        body = refusal.json_body or {}
        return {"http_status": refusal.http_status, "body": body}
    return answer.to_dict()


def _new_session(client: StripeClient, **more: Any) -> Any:
    wishes: Any = {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "success_url": "https://example.com/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://example.com/cart",
        "customer_email": "buyer@example.com",
        "client_reference_id": "parity",
        "metadata": {"order": "parity"},
        "payment_intent_data": {"metadata": {"order": "parity"}, "description": "Parity"},
        "adaptive_pricing": {"enabled": False},
        "line_items": [
            {
                "quantity": 2,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": 1250,
                    "product_data": {"name": "Mug"},
                },
            }
        ],
        **more,
    }
    return client.v1.checkout.sessions.create(wishes)


def _expired(client: StripeClient) -> Any:
    return client.v1.checkout.sessions.expire(_new_session(client).id)


def _expired_twice(client: StripeClient) -> Any:
    return client.v1.checkout.sessions.expire(_expired(client).id)


def _old_parameter(client: StripeClient) -> Any:
    return client.raw_request(
        "post",
        "/v1/checkout/sessions",
        mode="payment",
        payment_method_types=["card"],
        success_url="https://example.com/",
    )


STEPS: dict[str, Callable[[StripeClient], Any]] = {
    "session created": _new_session,
    "session retrieved, line items included": lambda c: c.v1.checkout.sessions.retrieve(
        _new_session(c).id, {"expand": ["line_items"]}
    ),
    "session expired": _expired,
    "session expired twice": _expired_twice,
    "session below the minimum": lambda c: _new_session(
        c,
        line_items=[
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": 1,
                    "product_data": {"name": "Mug"},
                },
            }
        ],
    ),
    "session that ends too soon": lambda c: _new_session(c, expires_at=1),
    "session with a removed parameter": _old_parameter,
    "session that is not there": lambda c: c.v1.checkout.sessions.retrieve("cs_test_missing"),
    "refund of nothing": lambda c: c.v1.refunds.create({"payment_intent": "pi_missing"}),
    "sessions": lambda c: c.v1.checkout.sessions.list({"limit": 3}),
    "payment intents": lambda c: c.v1.payment_intents.list(
        {"limit": 3, "expand": ["data.latest_charge.balance_transaction"]}
    ),
    "charges": lambda c: c.v1.charges.list({"limit": 3}),
    "refunds": lambda c: c.v1.refunds.list({"limit": 3}),
    "balance transactions": lambda c: c.v1.balance_transactions.list({"limit": 5}),
    "disputes": lambda c: c.v1.disputes.list({"limit": 3}),
    "payouts": lambda c: c.v1.payouts.list({"limit": 3}),
    "events": lambda c: c.v1.events.list({"limit": 3, "type": "checkout.session.completed"}),
    "webhook endpoints": lambda c: c.v1.webhook_endpoints.list({"limit": 3}),
    "balance": lambda c: c.v1.balance.retrieve(),
}

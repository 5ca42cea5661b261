"""Who does what: every operation of the API, bound to the function that keeps its rules."""

from collections.abc import Callable
from typing import Any

from storefront.sandbox.stripe.account import account
from storefront.sandbox.stripe.contract import Operation
from storefront.sandbox.stripe.disputes import close_dispute, update_dispute
from storefront.sandbox.stripe.ledger import balance, mature
from storefront.sandbox.stripe.listing import listing, page, same
from storefront.sandbox.stripe.refunds import cancel_refund, create_refund, update_refund
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.sessions import create_session, expire_session, update_session
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.webhooks import create_endpoint, delete_endpoint, update_endpoint
from storefront.sandbox.stripe.world import World

Params = dict[str, Any]

EVENTS_KEPT_FOR = 30 * 86400
MOST_TYPES = 20

# The fields a list can be narrowed by, where a parameter is simply a field of the object.
_FILTERS = {
    "sessions": ("payment_intent", "status", "customer", "subscription", "payment_link"),
    "payment_intents": ("customer",),
    "charges": ("payment_intent", "customer", "transfer_group"),
    "refunds": ("payment_intent", "charge"),
    "balance_transactions": ("source", "type", "currency"),
    "disputes": ("payment_intent", "charge"),
    "payouts": ("status", "destination"),
    "webhook_endpoints": (),
}

_ACTIONS: dict[str, Callable[..., Thing]] = {
    "sessions.create": create_session,
    "sessions.update": update_session,
    "sessions.expire": expire_session,
    "refunds.create": create_refund,
    "refunds.update": update_refund,
    "refunds.cancel": cancel_refund,
    "disputes.update": update_dispute,
    "disputes.close": close_dispute,
    "webhook_endpoints.create": create_endpoint,
    "webhook_endpoints.update": update_endpoint,
    "webhook_endpoints.delete": delete_endpoint,
}


def perform(
    world: World, operation: Operation, params: Params, ids: tuple[str, ...], url: str
) -> Thing:
    """Do what an operation says; call it within a change."""
    if action := _ACTIONS.get(operation.name):
        return action(world, params, *ids)
    group, _, verb = operation.name.partition(".")
    if operation.name == "events.list":
        return _events(world, url, params)
    if operation.name == "sessions.line_items":
        session = world.store.get("checkout.session", ids[0], "session")
        return page(session["_items"], url, params)
    if operation.name == "account.retrieve":
        return account(world)
    if operation.name == "balance.retrieve":
        return balance(world)
    if group == "balance_transactions":
        mature(world)
    if verb == "list":
        return _list(world, group, operation.answers, url, params)
    return world.store.get(operation.answers, ids[0])


def _list(world: World, group: str, kind: str, url: str, params: Params) -> Thing:
    fields_are = same(params, *_FILTERS[group])
    email = params.get("customer_details", {}).get("email")
    payout = params.get("payout")

    def wanted(thing: Thing) -> bool:
        if payout is not None and thing["_payout"] != payout:
            return False
        if email is not None and (thing["customer_details"] or {}).get("email") != email:
            return False
        return fields_are(thing)

    return listing(world, kind, url, params, wanted)


def _events(world: World, url: str, params: Params) -> Thing:
    types = params.get("types")
    if types is not None and ("type" in params or len(types) > MOST_TYPES):
        raise Refusal(f"You may pass either `type` or up to {MOST_TYPES} `types`.", param="types")
    oldest = world.now() - EVENTS_KEPT_FOR

    def wanted(event: Thing) -> bool:
        if event["created"] < oldest or event["type"] != params.get("type", event["type"]):
            return False
        if types is not None and event["type"] not in types:
            return False
        delivered = not event["_undelivered"]
        return bool(params.get("delivery_success", delivered) == delivered)

    return listing(world, "event", url, params, wanted)

"""Webhook endpoints, and the delivery of events to them: signed, repeated, and sometimes lost."""

import json
import random
import time
import urllib.error
import urllib.request
from typing import Any

from stripe._webhook import WebhookSignature

from storefront.sandbox.stripe.contract import API_VERSION, blank
from storefront.sandbox.stripe.ids import random_text
from storefront.sandbox.stripe.options import Webhook
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.state import Thing
from storefront.sandbox.stripe.world import World, public

Params = dict[str, Any]
USER_AGENT = "Stripe/1.0 (+https://stripe.com/docs/webhooks)"


def create_endpoint(world: World, params: Params) -> Thing:
    """`POST /v1/webhook_endpoints`; the only answer that tells the secret."""
    version = params.get("api_version") or API_VERSION
    if version != API_VERSION:
        raise Refusal(
            f"Invalid API version: this sandbox speaks {API_VERSION}", param="api_version"
        )
    secret = "whsec_" + random_text(32)
    endpoint = _endpoint(world, params["url"], params["enabled_events"], secret)
    world.store.update(
        endpoint,
        api_version=params.get("api_version"),
        description=params.get("description") or None,
        metadata=params.get("metadata") or {},
    )
    return endpoint | {"secret": secret}


def update_endpoint(world: World, params: Params, id: str) -> Thing:
    """`POST /v1/webhook_endpoints/{id}`."""
    endpoint = world.store.get("webhook_endpoint", id)
    names = ("url", "enabled_events", "description")
    facts: Params = {name: params[name] for name in names if name in params}
    if "disabled" in params:
        facts["status"] = "disabled" if params["disabled"] else "enabled"
    return world.store.update(endpoint, **facts)


def delete_endpoint(world: World, params: Params, id: str) -> Thing:
    """`DELETE /v1/webhook_endpoints/{id}`."""
    world.store.remove(world.store.get("webhook_endpoint", id))
    return {"id": id, "object": "webhook_endpoint", "deleted": True}


def ensure_endpoints(world: World, webhooks: tuple[Webhook, ...]) -> None:
    """The endpoints given at start exist, with the secrets given at start."""
    known = {endpoint["url"]: endpoint for endpoint in world.store.every("webhook_endpoint")}
    for webhook in webhooks:
        if endpoint := known.get(webhook.url):
            world.store.update(
                endpoint, _secret=webhook.secret, enabled_events=list(webhook.events)
            )
        else:
            _endpoint(world, webhook.url, list(webhook.events), webhook.secret)


def _endpoint(world: World, url: str, events: list[str], secret: str) -> Thing:
    if not url.startswith(("http://", "https://")):
        raise Refusal("Invalid URL: URL must start with http or https", "url_invalid", "url")
    return world.make(
        blank("webhook_endpoint"),
        "we_1",
        url=url,
        enabled_events=events,
        status="enabled",
        _secret=secret,
    )


def endpoints_for(world: World, type: str) -> list[Thing]:
    """The endpoints that want events of this type."""
    return [
        endpoint
        for endpoint in world.store.every("webhook_endpoint")
        if endpoint["status"] == "enabled"
        and ("*" in endpoint["enabled_events"] or type in endpoint["enabled_events"])
    ]


def plan_delivery(world: World, event: Thing, endpoint: Thing, delay: float | None = None) -> None:
    """Promise an event to an endpoint."""
    world.later(
        world.settings.webhook_delay if delay is None else delay,
        "deliver",
        event=event["id"],
        type=event["type"],
        endpoint=endpoint["id"],
        attempts=[],
        state="waiting",
    )


def resend(world: World, event: Thing) -> int:
    """Promise an event to every endpoint once more, as the Dashboard's button does."""
    endpoints = endpoints_for(world, event["type"])
    for endpoint in endpoints:
        plan_delivery(world, event, endpoint, delay=0)
    return len(endpoints)


class Losses:
    """Draws which deliveries get lost, repeatably for a seed."""

    def __init__(self) -> None:
        self._seed: int | None = None
        self._draw = random.Random()

    def next_is_lost(self, world: World) -> bool:
        """Whether the next delivery is lost on its way."""
        if not world.settings.drop_rate:
            return False
        if self._seed != world.settings.fault_seed:
            self._seed = world.settings.fault_seed
            self._draw = random.Random(self._seed)
        return self._draw.random() < world.settings.drop_rate


def deliver(world: World, task: Thing) -> None:
    """One attempt at one delivery; a failed one is planned again, later each time.

    Never holds the lock while waiting for the endpoint.
    """
    with world.change():
        event = world.store.find(task["event"])
        endpoint = world.store.find(task["endpoint"])
        if world.store.find(task["id"]) is None:  # the sandbox was reset meanwhile
            return
        if not event or not endpoint or endpoint["status"] != "enabled":
            world.store.update(task, state="given_up")
            return
        body = json.dumps(public(event), indent=2)
        secret, url = endpoint["_secret"], endpoint["url"]
    started = time.monotonic()
    status = _post(url, body, secret, world.settings.webhook_timeout)
    took = round(time.monotonic() - started, 4)
    with world.change():
        if world.store.find(task["id"]) is None:
            return
        attempt = {"at": world.instant(), "status": status, "took": took}
        attempts = [*task["attempts"], attempt]
        if isinstance(status, int) and 200 <= status < 300:
            world.store.update(task, attempts=attempts, state="delivered")
            left = [id for id in event["_undelivered"] if id != endpoint["id"]]
            world.store.update(event, _undelivered=left, pending_webhooks=len(left))
        elif len(attempts) <= len(world.settings.retry_delays):
            world.store.update(task, attempts=attempts)
            world.again(task, world.settings.retry_delays[len(attempts) - 1])
        else:
            world.store.update(task, attempts=attempts, state="given_up")


def _post(url: str, body: str, secret: str, timeout: float) -> int | str:
    """The endpoint's HTTP status, or what went wrong on the way."""
    request = urllib.request.Request(
        url,
        body.encode(),
        {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": WebhookSignature.generate_signature_header(body, secret),
            "User-Agent": USER_AGENT,
        },
    )
    try:
        with _DIRECT.open(request, timeout=timeout) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code
    except (OSError, ValueError) as problem:
        return f"{type(problem).__name__}: {problem}"[:200]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is a failed delivery, as it is at Stripe."""

    def redirect_request(self, *args: Any) -> None:
        return None


_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)

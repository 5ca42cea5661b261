"""One answer per idempotency key for a day, so that a repeated request does nothing twice."""

import hashlib
import json
from dataclasses import dataclass

from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.world import World

KEPT_FOR = 24 * 3600
LONGEST_KEY = 255


@dataclass(frozen=True)
class Kept:
    """The answer the first request with a key was given."""

    status: int
    body: str
    request_id: str


def fingerprint(path: str, pairs: list[tuple[str, str]]) -> str:
    """What makes two requests the same."""
    return hashlib.sha256(json.dumps([path, sorted(pairs)]).encode()).hexdigest()


def name(api_key: str, key: str) -> str:
    """The id under which an answer is kept; keys of different accounts do not meet."""
    if len(key) > LONGEST_KEY:
        raise Refusal(
            f"Idempotency keys must be at most {LONGEST_KEY} characters.",
            type="idempotency_error",
            keep=False,
        )
    return "idem_" + hashlib.sha256(f"{api_key}\n{key}".encode()).hexdigest()


def begin(world: World, id: str, asked: str) -> Kept | None:
    """The kept answer, or None and the key is taken until `end`.

    Refuses another request under the same key, and the same one while the first still runs.
    """
    with world.store.lock:
        if id in world.in_flight:
            raise Refusal(
                "There is currently another in-progress request using this Stripe-Idempotent-Key"
                " (that probably means you submitted twice, and the other request is still going"
                " through). Please try again later.",
                "idempotency_key_in_use",
                status=409,
                type="idempotency_error",
                keep=False,
            )
        kept = world.store.find(id)
        if kept and kept["at"] > world.now() - KEPT_FOR:
            if kept["fingerprint"] != asked:
                raise Refusal(
                    "Keys for idempotent requests can only be used with the same parameters they"
                    " were first used with. Try using a different key if you meant to execute a"
                    " different request.",
                    type="idempotency_error",
                    keep=False,
                )
            return Kept(kept["status"], kept["body"], kept["request_id"])
        world.in_flight.add(id)
        return None


def keep(world: World, id: str, asked: str, answer: Kept) -> None:
    """Keep the first answer; call it within the change it belongs to."""
    facts = {
        "id": id,
        "object": "_kept_answer",
        "at": world.now(),
        "fingerprint": asked,
        "status": answer.status,
        "body": answer.body,
        "request_id": answer.request_id,
    }
    if old := world.store.find(id):
        world.store.update(old, **facts)
    else:
        world.store.add(facts)


def end(world: World, id: str) -> None:
    """The first request is over."""
    with world.store.lock:
        world.in_flight.discard(id)

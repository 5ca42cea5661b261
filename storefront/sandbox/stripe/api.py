"""The path of an API request: who asks, what, whether it was asked before, and the answer."""

import base64
import binascii
import json
import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Request, Response, request

from storefront.sandbox.stripe import idempotency
from storefront.sandbox.stripe.contract import API_VERSION, Operation, operation_for
from storefront.sandbox.stripe.faults import Drop, Dropped, meet
from storefront.sandbox.stripe.ids import new_id
from storefront.sandbox.stripe.listing import expand
from storefront.sandbox.stripe.operations import perform
from storefront.sandbox.stripe.pulse import catch_up
from storefront.sandbox.stripe.refusal import Refusal, unrecognized
from storefront.sandbox.stripe.wire import dotted, read_params
from storefront.sandbox.stripe.world import CAUSE, Cause, World

TEST_KEY = re.compile(r"(sk|rk)_test_\w+")


@dataclass(frozen=True)
class Call:
    """One request, as far as it is known before its parameters are read."""

    id: str
    method: str
    path: str
    api_key: str
    pairs: list[tuple[str, str]]
    idempotency_key: str | None


def api(world: World) -> Blueprint:
    """The addresses under `/v1/`."""
    blueprint = Blueprint("api", __name__)

    @blueprint.route("/v1/<path:rest>", methods=["GET", "POST", "DELETE"])
    def call(rest: str) -> Response:
        id, started = new_id("req_", 14), time.monotonic()
        headers = {"Request-Id": id, "Stripe-Version": API_VERSION}
        try:
            response = _answer(world, request, id)
        except Drop:
            response = Dropped(status=599)
        except Refusal as refusal:
            response = _json(refusal.body, refusal.status)
        for name, value in headers.items():
            response.headers[name] = value
        world.requests.append(
            {
                "id": id,
                "at": world.instant(),
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "idempotency_key": request.headers.get("Idempotency-Key"),
                "replayed": "Idempotent-Replayed" in response.headers,
                "took": round(time.monotonic() - started, 4),
            }
        )
        return response

    return blueprint


def _answer(world: World, request: Request, id: str) -> Response:
    call = _read(request, id)
    found = operation_for(call.method, call.path)
    if found is None:
        raise unrecognized(call.method, call.path)
    operation, ids = found
    meet(world, operation.name, "before")
    params = read_params(operation, call.pairs)
    if call.method != "POST" or not call.idempotency_key:
        answer = _execute(world, call, operation, params, ids)
        meet(world, operation.name, "after")
        return _text(answer)
    key = idempotency.name(call.api_key, call.idempotency_key)
    asked = idempotency.fingerprint(call.path, call.pairs)
    if kept := idempotency.begin(world, key, asked):
        response = _text(kept)
        response.headers["Idempotent-Replayed"] = "true"
        response.headers["Original-Request"] = kept.request_id
        meet(world, operation.name, "after")
        return response
    try:
        answer = _execute(world, call, operation, params, ids, key, asked)
        try:
            meet(world, operation.name, "after")
        except Refusal as accident:
            if accident.keep:  # an internal error is the answer this key will always get
                answer = _refused(accident, call)
                with world.change():
                    idempotency.keep(world, key, asked, answer)
            raise
    finally:
        idempotency.end(world, key)
    response = _text(answer)
    response.headers["Idempotency-Key"] = call.idempotency_key
    return response


def _execute(
    world: World,
    call: Call,
    operation: Operation,
    params: dict[str, Any],
    ids: tuple[str, ...],
    key: str | None = None,
    asked: str = "",
) -> idempotency.Kept:
    """Do it, and keep the answer under its key in the same change."""
    paths = params.pop("expand", [])
    catch_up(world)
    mark = CAUSE.set(Cause(call.id, call.idempotency_key))
    try:
        with world.change():
            thing = perform(world, operation, params, ids, call.path)
            body = expand(world, thing, paths)
            answer = idempotency.Kept(200, json.dumps(body, indent=2), call.id)
            if key:
                idempotency.keep(world, key, asked, answer)
    except Refusal as refusal:
        answer = _refused(refusal, call)
        if key and refusal.keep:
            with world.change():
                idempotency.keep(world, key, asked, answer)
        return answer
    finally:
        CAUSE.reset(mark)
    _watch(world, operation, body)
    return answer


def _refused(refusal: Refusal, call: Call) -> idempotency.Kept:
    return idempotency.Kept(refusal.status, json.dumps(refusal.body, indent=2), call.id)


def _watch(world: World, operation: Operation, body: dict[str, Any]) -> None:
    """Record an answer that its type does not allow."""
    if body.get("deleted"):
        return
    if found := operation.response.check(body):
        at = dotted(found.path) if found.path else operation.answers
        world.violations.append({"where": operation.name, "at": at, "saying": found.saying})


def _read(request: Request, id: str) -> Call:
    text = request.get_data(as_text=True) if request.method == "POST" else ""
    query = request.query_string.decode()
    pairs = parse_qsl(text, keep_blank_values=True) + parse_qsl(query, keep_blank_values=True)
    version = request.headers.get("Stripe-Version", API_VERSION)
    api_key = _api_key(request)
    if version != API_VERSION:
        raise Refusal(
            f"Invalid Stripe API version: {version}. This sandbox speaks {API_VERSION}, the version"
            " of the installed stripe package.",
            keep=False,
        )
    return Call(
        id, request.method, request.path, api_key, pairs, request.headers.get("Idempotency-Key")
    )


def _api_key(request: Request) -> str:
    header = request.headers.get("Authorization", "")
    scheme, _, key = header.partition(" ")
    if scheme == "Basic":
        try:
            key = base64.b64decode(key).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            key = ""
    if not key:
        raise Refusal(
            "You did not provide an API key. You need to provide your API key in the Authorization"
            " header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            status=401,
            keep=False,
        )
    if "_live_" in key:
        raise Refusal(
            "This is a sandbox: it takes no live keys. Use a key that begins with sk_test_ or"
            " rk_test_, and replace the live key you sent, for it has left its safe place.",
            status=401,
            keep=False,
        )
    if not TEST_KEY.fullmatch(key):
        hidden = key[:8] + "*" * 8
        raise Refusal(f"Invalid API Key provided: {hidden}", status=401, keep=False)
    return key


def _json(body: dict[str, Any], status: int) -> Response:
    return Response(json.dumps(body, indent=2), status, mimetype="application/json")


def _text(answer: idempotency.Kept) -> Response:
    return Response(answer.body, answer.status, mimetype="application/json")

"""Where the shop delivers: signed events in, a quick answer out."""

import logging
import socket
import time
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from .. import instants
from ..desk import Delivery, Outcome
from ..events import PING, Malformed, check_protocol, parse, read_event
from ..settings import MAX_BODY_BYTES
from ..signatures import SignatureRefused, verify
from .problems import problem, the_connector

log = logging.getLogger("storefront.connector")
hooks = Blueprint("hooks", __name__)


@hooks.post("/")
@hooks.post("/hooks")
def deliver() -> Response:
    """One delivery of the shop; answered only after it is stored."""
    faults = the_connector().faults
    if faults.now.outage:
        response = problem(503, "authority_unavailable", "The connector is out of service.")
        response.headers["Retry-After"] = str(faults.now.retry_after)
        return response
    response = _answer({name.lower(): value for name, value in request.headers})
    if faults.now.answer_delay:
        time.sleep(faults.now.answer_delay)
    if response.status_code == 202 and faults.loses_this_answer():
        _hang_up()
    return response


def _answer(headers: Mapping[str, str]) -> Response:
    if request.mimetype != "application/json":
        return problem(415, "unsupported_media_type", "Deliver application/json in UTF-8.")
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        return problem(413, "too_large", f"A delivery has at most {MAX_BODY_BYTES} bytes.")
    connector = the_connector()
    try:
        webhook_id, _ = verify(connector.keys, headers, body, instants.now().timestamp())
    except SignatureRefused as refusal:
        log.warning("a delivery was refused: %s", refusal)
        return problem(401, "signature_invalid", str(refusal))
    delivery = Delivery(webhook_id, body, headers.get("x-customs-attempt", "")[:20] or None)
    try:
        check_protocol(headers.get("x-customs-protocol"))
        message = parse(body)
        if message.get("type") == PING:
            return _said(connector.desk.note(delivery, 200, "ping"))
        event = read_event(message, headers.get("x-customs-dossier"))
    except Malformed as refusal:
        connector.desk.note(delivery, 422, "malformed")
        errors = [one.as_json() for one in refusal.problems]
        return problem(422, "schema_invalid", "The delivery is not as agreed.", errors=errors)
    return _said(connector.desk.receive(delivery, event))


def _said(outcome: Outcome) -> Response:
    if outcome.status == 409:
        return problem(
            409,
            outcome.word,
            f"Revision {outcome.stored_revision} is already here.",
            stored_revision=outcome.stored_revision,
        )
    body: dict[str, Any] = {"received": True, "receipt_id": outcome.receipt_id}
    if outcome.word == "duplicate":
        body["duplicate"] = True
    response = jsonify(body)
    response.status_code = outcome.status
    return response


def _hang_up() -> None:
    """Drops the connection, so that the answer is lost after its effect."""
    # waitress hands a method of its channel to the application; the channel holds the socket.
    channel = getattr(request.environ.get("waitress.client_disconnected"), "__self__", None)
    if channel is not None:
        channel.socket.shutdown(socket.SHUT_RDWR)

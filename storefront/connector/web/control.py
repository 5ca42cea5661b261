"""Faults on demand: a page for people, JSON for tests."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response as AnyResponse

from ..faults import ControlRefused
from .problems import problem, the_connector

control = Blueprint("control", __name__, url_prefix="/_control")


@control.get("/")
def page() -> str:
    """The present faults, to be changed by hand."""
    return render_template("control.html", faults=the_connector().faults.now, problems=())


@control.get("/config")
def present() -> Response:
    """The present faults as JSON."""
    return jsonify(the_connector().faults.as_json())


@control.post("/config")
def change() -> Any:
    """Changes the faults that are named, from JSON or from the page's form."""
    faults = the_connector().faults
    wishes = request.get_json() if request.is_json else _from_form()
    if not isinstance(wishes, dict):
        return problem(422, "schema_invalid", "Send a JSON object.")
    try:
        faults.change(wishes)
    except ControlRefused as refusal:
        if request.is_json:
            errors = [one.as_json() for one in refusal.problems]
            return problem(422, "schema_invalid", str(refusal), errors=errors)
        return render_template(
            "control.html", faults=faults.now, problems=refusal.problems, typed=request.form
        ), 422
    return jsonify(faults.as_json()) if request.is_json else redirect("/_control/", 303)


@control.post("/reset")
def reset() -> Any:
    """Everything back to normal."""
    _from_this_site()
    faults = the_connector().faults
    faults.reset()
    return redirect("/_control/", 303) if request.form else jsonify(faults.as_json())


@control.post("/receipts/<receipt_id>/resend")
def resend(receipt_id: str) -> AnyResponse | tuple[Response, int]:
    """Sends one receipt again, under its old ids."""
    _from_this_site()
    if not the_connector().outbox.resend(receipt_id):
        raise NotFound("There is no such receipt.")
    dossier_id = request.form.get("dossier_id")
    if dossier_id and dossier_id.replace("-", "").replace("_", "").isalnum():
        return redirect(f"/dossiers/{dossier_id}", 303)
    return jsonify({"resending": receipt_id}), 202


def _from_form() -> dict[str, Any]:
    _from_this_site()
    form = request.form
    wishes: dict[str, Any] = {
        "outage": "outage" in form,
        "receipts_out_of_order": "receipts_out_of_order" in form,
        "reject_reason": form.get("reject_reason", "").strip() or None,
    }
    if message := form.get("reject_message", "").strip():
        wishes["reject_message"] = message
    for name in ("step_delay", "answer_delay", "lose_answer_rate"):
        wishes[name] = _number(form.get(name, ""), float)
    for name in ("retry_after", "duplicate_receipts"):
        wishes[name] = _number(form.get(name, ""), int)
    return wishes


def _number(text: str, kind: type[int] | type[float]) -> int | float | str:
    try:
        return kind(text.strip())
    except ValueError:
        return text


def _from_this_site() -> None:
    """A form of another site must not reach a connector that runs on this machine.

    A browser's own word comes first: the origin of a page that tells nobody where it is is "null".
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None:
        theirs = origin is not None and urlsplit(origin).netloc != request.host
    else:
        theirs = site not in ("same-origin", "none")
    if theirs:
        raise Forbidden("This form was sent from another site.")

"""The shop's side of the connector protocol: receipts in, the published form and events out."""

import hmac

import structlog
from flask import Blueprint, Response, current_app, jsonify, request

from storefront import customs
from storefront.db import transaction
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext as _

LARGEST = 64 * 1024

log = structlog.get_logger()

blueprint = Blueprint("api", __name__, url_prefix="/api/customs/v1")


@blueprint.post("/receipts")
def receipts() -> Response:
    """Keep what customs answered; the same receipt twice is welcome and changes nothing."""
    if (request.content_length or 0) > LARGEST:
        raise ShopError(_("A receipt has at most 64 KiB."), 413)
    request.max_content_length = LARGEST
    told = customs.read_receipt(request.get_data(), dict(request.headers.items()))
    with transaction():
        taken = customs.take_receipt(told)
    log.info("customs_receipt", receipt=taken.receipt_id, duplicate=taken.duplicate)
    answer = jsonify(received=True, receipt_id=taken.receipt_id, duplicate=taken.duplicate)
    answer.status_code = 200 if taken.duplicate else 202
    return answer


@blueprint.get("/schema")
def schema() -> Response:
    """The JSON Schema that every delivery fits."""
    answer = jsonify(customs.schema())
    answer.mimetype = "application/schema+json"
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@blueprint.get("/events")
def events() -> Response:
    """Events after a sequence number, rising without a gap: for connectors that only poll."""
    _let_in()
    after = _whole("after", 0, 2**53 - 1)
    limit = _whole("limit", 100, 100)
    found = customs.events_after(after, limit=max(1, limit))
    return _private(
        events=[event.body for event in found],
        next_after=found[-1].sequence if found else after,
        more=len(found) == max(1, limit),
    )


@blueprint.get("/dossiers/<dossier_id>")
def dossier(dossier_id: str) -> Response:
    """A dossier as it was last sent, and where it stands."""
    _let_in()
    found = _dossier(dossier_id)
    return _private(
        dossier_id=found.id,
        state=found.state,
        revision=found.revision,
        documents={name: one.status for name, one in customs.statuses(found).items()},
        event=customs.documents(found),
    )


@blueprint.get("/dossiers/<dossier_id>/receipts")
def receipts_of(dossier_id: str) -> Response:
    """Every receipt of a dossier, as it came, in the order in which it came."""
    _let_in()
    return _private(receipts=[one.body for one in _dossier(dossier_id).receipts])


@blueprint.post("/dossiers/<dossier_id>/resend")
def resend(dossier_id: str) -> Response:
    """Send the newest revision once more."""
    _let_in()
    with transaction():
        customs.resend(dossier_id)
    answer = _private(promised=True)
    answer.status_code = 202
    return answer


def _let_in() -> None:
    """Only who shows a bearer token may read; without any token in the settings, nobody."""
    kind, _space, shown = request.headers.get("Authorization", "").partition(" ")
    tokens = current_app.extensions["settings"].customs_api_tokens
    right = [hmac.compare_digest(shown.strip().encode(), token.encode()) for token in tokens]
    if kind.lower() != "bearer" or not any(right):
        raise ShopError(_("This needs a bearer token."), 401)


def _dossier(dossier_id: str) -> customs.Dossier:
    found = customs.get_dossier(dossier_id)
    if found is None:
        raise NotFound(_("There is no such dossier."))
    return found


def _whole(name: str, usual: int, most: int) -> int:
    text = request.args.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) < 17 and int(text) <= most):
        raise ShopError(
            _("%(name)s is a whole number from 0 to %(most)s.") % {"name": name, "most": most}, 422
        )
    return int(text)


def _private(**told: object) -> Response:
    answer = jsonify(told)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.errorhandler(customs.ReceiptRefused)
def show_refusal(refusal: customs.ReceiptRefused) -> Response:
    """A receipt that is not taken: what is wrong, and where (RFC 9457)."""
    log.warning("customs_receipt_refused", status=refusal.status, code=refusal.code)
    answer = jsonify(
        type="about:blank",
        title=refusal.message,
        status=refusal.status,
        code=refusal.code,
        errors=refusal.errors,
    )
    answer.status_code = refusal.status
    answer.mimetype = "application/problem+json"
    answer.headers["Cache-Control"] = "no-store"
    return answer

"""The shop's side of the connector protocol: receipts in, the published form out."""

import structlog
from flask import Blueprint, Response, jsonify, request

from storefront import customs
from storefront.db import transaction
from storefront.errors import ShopError
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

"""What customs answered, handed in by the connector."""

import structlog
from flask import Response, request

from storefront import customs
from storefront.customs.tokens import Scope
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _

from ..security import limiter
from .door import STRANGERS, blueprint, let_in, private, shows_key

LARGEST = 64 * 1024

log = structlog.get_logger()


def _was_refused(response: Response) -> bool:
    return response.status_code == 401


@blueprint.post("/receipts")
@limiter.limit(STRANGERS, deduct_when=_was_refused)
def receipts() -> Response:
    """Keep what customs answered; the same receipt twice is welcome and changes nothing.

    A connector proves it by signing it, or by a token with the scope `customs:receipts`.
    """
    if (request.content_length or 0) > LARGEST:
        raise ShopError(_("A receipt has at most 64 KiB."), 413)
    request.max_content_length = LARGEST
    if shows_key() and "webhook-signature" not in request.headers:
        let_in(Scope.RECEIPTS)
        told = customs.read_vouched(request.get_data())
    else:
        told = customs.read_receipt(request.get_data(), dict(request.headers.items()))
    with transaction():
        taken = customs.take_receipt(told)
    log.info("customs_receipt", receipt=taken.receipt_id, duplicate=taken.duplicate)
    return private(
        {"received": True, "receipt_id": taken.receipt_id, "duplicate": taken.duplicate},
        200 if taken.duplicate else 202,
    )

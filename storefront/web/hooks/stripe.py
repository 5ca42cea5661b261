"""Stripe's events: checked, stored, acknowledged within milliseconds."""

import structlog
from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from storefront import checkout, payments
from storefront.errors import ShopError
from storefront.markets import gettext as _

LARGEST = 1024 * 1024

log = structlog.get_logger()

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")


@blueprint.post("/stripe")
def stripe() -> ResponseReturnValue:
    """Remember what Stripe says and answer; the worker looks into it."""
    secrets = current_app.extensions["settings"].stripe_webhook_secrets
    if not any(secrets):
        raise ShopError(_("This shop does not listen to Stripe yet."), 404)
    if (request.content_length or 0) > LARGEST:
        raise ShopError(_("That is too large to send."), 413)
    request.max_content_length = LARGEST
    signature = request.headers.get("Stripe-Signature", "")
    event = payments.read_event(request.get_data(), signature, filter(None, secrets))
    is_new = checkout.hear(event)
    log.info("stripe_event", type=event.type, id=event.id, new=is_new)
    return "", 200

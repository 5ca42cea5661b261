"""Refusals in the form machines read: RFC 9457 with the protocol's codes."""

import json
from typing import Any

from flask import Response, current_app

from ..connector import Connector


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """An `application/problem+json` answer."""
    body = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail}
    text = json.dumps({**body, **more}, ensure_ascii=False)
    return Response(text, status=status, mimetype="application/problem+json")


def the_connector() -> Connector:
    """The connector this request is for."""
    connector: Connector = current_app.extensions["connector"]
    return connector

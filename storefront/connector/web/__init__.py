"""The connector's web face: the hook, the pages, the same as JSON, and the control of faults."""

from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from ..connector import Connector
from ..settings import MAX_BODY_BYTES
from .control import control
from .hooks import hooks
from .pages import pages
from .showing import FILTERS

__all__ = ["create_app"]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)


def create_app(connector: Connector) -> Flask:
    """The WSGI application of one connector."""
    app = Flask(__name__, static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["connector"] = connector
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for blueprint in (hooks, pages, control):
        app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, _refused)
    app.after_request(_strict)
    return app


def _strict(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _refused(error: HTTPException) -> Any:
    status = error.code or 500
    wants_page = request.method == "GET" and request.accept_mimetypes.accept_html
    if wants_page and not request.path.endswith(".json") and str(request.accept_mimetypes) != "*/*":
        return render_template("refused.html", error=error, status=status), status
    problem = {"type": "about:blank", "title": error.name, "status": status}
    response = jsonify({**problem, "detail": error.description})
    response.status_code = status
    response.mimetype = "application/problem+json"
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response

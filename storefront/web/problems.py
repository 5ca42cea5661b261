"""What a person or a machine sees when something cannot be done."""

import structlog
from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from storefront.errors import ShopError
from storefront.markets import gettext as _

log = structlog.get_logger()

MACHINES = ("hooks", "api")


def register(app: Flask) -> None:
    """Answer every refusal and every bug with a sentence."""
    app.register_error_handler(ShopError, show_refusal)
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(HTTPException, show_http_problem)
    app.register_error_handler(Exception, show_bug)


def show_refusal(error: ShopError) -> ResponseReturnValue:
    """A rule said no; its own sentence is the answer."""
    return _answer(error.message, error.status)


def show_stale_form(_error: CSRFError) -> ResponseReturnValue:
    """The form was too old or not ours."""
    return _answer(stale_form_sentence(), 400)


def stale_form_sentence() -> str:
    """What to say about a form without its token."""
    return _("This page was open for too long. Go back, reload it, and send the form again.")


def show_http_problem(error: HTTPException) -> ResponseReturnValue:
    """The usual HTTP refusals, in the reader's language."""
    if isinstance(error.response, Response):
        return error.response
    code = error.code or 500
    if code in (301, 302, 303, 307, 308):
        return error
    answer = _answer(http_sentence(code), code)
    if code == 405 and getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return answer


def http_sentence(code: int) -> str:
    """What to say about a usual refusal."""
    sentences = {
        404: _("We could not find this page."),
        405: _("This address cannot be used like that."),
        413: _("That is too large to send."),
        415: _("This kind of content is not accepted here."),
        429: _("Too many tries in a short time. Please wait a minute and try again."),
    }
    return sentences.get(code, _("Your request could not be understood."))


def show_bug(error: Exception) -> ResponseReturnValue:
    """Our own mistake: logged with the request's id, and nothing of it shown."""
    # The path itself may be an order's secret link.
    rule = request.url_rule.rule if request.url_rule else ""
    log.exception("bug", rule=rule, error=type(error).__name__)
    return _answer(_("Something went wrong on our side. Please try again in a moment."), 500)


def _answer(sentence: str, status: int) -> Response:
    if request.blueprint in MACHINES or request.path.startswith(("/api/", "/hooks/")):
        response = jsonify(title=sentence, status=status)
        response.mimetype = "application/problem+json"
    else:
        response = Response(render_template("problem.html", sentence=sentence, status=status))
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response

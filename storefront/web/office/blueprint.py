"""The one door of the office: nobody passes without signing in, and nothing is kept on the way."""

from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from storefront import clock
from storefront.errors import ShopError
from storefront.markets import Locale, speak

from .. import problems

blueprint = Blueprint("office", __name__, url_prefix="/office")

OPEN_TO_ALL = ("office.sign_in",)
LANGUAGES = {"en": "English", "zh": "简体中文"}
LONGEST_SESSION_SECONDS = 12 * 3600


@blueprint.before_request
def let_staff_in() -> ResponseReturnValue | None:
    """Only staff who signed in today; everybody else is shown the sign-in page."""
    if current_user.is_authenticated:
        if clock.now().timestamp() - session.get("since", 0) <= LONGEST_SESSION_SECONDS:
            use_language(current_user.language)
            return None
        logout_user()
    use_language(request.accept_languages.best_match(list(LANGUAGES)) or "en")
    if request.endpoint in OPEN_TO_ALL:
        return None
    asked_for = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("office.sign_in", next=asked_for), 303)


def use_language(language: str) -> None:
    """Everything on this page in a language the office speaks."""
    language = language if language in LANGUAGES else "en"
    g.locale = Locale(language, "US")
    speak(language)


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Office pages stay in no cache and no archive."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


@blueprint.errorhandler(ShopError)
@blueprint.errorhandler(CSRFError)
@blueprint.errorhandler(HTTPException)
def show_problem(error: Any) -> ResponseReturnValue:
    """A refusal, inside the office's own frame and with a way back."""
    if "locale" not in g:  # refused before the door was reached
        use_language(getattr(current_user, "language", "en"))
    if isinstance(error, ShopError):
        return _problem(error.message, error.status)
    if isinstance(error, CSRFError):
        return _problem(problems.stale_form_sentence(), 400)
    if error.response is not None or (error.code or 500) < 400:
        return problems.show_http_problem(error)
    return _problem(problems.http_sentence(error.code or 500), error.code or 500)


def _problem(sentence: str, status: int) -> ResponseReturnValue:
    signed_in = current_user.is_authenticated
    page = render_template(
        "office/problem.html", sentence=sentence, status=status, signed_in=signed_in
    )
    return page, status

"""Signing in and out of the office, and the language it speaks to each person."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from storefront import accounts, clock
from storefront.config import Settings
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.markets import lazy_gettext

from ..security import limiter
from ..visits import STAFF_COOKIE
from .blueprint import LANGUAGES, blueprint
from .forms import DeskForm

TRIES = "10 per 5 minutes"
YEAR_SECONDS = 365 * 24 * 3600


class SignedIn(UserMixin):
    """Somebody of the staff as this request knows them; a new password ends the session."""

    def __init__(self, staff: accounts.Staff) -> None:
        self.staff_id = staff.id
        self.key = staff.session_key
        self.email = staff.email
        self.name = staff.name
        self.language = staff.language

    def get_id(self) -> str:
        """What the session cookie carries."""
        return self.key


def register(app: Flask) -> None:
    """Let Flask-Login recognise the staff."""
    manager = LoginManager()
    manager.init_app(app)

    @manager.user_loader
    def load(key: str) -> SignedIn | None:
        staff = accounts.find_by_session_key(key)
        return SignedIn(staff) if staff else None


class SignInForm(DeskForm):
    """Who are you?"""

    email = EmailField(
        lazy_gettext("Email"),
        [
            InputRequired(lazy_gettext("Please give your email address.")),
            Length(max=200, message=lazy_gettext("This text is too long.")),
        ],
        render_kw={"autocomplete": "username", "spellcheck": "false", "maxlength": 200},
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [
            InputRequired(lazy_gettext("Please give your password.")),
            Length(max=200, message=lazy_gettext("This text is too long.")),
        ],
        render_kw={"autocomplete": "current-password", "maxlength": 200},
    )


def typed_email() -> str:
    """The key under which tries for one person are counted, whoever makes them."""
    return "email:" + request.form.get("email", "").strip().casefold()[:200]


def failed(response: Response) -> bool:
    """Only tries that did not let anybody in are counted."""
    return response.status_code != 303


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(TRIES, methods=["POST"], deduct_when=failed)
@limiter.limit(TRIES, methods=["POST"], key_func=typed_email, deduct_when=failed)
def sign_in() -> ResponseReturnValue:
    """The way in."""
    form = SignInForm()
    if current_user.is_authenticated:
        return redirect(safe_next(), 303)
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("office/sign_in.html", form=form, wrong=False), status
    staff = accounts.recognise(form.email.data, form.password.data)
    if staff is None:
        return render_template("office/sign_in.html", form=form, wrong=True), 422
    destination = safe_next()
    session.clear()  # nothing from before the sign-in lives on
    login_user(SignedIn(staff))
    session["since"] = int(clock.now().timestamp())
    response = redirect(destination, 303)
    settings: Settings = current_app.extensions["settings"]
    response.set_cookie(
        STAFF_COOKIE,
        "1",
        max_age=YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.secure_cookies,
    )
    return response


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """The way out, from every browser at once: a copied cookie opens nothing afterwards.

    The browser stays known as the staff's, so that its visits are not counted.
    """
    with transaction():
        accounts.end_sessions(current_user.staff_id)
    logout_user()
    session.clear()
    return redirect(url_for("office.sign_in"), 303)


@blueprint.post("/language")
def language() -> ResponseReturnValue:
    """From now on the office speaks another language to this person."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise ShopError(_("The office does not speak this language."))
    with transaction():
        accounts.choose_language(current_user.staff_id, chosen)
    return redirect(safe_next(), 303)


def safe_next() -> str:
    """Where the person wanted to go, if that is in the office; else its first page."""
    wanted = request.values.get("next", "")
    try:
        parts = urlsplit(wanted)
    except ValueError:  # no address at all
        return url_for("office.today")
    inside = wanted.startswith("/office/") and not parts.scheme and not parts.netloc
    if not inside or "\\" in wanted or len(wanted) > 500 or not wanted.isprintable():
        return url_for("office.today")
    return wanted

"""The way to the customs connector: whether it answers, its tokens, what it never got."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from storefront import customs, outbox, reports
from storefront.customs.tokens import Scope
from storefront.db import transaction
from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.markets import lazy_gettext, ngettext

from ..security import limiter
from .blueprint import blueprint
from .forms import DeskForm, trimmed
from .words import CONNECTOR_STATES

SCOPES = {
    Scope.READ.value: lazy_gettext("Read events, dossiers, receipts and papers"),
    Scope.RECEIPTS.value: lazy_gettext("Hand in receipts without a signature"),
    Scope.RESEND.value: lazy_gettext("Ask for dossiers once more"),
}


class TokenForm(DeskForm):
    """A new token: what it is called and what it opens."""

    name = StringField(
        lazy_gettext("Who will use it"),
        [
            InputRequired(lazy_gettext("Please give it a name.")),
            Length(max=60, message=lazy_gettext("This text is too long.")),
        ],
        filters=[trimmed],
        render_kw={"maxlength": 60, "autocomplete": "off"},
    )
    scopes = SelectMultipleField(
        lazy_gettext("What it may do"),
        [InputRequired(lazy_gettext("Choose what the token may do."))],
        choices=[SelectChoice(value, label) for value, label in SCOPES.items()],
        default=[Scope.READ.value],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


@blueprint.get("/connector", endpoint="customs_connector")
def connector() -> ResponseReturnValue:
    """How the way to the connector is, and who else may ask for dossiers."""
    return _page(TokenForm())


def _page(form: TokenForm, status: int = 200, fresh_key: str = "") -> ResponseReturnValue:
    return render_template(
        "office/connector.html",
        way=customs.describe_connection(),
        resting=customs.endpoints.trouble(),
        why=CONNECTOR_STATES,
        tokens=customs.tokens.tokens(),
        scopes=SCOPES,
        form=form,
        fresh_key=fresh_key,
        dead=reports.dead_letters(),
    ), status


@blueprint.post("/connector/ping")
@limiter.limit("20 per minute")
def customs_ping() -> ResponseReturnValue:
    """Ask the connector whether it is there."""
    echo = customs.ping()
    if echo.is_well:
        said = _("The connector answered %(status)s after %(ms)s ms; it knows our signature.")
        flash(said % {"status": echo.status, "ms": echo.milliseconds}, "good")
    elif echo.status in (401, 403):
        said = _("The connector is there but does not accept our signature (%(status)s).")
        flash(said % {"status": echo.status}, "bad")
    elif echo.status is not None:
        said = _("The connector answered %(status)s: %(said)s")
        flash(said % {"status": echo.status, "said": echo.said}, "bad")
    else:
        flash(_("Nobody answered: %(said)s") % {"said": echo.said}, "bad")
    return _back()


@blueprint.post("/connector/tokens")
@limiter.limit("30 per hour")
def customs_token() -> ResponseReturnValue:
    """Make a token; this answer shows the key, and nothing ever will again."""
    form = TokenForm()
    if not form.validate():
        return _page(form, 422)
    with transaction():
        _token, key = customs.tokens.issue(
            form.name.data or "", form.scopes.data or [], current_user.email
        )
    return _page(TokenForm(formdata=None), fresh_key=key)


@blueprint.post("/connector/tokens/<int:token_id>/revoke")
def customs_token_revoke(token_id: int) -> ResponseReturnValue:
    """From now on this token opens nothing."""
    if not 0 < token_id < 2**31:
        abort(404)
    with transaction():
        revoked = customs.tokens.revoke(token_id)
    if revoked:
        flash(_("The token opens nothing any more."), "good")
    else:
        flash(_("This token was revoked already; there was nothing to do."), "watch")
    return _back()


@blueprint.post("/connector/again")
def customs_again() -> ResponseReturnValue:
    """Hand over again what was given up: one, or all that are shown."""
    wanted = request.form.get("promise", "")
    known = [letter.promise_id for letter in reports.dead_letters()]
    if wanted and not (wanted.isascii() and wanted.isdigit() and int(wanted) in known):
        raise ShopError(_("This one is no longer given up; there was nothing to do."), 409)
    with transaction():
        revived = sum(outbox.revive(each) for each in ([int(wanted)] if wanted else known))
    said = ngettext(
        "%(num)d dossier will be sent again now.",
        "%(num)d dossiers will be sent again now.",
        revived,
    )
    flash(said % {"num": revived}, "good")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("office.customs_connector"), 303)

"""Letters that were written to buyers, to be read as they were."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import mail
from storefront.db import transaction
from storefront.markets import gettext as _

from .blueprint import blueprint

PAGE = 50
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"


@blueprint.get("/letters")
def letters() -> ResponseReturnValue:
    """Letters, newest first."""
    text = request.args.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    found = mail.list_letters(PAGE + 1, before)
    older = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template("office/letters.html", letters=found[:PAGE], older=older)


@blueprint.get("/letters/<int:letter_id>")
def letter(letter_id: int) -> ResponseReturnValue:
    """One letter: its text, and as HTML in a frame that can run nothing."""
    found = _find(letter_id)
    page = Response(render_template("office/letter.html", letter=found))
    page.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return page


@blueprint.get("/letters/<int:letter_id>/html")
def letter_html(letter_id: int) -> ResponseReturnValue:
    """The HTML of a letter alone, shown by the frame on the letter's page and nowhere else."""
    page = Response(_find(letter_id).html, mimetype="text/html")
    page.headers["Content-Security-Policy"] = LETTER_POLICY + "; frame-ancestors 'self'"
    return page


@blueprint.post("/letters/<int:letter_id>/again")
def letter_again(letter_id: int) -> ResponseReturnValue:
    """Send a letter once more."""
    found = _find(letter_id)
    with transaction():
        mail.send_again(letter_id)
    flash(_("The letter to %(to)s will be sent again.") % {"to": found.to}, "good")
    return redirect(url_for("office.letter", letter_id=letter_id), 303)


def _find(letter_id: int) -> mail.Letter:
    found = mail.get(letter_id) if 0 < letter_id < 2**31 else None
    if found is None:
        abort(404)
    return found

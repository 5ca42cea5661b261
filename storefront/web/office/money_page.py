"""Money on its way to the bank, and where Stripe's ledger and the shop's books differ."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront import orders, payments
from storefront.db import transaction
from storefront.markets import gettext as _

from .blueprint import blueprint


@blueprint.get("/money")
def money() -> ResponseReturnValue:
    """The latest payouts, and what somebody must look into."""
    differences = payments.open_differences()
    found = {each.order_id: orders.get(each.order_id) for each in differences if each.order_id}
    return render_template(
        "office/money.html",
        differences=differences,
        numbers={key: order.number for key, order in found.items() if order},
        payouts=payments.list_payouts(),
        wrong={each.id for each in payments.wrong_payouts()},
    )


@blueprint.post("/money/differences/<int:difference_id>/settle")
def settle_difference(difference_id: int) -> ResponseReturnValue:
    """Somebody has looked into a difference and put it right."""
    with transaction():
        payments.settle_difference(_small(difference_id), current_user.email)
    flash(_("Noted. It will not be shown again."), "good")
    return redirect(url_for("office.money"), 303)


@blueprint.post("/money/payouts/<int:payout_id>/seen")
def see_payout(payout_id: int) -> ResponseReturnValue:
    """Somebody has dealt with a payout that went wrong."""
    with transaction():
        payments.see_payout(_small(payout_id))
    flash(_("Noted. It will not be shown again."), "good")
    return redirect(url_for("office.money"), 303)


def _small(number: int) -> int:
    if not 0 < number < 2**31:
        abort(404)
    return number

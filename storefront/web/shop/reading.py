"""Pages to read: who we are, how parcels travel, what we keep."""

from flask import Blueprint, Response, g, render_template, request

from storefront.markets import gettext as _
from storefront.markets import lazy_gettext
from storefront.traffic import Basis

from ..arriving import basis_of
from .caching import cached_page, private
from .page import page

BASES = {
    Basis.AGREED: lazy_gettext("You said yes: we may recognise you again for 13 months."),
    Basis.ALLOWED: lazy_gettext(
        "You have not objected: we recognise you again for 13 months, and you can say no here."
    ),
    Basis.UNANSWERED: lazy_gettext(
        "You have not answered: we know this visit until you close the browser, and no other."
    ),
    Basis.REFUSED: lazy_gettext("You said no: we count visits, and know none of them again."),
    Basis.SIGNALLED: lazy_gettext(
        "Your browser objects for you (Global Privacy Control): we count visits, and know none of"
        " them again."
    ),
}


def open(blueprint: Blueprint) -> None:
    """Put the pages at their addresses."""
    blueprint.get("/about", endpoint="about")(about)
    blueprint.get("/shipping-and-returns", endpoint="shipping_and_returns")(shipping_and_returns)
    blueprint.get("/imprint", endpoint="imprint")(imprint)
    blueprint.get("/privacy", endpoint="privacy")(privacy)


@cached_page
def about() -> str:
    """Who Lumenfold is."""
    head = page(_("Our story"), _("Eleven people in Shenzhen, and workshops we can visit."))
    return render_template("shop/about.html", page=head)


@cached_page
def shipping_and_returns() -> str:
    """How parcels travel, who pays import charges, how things come back."""
    head = page(
        _("Delivery and returns"),
        _("How parcels travel, who pays import charges, and how to send something back."),
    )
    return render_template("shop/shipping_and_returns.html", page=head)


@cached_page
def imprint() -> str:
    """Who sells, and how to reach them."""
    return render_template("shop/imprint.html", page=page(_("Imprint")))


def privacy() -> Response:
    """What is kept about a buyer, and why; and whether they may be recognised again."""
    head = page(_("Privacy"), _("What we keep about you, why, and for how long."))
    basis = basis_of(request.environ, g.locale.country)
    html = render_template("shop/privacy.html", page=head, said=str(BASES[basis]))
    return private(Response(html))

"""Pages to read: who we are, how parcels travel, what we keep."""

from flask import Blueprint, render_template

from storefront.markets import gettext as _

from .caching import cached_page
from .page import page


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


@cached_page
def privacy() -> str:
    """What is kept about a buyer, and why."""
    head = page(_("Privacy"), _("What we keep about you, why, and for how long."))
    return render_template("shop/privacy.html", page=head)

"""Where people look around: home, a category, the search."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_currency
from flask import Blueprint, abort, g, render_template, request

from storefront import catalog
from storefront.catalog import Shelf
from storefront.markets import gettext as _
from storefront.markets import lazy_gettext
from storefront.money import Money, currency
from storefront.traffic import tracking_parameters

from .caching import cached_page
from .page import here, page, public_url

SORTS = {
    "featured": lazy_gettext("Featured"),
    "relevance": lazy_gettext("Best match"),
    "newest": lazy_gettext("Newest"),
    "price-up": lazy_gettext("Price: low to high"),
    "price-down": lazy_gettext("Price: high to low"),
}
RESERVED = {"sort", "page", "price_from", "price_to", "q", *tracking_parameters()}
"""Never filters; where one person came from must not stand in the links of everybody's page."""


def open(blueprint: Blueprint) -> None:
    """Put the shelves at their addresses."""
    blueprint.get("/", endpoint="home")(home)
    blueprint.get("/c/<slug>", endpoint="category")(category)
    blueprint.get("/search", endpoint="search")(search)


@cached_page
def home() -> str:
    """The shop's front window."""
    head = page(
        _("Lumenfold: quiet objects for bright rooms"),
        _(
            "Lamps, tableware and everyday things from small workshops,"
            " sent from Shenzhen to your door."
        ),
        picture=f"{public_url()}/static/pictures/og.webp",
    )
    return render_template("shop/home.html", page=head, home=catalog.home(g.locale))


@dataclass(frozen=True)
class Wish:
    """What the address asks to see; values that make no sense are left out."""

    sort: str
    page: int
    filters: dict[str, set[str]]
    price_from: Money | None
    price_to: Money | None
    q: str = ""

    def parameters(self, **changes: object) -> dict[str, object]:
        """This wish as parameters of an address, in one order, without what is usual."""
        told: dict[str, object] = {"q": self.q}
        told |= {key: sorted(values) for key, values in sorted(self.filters.items())}
        told["price_from"] = self.price_from.plain() if self.price_from else ""
        told["price_to"] = self.price_to.plain() if self.price_to else ""
        told["sort"] = self.sort
        told["page"] = "" if self.page == 1 else self.page
        return told | changes

    def asked(self) -> dict[str, Any]:
        """This wish as the catalogue takes it."""
        return {
            "sort": self.sort or None,
            "filters": self.filters,
            "price_from": self.price_from.minor if self.price_from else None,
            "price_to": self.price_to.minor if self.price_to else None,
            "page": self.page,
        }


def wish(q: str = "") -> Wish:
    """Read the address."""
    args = request.args
    filters = {
        key: {value for value in args.getlist(key)[:20] if value and len(value) <= 60}
        for key in list(args)[:20]
        if key not in RESERVED and len(key) <= 40
    }
    return Wish(
        sort=args["sort"] if args.get("sort") in SORTS else "",
        page=_whole(args.get("page", "1")),
        filters={key: values for key, values in filters.items() if values},
        price_from=_amount(args.get("price_from", "")),
        price_to=_amount(args.get("price_to", "")),
        q=q,
    )


def _whole(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 4:
        return max(int(text), 1)
    return 1


def _amount(text: str) -> Money | None:
    """A price as people type it, or None when it is none."""
    try:
        amount = Money.parse(text.replace(",", "."), g.locale.market.currency)
    except ValueError:
        return None
    return amount or None


@cached_page
def category(slug: str) -> str:
    """A shelf of the shop, sorted and filtered."""
    wanted = wish()
    shelf = catalog.shelf(g.locale, slug, **wanted.asked())
    if shelf is None or shelf.category is None:
        abort(404)
    head = page(
        shelf.category.name,
        shelf.category.description,
        path=here({"page": shelf.page if shelf.page > 1 else ""}),
        category=slug,
    )
    return render_template("shop/category.html", page=head, shelf=shelf, **words(shelf, wanted))


@cached_page
def search() -> str:
    """What the shop has for some words."""
    q = " ".join(request.args.get("q", "").split())[:100]
    wanted = wish(q)
    title = _("Search: %s") % q if q else _("Search")
    head = page(title, path=here({"q": q}), indexed=False)
    if not q:
        return render_template("shop/search.html", page=head, shelf=None, q=q)
    shelf = catalog.search(g.locale, q, **wanted.asked())
    return render_template("shop/search.html", page=head, shelf=shelf, q=q, **words(shelf, wanted))


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    text: str
    url: str


def words(shelf: Shelf, wanted: Wish) -> dict[str, object]:
    """What the template of a shelf needs beside the shelf."""
    return {
        "wanted": wanted,
        "sorts": [(key, str(SORTS[key])) for key in shelf.sorts],
        "chips": chips(shelf, wanted),
        "page_url": page_url(wanted),
        "plain_url": address({"q": wanted.q}),
        "exponent": currency(g.locale.market.currency).exponent,
    }


def page_url(wanted: Wish) -> Callable[[int], str]:
    """The address of another page of the same shelf."""
    first = address(wanted.parameters(page=""))
    further = first + ("&" if "?" in first else "?") + "page="
    return lambda n: first if n == 1 else f"{further}{n}"


def address(parameters: dict[str, object]) -> str:
    """This page with other parameters."""
    return f"/{g.locale.tag}{here(parameters)}"


def chips(shelf: Shelf, wanted: Wish) -> list[Chip]:
    """The filters that are on."""
    found = []
    for facet in shelf.facets:
        for value in facet.values:
            if value.chosen:
                rest = sorted(wanted.filters[facet.key] - {value.key})
                found.append(Chip(value.name, without(wanted, **{facet.key: rest})))
    if wanted.price_from:
        text = _("from %s") % shown(wanted.price_from)
        found.append(Chip(text, without(wanted, price_from="")))
    if wanted.price_to:
        text = _("up to %s") % shown(wanted.price_to)
        found.append(Chip(text, without(wanted, price_to="")))
    return found


def without(wanted: Wish, **changes: object) -> str:
    """The first page of the same shelf with other filters."""
    return address(wanted.parameters(page="", **changes))


def shown(amount: Money) -> str:
    """An amount as the reader writes it."""
    text: str = format_currency(amount.decimal(), amount.currency, locale=g.locale.babel)
    return text

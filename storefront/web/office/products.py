"""Products: found in a list, and edited, each part on its own so that nothing else is lost."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import catalog
from storefront.db import release, transaction
from storefront.errors import ShopError
from storefront.markets import LANGUAGES, MARKETS, spoken
from storefront.markets import gettext as _

from .blueprint import blueprint
from .order_list import page_number
from .product_forms import FactsForm, TextsForm, facts_forms, texts_forms
from .shelf_form import read_shelf


@blueprint.get("/products")
def products() -> ResponseReturnValue:
    """All products, what was changed last first."""
    query = request.args.get("q", "").strip()[:100]
    status = request.args.get("status", "")
    status = status if status in catalog.STATUSES else ""
    missing = request.args.get("facts") == "missing"
    found = catalog.list_products(query, status or None, page_number(), missing)
    told: dict[str, Any] = {"q": query, "status": status, "facts": "missing" if missing else ""}
    told = {name: text for name, text in told.items() if text}

    def page_url(page: int) -> str:
        return url_for("office.products", **told, page=page)

    return render_template(
        "office/products.html",
        found=found,
        told=told,
        statuses=catalog.STATUSES,
        page_url=page_url,
    )


@blueprint.get("/products/<int:product_id>")
def product(product_id: int) -> ResponseReturnValue:
    """One product with all its forms."""
    return show(find(product_id))


def find(product_id: int) -> Any:
    """The product, or the page that says there is none."""
    found = catalog.product(product_id)
    if found is None:
        abort(404)
    return found


def show(product: Any, status: int = 200, **typed: Any) -> ResponseReturnValue:
    """The page of a product; `typed` puts a form that came back in the place of a fresh one."""
    names = {text.language: text.name for text in product.texts}
    language = typed.get("language", "")
    told: dict[str, Any] = {
        "product": product,
        "name": names.get(spoken()) or names.get("en") or product.slug,
        "choices": {
            each.id: catalog.choice_text(product.options, each.choice, spoken())
            for each in product.variants
        },
        "variants": [each for each in product.variants if each.active],
        "texts": texts_forms(product, typed.pop("texts", None), language),
        "languages": LANGUAGES,
        "facts": facts_forms(product, typed.pop("facts", None), typed.get("variant_id", 0)),
        "markets": MARKETS,
        "statuses": catalog.STATUSES,
        "shelf": None,
        "picture_problem": None,
        "language": language,
        "variant_id": 0,
        "outliers": catalog.outliers(product),
        "reductions": catalog.reductions_of(product),
        "suggestions": catalog.suggest_codes(product.id)
        if any(each.active and not each.hs_code for each in product.variants)
        else (),
    }
    told.update(typed)
    return render_template("office/product.html", **told), status


def _back(product_id: int, anchor: str, said: str) -> ResponseReturnValue:
    flash(said, "good")
    return redirect(url_for("office.product", product_id=product_id, _anchor=anchor), 303)


@blueprint.post("/products/<int:product_id>/status")
def product_status(product_id: int) -> ResponseReturnValue:
    """Show, hide or retire it; put it forward or no longer."""
    find(product_id)
    with transaction():
        catalog.set_status(product_id, request.form.get("status", ""))
        catalog.set_featured(product_id, bool(request.form.get("featured")))
    return _back(product_id, "status", _("Saved."))


@blueprint.post("/products/<int:product_id>/texts/<language>")
def product_texts(product_id: int, language: str) -> ResponseReturnValue:
    """Its words in one language."""
    found = find(product_id)
    if language not in LANGUAGES:
        abort(404)
    form = TextsForm()
    if not form.validate():
        return show(found, 422, texts=form, language=language)
    with transaction():
        catalog.save_texts(product_id, language, form.draft())
    said = _("The text in %(language)s is saved.") % {"language": LANGUAGES[language]}
    return _back(product_id, f"text-{language}", said)


@blueprint.post("/products/<int:product_id>/prices")
def product_prices(product_id: int) -> ResponseReturnValue:
    """Prices by market and counted stock; all of it or nothing."""
    found = find(product_id)
    shelf = read_shelf(found, request.form.to_dict())
    if shelf.problems:
        return show(found, 422, shelf=shelf)
    at = ""
    try:
        with transaction():
            for (variant_id, market), amount in shelf.prices.items():
                at = f"price_{variant_id}_{market}"
                catalog.set_price(variant_id, market, amount)
            for variant_id, count in sorted(shelf.stock.items()):
                at = f"stock_{variant_id}"
                catalog.count_stock(variant_id, count)
    except ShopError as refusal:
        shelf.problems[at] = refusal.message
        return show(find(product_id), 422, shelf=shelf)
    return _back(product_id, "prices", _("Prices and stock are saved."))


@blueprint.post("/products/<int:product_id>/reductions/<market>")
def product_reductions(product_id: int, market: str) -> ResponseReturnValue:
    """Announce the present prices in a market as reduced, or take that back."""
    find(product_id)
    if market not in MARKETS:
        abort(404)
    with transaction():
        found = find(product_id)
        if request.form.get("announce") == "1":
            catalog.announce_reduction(found, market)
            said = _("Announced: the lowest price of the 30 days before stands crossed out.")
        else:
            catalog.withdraw_reduction(found, market)
            said = _("Nothing is crossed out any more.")
    return _back(product_id, "reductions", said)


@blueprint.post("/products/<int:product_id>/customs/<int:variant_id>")
def product_customs(product_id: int, variant_id: int) -> ResponseReturnValue:
    """What customs is told about a variant, or about all of them at once."""
    found = find(product_id)
    ids = [each.id for each in found.variants]
    if variant_id not in ids:
        abort(404)
    form = FactsForm()
    facts = form.accept()
    if facts is None:
        return show(found, 422, facts=form, variant_id=variant_id)
    with transaction():
        for each in ids if request.form.get("all_variants") else [variant_id]:
            catalog.set_customs_facts(each, facts)
    return _back(product_id, f"customs-{variant_id}", _("The customs facts are saved."))


@blueprint.post("/products/<int:product_id>/pictures")
def product_pictures(product_id: int) -> ResponseReturnValue:
    """Hang up a picture; its other sizes are made a moment later."""
    found = find(product_id)
    file = request.files.get("picture")
    data = file.read() if file else b""
    if not data:
        return show(found, 422, picture_problem=_("Choose a picture first."))
    alt = request.form.get("alt", "").strip()[:300]
    release()
    try:
        stored = catalog.store_picture(data)
        with transaction():
            catalog.add_picture(product_id, stored, {"en": alt} if alt else {})
    except ShopError as refusal:
        return show(find(product_id), 422, picture_problem=refusal.message)
    return _back(product_id, "pictures", _("The picture hangs; all its sizes come in a moment."))


@blueprint.post("/products/<int:product_id>/pictures/<int:picture_id>")
def product_picture(product_id: int, picture_id: int) -> ResponseReturnValue:
    """Move a picture, describe it, or take it down."""
    found = find(product_id)
    if picture_id not in {each.id for each in found.pictures}:
        abort(404)
    act = request.form.get("act", "save")
    with transaction():
        if act == "remove":
            catalog.remove_picture(picture_id)
        elif act in ("earlier", "later"):
            catalog.move_picture(picture_id, -1 if act == "earlier" else 1)
        else:
            for language in LANGUAGES:
                if f"alt_{language}" in request.form:
                    words = request.form[f"alt_{language}"]
                    catalog.set_picture_alt(picture_id, language, words)
    return _back(product_id, "pictures", _("Saved."))

"""A day's parcels, and their papers to print."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront import orders, papers, shipping
from storefront.db import release
from storefront.orders import Order
from storefront.papers import Kind, PapersMissing
from storefront.press import Sheet
from storefront.shipping import Shipment

from . import frame
from .blueprint import blueprint

PARCELS_A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A parcel on the day's list; `missing` says why customs papers cannot be printed."""

    shipment: Shipment
    order: Order
    carrier: str
    missing: str = ""


@blueprint.get("/shipping")
def shipping_day() -> ResponseReturnValue:
    """The parcels of a day, oldest first."""
    day = asked_day()
    page, pages, total = _page(day)
    names = {each.code: each.name for each in shipping.list_carriers()}
    return render_template(
        "office/shipping.html",
        day=day,
        rows=[_row(each, names) for each in _parcels(day, page)],
        total=total,
        page=page,
        pages=pages,
        page_url=lambda n: url_for("office.shipping_day", day=day.isoformat(), page=n),
        today=frame.today(),
    )


@blueprint.get("/shipping/papers.<any(pdf, zip):form>")
def shipping_papers(form: str) -> ResponseReturnValue:
    """Every paper of the parcels on one page of a day: one PDF, or a zip of one for each kind.

    A parcel whose customs papers must wait has its packing slip alone.
    """
    day = asked_day()
    page, _pages, total = _page(day)
    if not total:
        abort(404)
    found = [_what_there_is(each) for each in _parcels(day, page)]
    release()
    name = f"papers-{day.isoformat()}" + (f"-{page}" if page > 1 else "")
    if form == "pdf":
        return download(papers.as_pdf([sheet for one in found for sheet in one.values()]), name)
    files = {
        f"{kind.value}.pdf": [one[kind] for one in found if kind in one] for kind in papers.ALL
    }
    return download(papers.as_zip(files), name, "zip")


@blueprint.get("/parcels/<int:shipment_id>/<kind>.pdf")
def shipping_paper(shipment_id: int, kind: str) -> ResponseReturnValue:
    """One paper of a parcel, or all of them."""
    shipment = shipping.get(shipment_id) if shipment_id < 2**31 else None
    if shipment is None or kind not in (*Kind, "all"):
        abort(404)
    wanted: Iterable[Kind] = papers.ALL if kind == "all" else (Kind(kind),)
    sheets = papers.papers_of(shipment, wanted)
    name = f"{kind}-{shipment.waybill_no}"
    release()
    return download(papers.as_pdf(sheets), name)


def download(content: bytes, name: str, form: str = "pdf") -> Response:
    """A file to keep or print."""
    response = Response(content, mimetype=f"application/{form}")
    response.headers["Content-Disposition"] = f"attachment; filename={name}.{form}"
    return response


def asked_day() -> date:
    """The day in the address; today where there is none or it is no day."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return frame.today()


def _page(day: date) -> tuple[int, int, int]:
    total = shipping.count_shipments_between(frame.begin_of(day), frame.end_of(day))
    pages = max(1, -(-total // PARCELS_A_PAGE))
    text = request.args.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return min(max(page, 1), pages), pages, total


def _parcels(day: date, page: int) -> list[Shipment]:
    return shipping.shipments_between(
        frame.begin_of(day), frame.end_of(day), PARCELS_A_PAGE, (page - 1) * PARCELS_A_PAGE
    )


def _row(shipment: Shipment, names: dict[str, str]) -> Row:
    order = orders.get(shipment.order_id)
    if order is None:
        raise LookupError(f"shipment {shipment.id} has lost its order")
    try:
        papers.papers_of(shipment)
        missing = ""
    except PapersMissing as refusal:
        missing = refusal.message
    return Row(shipment, order, names.get(shipment.carrier, shipment.carrier), missing)


def _what_there_is(shipment: Shipment) -> dict[Kind, Sheet]:
    """A parcel's papers by kind."""
    try:
        return dict(zip(papers.ALL, papers.papers_of(shipment), strict=True))
    except PapersMissing:
        return {Kind.SLIP: papers.papers_of(shipment, (Kind.SLIP,))[0]}

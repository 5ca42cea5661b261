"""The pages a broker reads, and the same as JSON."""

from importlib.resources import files
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from .. import ledger
from ..settings import PROTOCOL_VERSION, RECEIPTS_PATH
from .problems import the_connector
from .showing import facts_of

pages = Blueprint("pages", __name__)
PER_PAGE = 50
MOST = 10_000


@pages.get("/")
def front() -> str:
    """Dossiers received, newest first."""
    page = _whole_number("page", 1, 1, 1_000_000)
    store = the_connector().store
    dossiers, total = ledger.page_of_dossiers(store, PER_PAGE, (page - 1) * PER_PAGE)
    return render_template(
        "front.html",
        dossiers=dossiers,
        total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        figures=ledger.figures(store),
    )


@pages.get("/dossiers")
def listing() -> Response:
    """Every dossier as JSON, newest first; `limit` and `offset` cut it into pieces."""
    limit, offset = _whole_number("limit", MOST, 1, MOST), _whole_number("offset", 0, 0, 10**9)
    dossiers, total = ledger.page_of_dossiers(the_connector().store, limit, offset)
    more = offset + len(dossiers) < total
    return jsonify(
        {
            "dossiers": dossiers,
            "total": total,
            "next_offset": offset + len(dossiers) if more else None,
        }
    )


@pages.get("/dossiers/<dossier_id>")
def detail(dossier_id: str) -> str:
    """One dossier: comparison, receipts, deliveries, raw JSON."""
    found = _found(dossier_id)
    return render_template(
        "dossier.html",
        d=found,
        facts=facts_of(found["data"], found["checks"]),
        messages=the_connector().folder.written(dossier_id),
    )


@pages.get("/ceb/<name>")
def ceb_message(name: str) -> Response:
    """A CEB message as it was written for customs."""
    data = the_connector().folder.read(name)
    if data is None:
        raise NotFound("No such message was written here.")
    return Response(data, mimetype="application/xml")


@pages.get("/dossiers/<dossier_id>.json")
def detail_json(dossier_id: str) -> Response:
    """One dossier with everything known about it."""
    return jsonify(_found(dossier_id))


@pages.get("/docs")
def docs() -> str:
    """Where an engineer who writes a connector starts."""
    connector = the_connector()
    return render_template(
        "docs.html",
        here=request.host_url.rstrip("/"),
        receipts_url=connector.settings.shop_url.rstrip("/") + RECEIPTS_PATH,
        version=PROTOCOL_VERSION,
    )


@pages.get("/docs/<any(example, schema):name>.json")
def published(name: str) -> Response:
    """The example body and the JSON Schema that the hook insists on."""
    file = {"example": "example.dossier.json", "schema": "dossier.schema.json"}[name]
    text = files("storefront.connector").joinpath(file).read_text(encoding="utf-8")
    return Response(text, mimetype="application/json")


@pages.get("/healthz")
def health() -> Response:
    """200 while the state file answers."""
    return jsonify({"status": "ok", **ledger.figures(the_connector().store)})


def _found(dossier_id: str) -> dict[str, Any]:
    found = ledger.dossier(the_connector().store, dossier_id)
    if found is None:
        raise NotFound("No dossier of that number was received here.")
    return found


def _whole_number(name: str, default: int, low: int, high: int) -> int:
    text = request.args.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 12 and low <= int(text) <= high):
        raise BadRequest(f"{name} must be a whole number from {low} to {high}.")
    return int(text)

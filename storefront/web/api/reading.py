"""What connectors that only poll may read: events, dossiers, receipts, papers."""

from flask import Response

from storefront import customs, papers, shipping
from storefront.customs.tokens import Scope
from storefront.db import release
from storefront.errors import NotFound
from storefront.markets import gettext as _

from ..security import limiter
from .door import PAPERS, READS, blueprint, by_key, needs, private
from .questions import AFTER, CURSOR, LIMIT, UPDATED_AFTER, Parameter, asked, instant

STATE = Parameter(
    "state",
    "Only dossiers that stand there.",
    {"type": "string", "enum": [state.value for state in customs.State]},
)
KINDS = tuple(kind.value for kind in papers.Kind)


@blueprint.get("/events")
@limiter.limit(READS, key_func=by_key)
@needs(Scope.READ)
def events() -> Response:
    """Events after a sequence number, rising without a gap."""
    told = asked(AFTER, LIMIT)
    found = customs.events_after(told["after"], limit=told["limit"] + 1)
    page = found[: told["limit"]]
    return private(
        {
            "events": [customs.revealed(event) for event in page],
            "next_after": page[-1].sequence if page else told["after"],
            "more": len(found) > len(page),
        }
    )


@blueprint.get("/dossiers")
@limiter.limit(READS, key_func=by_key)
@needs(Scope.READ)
def dossiers() -> Response:
    """Dossiers in the order in which their parcels left, page by page."""
    told = asked(STATE, UPDATED_AFTER, CURSOR, LIMIT)
    since = told["updated_after"]
    found = customs.list_dossiers(
        told["state"],
        instant(since, "updated_after") if since else None,
        told["cursor"],
        told["limit"] + 1,
    )
    page = found[: told["limit"]]
    return private(
        {
            "dossiers": [_summary(each) for each in page],
            "next_cursor": page[-1].id if len(found) > len(page) else None,
        }
    )


@blueprint.get("/dossiers/<dossier_id>")
@limiter.limit(READS, key_func=by_key)
@needs(Scope.READ)
def dossier(dossier_id: str) -> Response:
    """A dossier as it was last sent, and where it stands."""
    asked()
    found = _dossier(dossier_id)
    return private(
        {
            **_summary(found),
            "documents": {name: one.status for name, one in customs.statuses(found).items()},
            "event": customs.documents(found),
        }
    )


@blueprint.get("/dossiers/<dossier_id>/receipts")
@limiter.limit(READS, key_func=by_key)
@needs(Scope.READ)
def receipts_of(dossier_id: str) -> Response:
    """Every receipt of a dossier, as it came, in the order in which it came."""
    asked()
    return private({"receipts": [one.body for one in _dossier(dossier_id).receipts]})


@blueprint.get("/dossiers/<dossier_id>/documents/<kind>.pdf")
@limiter.limit(PAPERS, key_func=by_key)
@needs(Scope.READ)
def paper(dossier_id: str, kind: str) -> Response:
    """A paper of the parcel as PDF: 409 while its facts are not complete."""
    asked()
    found = _dossier(dossier_id)
    shipment = shipping.get(found.shipment_id)
    if kind not in KINDS or shipment is None:
        raise NotFound(_("There is no such paper."))
    sheets = papers.papers_of(shipment, [papers.Kind(kind)])
    release()  # the press takes seconds
    answer = Response(papers.as_pdf(sheets), mimetype="application/pdf")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = f"inline; filename={found.id}-{kind}.pdf"
    return answer


def _summary(found: customs.Dossier) -> dict[str, object]:
    return {
        "dossier_id": found.id,
        "state": found.state,
        "revision": found.revision,
        "updated_at": found.updated_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }


def _dossier(dossier_id: str) -> customs.Dossier:
    found = customs.get_dossier(dossier_id)
    if found is None:
        raise NotFound(_("There is no such dossier."))
    return found

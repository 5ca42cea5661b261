"""What customs answered: proven, kept, and shown by document (§9.5)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import or_, select

from storefront import clock, orders
from storefront.db import db
from storefront.errors import ShopError
from storefront.markets import gettext
from storefront.orders import Order

from .connection import connection
from .delivering import ask_owner, relieve_owner
from .locking import locked
from .models import Dossier, DossierRevision, Receipt
from .overtaken import stand_by_what_was_declared
from .pointers import pointer
from .schema import INSTANT
from .signatures import Forged, verify
from .standing import RANK, is_too_late, shown, standing
from .states import State, move
from .validating import strictly

Json = dict[str, Any]

MOST_BYTES = 64 * 1024
DOCUMENTS = ("order", "payment", "waybill", "list", "return", "all")

FROM_THE_FUTURE = timedelta(days=1)


class ReceiptRefused(ShopError):
    """A receipt that is not taken; `code` is the protocol's word, `errors` say where and why."""

    def __init__(self, message: str, status: int, code: str, errors: list[Json] | None = None):
        super().__init__(message, status)
        self.code = code
        self.errors = errors or []


@dataclass(frozen=True)
class Told:
    """A proven and well-formed receipt."""

    webhook_id: str
    body: Json

    @property
    def occurred_at(self) -> datetime:
        """When customs said it."""
        return datetime.fromisoformat(self.body["occurred_at"].replace("Z", "+00:00"))


@dataclass(frozen=True)
class Taken:
    """What became of a receipt."""

    receipt_id: str
    duplicate: bool


def read_receipt(raw: bytes, headers: Mapping[str, str]) -> Told:
    """Prove and read a receipt without touching the database; raises ReceiptRefused."""
    if len(raw) > MOST_BYTES:
        raise ReceiptRefused(gettext("A receipt has at most 64 KiB."), 413, "too_large")
    lowered = {name.lower(): value for name, value in headers.items()}
    try:
        webhook_id = verify(connection().receipt_keys, lowered, raw, clock.now().timestamp())
    except Forged as error:
        raise ReceiptRefused(str(error), 401, "signature_invalid") from error
    return _read(webhook_id, raw)


def read_vouched(raw: bytes) -> Told:
    """Read a receipt that somebody with the right token hands in; raises ReceiptRefused."""
    if len(raw) > MOST_BYTES:
        raise ReceiptRefused(gettext("A receipt has at most 64 KiB."), 413, "too_large")
    return _read(None, raw)


def _read(webhook_id: str | None, raw: bytes) -> Told:
    body = _parsed(raw)
    wrong = [
        {
            "code": "schema_invalid",
            "pointer": pointer(error.absolute_path),
            "detail": error.message[:300],
        }
        for error in _checks().iter_errors(body)
    ][:50]
    if wrong:
        raise ReceiptRefused(gettext("The receipt is not as agreed."), 422, "schema_invalid", wrong)
    told = Told(webhook_id or f"token:{body['receipt_id']}", body)
    _check_time(told)
    return told


def take_receipt(told: Told) -> Taken:
    """Keep a receipt and let the dossier follow; a second copy changes nothing.

    Raises ReceiptRefused when the dossier (404) or its revision (409) is unknown. The caller holds
    the transaction.
    """
    body = told.body
    dossier = locked(body["dossier_id"])
    if dossier is None:
        raise ReceiptRefused(gettext("There is no such dossier."), 404, "dossier_unknown")
    known = db.session.scalar(
        select(Receipt.receipt_id).where(
            or_(Receipt.receipt_id == body["receipt_id"], Receipt.webhook_id == told.webhook_id)
        )
    )
    if known is not None:
        return Taken(known, duplicate=True)
    sent = db.session.scalar(
        select(DossierRevision.sequence).where(
            DossierRevision.dossier_id == dossier.id,
            DossierRevision.revision == body["revision"],
        )
    )
    if sent is None:
        raise ReceiptRefused(
            gettext("This revision of the dossier was never sent."), 409, "revision_unknown"
        )
    db.session.add(
        Receipt(
            receipt_id=body["receipt_id"],
            webhook_id=told.webhook_id,
            dossier_id=dossier.id,
            revision=body["revision"],
            document=body["document"],
            status=body["status"],
            final=body["final"],
            occurred_at=told.occurred_at,
            received_at=clock.now(),
            body=body,
        )
    )
    db.session.flush()
    db.session.expire(dossier, ["receipts"])
    _follow(dossier, body)
    return Taken(body["receipt_id"], duplicate=False)


def _follow(dossier: Dossier, body: Json) -> None:
    """Let the dossier stand where its documents stand."""
    to = _standing_of(dossier, dossier.revision)
    order = orders.get(dossier.order_id)
    came_late = to is State.REJECTED and is_too_late(body)
    if came_late and order is not None and _stands_as_declared(order, dossier):
        facts = {"dossier": dossier.id, "revision": body["revision"]}
        orders.record(order, "customs_overtaken", facts, actor="customs")
        return
    if to is None or not move(dossier, to) or order is None:
        return
    facts = {"dossier": dossier.id, "document": body["document"], "status": body["status"]}
    if to is State.REJECTED:
        dossier.findings = [_reason(body, reason) for reason in body.get("reasons", [])]
        facts["why"] = " ".join(each["message"] for each in dossier.findings[:3])[:500]
        ask_owner(dossier)
    elif to in (State.ACCEPTED, State.RELEASED):
        relieve_owner(dossier)
    orders.record(order, f"customs_{to}", facts, actor="customs")


def _standing_of(dossier: Dossier, revision: int) -> State | None:
    current = [one for one in dossier.receipts if one.revision == revision]
    return standing({name: one.status for name, one in shown(current).items()})


def _stands_as_declared(order: Order, dossier: Dossier) -> bool:
    """Whether a revision before the refused one counts again: the newest of which customs said that
    it was taken in, or, where that is still to come, the newest that was not refused."""
    unheard = None
    for revision in sorted(dossier.revisions, key=lambda one: -one.revision)[1:]:
        stood = _standing_of(dossier, revision.revision)
        if stood in (State.ACCEPTED, State.RELEASED):
            return stand_by_what_was_declared(order, dossier, revision, stood)
        if stood is not State.REJECTED:
            unheard = unheard or revision
    return unheard is not None and stand_by_what_was_declared(
        order, dossier, unheard, State.ACCEPTED
    )


def _reason(body: Json, reason: Json) -> Json:
    return {
        "code": reason.get("code", "other"),
        "documents": [body["document"]],
        "pointer": reason.get("pointer") or "",
        "expected": reason.get("expected") or "",
        "found": reason.get("actual") or "",
        "message": reason.get("message") or "",
    }


def _parsed(raw: bytes) -> Json:
    try:
        body = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
        said = json.dumps(body, ensure_ascii=False)
        said.encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise ReceiptRefused(
            gettext("The receipt is not JSON in UTF-8."), 422, "schema_invalid"
        ) from error
    if not isinstance(body, dict) or "\\u0000" in said:
        raise ReceiptRefused(gettext("The receipt is not as agreed."), 422, "schema_invalid")
    return body


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _check_time(told: Told) -> None:
    try:
        late = told.occurred_at > clock.now() + FROM_THE_FUTURE
    except ValueError:
        late = True
    if late:
        wrong = {"code": "schema_invalid", "pointer": "/occurred_at", "detail": "no such instant"}
        raise ReceiptRefused(
            gettext("The receipt is not as agreed."), 422, "schema_invalid", [wrong]
        )


def form() -> Json:
    """The published form of a receipt."""
    return _FORM


def _word(most: int = 200) -> Json:
    return {"type": ["string", "null"], "maxLength": most}


_FORM: Json = {
    "type": "object",
    "required": [
        "receipt_id",
        "dossier_id",
        "revision",
        "document",
        "status",
        "final",
        "occurred_at",
    ],
    "additionalProperties": False,
    "properties": {
        "receipt_id": {"type": "string", "pattern": r"^[\x21-\x7e]{1,120}$"},
        "dossier_id": {"type": "string", "pattern": r"^[A-Za-z0-9_-]{1,60}$"},
        "revision": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
        "document": {"enum": list(DOCUMENTS)},
        "status": {"enum": list(RANK)},
        "final": {"type": "boolean"},
        "occurred_at": {"type": "string", "pattern": INSTANT},
        "authority": {
            "type": ["object", "null"],
            "additionalProperties": _word(2000),
            "maxProperties": 30,
        },
        "reasons": {
            "type": "array",
            "maxItems": 200,
            "items": {
                "type": "object",
                "required": ["code"],
                "additionalProperties": _word(2000),
                "properties": {"code": {"type": "string", "maxLength": 60}},
                "maxProperties": 20,
            },
        },
    },
}


@cache
def _checks() -> Any:
    return strictly(_FORM)

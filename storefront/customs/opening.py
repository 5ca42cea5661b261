"""Opening dossiers, comparing them, and correcting them; the caller holds the transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storefront import clock, orders, outbox, shipping
from storefront.db import db, in_single_file
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext
from storefront.shipping import Shipment

from .comparison import RULESET, Compared, Finding, Known, compare_all
from .comparison.rule import Fix, Severity
from .connection import connection
from .documents import API_VERSION, Paid, Parcel, dossier_data, gaps, instant
from .identity import dossier_id
from .locking import locked
from .models import Dossier, DossierRevision
from .pointers import changes
from .refunds import Refunded, divide
from .regimes import regime_of
from .shares import totals_of
from .states import State, move, show_on_order

Json = dict[str, Any]

READY = "customs.dossier.ready"
AMENDED = "customs.dossier.amended"
CANCELLED = "customs.dossier.cancelled"
OPERATIONS = {READY: "create", AMENDED: "amend", CANCELLED: "cancel"}
TOPIC = "customs.deliver"
MOST_REPLAYED = 1_000


def open_dossier(
    shipment: Shipment, paid: Paid | None, refunds: Sequence[Refunded] = ()
) -> Dossier:
    """One parcel's dossier: built, compared and, when all fits, promised to the connector.

    A parcel has one dossier; opening it twice gives the first. What is missing or does not fit
    keeps it here, with the findings on it. `refunds` are all that were made of the order so far.
    """
    known = db.session.scalar(select(Dossier).where(Dossier.shipment_id == shipment.id))
    if known is not None:
        return known
    now = clock.now()
    dossier = Dossier(
        id=dossier_id(now),
        shipment_id=shipment.id,
        order_id=shipment.order_id,
        state=State.DATA_MISSING,
        revision=0,
        findings=[],
        payment=_money(shipment, paid, refunds) if paid else {},
        created_at=now,
        updated_at=now,
    )
    db.session.add(dossier)
    show_on_order(dossier.order_id)
    _match(dossier)
    return dossier


def _money(shipment: Shipment, paid: Paid, refunds: Sequence[Refunded]) -> Json:
    """The payment as it is copied at the door, with what of it went back for this parcel."""
    order = orders.get(shipment.order_id)
    parcels = shipping.parcels_in_force(shipment.order_id)
    parts = divide(order, parcels, refunds, instant)[shipment.id] if order and refunds else []
    return {**paid.as_json(), "refunds": [part.as_json() for part in parts]}


def match_again(dossier_id: str) -> Dossier:
    """Build and compare a dossier anew, after somebody mended what was wrong.

    What was never sent goes out as the first revision; what was sent goes out amended, if anything
    changed. Raises NotFound, and ShopError when customs has locked it.
    """
    dossier = _in_hand(dossier_id)
    if dossier.state in (State.RELEASED, State.CANCELLED):
        raise ShopError(gettext("Customs is done with this dossier; it cannot change."), 409)
    _match(dossier)
    return dossier


def cancel(dossier_id: str) -> Dossier:
    """Take a dossier back before hand-over; a connector that knows it is told."""
    dossier = _in_hand(dossier_id)
    if not move(dossier, State.CANCELLED):
        raise ShopError(gettext("Customs is done with this dossier; it cannot change."), 409)
    last = last_revision(dossier)
    if last is not None:
        revise(dossier, CANCELLED, {**last.body["data"]}, [])
    return dossier


def resend(dossier_id: str) -> Dossier:
    """Promise the newest revision once more, whatever became of the last promise."""
    dossier = _in_hand(dossier_id)
    last = last_revision(dossier)
    if last is None:
        raise ShopError(gettext("There is nothing to send yet."), 409)
    stamp = int(clock.now().timestamp() * 1000)
    _promise(last, f"-again-{stamp}")
    return dossier


def replay(start: datetime, end: datetime) -> int:
    """Promise once more the newest revision of every dossier that had an event from `start` to
    before `end`; returns how many. Raises ShopError when that is more than 1,000."""
    if not start < end:
        raise ShopError(gettext("The end must be later than the beginning."), 422)
    within = (
        select(DossierRevision.dossier_id)
        .where(DossierRevision.created_at >= start, DossierRevision.created_at < end)
        .distinct()
    )
    newest = (
        select(func.max(DossierRevision.sequence))
        .where(DossierRevision.dossier_id.in_(within))
        .group_by(DossierRevision.dossier_id)
    )
    found = db.session.scalars(
        select(DossierRevision)
        .where(DossierRevision.sequence.in_(newest))
        .order_by(DossierRevision.sequence)
        .limit(MOST_REPLAYED + 1)
    ).all()
    if len(found) > MOST_REPLAYED:
        raise ShopError(gettext("These are more than 1,000 dossiers; choose a shorter time."), 422)
    stamp = int(clock.now().timestamp() * 1000)
    for revision in found:
        _promise(revision, f"-again-{stamp}")
    return len(found)


def promise_waiting() -> int:
    """Promise what was ready before there was a connector; returns how many were promised."""
    if not connection().url:
        return 0
    newest = select(func.max(DossierRevision.sequence)).group_by(DossierRevision.dossier_id)
    waiting = db.session.scalars(
        select(DossierRevision)
        .where(
            DossierRevision.sequence.in_(newest),
            DossierRevision.delivered_at.is_(None),
            ~select(outbox.Promise.id)
            .where(outbox.Promise.topic == TOPIC, outbox.Promise.lane == DossierRevision.dossier_id)
            .exists(),
        )
        .order_by(DossierRevision.sequence)
        .limit(200)
    )
    count = 0
    for revision in waiting:
        _promise(revision)
        count += 1
    return count


def _match(dossier: Dossier) -> None:
    parcel = _parcel(dossier)
    missing = gaps(parcel)
    if missing:
        dossier.findings = [_gap(sku, fact).as_json() for sku, fact in missing]
        move(dossier, State.DATA_MISSING if dossier.revision == 0 else State.MISMATCH)
        return
    data = dossier_data(parcel, dossier.id, connection())
    last = last_revision(dossier)
    changed = _renumber(data, last.body["data"]) if last else []
    compared = compare_all(data, _known(parcel, dossier, last, changed))
    asked = [each.as_json() for each in _unmet(parcel)]
    dossier.findings = [*(finding.as_json() for finding in compared.findings), *asked]
    dossier.ruleset = compared.ruleset
    if compared.blocking:
        move(dossier, State.MISMATCH)
    elif last is None:
        move(dossier, State.READY)
        revise(dossier, READY, data, [], compared)
    elif changed or dossier.state in (State.MISMATCH, State.REJECTED, State.WITHDRAWN):
        move(dossier, State.AMENDED)
        revise(dossier, AMENDED, data, changed, compared)


def _renumber(data: Json, before: Json) -> list[str]:
    """Give each document that changed its next revision; returns what changed, as pointers."""
    changed: list[str] = []
    for name in ("regime", "parties", "order", "payment", "waybill"):
        document, earlier = data[name], before[name]
        if isinstance(document, dict) and "revision" in document and earlier:
            document["revision"] = earlier["revision"]
            if document != earlier:
                document["revision"] += 1
        changed += changes(earlier, document, f"/{name}")
    return [pointer for pointer in changed if not pointer.endswith("/revision")]


def revise(
    dossier: Dossier,
    event_type: str,
    data: Json,
    changed: list[str],
    compared: Compared | None = None,
) -> None:
    """Number an event and promise it to the connector; `changed` are JSON Pointers."""
    in_single_file("customs-sequence")
    highest = db.session.scalar(select(func.max(DossierRevision.sequence))) or 0
    now = clock.now()
    warnings = compared.warnings if compared else ()
    dossier.revision += 1
    revision = DossierRevision(
        sequence=highest + 1,
        dossier_id=dossier.id,
        revision=dossier.revision,
        event_type=event_type,
        body={
            "type": event_type,
            "timestamp": instant(now),
            "api_version": API_VERSION,
            "sequence": highest + 1,
            "data": {
                **data,
                "revision": dossier.revision,
                "operation": OPERATIONS.get(event_type, "update"),
                "supersedes_revision": dossier.revision - 1 or None,
                "changed": changed,
                "match": {
                    "result": "pass",
                    "ruleset": RULESET,
                    "checked_at": instant(now),
                    "findings": [one.on_the_wire() for one in warnings],
                },
            },
        },
        created_at=now,
    )
    db.session.add(revision)
    db.session.flush()
    db.session.expire(dossier, ["revisions"])
    if connection().url:
        _promise(revision)


def _promise(revision: DossierRevision, again: str = "") -> None:
    # What still waits for an older revision steps aside at once when it sees that it is older.
    outbox.hurry(revision.dossier_id)
    outbox.post(
        TOPIC,
        f"customs-{revision.dossier_id}-{revision.revision}{again}",
        {"sequence": revision.sequence},
        lane=revision.dossier_id,
    )


def _parcel(dossier: Dossier) -> Parcel:
    order, shipment = orders.get(dossier.order_id), shipping.get(dossier.shipment_id)
    if order is None or shipment is None:
        raise LookupError(f"dossier {dossier.id} has lost its order or parcel")
    earlier = [
        parcel
        for parcel in shipping.shipments_of(order.id)
        if parcel.id < shipment.id and parcel.state != "cancelled"
    ]
    before: dict[int, int] = {}
    for parcel in earlier:
        for line in parcel.lines:
            before[line.order_line_id] = before.get(line.order_line_id, 0) + line.quantity
    return Parcel(order, shipment, dossier.payment or None, before, len(earlier) + 1)


def _known(
    parcel: Parcel, dossier: Dossier, last: DossierRevision | None, changed: list[str]
) -> Known:
    shipment, way = parcel.shipment, connection()
    sent = last.body["data"] if last else {}
    return Known(
        shipment.carrier,
        waybill_used_by=_waybill_used_by(shipment),
        described=shipping.carrier(shipment.carrier),
        is_locked=dossier.state == State.ACCEPTED and bool(changed),
        declared_as=_declared_as(dossier, parcel.order_no),
        sent_revisions={
            name: sent[name]["revision"] for name in ("order", "payment", "waybill") if sent
        },
        can_sign=bool(way.keys) or not way.url,
    )


def _waybill_used_by(shipment: Shipment) -> str | None:
    other = db.session.scalar(
        select(Shipment.id).where(
            Shipment.carrier == shipment.carrier,
            Shipment.waybill_no == shipment.waybill_no,
            Shipment.id != shipment.id,
            Shipment.created_at > shipment.created_at - shipping.WAYBILL_REST,
            Shipment.created_at <= shipment.created_at,
        )
    )
    return str(other) if other else None


def _declared_as(dossier: Dossier, order_no: str) -> str | None:
    """Another dossier of the order that is in force under this order number."""
    over = (State.WITHDRAWN, State.CANCELLED)
    others = select(Dossier).where(
        Dossier.order_id == dossier.order_id,
        Dossier.id != dossier.id,
        Dossier.revision > 0,
        Dossier.state.not_in(over),
    )
    for other in db.session.scalars(others):
        last = last_revision(other)
        if last is not None and last.body["data"]["order"]["order_no"] == order_no:
            return other.id
    return None


def last_revision(dossier: Dossier) -> DossierRevision | None:
    """What was said last, or None when nothing was."""
    return db.session.scalar(
        select(DossierRevision)
        .where(DossierRevision.dossier_id == dossier.id)
        .order_by(DossierRevision.revision.desc())
        .limit(1)
    )


def _in_hand(dossier_id: str) -> Dossier:
    dossier = locked(dossier_id)
    if dossier is None:
        raise NotFound(gettext("There is no such dossier."))
    return dossier


def _unmet(parcel: Parcel) -> list[Finding]:
    """What the destination's regime asks beyond the usual and is not there: said, not held up,
    because a broker may add it."""
    order = parcel.order
    inside = totals_of(order, parcel.before, parcel.inside)
    entry = regime_of(
        order.country,
        inside.goods - inside.discount,
        parcel.shipment.carrier,
        order.placed_at.date(),
    )
    needs = entry.needs if entry else ()
    found = []
    for n, (line, _) in enumerate(parcel.packed):
        if "national_code" in needs and order.country not in (line.national_codes or {}):
            found.append((f"/order/lines/{n}/national_codes", order.country, Fix.PRODUCT))
        if "product_ids" in needs and not (line.manufacturer_code or line.barcode):
            found.append((f"/order/lines/{n}/product_ids", "gtin", Fix.PRODUCT))
    if "phone" in needs and not order.phone:
        found.append(("/parties/consignee/phone", "phone", Fix.ADDRESS))
    if "postal_code" in needs and not order.postal_code:
        found.append(("/parties/consignee/address", "postal_code", Fix.ADDRESS))
    return [
        Finding(
            "regime_asks",
            ("order",),
            pointer,
            expected,
            "",
            gettext("%(regime)s asks for this; it can be sent without it.")
            % {"regime": entry.code if entry else ""},
            Severity.WARN,
            fix,
        )
        for pointer, expected, fix in found
    ]


def _gap(sku: str, fact: str) -> Finding:
    return Finding(
        code="data_missing",
        documents=("order",),
        pointer=fact,
        expected=fact,
        found=sku,
        message=gettext("%(sku)s: %(fact)s is missing.") % {"sku": sku, "fact": fact}
        if sku
        else gettext("The number that the destination asks of its people is missing."),
        fix=Fix.PRODUCT if sku else Fix.ADDRESS,
    )

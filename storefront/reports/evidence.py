"""The evidence pack: everything that shows what was sold, paid, declared and answered.

Customs may ask for it for years (§4.2 of the notes on realtime payment data: the original payment
request and answer). Nothing in it can be used to sign or to pay.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from storefront import clock, payments
from storefront.orders import Order

from .papers import DossierStory, papers_of

Json = dict[str, Any]

LEFT_OUT = ("client_secret", "placing_key", "token", "visit_id")
"""Names of values that open doors."""


def evidence_pack(
    order: Order, papers: Mapping[str, bytes], not_printed: Mapping[str, str]
) -> bytes:
    """A zip of JSON files and printed papers, PDFs by name, with a manifest of their SHA-256, which
    also says why a parcel, by its number, has no papers."""
    files = {name: _bytes(told) for name, told in _files(order)}
    files |= {f"papers/{name}": data for name, data in papers.items()}
    manifest = {
        "order": order.number,
        "made_at": clock.now().isoformat(),
        "not_printed": dict(not_printed),
        "files": [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("manifest.json", _bytes(manifest))
        for name, data in files.items():
            pack.writestr(name, data)
    return packed.getvalue()


def _files(order: Order) -> Iterator[tuple[str, Any]]:
    yield "order.json", {**_columns(order), "lines": [_columns(line) for line in order.lines]}
    yield "history.json", [_columns(event) for event in order.events]
    yield from _payment_files(order)
    for story in papers_of(order.id):
        yield from _dossier_files(story)


def _payment_files(order: Order) -> Iterator[tuple[str, Any]]:
    for attempt in payments.attempts_of(order.id):
        yield f"payment/attempt-{attempt.n}-request.json", attempt.params
        yield f"payment/attempt-{attempt.n}-answer.json", attempt.response or {}
    yield "payment/payments.json", [_columns(each) for each in payments.payments_of(order.id)]
    yield "payment/refunds.json", [_columns(each) for each in payments.refunds_of(order.id)]


def _dossier_files(story: DossierStory) -> Iterator[tuple[str, Any]]:
    folder = f"customs/{story.dossier.id}"
    yield f"{folder}/dossier.json", _columns(story.dossier)
    for revision in sorted(story.revisions, key=lambda each: each.revision):
        yield f"{folder}/revision-{revision.revision}.json", revision.body
        deliveries = [_columns(each) for each in story.deliveries[revision.sequence]]
        yield f"{folder}/revision-{revision.revision}-deliveries.json", deliveries
    for number, receipt in enumerate(story.receipts, 1):
        yield f"{folder}/receipt-{number:03}-{receipt.document}.json", receipt.body


def _columns(row: Any) -> Json:
    return {
        column.name: getattr(row, column.key)
        for column in row.__table__.columns
        if column.name not in LEFT_OUT
    }


def _bytes(told: Any) -> bytes:
    return json.dumps(_without_secrets(told), ensure_ascii=False, indent=2, default=_plain).encode()


def _without_secrets(told: Any) -> Any:
    if isinstance(told, Mapping):
        return {
            name: _without_secrets(value) for name, value in told.items() if name not in LEFT_OUT
        }
    return [_without_secrets(each) for each in told] if isinstance(told, list) else told


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value)} has no place in evidence.")

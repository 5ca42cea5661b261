"""Keeping the promise to hand a dossier to the connector (§9.2, §9.4)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, select, update

from storefront import clock, crash, orders, outbox
from storefront.db import db, release, transaction
from storefront.markets import gettext

from . import endpoints
from .connection import Connection, connection
from .documents import API_VERSION
from .locking import locked
from .models import Delivery, Dossier, DossierRevision
from .opening import TOPIC, promise_waiting
from .revealing import revealed
from .signatures import sign
from .states import State, move
from .wire import Answer, ForbiddenAddress, NotReached, post

Json = dict[str, Any]

MOST_PATIENCE = timedelta(hours=24)
LOCKED_OUT = (401, 403)
TOO_MUCH = (429, 503)
GONE = 410
NEVER = {413: "too_large", 415: "wrong_type"}

_NEWEST = select(Dossier.revision).where(Dossier.id == bindparam("dossier"))

_DELIVERED = (
    update(DossierRevision)
    .where(DossierRevision.sequence == bindparam("which"), DossierRevision.delivered_at.is_(None))
    .values(delivered_at=bindparam("now"))
    .execution_options(synchronize_session=False)
)
"""Only the first time counts."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Attempt:
    """One try, before it is written down."""

    sequence: int
    webhook_id: str
    number: int
    at: datetime

    def row(self, outcome: str, status: int | None = None, answer: str = "") -> Delivery:
        """As it is kept."""
        return Delivery(
            sequence=self.sequence,
            webhook_id=self.webhook_id,
            attempt=self.number,
            at=self.at,
            status=status,
            outcome=outcome,
            answer=answer.replace("\x00", "")[:4000],
        )


@outbox.keeps(TOPIC)
def deliver(promise: outbox.Promise) -> Callable[[], None] | None:
    """Hand over one revision, unless a newer one exists or the connector has it already."""
    revision = db.session.get(DossierRevision, promise.payload["sequence"])
    if revision is None or revision.delivered_at is not None and not _again(promise):
        return None
    newest = db.session.scalar(_NEWEST, {"dossier": revision.dossier_id})
    attempt = Attempt(
        revision.sequence,
        f"msg_{revision.dossier_id.removeprefix('dsr_')}_{revision.revision}",
        promise.attempts,
        clock.now(),
    )
    if newest != revision.revision:
        return lambda: db.session.add(attempt.row("superseded"))
    way = connection()
    if not way.url:
        raise outbox.Wait("There is no connector to hand the dossier to.", endpoints.PAUSE)
    was_left_alone = endpoints.check(way.url)
    told = revealed(revision)
    release()
    confirm = _judge(way, revision, attempt, _send(way, revision, told, attempt))

    def confirmed() -> None:
        confirm()
        if was_left_alone:
            endpoints.answered(way.url)

    return confirmed


def _again(promise: outbox.Promise) -> bool:
    return "-again-" in promise.key


def _send(way: Connection, revision: DossierRevision, told: Json, attempt: Attempt) -> Answer:
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    timestamp = int(clock.now().timestamp())
    headers = {
        "webhook-id": attempt.webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(way.keys, attempt.webhook_id, timestamp, body),
        "content-type": "application/json",
        "user-agent": "storefront-customs",
        "x-customs-protocol": API_VERSION,
        "x-customs-dossier": f"{revision.dossier_id};rev={revision.revision}",
        "x-customs-attempt": str(attempt.number),
    }
    try:
        return post(way.url, body, headers, way.allow_private)
    except NotReached as error:
        _note(attempt.row("not_reached", None, str(error)))
        raise _later(revision, str(error)) from error
    except ForbiddenAddress as error:
        _note(attempt.row("forbidden_address", None, str(error)))
        raise outbox.GiveUp(str(error)) from error


def _judge(
    way: Connection, revision: DossierRevision, attempt: Attempt, answer: Answer
) -> Callable[[], None]:
    """What the answer means; raises Retry, Wait and GiveUp."""
    status, text = answer.status, answer.text
    if status in (200, 202):
        outcome = "duplicate" if status == 200 else "accepted"
        return lambda: _handed_over(revision, attempt.row(outcome, status, text))
    if status == 409:
        return lambda: _handed_over(revision, attempt.row("stale", status, text))
    if status == 422:
        return lambda: _refused(revision, attempt.row("refused", status, text), text)
    if status in NEVER:
        _note(attempt.row(NEVER[status], status, text))
        raise outbox.GiveUp(f"The connector answered {status}: {text[:200]}")
    if status == GONE:
        log.error("customs_connector_is_gone")
        reason = endpoints.gone(status)
        _note(
            attempt.row("endpoint_gone", status, text), lambda: endpoints.disable(way.url, reason)
        )
        raise outbox.Wait(reason, endpoints.LOOK_AGAIN)
    if status in LOCKED_OUT:
        log.warning("customs_connector_does_not_know_us", status=status)
        reason = endpoints.unknown(status)
        _note(attempt.row("locked_out", status, text), lambda: endpoints.pause(way.url, reason))
        raise outbox.Wait(reason, endpoints.PAUSE)
    _note(attempt.row("later", status, text))
    wait = _told_to_wait(answer) if status in TOO_MUCH else None
    raise _later(revision, f"The connector answered {status}: {text[:200]}", wait)


def _later(revision: DossierRevision, reason: str, wait: timedelta | None = None) -> outbox.Retry:
    """Try again, or make room at once for a revision that was written in the meantime."""
    newest = db.session.scalar(_NEWEST, {"dossier": revision.dossier_id})
    return outbox.Retry(reason, wait if newest == revision.revision else timedelta(0))


def _handed_over(revision: DossierRevision, attempt: Delivery) -> None:
    db.session.add(attempt)
    dossier = locked(revision.dossier_id)
    if dossier is None:
        return
    db.session.execute(_DELIVERED, {"which": revision.sequence, "now": clock.now()})
    if dossier.revision == revision.revision and dossier.state in (State.READY, State.AMENDED):
        move(dossier, State.SENT)
        _tell_order(dossier, "customs_sent", {})


def _refused(revision: DossierRevision, attempt: Delivery, text: str) -> None:
    db.session.add(attempt)
    dossier = locked(revision.dossier_id)
    if dossier is None or dossier.revision != revision.revision:
        return
    dossier.findings = _errors(text)
    if move(dossier, State.REJECTED):
        _tell_order(dossier, "customs_refused", {"errors": dossier.findings[:5]})
        ask_owner(dossier)


def ask_owner(dossier: Dossier) -> None:
    """Put the order on the owner's list."""
    order = orders.lock(dossier.order_id)
    if order is not None:
        orders.set_attention(order, _correction_needed())


def relieve_owner(dossier: Dossier) -> None:
    """Take the order off the list again, unless another parcel of it waits for correction."""
    waits = select(Dossier.id).where(
        Dossier.order_id == dossier.order_id,
        Dossier.id != dossier.id,
        Dossier.state == State.REJECTED,
    )
    order = orders.lock(dossier.order_id)
    if order is not None and order.attention and db.session.scalar(waits.limit(1)) is None:
        orders.answer_attention(order, _correction_needed())


def _correction_needed() -> str:
    return gettext("Customs refused a dossier; it needs correction.")


def _tell_order(dossier: Dossier, kind: str, facts: Json) -> None:
    order = orders.get(dossier.order_id)
    if order is not None:
        orders.record(order, kind, {"dossier": dossier.id, **facts}, actor="customs")


def _note(attempt: Delivery, conclude: Callable[[], None] | None = None) -> None:
    """Keep a try that came to nothing, and what it says about the connector."""
    with transaction():
        db.session.add(attempt)
        if conclude is not None:
            conclude()
    crash.point(f"outbox.{TOPIC}.called")


def _errors(text: str) -> list[Json]:
    """The connector's reasons in our own form, whatever it wrote."""
    try:
        said = json.loads(text)
        errors = said.get("errors") or [said]
    except (ValueError, AttributeError, RecursionError):
        errors = []
    kept = [error for error in errors if isinstance(error, dict)][:50] or [{}]
    return [
        {
            "code": _plain(error.get("code", "other"), 60),
            "documents": [],
            "pointer": _plain(error.get("pointer", ""), 200),
            "expected": "",
            "found": "",
            "message": _plain(error.get("detail") or error.get("title") or text, 300),
        }
        for error in kept
    ]


def _plain(value: Any, most: int) -> str:
    """Foreign text that every database can keep."""
    text = str(value).replace("\x00", "")[:most]
    return text.encode("utf-8", "replace").decode()


def _told_to_wait(answer: Answer) -> timedelta | None:
    """Retry-After as seconds or as a date, at most a day."""
    told = answer.headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit() and len(told) < 9:
        return min(timedelta(seconds=int(told)), MOST_PATIENCE)
    try:
        when = parsedate_to_datetime(told)
    except (ValueError, TypeError):
        return None
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    return max(timedelta(0), min(when - clock.now(), MOST_PATIENCE))


@outbox.every("customs_waiting", timedelta(minutes=1))
def send_waiting() -> int:
    """Hand over what became ready before a connector was set up."""
    if not connection().url:
        return 0
    with transaction():
        return promise_waiting()

"""Writing visits and touches down, and reading a person's way back."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update

from storefront import clock, outbox
from storefront.db import db, insert_new, transaction

from .classifying import LONGEST, Origin
from .models import ClickId, Key, OriginRow, Touch, Visit

IDLE = timedelta(minutes=30)
"""A visit ends after this long without a request."""

CLICK_IDS_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Landing:
    """A request that began a visit, or brought a new source into one."""

    visit_id: str
    journey: str
    at: datetime
    country: str
    language: str
    path: str
    origin: Origin
    automated: bool = False
    basis: str = ""


def record(landings: Iterable[Landing]) -> None:
    """Write landings down; a visit that was written before is left as it is."""
    landings = list(landings)
    _insert_visits({landing.visit_id: landing for landing in reversed(landings)}.values())
    for landing in landings:
        if landing.origin.is_touch:
            _record_touch(landing)


def _insert_visits(landings: Iterable[Landing]) -> None:
    """All at once, for there may be hundreds and somebody is waiting for a page."""
    rows = [
        {
            "id": landing.visit_id,
            "journey": None if landing.journey == landing.visit_id else landing.journey,
            "started_at": landing.at,
            "country": landing.country,
            "language": landing.language,
            "automated": landing.automated,
            "basis": landing.basis,
            "step": 0,
        }
        for landing in landings
    ]
    if rows:
        db.session.execute(insert_new(Visit.__table__), rows)


def _record_touch(landing: Landing) -> None:
    origin_id = _origin_id(landing.origin)
    touch = Touch(
        visit_id=landing.visit_id,
        at=landing.at,
        origin_id=origin_id,
        landing=landing.path[:LONGEST],
    )
    db.session.add(touch)
    db.session.flush()
    db.session.execute(_FIRST_ORIGIN, {"visit": landing.visit_id, "origin": origin_id})
    for name, value in landing.origin.click_ids.items():
        db.session.add(ClickId(touch_id=touch.id, name=name, value=value, at=landing.at))


def _origin_id(origin: Origin) -> int:
    """The row of a source in the dictionary, made when it is new."""
    told = {name: getattr(origin, name)[:LONGEST] for name in _WORDS} | {"raw": origin.raw}
    kept = json.dumps(list(told.values()), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(kept.encode("utf-8", "replace")).hexdigest()[:32]
    wanted = {"digest": digest}
    found = db.session.scalar(_ORIGIN, wanted)
    if found is None:
        db.session.execute(insert_new(OriginRow.__table__), {**told, **wanted})
        found = db.session.scalar(_ORIGIN, wanted)
    assert found is not None
    return found


_WORDS = (
    "channel",
    "rule",
    "source",
    "medium",
    "campaign",
    "content",
    "term",
    "referrer_host",
    "link",
)
_ORIGIN = select(OriginRow.id).where(OriginRow.digest == bindparam("digest", type_=Key))
_FIRST_ORIGIN = (
    update(Visit)
    .where(Visit.id == bindparam("visit", type_=Key), Visit.origin_id.is_(None))
    .values(origin_id=bindparam("origin"))
    .execution_options(synchronize_session=False)
)
_OF_JOURNEY = or_(
    Visit.id == bindparam("journey", type_=Key), Visit.journey == bindparam("journey", type_=Key)
)
_FIRST_VISIT = (
    select(Visit.id, Visit.started_at)
    .where(_OF_JOURNEY)
    .order_by(Visit.started_at, Visit.id)
    .limit(1)
)
_TOUCHES = (
    select(
        Touch.id,
        Touch.visit_id,
        Touch.at,
        Touch.landing,
        *(getattr(OriginRow, name) for name in _WORDS),
        OriginRow.raw,
    )
    .join(Visit, Visit.id == Touch.visit_id)
    .join(OriginRow, OriginRow.id == Touch.origin_id)
    .where(_OF_JOURNEY)
    .order_by(Touch.at, Touch.id)
)


def path_of(journey: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The first and the last source of a journey, as an order keeps them; None when unknown.

    The last is the last that was not direct: somebody who types the address comes back for the
    reason that brought them before.
    """
    if not journey:  # visits that nobody may join
        return None, None
    first_visit = db.session.execute(_FIRST_VISIT, {"journey": journey}).first()
    if first_visit is None:
        return None, None
    touches = db.session.execute(_TOUCHES, {"journey": journey}).all()
    direct = _direct(first_visit)
    if not touches:
        return direct, direct
    # A journey that began without a source began direct, even if one came a minute later.
    began_direct = touches[0].at > first_visit.started_at
    return (direct if began_direct else _kept(touches[0])), _kept(touches[-1])


def _direct(visit: Any) -> dict[str, Any]:
    return {
        "at": visit.started_at.isoformat(),
        "channel": "Direct",
        "source": "(direct)",
        "medium": "(none)",
        "campaign": "",
        "click_ids": {},
        "referrer_host": "",
        "landing": "",
    }


def _kept(touch: Any) -> dict[str, Any]:
    rows = db.session.execute(
        select(ClickId.name, ClickId.value).where(ClickId.touch_id == touch.id)
    )
    clicks = {name: value for name, value in rows}
    return {
        "touch_id": touch.id,
        "at": touch.at.isoformat(),
        "channel": touch.channel,
        "rule": touch.rule,
        "source": touch.source,
        "medium": touch.medium,
        "campaign": touch.campaign,
        "content": touch.content,
        "term": touch.term,
        "click_ids": clicks,
        "referrer_host": touch.referrer_host,
        "landing": touch.landing,
        "raw": touch.raw,
        "link": touch.link,
    }


@outbox.every("forget_click_ids", timedelta(days=1))
def forget_click_ids() -> int:
    """Forget click ids whose time is over; returns how many."""
    with transaction():
        return purge_click_ids()


def purge_click_ids() -> int:
    """Forget click ids older than 90 days; returns how many."""
    result = db.session.execute(delete(ClickId).where(ClickId.at < clock.now() - CLICK_IDS_KEPT))
    return int(result.rowcount)  # type: ignore[attr-defined]

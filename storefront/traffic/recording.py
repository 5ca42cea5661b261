"""Writing visits and touches down, and reading a person's way back."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Subquery,
    bindparam,
    delete,
    or_,
    select,
    union_all,
    update,
)

from storefront import clock, outbox
from storefront.db import db, insert_new, transaction

from .classifying import LONGEST, Origin
from .models import ClickId, Key, Moment, OriginRow, Touch, Visit
from .summing import open_sums

IDLE = timedelta(minutes=30)
"""A visit ends after this long without a request."""

CLICK_IDS_KEPT = timedelta(days=90)
AT_ONCE = 100
"""Visits in one statement; a thousand are hardly quicker and leave megabytes behind."""


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


def new_visit_id() -> str:
    """Nobody can guess it, and visits of one hour lie together in the index: milliseconds since
    1970, then 80 random bits."""
    return f"{round(clock.now().timestamp() * 1000) << 80 | secrets.randbits(80):032x}"


def record(landings: Iterable[Landing]) -> None:
    """Write landings down; what was written before is left as it is. The caller holds the
    transaction."""
    landings = list(landings)
    first = {landing.visit_id: landing for landing in reversed(landings)}
    begun = _insert_visits(first.values())
    for landing in landings:
        if not landing.origin.is_touch:
            continue
        if landing.visit_id not in begun or landing is not first[landing.visit_id]:
            if _is_known(landing):
                continue
            _record_touch(landing)
        _record_click_ids(landing)
    open_sums([landing.at for landing in landings])


def _insert_visits(landings: Iterable[Landing]) -> set[str]:
    """All at once, for there may be hundreds and somebody is waiting for a page; returns the ids of
    those that were not there."""
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
            "origin_id": _origin_id(landing.origin) if landing.origin.is_touch else None,
            "landing": landing.path[:LONGEST] if landing.origin.is_touch else None,
        }
        for landing in landings
    ]
    if not rows:
        return set()
    new = insert_new(Visit.__table__).returning(Visit.id)
    new = new.execution_options(insertmanyvalues_page_size=AT_ONCE)
    return set(db.session.scalars(new, rows))


def _is_known(landing: Landing) -> bool:
    """Whether this landing was written down before: its process may have been killed after that,
    and before it could remember it."""
    told = {"visit": landing.visit_id, "at": landing.at, "origin": _origin_id(landing.origin)}
    return db.session.execute(_KNOWN, told).first() is not None


def _record_touch(landing: Landing) -> None:
    origin_id = _origin_id(landing.origin)
    db.session.add(
        Touch(
            visit_id=landing.visit_id,
            at=landing.at,
            origin_id=origin_id,
            landing=landing.path[:LONGEST],
        )
    )
    db.session.flush()
    db.session.execute(_FIRST_ORIGIN, {"visit": landing.visit_id, "origin": origin_id})


def _record_click_ids(landing: Landing) -> None:
    for name, value in landing.origin.click_ids.items():
        click = ClickId(visit_id=landing.visit_id, at=landing.at, name=name, value=value)
        db.session.add(click)


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
_KNOWN = union_all(
    select(Visit.id).where(
        Visit.id == bindparam("visit", type_=Key),
        Visit.started_at == bindparam("at", type_=Moment),
        Visit.origin_id == bindparam("origin"),
        Visit.landing.is_not(None),
    ),
    select(Touch.visit_id).where(
        Touch.visit_id == bindparam("visit", type_=Key),
        Touch.at == bindparam("at", type_=Moment),
        Touch.origin_id == bindparam("origin"),
    ),
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
_TOLD = (*(getattr(OriginRow, name) for name in _WORDS), OriginRow.raw)
_SOURCES = union_all(
    select(Visit.id.label("visit_id"), Visit.started_at.label("at"), Visit.landing, *_TOLD)
    .join(OriginRow, OriginRow.id == Visit.origin_id)
    .where(_OF_JOURNEY, Visit.landing.is_not(None)),
    select(Touch.visit_id, Touch.at, Touch.landing, *_TOLD)
    .join(Visit, Visit.id == Touch.visit_id)
    .join(OriginRow, OriginRow.id == Touch.origin_id)
    .where(_OF_JOURNEY),
).order_by("at")


def arrivals(of: ColumnElement[bool], since: datetime | None = None) -> Subquery:
    """Every time that one of these sources brought a person, at the beginning of a visit or later
    in it; scripts are left out. Columns: visit_id, at and the words of the source."""
    words = [getattr(OriginRow, name) for name in _WORDS]
    begun = (
        select(Visit.id.label("visit_id"), Visit.started_at.label("at"), *words)
        .join(OriginRow, OriginRow.id == Visit.origin_id)
        .where(of, Visit.landing.is_not(None), Visit.automated.is_(False))
    )
    later = (
        select(Touch.visit_id, Touch.at, *words)
        .join(OriginRow, OriginRow.id == Touch.origin_id)
        .join(Visit, Visit.id == Touch.visit_id)
        .where(of, Visit.automated.is_(False))
    )
    if since is not None:
        begun, later = begun.where(Visit.started_at >= since), later.where(Touch.at >= since)
    return union_all(begun, later).subquery("arrivals")


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
    sources = db.session.execute(_SOURCES, {"journey": journey}).all()
    direct = _direct(first_visit)
    if not sources:
        return direct, direct
    # A journey that began without a source began direct, even if one came a minute later.
    began_direct = sources[0].at > first_visit.started_at
    return (direct if began_direct else _kept(sources[0])), _kept(sources[-1])


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
        select(ClickId.name, ClickId.value).where(
            ClickId.visit_id == touch.visit_id, ClickId.at == touch.at
        )
    )
    clicks = {name: value for name, value in rows}
    return {
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

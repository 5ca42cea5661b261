"""Which channels sent people here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storefront.db import db
from storefront.traffic.models import Touch, Visit


@dataclass(frozen=True, slots=True)
class ChannelCount:
    """Visits that began by a channel; `automated` visits are left out everywhere."""

    channel: str
    visits: int


def channels(since: datetime, until: datetime) -> list[ChannelCount]:
    """Visits by the channel of their first source, most first; without a source it was direct."""
    first = select(func.min(Touch.id)).where(Touch.visit_id == Visit.id).correlate(Visit)
    channel = func.coalesce(Touch.channel, "Direct")
    rows = db.session.execute(
        select(channel, func.count())
        .select_from(Visit)
        .outerjoin(Touch, Touch.id == first.scalar_subquery())
        .where(Visit.started_at >= since, Visit.started_at < until, Visit.automated.is_(False))
        .group_by(channel)
        .order_by(func.count().desc(), channel)
    )
    return [ChannelCount(name, count) for name, count in rows]
